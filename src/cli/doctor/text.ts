/** A diagnosis for people: a section each for machine, packages, GPIO, board, serial ports and the rest; a line each finding, and what to do below it. */
import type { Diagnosis } from '../../doctor/examine.ts';
import { type Finding, type FindingLevel, SECTIONS, type Section } from '../../doctor/finding.ts';
import { columns, printable, type Style, wrap } from '../text.ts';

export interface Looks {
  readonly style: Style;
  readonly isAscii: boolean;
}

const WIDTH = 100;
const COLOURS = { ok: 'green', note: 'yellow', problem: 'red' } as const satisfies Record<FindingLevel, string>;
const SIGNS: Readonly<Record<FindingLevel, readonly [string, string]>> = { ok: ['✓', '+'], note: ['!', '!'], problem: ['✗', 'x'] };

const titleOf = (section: Section, board: string): string =>
  ({ machine: 'Machine', packages: 'Packages', gpio: 'GPIO', board: `Lines of board ${board}`, serial: 'Serial ports', extras: 'Tone and clock' })[
    section
  ];

export function diagnosisAsText(diagnosis: Diagnosis, looks: Looks): string[] {
  const { board, findings } = diagnosis;
  const lines = SECTIONS.flatMap((section) => {
    const these = findings.filter((finding) => finding.section === section);
    if (these.length === 0) return [];
    const width = Math.max(...these.map(({ where }) => where.length));
    const blocks = these.flatMap((finding, index) => block(finding, isSaidAgain(finding, these[index + 1]), width, looks));
    return [looks.style('bold', titleOf(section, board)), ...blocks, ''];
  });
  return [...lines, ...verdict(diagnosis, looks)];
}

/** What to do is told once for all that follow one another. */
const isSaidAgain = ({ remedy, commands }: Finding, next: Finding | undefined): boolean =>
  next?.remedy === remedy && String(next?.commands) === String(commands);

const sign = (level: FindingLevel, { style, isAscii }: Looks): string => style(COLOURS[level], SIGNS[level][isAscii ? 1 : 0]);

function block({ level, where, what, details = [], remedy, commands = [] }: Finding, isQuiet: boolean, width: number, looks: Looks): string[] {
  const indent = ' '.repeat(width + 6);
  const [first = '', ...more] = wrap(printable(what), WIDTH - indent.length);
  const fact = [
    `  ${sign(level, looks)} ${where.padEnd(width)}  ${first}`,
    ...more.map((line) => `${indent}${line}`),
    ...columns(details.map((row) => row.map(printable))).map((line) => looks.style('dim', `${indent}${line}`)),
  ];
  if (isQuiet || remedy === undefined) return fact;
  return [
    ...fact,
    ...wrap(printable(`${remedy}${commands.length > 0 ? ':' : ''}`), WIDTH - 6).map((line) => `      ${line}`),
    ...commands.map((line) => `        ${looks.style('bold', printable(line))}`),
  ];
}

function verdict({ board, isReady, isWanted, findings }: Diagnosis, looks: Looks): string[] {
  const problems = findings.filter(({ level }) => level === 'problem').length;
  const counted = `${problems} ${problems === 1 ? 'problem' : 'problems'}`;
  const line = (level: FindingLevel, text: string) => `${sign(level, looks)} ${text}`;
  if (isReady) return [line('ok', `Ready: recsim run --hal pi --board ${board}${problems > 0 ? ` (${counted} elsewhere, see above)` : ''}`)];
  if (isWanted) return [line('problem', `Board ${board} cannot be used with --hal pi on this machine, see above. The mock can: recsim run`)];
  return [
    line('ok', 'The mock needs none of this: recsim run and recsim test work as they are.'),
    `  Only --hal pi needs GPIO lines, and those of board ${board} are not here.`,
  ];
}
