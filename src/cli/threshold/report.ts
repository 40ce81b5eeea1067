/** What `recsim threshold` found, as a table for people and as JSON. */
import type { BoardFile } from '../../board-file.ts';
import { formatPlace } from '../../errors.ts';
import type { Says } from '../../lab/board-says.ts';
import type { Edge, Findings } from '../../lab/edges.ts';
import { formatEnd, formatLimit, type Judged } from '../../lab/limits.ts';
import { formatDuration, formatSeconds, type Us } from '../../units.ts';
import { VERSION } from '../../version.ts';
import { columns, type Style } from '../text.ts';

export interface Found {
  readonly file: BoardFile;
  readonly findings: Findings;
  readonly edges: readonly (Edge & { readonly says: Says | undefined })[];
  readonly wallMs: number;
}

/** Grows when a key changes its meaning. */
const FORMAT = 1;

export function foundAsText({ file, findings, edges, wallMs }: Found, style: Style): string {
  const { board, notes, runs, holdStart } = findings;
  const head = [style('bold', `${board.name}: ${board.title}`), style('dim', file.file)];
  const fromPlug = holdStart === 'first-sample';
  const rows = edges
    .filter(isShown)
    .map(({ name, meaning, atUs, fromPlugUs, says }) => [
      '',
      name,
      meaning,
      seconds(atUs),
      ...(fromPlug ? [fromPlugUs === undefined ? '' : seconds(fromPlugUs)] : []),
      ...(says ? [difference(atUs, says.us), formatEnd(says.us), `${says.where}${originOf(says)}`] : []),
    ]);
  const counted = fromPlug ? ['FOUND', 'FROM PLUG IN'] : ['FOUND, FROM PRESS'];
  const table = columns([['', 'EDGE', 'WHAT IT IS', ...counted, 'OFF BY', 'SAYS', 'BOARD FILE'], ...rows]);
  const differing = edges.filter(({ atUs, says }) => says && atUs !== says.us).length;
  const where = edges.some(({ says }) => says)
    ? `; ${differing === 0 ? 'all as the board file says' : `${differing} not as the board file says`}`
    : '';
  return [
    ...head,
    ...(edges.length > 0 ? ['', ...table.map((line) => marked(line, style))] : []),
    ...(notes.length > 0 ? ['', ...notes.map((note) => `  ${note.includes('not monotone') ? style('yellow', note) : note}`)] : []),
    '',
    `  ${edges.length} edges in ${runs} runs, ${(wallMs / 1000).toFixed(2)} s${where}`,
    '',
  ].join('\n');
}

/** The end of a stretch that does nothing is the beginning of the next; the table has only that. */
const isShown = ({ name }: Edge) => !/^(short|between|over-held|stuck|not-armed)(-\d+)?\.to$/.test(name);

const seconds = (us: Us) => (Number.isFinite(us) ? formatSeconds(us) : formatEnd(us));

const difference = (foundUs: Us, saidUs: Us): string => {
  if (foundUs === saidUs) return '0';
  if (!Number.isFinite(foundUs) || !Number.isFinite(saidUs)) return 'OFF';
  return `${foundUs > saidUs ? '+' : '-'}${formatDuration(Math.abs(foundUs - saidUs))}`;
};

const originOf = ({ basis }: Says) => ('assumed' in basis ? ', ASSUMED' : `, ${shortened(basis.source)}`);

const shortened = (source: string) => (source.length > 32 ? `${source.slice(0, 29)}...` : source);

/** After the columns are laid out: colours take no width. */
const marked = (line: string, style: Style) =>
  line.replace(/, ASSUMED$/, `, ${style('yellow', 'ASSUMED')}`).replace(/ {2}([+-]\d[\d.]* \w+|OFF) {2}/, (_, off) => `  ${style('red', off)}  `);

export function judgedAsText(judged: readonly Judged[], style: Style): string {
  const failed = judged.filter(({ holds }) => !holds);
  const lines = failed.map(({ limit, board, foundUs }) => {
    const place = limit.place ? `${formatPlace(limit.place)}: ` : '';
    const got = foundUs === undefined ? 'this board has no such edge' : `found ${seconds(foundUs)}${by(foundUs, limit.us)}`;
    return `${style('red', 'FAIL')}  ${place}${board}: ${formatLimit(limit)}: ${got}`;
  });
  return [...lines, `${judged.length} limits: ${judged.length - failed.length} hold, ${failed.length} do not`].join('\n');
}

const by = (foundUs: Us, limitUs: Us) =>
  Number.isFinite(foundUs) && Number.isFinite(limitUs) && foundUs !== limitUs
    ? `, ${formatDuration(Math.abs(foundUs - limitUs))} ${foundUs > limitUs ? 'more' : 'less'}`
    : '';

/** Times in whole microseconds; `null` with `endless` where there is no end. */
export function foundAsJson(found: readonly Found[], judged: readonly Judged[], seed: number) {
  return {
    format: FORMAT,
    recsim: VERSION,
    seed,
    boards: found.map(({ file, findings, edges, wallMs }) => ({
      board: findings.board.name,
      file: file.file,
      holdsCountedFrom: findings.holdStart,
      runs: findings.runs,
      wallMs: Math.round(wallMs),
      outcomes: findings.outcomes.map(({ outcome, fromUs, toUs }) => ({ outcome, fromUs, toUs: finite(toUs) })),
      edges: edges.map(({ name, meaning, atUs, fromPlugUs, says }) => ({
        edge: name,
        meaning,
        us: finite(atUs),
        endless: !Number.isFinite(atUs),
        ...(fromPlugUs === undefined ? {} : { fromPlugUs: finite(fromPlugUs) }),
        ...(says ? { says: { parameter: says.parameter, where: says.where, us: finite(says.us), ...says.basis } } : {}),
        ...(says && Number.isFinite(atUs) && Number.isFinite(says.us) ? { differenceUs: atUs - says.us } : {}),
      })),
      notes: findings.notes,
    })),
    limits: judged.map(({ limit, board, foundUs, holds }) => ({
      board,
      limit: formatLimit(limit),
      foundUs: foundUs === undefined ? null : finite(foundUs),
      holds,
    })),
  };
}

const finite = (us: Us) => (Number.isFinite(us) ? us : null);
