/** What `recsim explore --compare` does: searches two boards side by side, and tells where they differ, the smallest example first. */
import { type BoardFile, loadBoard } from '../../board-file.ts';
import { fail, ok, type Result, unwrap } from '../../errors.ts';
import { type Comparison, compareBoards, type Way } from '../../explore/compare/compare.ts';
import type { HoldRange } from '../../explore/compare/holds.ts';
import type { Difference } from '../../explore/compare/pair.ts';
import { wallMs } from '../../hal/wall-time.ts';
import { formatSeconds, type Us } from '../../units.ts';
import { EXIT } from '../exit.ts';
import { columns, type Style } from '../text.ts';
import { Outing, type OutingOptions } from './outing.ts';
import { DEEDS, progressAsText } from './report.ts';

/** Returns the exit code. Throws a ProblemError before anything is tried when a board or a file is bad. */
export async function runCompare(compare: readonly string[], options: OutingOptions): Promise<number> {
  const [first, second] = unwrap(twoBoards(compare.map((name) => unwrap(loadBoard(name)))));
  const outing = new Outing(options);
  const files = [first, second] as const;
  const names = namesOf(files);
  const startMs = wallMs();
  let comparison: Comparison;
  try {
    comparison = await outing.lead(compareBoards([first.board, second.board], { maxStates: outing.maxStates }), (progress, ms) =>
      progressAsText(names.join(' and '), 'zones', progress, ms),
    );
  } finally {
    outing.end();
  }
  const ms = wallMs() - startMs;
  outing.say(comparisonAsText(names, files, comparison, ms, outing.style));
  outing.write(comparisonAsJson(names, comparison, ms));
  if (differs(comparison)) return EXIT.failed;
  return comparison.found.isExhausted ? EXIT.pass : EXIT.aborted;
}

/** A faulty board by itself is compared with its mended firmware. */
function twoBoards(files: readonly BoardFile[]): Result<readonly [BoardFile, BoardFile]> {
  const [first, second, ...more] = files;
  if (first && second && more.length === 0) return ok([first, second]);
  if (first?.board.variant && !second) {
    const { variant, ...board } = first.board;
    return ok([{ ...first, board: { ...board, name: `${board.name}, mended` } }, first]);
  }
  const remedy = 'Write --compare NAME NAME, or one faulty board, which is compared with its mended firmware';
  return fail({ code: 'usage', message: `--compare takes two boards, not ${files.length}`, remedy });
}

const differs = ({ ways, holds }: Comparison): boolean =>
  ways.length > 0 || holds.some(({ ranges }) => ranges.some(({ shown }) => shown[0] !== shown[1]));

/** Two of the same name are told apart by their files. */
function namesOf([first, second]: readonly [BoardFile, BoardFile]): [string, string] {
  return first.board.name === second.board.name ? [first.file, second.file] : [first.board.name, second.board.name];
}

const WORDS: readonly (readonly [shown: RegExp, words: string])[] = [
  [/wipe all/, 'wipes'],
  [/wipe password/, 'clears the password'],
  [/verdict restart/, 'restarts'],
];

/** What a recorder does, in words. */
function inWords(shown: string | undefined): string {
  if (shown === undefined) return 'does nothing';
  return shown
    .split(', then ')
    .map((each) => WORDS.find(([pattern]) => pattern.test(each))?.[1] ?? `does nothing: ${each.replace('verdict ', '')}`)
    .join(', then ');
}

const bothInWords = (names: readonly [string, string], shown: Difference): string =>
  shown[0] === shown[1] ? `both: ${inWords(shown[0])}` : `${names[0]}: ${inWords(shown[0])}; ${names[1]}: ${inWords(shown[1])}`;

