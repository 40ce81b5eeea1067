/** Runs as a report may meet them: of every outcome, of a matrix, with measures, and with names that are meant to break out of a page. */

import type { Variables } from '../../src/scenario/matrix.ts';
import type { TimedRun } from '../../src/scenario/report-text.ts';
import { type Run, recordOf } from '../../src/scenario/run.ts';
import { runSteps } from '../support/scenarios.ts';

/** What a file could say to become more than text. */
export const HOSTILE = `</span></script><script>window.hacked=1</script><img src=x onerror="window.hacked=1">"'&amp;\u202e\u0007`;

export const told = (run: Run, more: { name?: string; file?: string; variables?: Variables; wallMs?: number } = {}): TimedRun => {
  const { name = run.scenario.name, file = run.scenario.file, variables = {}, wallMs = 12.3 } = more;
  const record = recordOf(run, { withCoverage: false, keepsTrace: false, isReported: true });
  return {
    run: { ...record, scenario: { ...record.scenario, file, name, variables } },
    wallMs,
    replay: `recsim test ${file} --seed ${record.scenario.seed}`,
  };
};

export const HOLD = (held: string, prePower = '4.5 s') =>
  `  - log: the button is held\n  - press: {}\n  - { name: as long as the guide says, delay: ${prePower} }\n  - power: on\n  - measure: { name: start, from: power.on, to: power.good, max: 60 ms, marginal: 1 ms, unit: ms }\n  - expect-pulse: { part-id: buzzer, on: 150 ms }\n  - measure: { name: beep, from: buzzer.on, to: buzzer.off, min: 100 ms, max: 200 ms, marginal: 10 ms, unit: ms }\n  - delay: ${held}\n  - release: {}\n  - expect-verdict: { verdict: reset }\n  - wait-state: { state: boot.ready.wizard }\n  - expect-screen: { title: Set-up Wizard }\n`;

/** One of each outcome, a marginal one, and one with hostile names. */
export async function sampleRuns(): Promise<TimedRun[]> {
  const passed = await runSteps(HOLD('22 s'), 'state: provisioned');
  const failed = await runSteps(HOLD('9.5 s'), 'state: provisioned');
  const timedOut = await runSteps('  - power: on\n  - wait-state: { state: boot.defaulting }\n', 'timeout: 90 s');
  const marginal: Run = { ...passed, measures: passed.measures.map((measure) => ({ ...measure, maxUs: measure.valueUs + 500, grade: 'marginal' })) };
  const error: Run = {
    ...failed,
    outcome: 'ERROR',
    failure: { ...(failed.failure as NonNullable<Run['failure']>), outcome: 'ERROR', message: 'recsim itself failed: out of luck' },
  };
  return [
    told(passed, { name: 'Held as the guide says, the recorder is reset', file: 'scenarios/hold-25s.yaml' }),
    told(failed, { name: 'Let go much too early', file: 'scenarios/too-early.yaml' }),
    told(timedOut, { name: 'Waits for a reset that never comes', file: 'scenarios/never.yaml' }),
    told(marginal, { name: 'A beep at the edge of what is allowed', file: 'scenarios/edge.yaml' }),
    told(error, { name: 'Could not be carried to its end', file: 'scenarios/error.yaml' }),
    told(hostile(failed), { name: HOSTILE, file: `${HOSTILE}.yaml` }),
  ];
}

function hostile(run: Run): Run {
  return {
    ...run,
    failure: {
      ...(run.failure as NonNullable<Run['failure']>),
      message: `${HOSTILE} - ${HOSTILE}`,
      step: HOSTILE,
      place: { file: HOSTILE, line: 1 },
    },
    warnings: [HOSTILE],
    notes: [{ atUs: 1, text: HOSTILE }],
    measures: [{ name: HOSTILE, valueUs: 7, unit: 'us', grade: 'bad', minUs: 9 }],
    screen: { title: HOSTILE, lines: [HOSTILE, HOSTILE] },
    steps: run.steps.map((step) => ({ ...step, step: HOSTILE, name: HOSTILE })),
    trace: [{ atUs: 1, signal: HOSTILE, value: HOSTILE, detail: HOSTILE }],
    scenario: { ...run.scenario, board: { ...run.scenario.board, name: HOSTILE }, brand: HOSTILE },
  };
}

/** The runs of a matrix of `columns` x `rows`. */
export async function matrixRuns(columns: number, rows: number): Promise<TimedRun[]> {
  const passed = await runSteps(HOLD('22 s'), 'state: provisioned');
  const failed = await runSteps(HOLD('9.5 s'), 'state: provisioned');
  const timedOut = await runSteps('  - power: on\n  - wait-state: { state: boot.defaulting }\n', 'timeout: 90 s');
  return Array.from({ length: columns * rows }, (_, index) => {
    const [column, row] = [index % columns, Math.floor(index / columns)];
    const run = column + row < 4 ? failed : column === columns - 1 && row > rows - 3 ? timedOut : passed;
    return told(run, {
      name: 'Held for a while, with a dip',
      file: 'scenarios/held-with-a-dip.yaml',
      variables: { held: `${19 + column / 10} s`, dip: `${row * 5} ms` },
    });
  });
}
