/** The runs of a matrix as a map: two variables as rows and columns, each cell an outcome that leads to its run. */
import type { Variables } from '../scenario/matrix.ts';

import { parseDuration } from '../units.ts';
import { type Html, html, type Part } from './html.ts';
import { icon, LOOKS, type Look, WORDS } from './look.ts';

export interface MapRun {
  readonly look: Look;
  readonly variables: Variables;
  /** Of the run's place in the page. */
  readonly id: string;
}

type Value = string | number | boolean;

/** More cells than this are no picture any more. */
const CELLS_MAX = 20_000;

export function heatMap(title: string, runs: readonly MapRun[]): Html {
  const names = [...new Set(runs.flatMap(({ variables }) => Object.keys(variables)))];
  const valuesOf = (name: string): Value[] => [...new Set(runs.flatMap(({ variables }) => variables[name] ?? []))];
  const axes = names.map((name) => ({ name, values: valuesOf(name) })).sort((a, b) => b.values.length - a.values.length);
  const [across, down] = [axes[0] ?? { name: '', values: [] }, axes[1]];
  const rest = axes.slice(2).filter(({ values }) => values.length > 1);
  const [columns, rows] = [ordered(across.values), down ? ordered(down.values) : [undefined]];
  if (columns.length * rows.length > CELLS_MAX) return html`<h3>${title}</h3><p>${columns.length} x ${rows.length} cells are too many for a map.</p>`;
  const cells = new Map<string, MapRun[]>();
  for (const run of runs) {
    const key = JSON.stringify([down && run.variables[down.name], run.variables[across.name]]);
    const found = cells.get(key);
    if (found) found.push(run);
    else cells.set(key, [run]);
  }
  const cell = (row: Value | undefined, column: Value) => cellOf(cells.get(JSON.stringify([down && row, column])) ?? []);
  return html`<h3>${title}</h3>
<p class="hint">${across.name} from left to right${down && `, ${down.name} from top to bottom`}.${
    rest.length > 0 &&
    ` A cell is all runs with these two, whatever ${rest.map(({ name }) => name).join(', ')}: it shows the gravest, and how many there are.`
  } Each cell leads to its run.</p>
<div class="scroll map" tabindex="0" role="group" aria-label="Map of ${title}"><table><thead><tr><td class="corner">${down?.name ?? ''}</td>${columns.map(
    (value) => html`<th scope="col">${String(value)}</th>`,
  )}</tr></thead><tbody>${rows.map(
    (row) => html`<tr><th scope="row">${row === undefined ? 'runs' : String(row)}</th>${columns.map((column) => cell(row, column))}</tr>`,
  )}</tbody></table></div>
<p class="legend">${LOOKS.filter((look) => runs.some((run) => run.look === look)).map((look) => html`<span class="${look}">${icon(look)} ${WORDS[look]}</span> `)}</p>`;
}

function cellOf(runs: readonly MapRun[]): Part {
  const gravest = runs.reduce<MapRun | undefined>(
    (worst, run) => (worst && LOOKS.indexOf(worst.look) >= LOOKS.indexOf(run.look) ? worst : run),
    undefined,
  );
  if (!gravest) return html`<td></td>`;
  const { look, id } = gravest;
  return html`<td class="cell ${look}"><a href="#${id}">${icon(look)}<span class="unseen">${WORDS[look]}</span>${runs.length > 1 && html`<span class="of">${runs.length}</span>`}</a></td>`;
}

/** Numbers and durations by size, where all of them are; other values as they come. */
function ordered(values: readonly Value[]): Value[] {
  const sized = values.map((value) => ({ value, size: sizeOf(value) }));
  return sized.every(({ size }) => size !== undefined) ? sized.sort((a, b) => (a.size ?? 0) - (b.size ?? 0)).map(({ value }) => value) : [...values];
}

function sizeOf(value: Value): number | undefined {
  if (typeof value === 'number') return value;
  const parsed = typeof value === 'string' ? parseDuration(value) : undefined;
  return parsed?.ok ? parsed.value : undefined;
}
