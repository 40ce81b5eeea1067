/** A sweep in a terminal: maps in letters, coloured where colours show, counts and the counter-example. */
import { wordsOf } from '../../lab/counter-example.ts';
import { AXIS_LABELS, countOutcomes, type HeatMap, heatMaps, lookOf } from '../../lab/heat-map.ts';
import type { Cell } from '../../lab/sweep.ts';
import { formatDuration } from '../../units.ts';
import type { Style } from '../text.ts';
import { countOf, isPartial, type Swept, trialsOf } from './report.ts';

/** Colour of a stretch on the terminal's own palette; the letters say the same. */
const STYLES: Readonly<Record<string, Parameters<Style>[0]>> = {
  F: 'red',
  P: 'magenta',
  R: 'blue',
  s: 'cyan',
  b: 'yellow',
  o: 'yellow',
  x: 'gray',
  n: 'green',
};

/** Several outcomes in the space of one letter. */
const MIXED = '.';
const DIFFERS = '!';
const NOT_RUN = ' ';

export function sweptAsText(swept: Swept, style: Style, width: number): string {
  const { board, cells, counterExample, wallMs } = swept;
  const maps = heatMaps(swept.grid, cells);
  const counts = countOutcomes(cells);
  const legend = [...counts.map(([outcome, count]) => `  ${paint(letterOf(outcome), style)}  ${outcome}: ${count.toLocaleString('en')}`)];
  const differ = countOf(cells, 'differs');
  const unjudged = countOf(cells, 'unjudged');
  const rate = wallMs > 0 ? `, ${Math.round((cells.length * 1000) / wallMs).toLocaleString('en')}/s` : '';
  return [
    style('bold', `${board.name}: ${board.title}`),
    ...mapsAsText(maps, swept, style, width),
    '',
    ...legend,
    ...(maps.some(({ rows }) => rows.some((row) => group(row.cells, columnsIn(swept, width)).some((letters) => letters === MIXED)))
      ? [`  ${MIXED}  several outcomes in one column`]
      : []),
    '',
    `${isPartial(swept) ? style('yellow', 'PARTIAL: ') : ''}${trialsOf(swept)} in ${(wallMs / 1000).toFixed(2)} s${rate}; ${
      differ === 0
        ? `all ${(cells.length - unjudged).toLocaleString('en')} judged are as the rules say`
        : style('red', `${differ.toLocaleString('en')} not as the rules say (${DIFFERS})`)
    }${unjudged > 0 ? `; ${unjudged.toLocaleString('en')} not judged` : ''}`,
    ...(counterExample
      ? [
          `smallest counter-example: held ${formatDuration(counterExample.at.hold)}, ${placeOf(counterExample.at)}: the rules say ${wordsOf(counterExample.rules)}, the recorder ${counterExample.outcome}`,
        ]
      : []),
    '',
  ].join('\n');
}

const placeOf = ({ preHold, bounce, dip }: Cell['at']) =>
  [
    `${formatDuration(preHold)} before power`,
    bounce > 0 ? `bounce ${formatDuration(bounce)}` : 'no bounce',
    dip > 0 ? `mains dip ${formatDuration(dip)}` : 'no dip',
  ].join(', ');

const LABEL_WIDTH = 12;

const columnsIn = ({ grid }: Swept, width: number) => Math.max(1, Math.min(grid.hold.length, width - LABEL_WIDTH - 4));

/** Maps that look alike are drawn once. */
function mapsAsText(maps: readonly HeatMap[], swept: Swept, style: Style, width: number): string[] {
  const drawn = new Map<string, HeatMap[]>();
  for (const map of maps) {
    const text = mapAsText(map, swept, style, width).join('\n');
    drawn.set(text, [...(drawn.get(text) ?? []), map]);
  }
  return [...drawn].flatMap(([text, [first, ...alike]]) => [
    '',
    `${AXIS_LABELS[first?.y ?? 'preHold']}, at ${first ? titleOf(first) : ''}`,
    ...alike.map((map) => `  and the same at ${titleOf(map)}`),
    text,
  ]);
}

const titleOf = ({ fixed }: HeatMap) => fixed.map(([axis, us]) => `${AXIS_LABELS[axis]} ${formatDuration(us)}`).join(', ');

function mapAsText({ rows }: HeatMap, swept: Swept, style: Style, width: number): string[] {
  const { hold } = swept.grid;
  const count = columnsIn(swept, width);
  const body = [...rows].reverse().map(
    (row) =>
      `${formatDuration(row.us).padStart(LABEL_WIDTH)} |${group(row.cells, count)
        .map((letter) => paint(letter, style))
        .join('')}`,
  );
  const first = formatDuration(hold[0] ?? 0);
  const last = formatDuration(hold.at(-1) ?? 0);
  return [
    ...body,
    `${' '.repeat(LABEL_WIDTH)} +${'-'.repeat(count)}`,
    `${' '.repeat(LABEL_WIDTH + 2)}${first}${last.padStart(Math.max(last.length + 1, count - first.length))}  hold`,
  ];
}

/** As many letters as there is room for; a letter for a group of cells that came out alike. */
function group(cells: readonly (Cell | undefined)[], count: number): string[] {
  return Array.from({ length: count }, (_, index) => {
    const from = Math.floor((index * cells.length) / count);
    const to = Math.max(from + 1, Math.floor(((index + 1) * cells.length) / count));
    const letters = new Set(
      cells.slice(from, to).map((cell) => (cell === undefined ? NOT_RUN : cell.check === 'differs' ? DIFFERS : letterOf(cell.outcome))),
    );
    const [letter = NOT_RUN] = letters;
    if (letters.has(DIFFERS)) return DIFFERS;
    return letters.size === 1 ? letter : MIXED;
  });
}

const letterOf = (outcome: string) => lookOf(outcome).letter;

const paint = (letter: string, style: Style) => {
  if (letter === DIFFERS) return style(['bold', 'red', 'inverse'], letter);
  const format = STYLES[letter];
  return format === undefined ? letter : style(format, letter);
};
