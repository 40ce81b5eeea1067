/** What `recsim merge-reports` does. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { type BoardCoverage, mergeCoverage } from '../../coverage/coverage.ts';
import { fileProblem } from '../../document.ts';
import { fail, ok, type Problem, ProblemError, type Result, unwrap } from '../../errors.ts';
import { type ReadRecord, readJsonReport } from '../../scenario/read-report.ts';
import { WHOLE } from '../../scenario/report-json.ts';
import { formatSummary, formatTold, type TimedRun } from '../../scenario/report-text.ts';
import { type CoverageOptions, isCovering } from '../test/coverage-options.ts';
import { exitCodeOf } from '../test/exit-code.ts';
import { coverageProblems, judgeCoverage } from '../test/judge-coverage.ts';
import { placeProblems, type ReportPlaces, Reports } from '../test/reports.ts';

export interface MergeOptions extends ReportPlaces, CoverageOptions {}

/** Returns the exit code of all runs together. Throws a ProblemError where a record is bad, missing, there twice, or of another run than the others. */
export async function mergeReports(folder: string, places: MergeOptions): Promise<number> {
  const wrong = [...placeProblems(places), ...coverageProblems(places)];
  if (wrong.length > 0) throw new ProblemError(wrong);
  const records = unwrap(readRecords(folder));
  const runs = unwrap(joined(folder, records));
  const coverage = unwrap(joinedCoverage(records, isCovering(places)));
  const withTrace = records.every((record) => record.withTrace);
  const reports = await Reports.open({ ...places, withTrace }, { count: runs.length, shard: WHOLE });
  const say = (text: string) => (places.json === '-' ? undefined : process.stdout.write(`${text}\n`));
  runs.forEach((timed, index) => {
    if (timed.run.outcome !== 'PASS') say(formatTold(timed));
    reports.add(index, timed);
  });
  say(`${formatSummary(reports)} from ${records.length === 1 ? 'one record' : `${records.length} records`}`);
  const code = coverage && isCovering(places) ? judgeCoverage(coverage, places, exitCodeOf(reports.tally), say) : exitCodeOf(reports.tally);
  await reports.end({ coverage });
  return code;
}

/** Of all shards together; of none where some were run without it. */
function joinedCoverage(records: readonly Named[], isWanted: boolean): Result<readonly BoardCoverage[] | undefined> {
  const without = records.filter(({ coverage }) => !coverage);
  if (without.length === 0) return ok(mergeCoverage(records.map(({ coverage }) => coverage ?? [])));
  if (!isWanted) return ok(undefined);
  const remedy = 'Run every shard with --coverage';
  return fail(
    ...without.map(({ file }): Problem => ({ code: 'missing', message: 'this record does not tell what was covered', place: { file }, remedy })),
  );
}

interface Named extends ReadRecord {
  readonly file: string;
}

function readRecords(folder: string): Result<readonly Named[]> {
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    return fail({ code: 'file-missing', message: 'there is no such folder', place: { file: folder }, remedy: 'Name the folder with the records' });
  const files = readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .sort()
    .map((name) => path.join(folder, name));
  if (files.length === 0)
    return fail({
      code: 'file-missing',
      message: 'no record (*.json) is in this folder',
      place: { file: folder },
      remedy: 'recsim test --shard I/N --json FILE writes one',
    });
  const problems: Problem[] = [];
  const records = files.flatMap((file): Named[] => {
    const read = readRecord(file);
    if (read.ok) return [{ ...read.value, file }];
    problems.push(...read.problems);
    return [];
  });
  return problems.length > 0 ? fail(...problems) : ok(records);
}

function readRecord(file: string): Result<ReadRecord> {
  try {
    return readJsonReport(readFileSync(file, 'utf8'), file);
  } catch (error) {
    return fail(fileProblem(file, error));
  }
}

/** All runs in the order of the plan. */
function joined(folder: string, records: readonly Named[]): Result<readonly TimedRun[]> {
  const problems: Problem[] = [];
  const complain = (message: string, file: string, remedy: string) => problems.push({ code: 'contradiction', message, place: { file }, remedy });
  const [first] = records;
  const { count = 0, shard = WHOLE } = first?.extent ?? {};
  const seen = new Map<number, string>();
  const runs = new Map<number, TimedRun>();
  for (const { file, extent, runs: read } of records) {
    if (extent.count !== count || extent.shard.of !== shard.of) {
      complain(
        `this is one of ${extent.shard.of} shards of ${extent.count} runs, ${path.basename(first?.file ?? '')} one of ${shard.of} shards of ${count}`,
        file,
        'Keep the records of one run in a folder of their own',
      );
      continue;
    }
    const twin = seen.get(extent.shard.index);
    if (twin !== undefined) complain(`this is shard ${extent.shard.index}, as ${path.basename(twin)} is`, file, 'Remove one of them');
    seen.set(extent.shard.index, file);
    for (const { index, timed } of read) runs.set(index, timed);
  }
  const missing = Array.from({ length: shard.of }, (_, index) => index + 1).filter((index) => !seen.has(index));
  if (problems.length === 0 && missing.length > 0)
    complain(
      `of ${shard.of} shards ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`,
      folder,
      'Did that machine fail? Its record is written at its end',
    );
  if (problems.length > 0) return fail(...problems);
  return ok([...runs].sort(([a], [b]) => a - b).map(([, timed]) => timed));
}
