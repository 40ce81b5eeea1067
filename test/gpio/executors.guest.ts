/** A scenario with a finger on the lines of a real kernel, that does what it is told; and a press that is recorded there and replayed. */
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, type MockInstance, test, vi } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { loadBoard } from '../../src/board-file.ts';
import { recordLines } from '../../src/cli/record/record-lines.ts';
import { runRig } from '../../src/cli/rig/run-rig.ts';
import { testFiles } from '../../src/cli/test-files.ts';
import { unwrap } from '../../src/errors.ts';
import { play, readRecording } from '../../src/wave/recording.ts';
import { MS, S } from '../support/world.ts';
import { pause } from './pi-rig.ts';
import { wired } from './wired.ts';

const SCENARIO = `version: 2
name: let go too early
state: provisioned
steps:
  - press:
  - delay: 1 s
  - power: on
  - wait-pin: { part-id: buzzer, value: 1, timeout: 10 s }
  - expect-pin: { part-id: buzzer, value: 0, timeout: 1 s }
  - delay: 2 s
  - release:
  - expect-verdict: { verdict: short }
  - measure: { name: hold, from: power.on, to: reset.released, min: 2 s, max: 15 s }
`;

/** Hears of what is told on stderr, line by line. */
const hearers = new Set<(text: string) => void>();
let stderr: MockInstance;
beforeAll(() => {
  stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    for (const hear of hearers) hear(String(text).replaceAll('\x07', '').trim());
    return true;
  });
});
afterAll(() => stderr.mockRestore());

describe('on the lines of a kernel', () => {
  test.concurrent('recsim test --hal pi: prompts are answered on the lines, and the verdict is that of the hold', async ({
    expect,
    onTestFinished,
  }) => {
    const { chip, folder, board, button, power } = wired(onTestFinished);
    const deeds: Record<string, () => void> = {
      '> Press and hold the reset button': () => button.drive(0),
      '> Give power': () => power.drive(1),
      '> Release the reset button': () => button.drive(1),
    };
    const told: string[] = [];
    hearers.add((prompt) => {
      told.push(prompt);
      void pause(200 * MS).then(deeds[prompt]);
    });
    const [scenario, json] = ['s.yaml', 'out.json'].map((name) => path.join(folder, name)) as [string, string];
    writeFileSync(scenario, SCENARIO);
    const code = await testFiles([scenario], { hal: 'pi', board, hashCost: '4', json, quiet: true });
    const [run] = JSON.parse(readFileSync(json, 'utf8')).runs;
    expect([code, run.outcome, run.failure?.message]).toEqual([0, 'PASS', undefined]);
    expect(told.filter((text) => text in deeds)).toEqual(Object.keys(deeds));
    expect(chip.line('buzzer').level()).toBe(0);
  });

  test.concurrent('recsim rig --hal pi: a person who lets go too early is told so and tries again; the second attempt is measured by the stamps of the kernel', {
    timeout: 120_000,
  }, async ({ expect, onTestFinished }) => {
    const { chip, folder, board, button, power } = wired(onTestFinished, {
      ...{ holdMin: '4 s', holdMax: '20 s', stuckAfter: '60 s', initDuration: '2 s', restartDelay: '200 ms', passwordHashCost: 4 },
    });
    const plan = path.join(folder, 'plan.yaml');
    writeFileSync(
      plan,
      `name: short\nversion: 1\nboard: ${board}\nlimits:\n  pre-power-hold: { min: 400 ms, max: 20 s }\n  press-bounce-edges: { max: 3 }\n`,
    );
    let holds = 0;
    const deeds: Record<string, () => unknown> = {
      '> Press the reset button, and hold it until you are told': () => button.drive(0),
      '> Let go of the button': () => button.drive(1),
      '> Press and hold the reset button, and keep holding': () => {
        holds++;
        button.drive(0);
      },
      '> Give power now, and keep holding': () => {
        power.drive(1);
        if (holds === 1) void pause(2 * S).then(() => button.drive(1));
      },
      '> Take the power away': () => power.drive(0),
      '> Release now': () => button.drive(1),
    };
    hearers.add((prompt) => void pause(200 * MS).then(deeds[prompt]));
    let printed = '';
    const stdout = vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      if (String(text).startsWith('{')) printed += text;
      return true;
    });
    const code = await runRig({ hal: 'pi', plan, serial: ['G1'], wiring: false, json: true, record: path.join(folder, 'out') });
    stdout.mockRestore();
    const [unit] = JSON.parse(printed).units;
    expect([code, unit.outcome, unit.outcome_details]).toEqual([0, 'PASS', []]);
    expect(
      unit.attempts.map(({ outcome, findings }: { outcome: string; findings: { code: string }[] }) => [outcome, findings.map((one) => one.code)]),
    ).toEqual([
      ['INVALID', ['released-early']],
      ['PASS', []],
    ]);
    expect(unit.lines).toContainEqual(expect.stringContaining('reset: gpiochip'));
    expect(chip.line('buzzer').level()).toBe(0);
  });

  test.concurrent('recsim record and replay: the recorder makes of it what it would have made of the press', async ({ expect, onTestFinished }) => {
    const { folder, board, button, power } = wired(onTestFinished);
    const vcd = path.join(folder, 'press.vcd');
    const isReady = new Promise<void>((resolve) => hearers.add((text) => text.startsWith('recording ') && resolve()));
    const done = recordLines({ vcd, board, gpio: 'cdev', for: '8 s' });
    await isReady;
    button.drive(0);
    await pause(300 * MS);
    power.drive(1);
    await pause(2 * S);
    button.drive(1);
    expect(await done).toBe(0);
    const recording = unwrap(readRecording(readFileSync(vcd, 'utf8'), vcd));
    const [closed, opened] = recording.contact;
    expect([recording.contact.length, recording.power.length]).toEqual([2, 1]);
    expect((opened?.atUs ?? 0) - (closed?.atUs ?? 0)).toBeGreaterThan(2.2 * S);
    const bench = new Bench({ board: unwrap(loadBoard(board)).board, state: 'provisioned', hashCost: 4 });
    play(bench, recording, 1 * S);
    expect(bench.verdict).toBe('short');
  });
});
