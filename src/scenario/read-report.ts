/** Reads a record that `recsim test --json` wrote, an untrusted file: for merge-reports and compare. */
import * as z from 'zod';
import type { BoardCoverage } from '../coverage/coverage.ts';
import { fail, ok, type Result } from '../errors.ts';
import { VERSION } from '../version.ts';
import { at, type Extent, FORMAT } from './report-json.ts';
import type { TimedRun } from './report-text.ts';
import type { RunRecord } from './run.ts';

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
  boardFacts: z.object({ closedLevel: z.union([z.literal(0), z.literal(1)]), supplyVolts: z.number(), debounceUs: z.number() }).optional(),
  trace: z.array(z.tuple([z.number(), z.string(), z.union([z.string(), z.number()])], z.string())).optional(),
});
const HITS = z.record(z.string(), z.number().int().min(0));
const COVERAGE = z.array(
  z.object({
    board: z.string(),
    regions: z.array(z.object({ region: z.string(), states: HITS, transitions: HITS, timers: HITS, outOfReach: z.array(z.string()) })),
  }),
);
const RECORD = z.object({
  format: z.literal(FORMAT),
  recsim: z.string(),
  count: z.number().int().min(0),
  shard: z.object({ index: z.number().int().min(1), of: z.number().int().min(1) }),
  withTrace: z.literal(true).optional(),
  runs: z.array(RUN),
  coverage: COVERAGE.optional(),
});

export interface ReadRecord {
  readonly extent: Extent;
  readonly runs: readonly { readonly index: number; readonly timed: TimedRun }[];
  /** Every run has all of its trace. */
  readonly withTrace: boolean;
  /** Where it was asked for. */
  readonly coverage: readonly BoardCoverage[] | undefined;
}

/** How long the runs took on the wall is not in it: 0. */
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
  const { count, shard, runs, withTrace = false, coverage, recsim } = parsed.data;
  if (recsim !== VERSION) return fail({ code: 'version', message: `recsim ${recsim} wrote this record`, place: { file }, remedy });
  return ok({ extent: { count, shard }, withTrace, coverage, runs: runs.map((run) => ({ index: run.index, timed: unflatten(run) })) });
}

/** Of a run without a trace nothing is drawn. */
const UNKNOWN_BOARD = { closedLevel: 0, supplyVolts: 0, debounceUs: 0 } as const;

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
  boardFacts = UNKNOWN_BOARD,
  ...run
}: z.output<typeof RUN>): TimedRun {
  const place = ({ line, column }: { line?: number | undefined; column?: number | undefined }) => ({ file, ...at({ line, column } as never) });
  const record = {
    ...run,
    scenario: { file, name, board: { name: board, ...boardFacts }, brand, seed, state, variables },
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
