/**
 * The JSON record of `recsim test --json`, described in docs/scenarios.md. Times are whole microseconds of virtual time, but `wallMs`,
 * which alone differs from run to run. A later version may add keys; `format` changes when one changes its meaning.
 */
import type { BoardCoverage } from '../coverage/coverage.ts';
import { VERSION } from '../version.ts';
import type { TimedRun } from './report-text.ts';
import type { Run } from './run.ts';

export function jsonReport(runs: readonly TimedRun[], coverage?: readonly BoardCoverage[]): string {
  const count = (outcome: Run['outcome']) => runs.filter(({ run }) => run.outcome === outcome).length;
  const record = {
    format: 1,
    recsim: VERSION,
    summary: { passed: count('PASS'), failed: count('FAIL'), timedOut: count('TIMEOUT'), errors: count('ERROR') },
    runs: runs.map(jsonRun),
    ...(coverage ? { coverage } : {}),
  };
  return `${JSON.stringify(record, undefined, 2)}\n`;
}

function jsonRun({ run, wallMs, replay }: TimedRun) {
  const { scenario, outcome, failure, steps, measures, warnings, notes, virtualUs, screen, traceHash } = run;
  return {
    file: scenario.file,
    name: scenario.name,
    board: scenario.board.name,
    brand: scenario.brand,
    seed: scenario.seed,
    state: scenario.state,
    outcome,
    ...(failure ? { failure: { ...at(failure.place), step: failure.step, atUs: failure.atUs, message: failure.message, replay } } : {}),
    virtualUs,
    wallMs: Math.round(wallMs * 1000) / 1000,
    traceHash,
    measures,
    warnings,
    notes,
    screen: { title: screen.title, lines: screen.lines },
    steps: steps.map(({ place, step, name, startUs, endUs }) => ({ step, ...(name === undefined ? {} : { name }), ...at(place), startUs, endUs })),
  };
}

function at({ line, column }: { readonly line?: number; readonly column?: number }) {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}
