/** One scenario on three executors: in virtual time, on the mock in real time, and on real lines with a person (both of the test's: kernel, clock and finger). */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { unwrap } from '../../src/errors.ts';
import { runInRealTime, runOnLines } from '../../src/executor/live-bench.ts';
import { compareRuns } from '../../src/scenario/compare.ts';
import { loadScenarios } from '../../src/scenario/decode.ts';
import { obstaclesOnRealLines } from '../../src/scenario/real-lines.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import type { Scenario } from '../../src/scenario/scenario.ts';
import type { OpenStation } from '../../src/scenario/station.ts';
import { decodeTolerances } from '../../src/scenario/tolerances.ts';
import { FakeLines, linedBoard } from '../support/fake-lines.ts';
import { MS, S } from '../support/world.ts';

const PROCEDURE = `
  - prompt: The seed procedure
  - press:
  - delay: 4.5 s
  - power: on
  - wait-pin: { part-id: buzzer, value: 1, timeout: 10 s }
  - delay: 25 s
  - release:
  - expect-verdict: { verdict: reset }
  - wait-state: { state: boot.ready, timeout: 60 s }
  - measure: { name: hold, from: reset.pressed, to: reset.released, min: 20 s }`;

function scenarioOf(steps: string, board: Board = linedBoard()): Scenario {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-executors-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = path.join(folder, 's.yaml');
  writeFileSync(file, `version: 2\nname: test\nstate: provisioned\nsteps:${steps}\n`);
  return unwrap(
    loadScenarios(file, { board, seed: undefined, timeoutUs: undefined, language: undefined, hashCost: 4, only: {}, brand: undefined }),
  ).at(0);
}

/** Real lines, and somebody who does `deeds[prompt]` so long after being told. */
function staffed(deeds: Record<string, () => void>, afterUs = 300 * MS) {
  const lines = new FakeLines();
  const told: string[] = [];
  const due: { atUs: number; deed: () => void }[] = [];
  const tell = (prompt: string) => {
    told.push(prompt);
    const deed = deeds[prompt];
    if (deed) due.push({ atUs: lines.nowUs + afterUs, deed });
  };
  const open: OpenStation = async (bench, signal) => {
    const live = unwrap(await runOnLines(bench, { tell, signal, backend: lines.backend, now: lines.now }));
    return { ...live, tell, countDown: (prompt, seconds) => void told.push(`${seconds}: ${prompt}`) };
  };
  /** Lets time pass until the run is over. */
  const play = async (scenario: Scenario, signal?: AbortSignal) => {
    let isOver = false;
    const run = runScenario(scenario, signal, open).finally(() => {
      isOver = true;
    });
    for (let step = 0; !isOver && step < 100_000; step++) {
      await lines.pass(5 * MS);
      while ((due[0]?.atUs ?? Number.POSITIVE_INFINITY) <= lines.nowUs) due.shift()?.deed();
    }
    return run;
  };
  return { lines, told, play };
}

const finger = (lines: () => FakeLines) => ({
  'Press and hold the reset button': () => lines().drive('reset', 0),
  'Release the reset button': () => lines().drive('reset', 1),
  'Give power': () => lines().drive('power', 1),
  'Take the power away': () => lines().drive('power', 0),
  'Take the finger off the reset button': () => lines().drive('reset', 1),
});

describe('on the mock in real time', () => {
  test('the same as in virtual time, entry for entry; and it takes as long', async () => {
    const scenario = scenarioOf(PROCEDURE);
    const virtual = await runScenario(scenario);
    let nowUs = 5_000_000;
    let isOver = false;
    const run = runScenario(scenario, undefined, async (bench) => {
      const live = runInRealTime(bench, () => BigInt(nowUs) * 1000n);
      return { ...live, pass: (isOver, limitUs) => live.pass(isOver, limitUs), tell() {}, countDown() {} };
    }).finally(() => {
      isOver = true;
    });
    while (!isOver) {
      nowUs += 1 * S;
      await new Promise((resolve) => setImmediate(resolve));
    }
    const real = await run;
    expect([real.outcome, real.traceHash]).toEqual(['PASS', virtual.traceHash]);
    expect(nowUs - 5_000_000).toBeGreaterThanOrEqual(real.virtualUs);
  });
});

