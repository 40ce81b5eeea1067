/** What `recsim compare` does: reads both records, and prints their times side by side. */
import { readFileSync } from 'node:fs';
import { fileProblem } from '../../document.ts';
import { fail, ok, ProblemError, type Result, unwrap } from '../../errors.ts';
import { compareRuns, type RunComparison, type TimeRow } from '../../scenario/compare.ts';
import { readJsonReport } from '../../scenario/read-report.ts';
import type { RunRecord } from '../../scenario/run.ts';
import { formatDuration, parseDuration, type Us } from '../../units.ts';
import { EXIT } from '../exit.ts';

export interface CompareOptions {
  readonly tolerance: string;
  readonly json?: true;
  readonly quiet?: true;
}

/** Returns the exit code. Throws a ProblemError where a record or the tolerance is bad. */
export function compareRecords(a: string, b: string, { tolerance, json, quiet }: CompareOptions): number {
  const toleranceUs = decodeTolerance(tolerance);
  const [runsOfA, runsOfB] = [a, b].map((file) => unwrap(runsIn(file)));
  const runs = compareRuns(runsOfA ?? [], runsOfB ?? [], toleranceUs);
  const different = runs.filter(({ isSame }) => !isSame);
  if (json) process.stdout.write(`${JSON.stringify({ a, b, toleranceUs, isSame: different.length === 0, runs }, undefined, 2)}\n`);
  else {
    const lines = (quiet ? different : runs).flatMap((run) => linesOf(run, quiet === true));
    const count = `${runs.length} scenario${runs.length === 1 ? '' : 's'} compared`;
    lines.push(`${count}, ${different.length === 0 ? 'all the same' : `${different.length} different`} (tolerance ${formatDuration(toleranceUs)})`);
    process.stdout.write(`${lines.join('\n')}\n`);
  }
  return different.length === 0 ? EXIT.pass : EXIT.failed;
}

function decodeTolerance(written: string): Us {
  const parsed = /^\s*0\s*(us|ms|s)?\s*$/.test(written) ? ({ ok: true, value: 0 } as const) : parseDuration(written);
  if (parsed.ok) return parsed.value;
  throw new ProblemError([{ code: 'usage', message: `--tolerance: ${parsed.problem}`, remedy: 'For example --tolerance "50 ms"' }]);
}

function runsIn(file: string): Result<readonly RunRecord[]> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    return fail(fileProblem(file, error));
  }
  const record = readJsonReport(text, file);
  return record.ok ? ok(record.value.runs.map(({ timed }) => timed.run)) : record;
}

function linesOf({ file, name, outcomes, rows, isSame }: RunComparison, quiet: boolean): string[] {
  const [a = 'not run', b = 'not run'] = outcomes;
  const shown = quiet ? rows.filter(({ is }) => is === 'different') : rows;
  return [
    `${isSame ? 'same     ' : 'different'}  ${file}  ${name}  ${a === b ? a : `${a} / ${b}`}`,
    ...table([['', '', 'A', 'B', 'B - A'], ...shown.map(rowOf)]).map((line) => `  ${line}`),
  ];
}

function rowOf({ what, name, line, aUs, bUs, is }: TimeRow): string[] {
  const differsBy = aUs === undefined || bUs === undefined ? '' : signed(bUs - aUs);
  const mark = is === 'different' ? '!' : '';
  return [mark, `${what} ${name}${line === undefined ? '' : ` (line ${line})`}`, time(aUs), time(bUs), is === 'person' ? 'the person' : differsBy];
}

const time = (us: Us | undefined): string => (us === undefined ? '-' : formatDuration(us));
const signed = (us: number): string => (us === 0 ? '0' : `${us < 0 ? '-' : '+'}${formatDuration(Math.abs(us))}`);

/** Columns as wide as what is in them; numbers to the right. */
function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(1, ...rows.map((row) => row[column]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}
