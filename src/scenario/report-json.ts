/**
 * The JSON record of `recsim test --json`, described in docs/scenarios.md. Times are whole microseconds of virtual time, and there are no others: the same files, seed and
 * version give the same record, byte for byte, however many threads or shards took part. A later version may add keys; `format` changes when one changes its meaning.
 */
import * as z from 'zod';
import { fail, ok, type Result } from '../errors.ts';
import { VERSION } from '../version.ts';
import type { TimedRun } from './report-text.ts';
import { isMarginal, type Outcome, type RunRecord } from './run.ts';

const FORMAT = 2;

/** The whole of what was to be run, and the part of it that this record is about: shard `index` of `of`. */
export interface Extent {
  readonly count: number;
  readonly shard: { readonly index: number; readonly of: number };
}

export const WHOLE = { index: 1, of: 1 };

/** How many of a record have each outcome. */
export type Tally = Record<Outcome, number>;

export const tallyOf = (runs: readonly TimedRun[]): Tally => {
  const tally = noRuns();
  for (const { run } of runs) tally[run.outcome]++;
  return tally;
};

export const noRuns = (): Tally => ({ PASS: 0, FAIL: 0, TIMEOUT: 0, ERROR: 0, ABORTED: 0 });

/** The record in three parts, so that a long one need not be held in memory: begin, each run with what stands before it, end. */
export function jsonHead({ count, shard }: Extent): string {
  const head = JSON.stringify({ format: FORMAT, recsim: VERSION, count, shard }, undefined, 2);
  return `${head.slice(0, -2)},\n  "runs": [`;
}

export function jsonRun(index: number, timed: TimedRun, isFirst: boolean): string {
  return `${isFirst ? '' : ','}\n    ${JSON.stringify(flatten(index, timed), undefined, 2).replaceAll('\n', '\n    ')}`;
}

export function jsonTail(tally: Tally): string {
  const { PASS: passed, FAIL: failed, TIMEOUT: timedOut, ERROR: errors, ABORTED: aborted } = tally;
  return `\n  ],\n  "summary": ${JSON.stringify({ passed, failed, timedOut, errors, aborted })}\n}\n`;
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
    ...(failure ? { trace: trace.map(({ atUs, signal, value, detail }) => [atUs, signal, value, ...(detail === undefined ? [] : [detail])]) } : {}),
  };
}

function at({ line, column }: { readonly line?: number; readonly column?: number }) {
  return { ...(line === undefined ? {} : { line }), ...(column === undefined ? {} : { column }) };
}

const PLACE = { line: z.number().optional(), column: z.number().optional() };
const RUN = z.object({
  index: z.number().int().min(0),
  file: z.string(),
  name: z.string(),
  board: z.string(),
  brand: z.string(),
  seed: z.number(),
  state: z.string(),
  variables: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  outcome: z.enum(['PASS', 'FAIL', 'TIMEOUT', 'ERROR', 'ABORTED']),
  failure: z
    .object({ ...PLACE, step: z.string(), atUs: z.number(), message: z.string(), account: z.array(z.string()), replay: z.string() })
    .optional(),
  virtualUs: z.number(),
  traceHash: z.string(),
  measures: z.array(
    z.looseObject({ name: z.string(), valueUs: z.number(), unit: z.enum(['us', 'ms', 's']), grade: z.enum(['good', 'marginal', 'bad']) }),
  ),
  warnings: z.array(z.string()),
  notes: z.array(z.object({ atUs: z.number(), text: z.string() })),
  screen: z.object({ title: z.string(), lines: z.array(z.string()) }),
  steps: z.array(z.object({ step: z.string(), name: z.string().optional(), ...PLACE, startUs: z.number(), endUs: z.number() })),
  trace: z.array(z.tuple([z.number(), z.string(), z.union([z.string(), z.number()])], z.string())).optional(),
});
const RECORD = z.object({
  format: z.literal(FORMAT),
  recsim: z.string(),
  count: z.number().int().min(0),
  shard: z.object({ index: z.number().int().min(1), of: z.number().int().min(1) }),
  runs: z.array(RUN),
});

export interface ReadRecord {
  readonly extent: Extent;
  readonly runs: readonly { readonly index: number; readonly timed: TimedRun }[];
}

/** Reads a record that `recsim test --json` wrote. How long the runs took on the wall is not in it: 0. */
export function readJsonReport(text: string, file: string): Result<ReadRecord> {
  const remedy = `Name what "recsim test --json" of recsim ${VERSION} wrote`;
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch (error) {
    return fail({ code: 'syntax', message: `this is not JSON: ${(error as Error).message}`, place: { file }, remedy });
  }
  const parsed = RECORD.safeParse(data);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const where = issue && issue.path.length > 0 ? ` (${issue.path.join('.')}: ${issue.message})` : '';
    return fail({ code: 'bad-type', message: `this is not a record of recsim${where}`, place: { file }, remedy });
  }
  const { count, shard, runs, recsim } = parsed.data;
  if (recsim !== VERSION) return fail({ code: 'version', message: `recsim ${recsim} wrote this record`, place: { file }, remedy });
  return ok({ extent: { count, shard }, runs: runs.map((run) => ({ index: run.index, timed: unflatten(run) })) });
}

function unflatten({
  failure,
  trace = [],
  steps,
  board,
  file,
  name,
  brand,
  seed,
  state,
  variables,
  index: _,
  ...run
}: z.output<typeof RUN>): TimedRun {
  const place = ({ line, column }: { line?: number | undefined; column?: number | undefined }) => ({ file, ...at({ line, column } as never) });
  const record = {
    ...run,
    scenario: { file, name, board: { name: board }, brand, seed, state, variables },
    ...(failure
      ? { failure: { outcome: run.outcome, step: failure.step, atUs: failure.atUs, message: failure.message, place: place(failure) } }
      : {}),
    account: failure?.account ?? [],
    steps: steps.map(({ step, name, startUs, endUs, ...where }) => ({
      step,
      ...(name === undefined ? {} : { name }),
      startUs,
      endUs,
      place: place(where),
    })),
    trace: trace.map(([atUs, signal, value, detail]) => ({ atUs, signal, value, detail })),
  };
  return { run: record as unknown as RunRecord, wallMs: 0, replay: failure?.replay ?? '' };
}
