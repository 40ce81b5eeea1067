/** What `recsim compare` does: reads both records, and prints their times side by side. */
import { readFileSync } from 'node:fs';
import { fileProblem } from '../../document.ts';
import { fail, type Result, unwrap } from '../../errors.ts';
import { compareRuns, type RunComparison, type TimeRow } from '../../scenario/compare.ts';
import { differsByUs, type EventRow } from '../../scenario/compare-events.ts';
import { type ReadRecord, readJsonReport } from '../../scenario/read-report.ts';
import type { RunRecord } from '../../scenario/run.ts';
import { decodeTolerances, type Tolerances } from '../../scenario/tolerances.ts';
import { formatDuration, type Us } from '../../units.ts';
import { EXIT } from '../exit.ts';

export interface CompareOptions {
  readonly tolerance?: readonly string[];
  readonly json?: true;
  readonly quiet?: true;
}

/** Returns the exit code. Throws a ProblemError where a record or a tolerance is bad. */
export function compareRecords(a: string, b: string, { tolerance = [], json, quiet }: CompareOptions): number {
  const tolerances = unwrap(decodeTolerances(tolerance));
  const [ofA, ofB] = [unwrap(recordIn(a)), unwrap(recordIn(b))];
  const withEvents = ofA.withTrace && ofB.withTrace;
  const runs = compareRuns(runsOf(ofA), runsOf(ofB), { tolerances, withEvents });
  const different = runs.filter(({ isSame }) => !isSame);
  if (json) {
    const { allUs, by } = tolerances;
    const named = by.size > 0 ? { tolerancesUs: Object.fromEntries(by) } : {};
    const record = { a, b, toleranceUs: allUs, ...named, withEvents, isSame: different.length === 0, runs };
    process.stdout.write(`${JSON.stringify(record, undefined, 2)}\n`);
  } else {
    const lines = (quiet ? different : runs).flatMap((run) => linesOf(run, quiet === true));
    const [without] = [...(ofA.withTrace ? [] : [a]), ...(ofB.withTrace ? [] : [b])];
    if (!withEvents && (ofA.withTrace || ofB.withTrace)) lines.push(`events are not compared: ${without} was recorded without --with-trace`);
    const count = `${runs.length} scenario${runs.length === 1 ? '' : 's'} compared`;
    lines.push(`${count}, ${different.length === 0 ? 'all the same' : `${different.length} different`} (tolerance ${formatTolerances(tolerances)})`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return different.length === 0 ? EXIT.pass : EXIT.failed;
}

const runsOf = ({ runs }: ReadRecord): RunRecord[] => runs.map(({ timed }) => timed.run);

const formatTolerances = ({ allUs, by }: Tolerances): string =>
  [formatDuration(allUs), ...[...by].map(([kind, us]) => `${kind} ${formatDuration(us)}`)].join(', ');

function recordIn(file: string): Result<ReadRecord> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fail(fileProblem(file, error));
  }
  return readJsonReport(text, file);
}

function linesOf({ file, name, outcomes, rows, events, picture = [], isSame }: RunComparison, quiet: boolean): string[] {
  const [a = 'not run', b = 'not run'] = outcomes;
  const shown = quiet ? rows.filter(({ is }) => is === 'different') : rows;
  return [
    `${isSame ? 'same     ' : 'different'}  ${file}  ${name}  ${a === b ? a : `${a} / ${b}`}`,
    ...table([['', '', 'A', 'B', 'B - A', ''], ...shown.map(rowOf)]).map((line) => `  ${line}`),
    ...(events ? [`  ${sumOf(events)}`] : []),
    ...(picture.length > 0 ? ['  the first event that differs, on the clock of A:', ...picture.map((line) => `  ${line}`)] : []),
  ];
}

function rowOf(row: TimeRow | EventRow): string[] {
  const { what, name, line, aUs, bUs, is } = row;
  const isPerson = is === 'person';
  const byUs = what === 'event' ? differsByUs(row) : aUs === undefined || bUs === undefined ? undefined : bUs - aUs;
  const note =
    aUs === undefined ? 'only in B' : bUs === undefined ? 'only in A' : what === 'event' && row.since && !isPerson ? `since ${row.since}` : '';
  return [
    is === 'different' ? '!' : '',
    `${what} ${name}${line === undefined ? '' : ` (line ${line})`}`,
    ...[time(aUs), time(bUs), isPerson ? 'the person' : byUs === undefined ? '' : signed(byUs), note],
  ];
}

function sumOf({ count, largest }: NonNullable<RunComparison['events']>): string {
  const events = `${count} event${count === 1 ? '' : 's'}`;
  if (!largest) return events;
  if (largest.byUs === 0) return `${events}; those in both are at the same times`;
  const where = `${largest.name}${largest.line === undefined ? '' : ` (line ${largest.line})`}`;
  return `${events}; of those in both ${where} differs most: ${signed(largest.byUs)}`;
}

const time = (us: Us | undefined): string => (us === undefined ? '-' : formatDuration(us));
const signed = (us: number): string => (us === 0 ? '0' : `${us < 0 ? '-' : '+'}${formatDuration(Math.abs(us))}`);

/** Times and what they differ by. */
const TO_THE_RIGHT = [2, 3, 4];

/** Columns as wide as what is in them. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(1, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (TO_THE_RIGHT.includes(column) ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
