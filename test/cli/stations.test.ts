/** `recsim test --hal pi` and `--real-time` at the command line: what is said to the person, what is refused, and how hardware that fails is told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { createStations } from '../../src/cli/test/stations.ts';
import { testFiles } from '../../src/cli/test-files.ts';
import { unwrap } from '../../src/errors.ts';
import { loadScenarios } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { FakeLines, linedBoard } from '../support/fake-lines.ts';
import { MS } from '../support/world.ts';

function fileOf(steps: string): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-stations-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 's.yaml');
  writeFileSync(file, `version: 2\nname: test\nboard: pi-4\nsteps:${steps}\n`);
  return file;
}

/** A run on lines, with somebody who does what `deeds` say as soon as they are told. */
async function played(steps: string, isTTY: boolean, deeds: Record<string, (lines: FakeLines) => void>) {
  const lines = new FakeLines();
  let said = '';
  const stderr = {
    isTTY,
    write(text: string) {
      said += text;
    },
  };
  const stations = createStations({ gpio: 'cdev', stderr, elsewhere: { backend: lines.backend, now: lines.now } });
  const overrides = { board: linedBoard(), seed: undefined, timeoutUs: undefined, language: undefined, hashCost: 4, only: {}, brand: undefined };
  let isOver = false;
  const run = runScenario(unwrap(loadScenarios(fileOf(steps), overrides)).at(0), undefined, stations.open).finally(() => {
    isOver = true;
  });
  for (let step = 0; !isOver && step < 20_000; step++) {
    await lines.pass(10 * MS);
    for (const [prompt, deed] of Object.entries(deeds)) if (said.includes(`> ${prompt}\n`)) deed(lines);
  }
  return { outcome: (await run).outcome, said, hasFailed: stations.hasFailed };
}

describe('what is said to the person', () => {
  const STEPS = '\n  - press:\n  - delay: 5 s\n  - power: on';
  const DEEDS = {
    'Press and hold the reset button': (lines: FakeLines) => lines.drive('reset', 0),
    'Give power': (lines: FakeLines) => lines.drive('power', 1),
  };

  test('line by line where it goes to a file: the beginning and the end of a count-down', async () => {
    const { outcome, said, hasFailed } = await played(STEPS, false, DEEDS);
    expect([outcome, hasFailed]).toEqual(['PASS', false]);
    expect(said).toBe(
      '> Press and hold the reset button\n  in 5 s: Give power\n  in 3 s: Give power\n  in 2 s: Give power\n  in 1 s: Give power\n> Give power\n',
    );
  });

  test('on a terminal with a bell, and a count-down in one line', async () => {
    const { said } = await played(STEPS, true, DEEDS);
    expect(said).toContain('\x07> Press and hold the reset button\n');
    expect(said).toContain('\r\x1b[2K  in 4 s: Give power\r\x1b[2K  in 3 s: Give power');
    expect(said.endsWith('\r\x1b[2K\x07> Give power\n')).toBe(true);
  });

  test('at the end how late the beeps were ordered', async () => {
    const steps = `${STEPS}\n  - wait-pin: { part-id: buzzer, value: 1, timeout: 1 s }`;
    const { said } = await played(steps, false, DEEDS);
    expect(said.endsWith('> Give power\n  1 beep, each ordered 5 ms after it was due (median; 5 ms at most)\n')).toBe(true);
  });

  test('hardware that fails is told with its remedy, and remembered for the exit code', async () => {
    const { outcome, said, hasFailed } = await played(STEPS, false, { 'Press and hold the reset button': (lines) => lines.vanish() });
    expect([outcome, hasFailed]).toEqual(['ERROR', true]);
    expect(said).toContain('> error: line');
    expect(said).toContain('is gone. Plug it in');
  });
});

describe('what is refused before anything runs', () => {
  test.each([
    [{ hal: 'pi', jobs: '2' }, '--jobs is not possible with --hal pi'],
    [{ realTime: true, jobs: true }, '--jobs is not possible with --real-time'],
    [{ gpio: 'onoff' }, 'Add --hal pi'],
  ] as const)('%o', async (options, message) => {
    await expect(testFiles([fileOf('\n  - press:')], options)).rejects.toThrow(message);
  });

  test('a step that nobody can do on real lines, with its place', async () => {
    await expect(testFiles([fileOf('\n  - press:\n  - dip: { for: 10 ms }')], { hal: 'pi' })).rejects.toThrow(/s\.yaml:6:\d+: dip: a real supply/);
  });
});
