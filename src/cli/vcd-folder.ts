/** The folder of `recsim test --vcd`: a VCD file for each scenario, named after its file. Names depend on the list of scenarios alone, not on the order they end in. */
import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, problemOfWriting, type Result } from '../errors.ts';
import type { Run } from '../scenario/run.ts';
import { DEFAULT_BRAND, type Scenario } from '../scenario/scenario.ts';
import { vcdOf } from '../wave/vcd.ts';
import { waveOf } from '../wave/wave.ts';
import { checkWritable, writeWhole } from '../whole-file.ts';

export interface VcdFolder {
  /** Writes the wave of a run of one of the scenarios. */
  write(run: Run): Result<void>;
}

/** Opens the folder, and makes it where it is not there. A problem when it cannot be written to. */
export function openVcdFolder(folder: string, scenarios: readonly Scenario[]): Result<VcdFolder> {
  try {
    mkdirSync(folder, { recursive: true });
    if (!statSync(folder).isDirectory()) throw Object.assign(new Error(), { code: 'ENOTDIR' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return fail(problemOfWriting(folder, error));
    return fail({ code: 'file-unwritable', message: 'this is a file', place: { file: folder }, remedy: 'Name a folder' });
  }
  const names = vcdNames(scenarios);
  const fileOf = (name: string) => path.join(folder, name);
  for (const name of names) {
    const writable = checkWritable(fileOf(name));
    if (!writable.ok) return writable;
  }
  const nameOf = new Map(scenarios.map((scenario, index) => [scenario, names[index] as string]));
  return ok({
    write: (run) => {
      const { trace, virtualUs, scenario } = run;
      return writeWhole(fileOf(nameOf.get(scenario) ?? 'scenario.vcd'), vcdOf(waveOf({ trace, virtualUs, board: scenario.board })));
    },
  });
}

/** `scenarios/hold-25s.yaml` -> `scenarios-hold-25s.vcd`. Only letters that every file system takes; a number where two would be alike. */
export function vcdNames(scenarios: readonly Pick<Scenario, 'file' | 'brand'>[]): string[] {
  const taken = new Set<string>();
  return scenarios.map(({ file, brand }) => {
    const { dir, name } = path.parse(path.normalize(file));
    const parts = [...dir.split(path.sep).filter((part) => !/^\.*$/.test(part)), name, ...(brand === DEFAULT_BRAND ? [] : [brand])];
    const safe = parts
      .join('-')
      .replace(/[^\w.-]+/g, '_')
      .replace(/^[.-]+/, '')
      .slice(-LONGEST);
    let unique = safe || 'scenario';
    for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${safe || 'scenario'}-${number}`;
    taken.add(unique.toLowerCase());
    return `${unique}.vcd`;
  });
}

/** File systems take 255 bytes. */
const LONGEST = 200;
