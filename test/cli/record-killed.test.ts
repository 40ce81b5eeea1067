/** A recording of a day: what is on the disk while it goes on and after the process was killed, and what it takes of memory. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, onTestFinished, test } from 'vitest';
import type { Level } from '../../src/board.ts';
import { PartFile } from '../../src/cli/record/part-file.ts';
import { EdgeRecorder } from '../../src/cli/record/recorder-of-edges.ts';
import { unwrap } from '../../src/errors.ts';
import type { LinePin } from '../../src/hal/pi/parts.ts';
import { readRecording } from '../../src/wave/recording.ts';
import { recsim } from '../support/command.ts';
import { heapInUse } from '../support/heap.ts';
import { buildProgram, endAll, start } from '../support/process.ts';
import { MS, S } from '../support/world.ts';

const LONG_MS = 60_000;
const MIB = 2 ** 20;
/** So much of what came last may be missing: a second, and what a busy machine adds. */
const RECENT_EDGES = 400;

afterEach(endAll);

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'recsim-record-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** A process that records an edge every 5 ms, after a thousand of them. */
async function recorded() {
  const inFolder = folder();
  const vcd = path.join(inFolder, 'press.vcd');
  const running = start(buildProgram('edge-recorder', inFolder), [vcd]);
  await running.said(10);
  return { vcd, running, edges: Number(running.lines().at(-1)) };
}

const read = (file: string) => unwrap(readRecording(readFileSync(file, 'utf8'), file));

describe('a recording', () => {
  test('killed with SIGKILL: what there was up to the last second can be read and replayed', { timeout: LONG_MS }, async () => {
    const { vcd, running, edges } = await recorded();
    running.process.kill('SIGKILL');
    await running.ended();
    expect(readdirSync(path.dirname(vcd)).filter((name) => name.startsWith('press'))).toEqual(['press.vcd.part']);
    const { contact, power } = read(`${vcd}.part`);
    expect(contact.length).toBeGreaterThan(edges - RECENT_EDGES);
    expect(contact.map(({ value }) => value)).toEqual(contact.map((_, index) => (index + 1) % 2));
    expect(power).toEqual([]);
    const { code, stdout } = recsim(['replay', `${vcd}.part`, '--board', 'pi-4', '--power-at', '1 s']);
    expect([code, stdout]).toEqual([0, expect.stringContaining(`${contact.length} edges of the contact`)]);
  });

  test('ended with SIGTERM: the whole file, under its name', { timeout: LONG_MS }, async () => {
    const { vcd, running, edges } = await recorded();
    running.process.kill('SIGTERM');
    await running.ended();
    expect(running.process.exitCode).toBe(0);
    expect(readdirSync(path.dirname(vcd)).filter((name) => name.startsWith('press'))).toEqual(['press.vcd']);
    // The latest edge may not have settled yet.
    expect(read(vcd).contact.length).toBeGreaterThanOrEqual(edges - 1);
  });
});

/** Lines whose edges come as fast as they are told of. */
function fastLines() {
  const watchers: Partial<Record<'reset' | 'powerPin', (level: Level, atUs: number) => void>> = {};
  const pin = (name: 'reset' | 'powerPin', level: Level) =>
    ({
      read: () => level,
      watch(watcher: (level: Level, atUs: number) => void) {
        watchers[name] = watcher;
      },
    }) as unknown as LinePin;
  const clock = { nowUs: 0, wallUs: 0 };
  return { clock, reset: pin('reset', 1), powerPin: pin('powerPin', 0), watchers };
}

describe('a long recording', () => {
  const EDGES = 1_000_000;

  test(`takes no more memory after ${EDGES} edges than after a tenth of them`, { timeout: LONG_MS }, async () => {
    const vcd = path.join(folder(), 'press.vcd');
    const part = unwrap(
      PartFile.open(vcd, ({ message }) => {
        throw new Error(message);
      }),
    );
    const { watchers, clock, ...lines } = fastLines();
    const recorder = new EdgeRecorder({ closedLevel: 0 }, { ...lines, clock }, (text) => part.write(text));
    let early = 0;
    for (let edge = 1; edge <= EDGES; edge++) {
      clock.nowUs = edge * 5 * MS;
      watchers.reset?.(edge % 2 === 1 ? 0 : 1, clock.nowUs);
      if (edge % 1_000 > 0) continue;
      recorder.mark();
      await part.flush();
      if (edge === EDGES / 10) early = heapInUse();
    }
    expect(heapInUse() - early).toBeLessThan(MIB);
    recorder.end();
    unwrap(await part.end());
    expect(recorder.edges).toBe(EDGES);
    expect(statSync(vcd).size).toBeGreaterThan(10 * MIB);
    // And how it stood at the beginning.
    expect(readFileSync(vcd, 'utf8').match(/^[01]"$/gm)).toHaveLength(EDGES + 1);
  });

  test('in which nothing happens tells at any moment that nothing happened until then', () => {
    const pieces: string[] = [];
    const { clock, ...lines } = fastLines();
    const recorder = new EdgeRecorder({ closedLevel: 0 }, { ...lines, clock }, (text) => pieces.push(text));
    for (const nowUs of [0, 1 * S, 2 * S]) {
      clock.nowUs = nowUs;
      recorder.mark();
    }
    const { contact, endUs } = unwrap(readRecording(pieces.join(''), 'a.vcd.part'));
    expect([contact, endUs]).toEqual([[], 1_900 * MS]);
  });
});
