/**
 * The JSON record of `recsim test --json`, described in docs/scenarios.md. Times are whole microseconds of virtual time, and there are no others: the same files, seed and
 * version give the same record, byte for byte, however many threads or shards took part. A later version may add keys; `format` changes when one changes its meaning.
 * read-report.ts reads it again.
 */
import type { BoardCoverage } from '../coverage/coverage.ts';
import { VERSION } from '../version.ts';
import type { TimedRun } from './report-text.ts';
import { type BoardFacts, isMarginal, type Outcome } from './run.ts';

export const FORMAT = 2;

/** The whole of what was to be run, and the part of it that this record is about: shard `index` of `of`. */
export interface Extent {
  readonly count: number;
  readonly shard: { readonly index: number; readonly of: number };
}

export const WHOLE = { index: 1, of: 1 };

/** How many of a record have each outcome. */
export type Tally = Record<Outcome, number>;

const tallyOf = (runs: readonly TimedRun[]): Tally => {
  const tally = noRuns();
  for (const { run } of runs) tally[run.outcome]++;
  return tally;
};

export const noRuns = (): Tally => ({ PASS: 0, FAIL: 0, TIMEOUT: 0, ERROR: 0, ABORTED: 0 });

/** The record in three parts, so that a long one need not be held in memory: begin, each run with what stands before it, end. `withTrace`: every run has all of its trace. */
export function jsonHead({ count, shard }: Extent, withTrace = false): string {
  const head = JSON.stringify({ format: FORMAT, recsim: VERSION, count, shard, ...(withTrace ? { withTrace } : {}) }, undefined, 2);
  return `${head.slice(0, -2)},\n  "runs": [`;
}

export function jsonRun(index: number, timed: TimedRun, isFirst: boolean): string {
  return `${isFirst ? '' : ','}\n    ${JSON.stringify(flatten(index, timed), undefined, 2).replaceAll('\n', '\n    ')}`;
}

/** `coverage`: of all runs, where it was asked for. */
export function jsonTail(tally: Tally, coverage?: readonly BoardCoverage[]): string {
  const { PASS: passed, FAIL: failed, TIMEOUT: timedOut, ERROR: errors, ABORTED: aborted } = tally;
  const covered = coverage ? `,\n  "coverage": ${JSON.stringify(coverage, undefined, 2).replaceAll('\n', '\n  ')}` : '';
  return `\n  ],\n  "summary": ${JSON.stringify({ passed, failed, timedOut, errors, aborted })}${covered}\n}\n`;
}

export function jsonReport(runs: readonly TimedRun[], extent: Extent = { count: runs.length, shard: WHOLE }): string {
  return jsonHead(extent) + runs.map((timed, index) => jsonRun(index, timed, index === 0)).join('') + jsonTail(tallyOf(runs));
}

function flatten(index: number, { run, replay }: TimedRun) {
  const { scenario, outcome, failure, trace, ...rest } = run;
  const { file, name, board, brand, seed, state, variables } = scenario;
  return {
    index,
    file,
    name,
    board: board.name,
    brand,
    seed,
    state,
    variables,
    outcome,
    marginal: isMarginal(run),
    ...(failure
      ? { failure: { ...at(failure.place), step: failure.step, atUs: failure.atUs, message: failure.message, account: run.account, replay } }
      : {}),
    virtualUs: rest.virtualUs,
    traceHash: rest.traceHash,
    measures: rest.measures,
    warnings: rest.warnings,
    notes: rest.notes,
    screen: { title: rest.screen.title, lines: rest.screen.lines },
    steps: rest.steps.map(({ place, step, name, startUs, endUs }) => ({
      step,
      ...(name === undefined ? {} : { name }),
      ...at(place),
      startUs,
      endUs,
    })),
    ...(failure || trace.length > 0
      ? {
          boardFacts: factsOf(board),
          trace: trace.map(({ atUs, signal, value, detail }) => [atUs, signal, value, ...(detail === undefined ? [] : [detail])]),
        }
      : {}),
  };
}

const factsOf = ({ closedLevel, supplyVolts, debounceUs }: BoardFacts) => ({ closedLevel, supplyVolts, debounceUs });

/** Line and column, where they are known. */
export function at({ line, column }: { readonly line?: number; readonly column?: number }) {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}
