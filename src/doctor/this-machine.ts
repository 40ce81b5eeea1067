/** What recsim can find out of the machine that it runs on. */
import { accessSync, constants, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { failureOf, ok, type Result } from '../errors.ts';
import { GpioChip } from '../hal/pi/gpio-chip.ts';
import { type Kernel, loadKernel, orMissing } from '../hal/pi/kernel.ts';
import { orNothing } from './files.ts';
import type { PackageFact } from './machine.ts';
import type { Senses } from './read-machine.ts';

/** The packages, each as its user loads it. */
const LOADERS: Readonly<Record<PackageFact['name'], () => Promise<unknown>>> = {
  koffi: () => orMissing('koffi', () => import('koffi')),
  serialport: () => orMissing('serialport', () => import('serialport')),
  onoff: () => orMissing('onoff', () => import('onoff')),
};

export async function thisMachine(): Promise<Senses> {
  const kernel = await attempt(loadKernel);
  return {
    node: process.versions.node,
    platform: process.platform,
    arch: process.arch,
    user: whoWeAre(),
    device(path) {
      const found = orNothing(() => statSync(path));
      if (!found) return undefined;
      return { mode: found.mode, uid: found.uid, gid: found.gid, isOurs: mayUse(path) };
    },
    chip: (path) => (kernel.ok ? readChip(kernel.value, path) : kernel),
    async packages() {
      // The others are for lines, and those need Linux.
      const names: PackageFact['name'][] = process.platform === 'linux' ? ['koffi', 'serialport', 'onoff'] : ['serialport'];
      return Promise.all(
        names.map(async (name) => {
          const loaded = await attempt(LOADERS[name]);
          return loaded.ok ? { name } : { name, failure: loaded.problems[0]?.message ?? '' };
        }),
      );
    },
  };
}

function mayUse(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function whoWeAre(): Senses['user'] {
  const uid = process.geteuid?.() ?? -1;
  // Nobody may have given this number a name.
  const name = orNothing(() => userInfo({ encoding: 'utf8' }).username) ?? String(uid);
  return { name, uid, gids: process.getegid ? [process.getegid(), ...(process.getgroups?.() ?? [])] : [] };
}

function readChip(kernel: Kernel, path: string): ReturnType<Senses['chip']> {
  return problemsOf(() => {
    const chip = GpioChip.open(kernel, path);
    try {
      return { name: chip.name, label: chip.label, lines: chip.allLines() };
    } finally {
      chip.close();
    }
  });
}

function problemsOf<T>(task: () => T): Result<T> {
  try {
    return ok(task());
  } catch (error) {
    return failureOf(error);
  }
}

async function attempt<T>(task: () => Promise<T>): Promise<Result<T>> {
  try {
    return ok(await task());
  } catch (error) {
    return failureOf(error);
  }
}