describe('on real lines', () => {
  test('compared with virtual time event by event: the recorder does the same at the same times after what the person did', async () => {
    const scenario = scenarioOf(PROCEDURE);
    const virtual = await runScenario(scenario);
    const on = staffed(finger(() => on.lines));
    const real = await on.play(scenario);
    // The bench's contact bounces for 2 ms before it rests; the one on the lines does not.
    const tolerances = unwrap(decodeTolerances(['2 ms', 'step=1 s', 'measure=1 s']));
    const [compared] = compareRuns([virtual], [real], { tolerances, withEvents: true });
    expect(compared?.rows.filter(({ is }) => is === 'different')).toEqual([]);
    const events = compared?.rows.filter((row) => row.what === 'event') ?? [];
    const sinceOf = (name: string) => events.findLast((event) => event.name === name)?.since;
    expect(['led.slow-blink', 'verdict.reset'].map(sinceOf)).toEqual(['reset.released', 'reset.released']);
    expect(events.find(({ name }) => name === 'buzzer.on')?.since).toBe('power.on');
    expect(events.length).toBeGreaterThan(20);
    expect(events.filter(({ aUs, bUs }) => aUs !== bUs).length).toBeGreaterThan(20);
  });

  test('the person is told each step, with a count-down, and what they do is measured', async () => {
    const on = staffed(finger(() => on.lines));
    const run = await on.play(scenarioOf(PROCEDURE));
    expect(run.failure?.message).toBeUndefined();
    expect(on.told.filter((text) => !/^(1\d|2\d): /.test(text))).toEqual([
      'The seed procedure',
      'Press and hold the reset button',
      ...[5, 4, 3, 2, 1].map((seconds) => `${seconds}: Give power`),
      'Give power',
      ...[9, 8, 7, 6, 5, 4, 3, 2, 1].map((seconds) => `${seconds}: Release the reset button`),
      'Release the reset button',
    ]);
    const [hold] = run.measures;
    const { samplingStartUs } = linedBoard();
    expect(hold?.valueUs).toBeGreaterThan(4.5 * S + samplingStartUs + 25 * S + 600 * MS);
    expect(hold?.valueUs).toBeLessThan(4.5 * S + samplingStartUs + 25 * S + 700 * MS);
    expect([...on.lines.taken]).toEqual([]);
  });

  test('power that is on at first, and a button that is held, are taken away before it begins', async () => {
    const on = staffed(finger(() => on.lines));
    on.lines.drive('power', 1);
    on.lines.drive('reset', 0);
    const run = await on.play(scenarioOf('\n  - power: on\n  - wait-state: { state: boot.ready, timeout: 60 s }'));
    expect(on.told).toEqual(['Take the power away', 'Take the finger off the reset button', 'Give power']);
    expect(run.outcome).toBe('PASS');
  });

  test('nobody does it: TIMEOUT, with what was asked for and where it stands', async () => {
    const on = staffed({});
    const run = await on.play(scenarioOf('\n  - press:'));
    expect(run.failure).toMatchObject({
      outcome: 'TIMEOUT',
      message: '"Press and hold the reset button" was asked for, and not done within 2 min',
      place: { line: 5 },
    });
  });

  test("a person's time is not the scenario's", async () => {
    const on = staffed(
      finger(() => on.lines),
      60 * S,
    );
    const steps = '\n  - power: on\n  - delay: 1 s\n  - power: off\n  - delay: 1 s';
    const run = await on.play({ ...scenarioOf(steps), timeoutUs: 5 * S });
    expect(run.failure?.message).toBeUndefined();
    expect(run.virtualUs).toBeGreaterThan(120 * S);
  });

  test('stopped while it waits: ABORTED, lines given back', async () => {
    const aborting = new AbortController();
    const on = staffed({ 'Press and hold the reset button': () => aborting.abort() });
    const run = await on.play(scenarioOf('\n  - press:'), aborting.signal);
    expect(run.outcome).toBe('ABORTED');
    expect([...on.lines.taken]).toEqual([]);
  });

  test('a chip that is pulled out: ERROR with its remedy, lines given back', async () => {
    const on = staffed({ 'Press and hold the reset button': () => on.lines.vanish() });
    const run = await on.play(scenarioOf('\n  - press:'));
    expect(run.failure).toMatchObject({ outcome: 'ERROR', message: expect.stringContaining('is gone. Plug it in') });
    expect([...on.lines.taken]).toEqual([]);
  });

  test('a board without a power-sense line: the bench gives power by itself, at the very moment', async () => {
    const { power: _, ...pins } = linedBoard().pins;
    const on = staffed(finger(() => on.lines));
    const run = await on.play(scenarioOf(PROCEDURE, linedBoard({ pins })));
    expect(run.failure?.message).toBeUndefined();
    expect(on.told).not.toContain('Give power');
    const [pressed] = run.trace.filter(({ signal }) => signal === 'finger');
    const [plugged] = run.trace.filter(({ signal }) => signal === 'plug');
    expect((plugged?.atUs ?? 0) - (pressed?.atUs ?? 0)).toBe(4.5 * S);
  });

  test('what nobody can do there is told with its place', () => {
    const scenario = scenarioOf(`
  - press: { bounce: none }
  - repeat: { times: 2, steps: [ { dip: { for: 10 ms } } ] }
  - set-control: { part-id: reset, control: contact, value: 1 }
  - cut-power: { at-flash-operation: 1, when: during }
  - set-control: { part-id: network, control: plugged, value: 0 }`);
    const problems = obstaclesOnRealLines(scenario);
    expect(problems.map(({ place, message }) => `${place?.line} ${message.split(':')[0]}`)).toEqual([
      '5 press',
      '6 dip',
      '7 set-control',
      '8 cut-power',
    ]);
    expect(problems.every(({ remedy }) => remedy)).toBe(true);
  });
});
