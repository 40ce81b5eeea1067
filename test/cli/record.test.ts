/** `recsim record`, on lines of the test's: the edges in the file are those of the lines, and replay makes of them what the firmware makes of the press. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { loadBoard } from '../../src/board-file.ts';
import { recordLines } from '../../src/cli/record/record-lines.ts';
import { unwrap } from '../../src/errors.ts';
import { play, readRecording } from '../../src/wave/recording.ts';
import { FakeLines } from '../support/fake-lines.ts';
import { MS, S } from '../support/world.ts';

const PI = unwrap(loadBoard('pi-4')).board;

interface Recording {
  readonly for?: string;
  readonly withoutPower?: boolean;
  /** What is there before: the ends of names. */
  readonly leaves?: readonly string[];
  readonly vcd?: string;
}

function recording(options: Recording = {}) {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-record-'));
  const said: string[] = [];
  const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
  onTestFinished(() => {
    stderr.mockRestore();
    rmSync(folder, { recursive: true, force: true });
  });
  const { vcd = path.join(folder, 'press.vcd') } = options;
  for (const end of options.leaves ?? []) writeFileSync(`${vcd}${end}`, 'before');
  const lines = new FakeLines({ reset: 'GPIO17', power: 'GPIO22' });
  let board = 'pi-4';
  if (options.withoutPower) {
    board = path.join(folder, 'board.json');
    const written = JSON.parse(readFileSync('boards/pi-4/board.json', 'utf8'));
    const { power: _, ...pins } = written.pins;
    writeFileSync(board, JSON.stringify({ ...written, $schema: undefined, pins }));
  }
  const done = recordLines(
    { vcd, board, gpio: 'cdev', ...(options.for === undefined ? {} : { for: options.for }) },
    { backend: lines.backend, now: lines.now },
  );
  return { lines, said, done, vcd, read: () => unwrap(readRecording(readFileSync(vcd, 'utf8'), vcd)) };
}

describe('recsim record', () => {
  test('each edge at the time of the kernel, bounce included; replayed it is the reset that was pressed', async () => {
    const { lines, done, read, said } = recording({ for: '36 s' });
    await lines.pass(100 * MS);
    // Outputs are left alone.
    expect([...lines.taken]).toEqual(['GPIO17', 'GPIO22']);
    lines.drive('reset', 0);
    await lines.pass(1 * MS);
    lines.drive('reset', 1);
    await lines.pass(1 * MS);
    lines.drive('reset', 0);
    await lines.pass(4.5 * S);
    lines.drive('power', 1);
    await lines.pass(25 * S);
    lines.drive('reset', 1);
    await lines.pass(10 * S);
    expect(await done).toBe(0);
    const recorded = read();
    expect(recorded.contact.map(({ atUs, value }) => [atUs / MS, value])).toEqual([
      [100, 1],
      [101, 0],
      [102, 1],
      [29_602, 0],
    ]);
    expect(recorded.power).toEqual([{ atUs: 4_602 * MS, value: 1 }]);
    expect(said.join('')).toContain('5 edges');
    expect([...lines.taken]).toEqual([]);
    const bench = new Bench({ board: PI, state: 'provisioned', hashCost: 4 });
    play(bench, recorded, 1 * S);
    expect(bench.verdict).toBe('reset');
  });

  test('Ctrl-C ends it: the whole file is written', async () => {
    const { lines, done, read } = recording();
    await lines.pass(10 * MS);
    lines.drive('reset', 0);
    await lines.pass(2 * S);
    process.emit('SIGINT', 'SIGINT');
    expect(await done).toBe(0);
    expect(read().contact).toEqual([{ atUs: 10 * MS, value: 1 }]);
    expect(read().endUs).toBe(2_005 * MS);
  });

  test('a line that is gone: what there was is written, and the exit code is that of hardware', async () => {
    const { lines, done, read, said } = recording();
    await lines.pass(10 * MS);
    lines.drive('reset', 0);
    await lines.pass(1 * S);
    lines.vanish();
    expect(await done).toBe(3);
    expect(read().contact.length).toBe(1);
    expect(said.join('')).toContain('is gone');
  });

  test('what a recording that was cut off has left is not touched, and told', async () => {
    const { lines, done, vcd, said } = recording({ for: '1 s', leaves: ['.part', '.part2'] });
    await lines.pass(2 * S);
    expect(await done).toBe(0);
    expect(readdirSync(path.dirname(vcd)).sort()).toEqual(['press.vcd', 'press.vcd.part', 'press.vcd.part2']);
    expect(readFileSync(`${vcd}.part2`, 'utf8')).toBe('before');
    expect(said.join('')).toContain('press.vcd.part is what a recording that did not come to its end has left');
  });

  test('a disk that is full ends it at once, with the lines given back', async () => {
    const { lines, done } = recording({ vcd: '/dev/full' });
    await expect(done).rejects.toThrow('the disk is full');
    expect([...lines.taken]).toEqual([]);
  });

  test('without a power-sense line there is no power in the file, and replay asks for it', async () => {
    const { lines, done, vcd } = recording({ for: '1 s', withoutPower: true });
    await lines.pass(2 * S);
    expect(await done).toBe(0);
    const read = readRecording(readFileSync(vcd, 'utf8'), vcd);
    expect(read.ok ? undefined : read.problems[0]?.remedy).toContain('--power-at');
  });

  test.each(['0 s', 'long'])('--for %s is refused, and no line is taken', async (written) => {
    const { lines, done } = recording({ for: written });
    await expect(done).rejects.toThrow('--for');
    expect([...lines.taken]).toEqual([]);
  });
});
