/**
 * A sweep as one HTML file that needs nothing else: no script, no font, no picture from outside. Maps are SVG, each stretch with a tooltip and a letter; the same
 * stands in tables below, for readers that cannot see them. Light and dark by the reader's own setting.
 */
import { type CounterExample, wordsOf } from '../../lab/counter-example.ts';
import { AXIS_LABELS, countOutcomes, type HeatMap, heatMaps, lookOf, type Stretch, stretchesOf } from '../../lab/heat-map.ts';
import { Html, html } from '../../report/html.ts';
import { formatDuration, type Us } from '../../units.ts';
import { VERSION } from '../../version.ts';
import { countOf, isPartial, type Swept, trialsOf } from './report.ts';

const PLOT_WIDTH = 780;
const LEFT = 130;
const ROW = 26;
const ABOVE = 24;
const BELOW = 48;
/** Room for a letter. */
const LETTER_WIDTH = 12;
const TICKS = 8;

const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1a; --ground: #ffffff; --faint: #666666; --line: #b0b0b0; --bad: #b00020; }
@media (prefers-color-scheme: dark) { :root { --ink: #ececec; --ground: #16181b; --faint: #a8a8a8; --line: #555b63; --bad: #ff8a80; } }
body { font: 15px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 2rem auto; max-width: 60rem; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.15rem; margin-top: 2.5rem; } h3 { font-size: 1rem; margin-bottom: .3rem; }
svg { display: block; width: 100%; height: auto; } svg text { font: 12px system-ui, sans-serif; fill: var(--ink); }
svg .axis { stroke: var(--line); } svg .cell { stroke: var(--ground); stroke-width: .5; } svg .differs { stroke: var(--bad); stroke-width: 3; }
.legend { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; padding: 0; list-style: none; }
.key { display: inline-block; width: 1.4em; text-align: center; font-weight: 600; margin-right: .4em; border: 1px solid var(--line); }
.bad { color: var(--bad); font-weight: 600; } .faint { color: var(--faint); }
table { border-collapse: collapse; margin: .5rem 0 1rem; } th, td { border: 1px solid var(--line); padding: .15rem .5rem; text-align: left; font-variant-numeric: tabular-nums; }
summary { cursor: pointer; }
`;

export function sweptAsHtml(sweeps: readonly Swept[]): string {
  const partial = sweeps.some(isPartial);
  const title = `${partial ? 'PARTIAL: ' : ''}Sweep of ${sweeps.map(({ board }) => board.name).join(', ')}`;
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${new Html(STYLE)}</style>
</head>
<body>
<main>
<h1>${title}</h1>
<p class="faint">What comes of holding the reset button, on the bench of recsim ${VERSION}, in virtual time. Point at a stretch to read it, or open the table below each map.</p>
${sweeps.map(sectionOf)}
</main>
</body>
</html>
`.text;
}

function sectionOf(swept: Swept): Html {
  const { board, cells, grid, seed, counterExample } = swept;
  const differ = countOf(cells, 'differs');
  const unjudged = countOf(cells, 'unjudged');
  const legend = countOutcomes(cells).map(([outcome, count]) => {
    const { letter, colour, ink } = lookOf(outcome);
    return html`<li><span class="key" style="background:${colour};color:${ink}">${letter}</span>${outcome}: ${count.toLocaleString('en')}</li>`;
  });
  const agreed = (cells.length - unjudged - differ).toLocaleString('en');
  return html`<section>
<h2>${board.name}: ${board.title}</h2>
<p>${board.procedure}</p>
${isPartial(swept) ? html`<p class="bad">Broken off: ${trialsOf(swept)} were played. What is missing is blank.</p>` : undefined}
<p>${trialsOf(swept)}, seed ${seed}. ${agreed} are as the rules of the board say${differ > 0 ? html`, <span class="bad">${differ.toLocaleString('en')} are not (framed)</span>` : ''}${unjudged > 0 ? `; ${unjudged.toLocaleString('en')} are not judged` : ''}.</p>
${counterExample && smallestOf(counterExample)}
<ul class="legend" aria-label="Legend">
${legend}
</ul>
${heatMaps(grid, cells).map((map) => mapOf(map, grid.hold))}
</section>`;
}

function smallestOf({ at, rules, outcome }: CounterExample): Html {
  const others = (['preHold', 'bounce', 'dip'] as const).map((axis) => `${AXIS_LABELS[axis]} ${formatDuration(at[axis])}`).join(', ');
  return html`<p class="bad">Smallest counter-example: held ${formatDuration(at.hold)}, ${others}: the rules say ${wordsOf(rules)}, the recorder ${outcome}.</p>`;
}

function mapOf(map: HeatMap, holds: readonly Us[]): Html {
  const title = map.fixed.map(([axis, us]) => `${AXIS_LABELS[axis]} ${formatDuration(us)}`).join(', ');
  const rows = [...map.rows].reverse();
  const height = rows.length * ROW;
  const x = (index: number) => LEFT + (index * PLOT_WIDTH) / holds.length;
  const rects = rows.flatMap((row, line) =>
    stretchesOf(row).map((stretch) => {
      const { letter, colour, ink } = lookOf(stretch.cell.outcome);
      const left = x(stretch.from);
      const width = x(stretch.to + 1) - left;
      const differs = stretch.cell.check === 'differs' ? ' differs' : '';
      const text =
        width >= LETTER_WIDTH
          ? html`<text x="${round(left + width / 2)}" y="${line * ROW + 17}" text-anchor="middle" style="fill:${ink}">${letter}</text>`
          : '';
      return html`<g><title>${describe(stretch, holds, `${AXIS_LABELS[map.y]} ${formatDuration(row.us)}, ${title}`)}</title><rect class="cell${differs}" x="${round(left)}" y="${line * ROW}" width="${round(width)}" height="${ROW}" fill="${colour}"/>${text}</g>`;
    }),
  );
  const labels = rows.map((row, line) => html`<text x="${LEFT - 8}" y="${line * ROW + 17}" text-anchor="end">${formatDuration(row.us)}</text>`);
  const every = Math.max(1, Math.ceil(holds.length / TICKS));
  const ticks = holds.flatMap((us, index) =>
    index % every === 0
      ? [
          html`<line class="axis" x1="${round(x(index + 0.5))}" y1="${height}" x2="${round(x(index + 0.5))}" y2="${height + 5}"/><text x="${round(x(index + 0.5))}" y="${height + 18}" text-anchor="middle">${formatDuration(us)}</text>`,
        ]
      : [],
  );
  return html`<h3>${title}</h3>
<svg viewBox="0 -${ABOVE} ${LEFT + PLOT_WIDTH + 10} ${ABOVE + height + BELOW}" role="img" aria-label="Outcomes by hold and ${AXIS_LABELS[map.y]}, at ${title}; the table below says the same">
${rects}
${labels}
<text x="${LEFT - 8}" y="-8" text-anchor="end">${AXIS_LABELS[map.y]}</text>
<line class="axis" x1="${LEFT}" y1="${height}" x2="${LEFT + PLOT_WIDTH}" y2="${height}"/>
${ticks}
<text x="${LEFT + PLOT_WIDTH / 2}" y="${height + 40}" text-anchor="middle">hold</text>
</svg>
<details><summary>The same as a table</summary>
<table>
<thead><tr><th scope="col">${AXIS_LABELS[map.y]}</th><th scope="col">hold</th><th scope="col">outcome</th><th scope="col">hold before power</th><th scope="col">as the rules say</th></tr></thead>
<tbody>
${map.rows.flatMap((row) => stretchesOf(row).map((stretch) => tableRow(stretch, holds, row.us)))}
</tbody>
</table>
</details>`;
}

const CHECKS = { agrees: 'yes', differs: 'NO', unjudged: 'not judged' } as const;

function tableRow({ from, to, cell }: Stretch, holds: readonly Us[], us: Us): Html {
  const check = cell.rules ? `${CHECKS[cell.check]}: ${wordsOf(cell.rules)}` : CHECKS[cell.check];
  const cells = [spanOf(from, to, holds), cell.outcome, cell.grade ?? 'not graded', check];
  return html`<tr><th scope="row">${formatDuration(us)}</th>${cells.map((text) => html`<td>${text}</td>`)}</tr>`;
}

const spanOf = (from: number, to: number, holds: readonly Us[]) =>
  from === to ? formatDuration(holds[from] ?? 0) : `${formatDuration(holds[from] ?? 0)} to ${formatDuration(holds[to] ?? 0)}`;

function describe({ from, to, cell }: Stretch, holds: readonly Us[], where: string): string {
  const grade = cell.grade === undefined ? '' : `; before power: ${cell.grade}`;
  const rules = cell.rules ? `; the rules say ${wordsOf(cell.rules)}` : cell.check === 'unjudged' ? '; not judged' : '';
  return `hold ${spanOf(from, to, holds)}, ${where}: ${cell.outcome}${grade}${rules}`;
}

const round = (pixels: number) => Math.round(pixels * 100) / 100;
