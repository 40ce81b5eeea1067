/** Mutants in words and figures, and those that docs/mutation.md argues about. */

/** Tells a mutant from all others of the same text of its file. */
export const keyOf = ({ file, start, end, operator, replacement }, stamp) => `${file} ${stamp} ${start}-${end} ${operator} ${replacement}`;

const oneLine = (text) => text.replace(/\s+/g, ' ').trim();
const short = (text) => (text.length > 120 ? `${text.slice(0, 80)} ... ${text.slice(-35)}` : text);

/** `4059  storage/log.ts:270:24  operator  step <= blocks => step < blocks`. */
export const listOf = (mutant) =>
  `${String(mutant.number).padStart(5)}  ${nameOf(mutant)}:${mutant.line}:${mutant.column}  ${mutant.operator}  ${changeOf(mutant)}`;

/** The same as docs/mutation.md has it, where lines move: `storage/log.ts: step <= blocks => step < blocks   in   for (let step = 1; ...`. */
export const argumentOf = (mutant, text) => `${nameOf(mutant)}: ${changeOf(mutant)}   in   ${short(text.split('\n')[mutant.line - 1].trim())}`;

const nameOf = ({ file }) => file.replace(/^src\//, '');
const changeOf = ({ original, replacement }) =>
  `${short(oneLine(original))} => ${replacement === '' || replacement === ';' ? 'nothing' : short(oneLine(replacement))}`;

/** The survivors that the document argues about: the lines of its blocks of the kind `mutants`, each as `argumentOf` has it. */
export function argued(markdown) {
  const found = new Set();
  for (const [, block] of markdown.matchAll(/```mutants\n([\s\S]*?)```/g))
    for (const line of block.split('\n')) if (line.trim() !== '') found.add(line.trim());
  return found;
}

const COLUMNS = ['killed', 'endless', 'types', 'argued', 'open'];

/** A row for each file, and their sum. */
export function tally(tried, chosen) {
  const rows = new Map();
  for (const file of new Set(chosen.map((mutant) => mutant.file)))
    rows.set(file, { mutants: 0, tried: 0, killed: 0, endless: 0, types: 0, argued: 0, open: 0 });
  for (const { file } of chosen) rows.get(file).mutants++;
  for (const mutant of tried) {
    const row = rows.get(mutant.file);
    row.tried++;
    row[columnOf(mutant)]++;
  }
  const sum = { mutants: 0, tried: 0, killed: 0, endless: 0, types: 0, argued: 0, open: 0 };
  for (const row of rows.values()) for (const key of Object.keys(sum)) sum[key] += row[key];
  return [...rows, ['all', sum]];
}

function columnOf({ status, by, types, argued: isArgued }) {
  if (status === 'hangs' || by?.error === 'goes round in circles') return 'endless';
  if (status === 'killed') return 'killed';
  if (types === 'refused') return 'types';
  return isArgued ? 'argued' : 'open';
}

export function tableOf(rows) {
  const head = ['file', 'mutants', 'tried', ...COLUMNS];
  const cells = rows.map(([file, row]) => [file.replace(/^src\//, ''), row.mutants, row.tried, ...COLUMNS.map((column) => row[column])].map(String));
  const widths = head.map((title, index) => Math.max(title.length, ...cells.map((row) => row[index].length)));
  const line = (row) => `| ${row.map((cell, index) => (index === 0 ? cell.padEnd(widths[index]) : cell.padStart(widths[index]))).join(' | ')} |`;
  return [
    line(head),
    `|${widths.map((width, index) => (index === 0 ? '-'.repeat(width + 2) : `${'-'.repeat(width + 1)}:`)).join('|')}|`,
    ...cells.map(line),
  ].join('\n');
}