function comparisonAsText(names: readonly [string, string], files: readonly BoardFile[], comparison: Comparison, ms: number, style: Style): string {
  const { ways, holds, found } = comparison;
  const isSure = found.isExhausted && !found.leavesDoubts;
  const end = !found.isExhausted
    ? style('yellow', 'not all was looked at: there may be more')
    : found.leavesDoubts
      ? style('yellow', 'all was looked at, with some timings that cannot be: there may be more kinds of difference')
      : 'all was looked at';
  const lines = [style('bold', `${names[0]} and ${names[1]}`), `  ${found.states} states of both together, ${(ms / 1_000).toFixed(2)} s, ${end}`];
  if (!differs(comparison)) {
    lines.push(isSure ? style('green', '  whatever is done to both, and when: they do the same') : '  no difference was found', '');
    return lines.join('\n');
  }
  for (const { begin, ranges } of holds) {
    if (!ranges.some(({ shown }) => shown[0] !== shown[1])) continue;
    lines.push(`  a plain hold that begins ${begin}, ${originOf(files, begin)}:`);
    lines.push(...columns(ranges.map((range) => [`    ${rangeInWords(range)}`, bothInWords(names, range.shown)])));
  }
  const inHolds = new Set(holds.flatMap(({ ranges }) => ranges.map(({ shown }) => keyOf(shown))));
  const others = ways.filter(({ shown }) => !inHolds.has(keyOf(shown)));
  const [smallest] = ways;
  if (smallest) lines.push('  the smallest example:', ...wayAsText(names, files, smallest));
  const rest = others.filter((way) => way !== smallest);
  if (rest.length > 0) lines.push('  and what no plain hold shows:', ...rest.flatMap((way) => wayAsText(names, files, way)));
  else if (isSure && others.length === 0) lines.push('  nothing else differs');
  return [...lines, ''].join('\n');
}

const keyOf = (shown: Difference): string => shown.join('|');

function originOf(files: readonly BoardFile[], begin: string): string {
  if (begin === 'while it runs') return 'from the press';
  const [first, second] = files.map(({ board }) => board.samplingStartUs);
  return first === second ? 'from the first sample' : 'from power, for their first samples come at different times';
}

function rangeInWords({ fromUs, toUs }: HoldRange): string {
  if (toUs === undefined) return `${formatSeconds(fromUs)} and longer`;
  return fromUs === toUs ? formatSeconds(fromUs) : `${formatSeconds(fromUs)} to ${formatSeconds(toUs)}`;
}

/** Not the inner life of the two. */
const isTold = ({ isDeed, seen }: Way['moments'][number]): boolean => isDeed || seen.length > 0;

function wayAsText(names: readonly [string, string], files: readonly BoardFile[], { shown, moments }: Way): string[] {
  const rows = moments
    .filter(isTold)
    .map(({ atUs, what, isDeed, seen }) => [`      ${exact(atUs)}`, isDeed ? (DEEDS[what] ?? what) : '', seen.join('; ')]);
  return [`    ${plainHold(files, moments)}${bothInWords(names, shown)}`, ...columns(rows)];
}

/** `released 20.000000 s after the first sample: ` where that is all that is done. */
function plainHold(files: readonly BoardFile[], moments: readonly Way['moments'][number][]): string {
  const deeds = moments.filter(({ isDeed }) => isDeed);
  if (deeds.map(({ what }) => what).join() !== 'contact.closed,power-on,contact.opened') return '';
  const [, power, release] = deeds;
  const starts = files.map(({ board }) => board.samplingStartUs);
  if (!power || !release || starts[0] === undefined || starts[0] !== starts[1]) return '';
  return `released ${exact(release.atUs - power.atUs - starts[0])} after the first sample: `;
}

/** To the microsecond. */
const exact = (us: Us): string => `${(us / 1_000_000).toFixed(6)} s`;

const comparisonAsJson = (names: readonly [string, string], { ways, holds, found }: Comparison, ms: number) => ({
  boards: names,
  states: found.states,
  isExhausted: found.isExhausted,
  mayDifferInMore: !found.isExhausted || found.leavesDoubts,
  wallMs: Math.round(ms),
  holds: holds.map(({ begin, ranges }) => ({
    begin,
    ranges: ranges.map(({ fromUs, toUs, shown }) => ({
      fromUs,
      toUs: toUs ?? null,
      shown: shown.map((each) => each ?? null),
      isSame: shown[0] === shown[1],
    })),
  })),
  differences: ways.map(({ shown, moments }) => ({
    shown: shown.map((each) => each ?? null),
    moments: moments.filter(isTold).map(({ atUs, what, isDeed, seen }) => ({ atUs, deed: isDeed ? what : null, seen })),
  })),
});
