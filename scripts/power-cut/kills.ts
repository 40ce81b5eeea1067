/**
 * Real writes and real deaths: a process of its own saves one set after the other to an image file, each durable before it is reported, and is killed with
 * SIGKILL at a random moment. The file must then hold the last set that was reported or the next. A kill of the process is not a power cut of the host:
 * what the kernel has taken is not lost. What is lost without a sync is tried with a fake disk (test/hal/image-file.test.ts).
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { unwrap } from '../../src/errors.ts';
import { flashAfter, SMALL_FLASH } from '../../src/explore/power-cuts/fixture.ts';
import { recover } from '../../src/explore/power-cuts/story.ts';
import { createImage, openImage } from '../../src/hal/nor/image-file.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { createRandom } from '../../src/random.ts';
import { runNow } from '../../src/storage/job.ts';
import { Storage } from '../../src/storage/storage.ts';
import { numberOf, setOf } from './numbered-set.ts';

export interface Kills {
  readonly kills: number;
  /** The last line the process got out was the beginning of a flash operation: it died in one. */
  readonly insideOperation: number;
  /** The file held the set that was being saved, though the save had not been reported. */
  readonly unreported: number;
  readonly commits: number;
  readonly failures: readonly string[];
}

/** The longest a process is left writing, counted from its first commit. */
const LONGEST_MS = 60;

/** `writer`: the bundle of writer.ts. */
export async function killWriters(writer: string, kills: number, onProgress: (done: number) => void = () => {}): Promise<Kills> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-kill-'));
  const file = path.join(folder, 'flash.bin');
  const random = createRandom(1);
  const failures: string[] = [];
  let [insideOperation, unreported, commits] = [0, 0, 0];
  try {
    unwrap(createImage(file, SMALL_FLASH, flashAfter(SMALL_FLASH, setOf(0))));
    let last = 0;
    for (let kill = 1; kill <= kills; kill++) {
      const { committed, isInside, error } = await writeAndKill(writer, file, last, random.int(0, 1000 * LONGEST_MS) / 1000);
      const found = readBack(file);
      if (error) failures.push(`kill ${kill}: the writer failed: ${error}`);
      if (typeof found === 'string') failures.push(`kill ${kill}: ${found}`);
      else if (found !== committed && found !== committed + 1) failures.push(`kill ${kill}: holds set ${found}; set ${committed} was reported`);
      if (found === committed + 1) unreported++;
      insideOperation += isInside ? 1 : 0;
      commits += committed - last;
      last = typeof found === 'number' ? found : committed;
      onProgress(kill);
      if (failures.length > 5) break;
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  return { kills, insideOperation, unreported, commits, failures };
}

/** Boots from the file and mends it; the number of the set it holds, or what is wrong. */
function readBack(file: string): number | string {
  const image = unwrap(openImage(file, SMALL_FLASH));
  try {
    const array = new NorArray(SMALL_FLASH, image);
    runNow(recover(new Storage(array)), array.perform.bind(array));
    const { credentials } = new Storage(array);
    return credentials.kind === 'present' ? numberOf(credentials.credentials) : `the credentials are ${credentials.kind}`;
  } finally {
    image.close();
  }
}

function writeAndKill(writer: string, file: string, from: number, afterMs: number) {
  return new Promise<{ readonly committed: number; readonly isInside: boolean; readonly error: string | undefined }>((resolve) => {
    const child = spawn(process.execPath, [writer, file, String(from)], { stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    let errors = '';
    let isTimed = false;
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors += text;
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
      // Not in the start-up: the clock runs from the first commit on.
      if (isTimed || !out.includes('committed')) return;
      isTimed = true;
      setTimeout(() => child.kill('SIGKILL'), afterMs);
    });
    child.on('close', (_code, signal) => {
      const lines = out.split('\n').slice(0, -1);
      const commits = lines.filter((line) => line.startsWith('committed '));
      const committed = Number(commits.at(-1)?.split(' ')[1] ?? from);
      resolve({ committed, isInside: lines.at(-1) === 'begin', error: signal === 'SIGKILL' ? undefined : errors || `ended by itself (${signal})` });
    });
  });
}
