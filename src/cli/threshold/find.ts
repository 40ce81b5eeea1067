/** What `recsim threshold` does: reads boards and limits, finds the edges, tells them, judges the limits and writes the files. */
import { type BoardFile, loadBoard } from '../../board-file.ts';
import { readSource } from '../../document.ts';
import { type Problem, ProblemError, suggest, unwrap } from '../../errors.ts';
import { wallMs } from '../../hal/wall-time.ts';
import { saysOf } from '../../lab/board-says.ts';
import { findEdges } from '../../lab/edges.ts';
import { decodeLimits, formatLimits, type Judged, judge, type Limit, parseExpect } from '../../lab/limits.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { EXIT } from '../exit.ts';
import { readSeed } from '../seed-option.ts';
import { createStyle } from '../text.ts';
import { type Found, foundAsJson, foundAsText, judgedAsText } from './report.ts';

export interface ThresholdOptions {
  readonly board: readonly string[];
  readonly expect?: readonly string[];
  readonly limits?: string;
  readonly writeLimits?: string;
  readonly json?: string;
  readonly seed: string;
}

/** Returns the exit code. Throws a ProblemError, before anything runs, when a board, a limit or the place of a file is bad. */
export async function findThresholds(options: ThresholdOptions): Promise<number> {
  const seed = readSeed(options.seed);
  const files = options.board.map((name) => unwrap(loadBoard(name)));
  const limits = readLimits(options, files);
  for (const file of [options.json, options.writeLimits]) if (file !== undefined && file !== '-') unwrap(checkWritable(file));
  const say = (text: string) => (options.json === '-' ? undefined : process.stdout.write(`${text}\n`));
  const style = createStyle(process.stdout);
  const found: Found[] = [];
  for (const file of files) {
    const startMs = wallMs();
    const findings = findEdges(file.board, { seed });
    const edges = findings.edges.map((edge) => ({ ...edge, says: saysOf(file, edge.name) }));
    const one = { file, findings, edges, wallMs: wallMs() - startMs };
    found.push(one);
    say(foundAsText(one, style));
  }
  const judged = judge(
    limits,
    found.map(({ findings }) => findings),
  );
  if (judged.length > 0) say(judgedAsText(judged, style));
  if (options.writeLimits !== undefined) write(options.writeLimits, formatLimits(found.map(({ findings }) => findings)));
  if (options.json !== undefined) write(options.json, `${JSON.stringify(foundAsJson(found, judged, seed), undefined, 2)}\n`);
  return judged.every(({ holds }: Judged) => holds) ? EXIT.pass : EXIT.failed;
}

function readLimits(options: ThresholdOptions, files: readonly BoardFile[]): readonly Limit[] {
  const results = (options.expect ?? []).map(parseExpect);
  const problems: Problem[] = results.flatMap((result) => (result.ok ? [] : result.problems));
  const limits: Limit[] = results.flatMap((result) => (result.ok ? [result.value] : []));
  if (options.limits !== undefined) {
    const source = readSource(options.limits);
    const decoded = source.ok ? decodeLimits(source.value) : source;
    if (decoded.ok) limits.push(...decoded.value);
    else problems.push(...decoded.problems);
  }
  const names = files.map(({ board }) => board.name);
  const strangers = limits.filter(({ board }) => board !== undefined && !names.includes(board));
  const seen = new Set<string>();
  for (const { board = '', place } of strangers) {
    if (seen.has(board)) continue;
    seen.add(board);
    const remedy = `${suggest(board, names, `Looked at: ${names.join(', ')}`)} Name it with --board, too`;
    problems.push({
      code: 'unknown-name',
      message: `there are limits for the board "${board}", which is not looked at`,
      ...(place ? { place } : {}),
      remedy,
    });
  }
  if (problems.length > 0) throw new ProblemError(problems);
  return limits;
}

function write(file: string, text: string): void {
  if (file === '-') process.stdout.write(text);
  else unwrap(writeWhole(file, text));
}
