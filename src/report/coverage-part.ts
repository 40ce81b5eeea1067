/** What of the statecharts was covered: a table, a map of the states, and what never happened. */
import { type BoardCoverage, percentOf, type RegionCoverage, type Share, shareOf, uncovered } from '../coverage/coverage.ts';
import { ITEM_KINDS, TIMER_EVENTS, timerItem } from '../coverage/items.ts';
import { type Html, html, type Part } from './html.ts';
import { count, grouped } from './numbers.ts';
import { table } from './run-part.ts';

/** Of more boards only the shares are told. */
const BOARDS_MAX = 20;

export function coveragePart(boards: readonly BoardCoverage[]): Html {
  return html`<section aria-labelledby="coverage"><h2 id="coverage">Coverage of the statechart</h2>
<p class="hint">How much of what each board's statechart can do was done by these runs, whatever their outcome: states that were entered, transitions that were taken, each guarded branch for itself, and timers that were started, fired and stopped. What cannot happen on a board does not count.</p>
${boards.map((board, index) => boardPart(board, boards.length === 1, index < BOARDS_MAX))}</section>`;
}

function boardPart({ board, regions }: BoardCoverage, isOpen: boolean, isWhole: boolean): Html {
  const all = shareOf(regions);
  const head = html`<h3>${board}</h3> ${meter(all)} <span class="hint">${grouped(all.covered)} of ${grouped(all.total)}</span>`;
  if (!isWhole) return html`<div class="board plain">${head}</div>`;
  const row = (name: string, of: readonly RegionCoverage[]) =>
    html`<tr><th scope="row">${name}</th>${ITEM_KINDS.map((kind) => html`<td>${meter(shareOf(of, [kind]), true)}</td>`)}<td>${meter(shareOf(of))}</td></tr>`;
  return html`<details class="board"${isOpen && html` open`}><summary>${head}</summary><div class="body">
${table('Shares', ['Region', 'States', 'Transitions', 'Timers', 'All'], [...regions.map((region) => row(region.region, [region])), row('all', regions)])}
<h4>States</h4>
<p class="legend"><span class="state hit">entered <b>times</b></span> <span class="state miss">never entered</span> <span class="state out">cannot happen here</span></p>
${regions.map(stateMap)}
<h4>What never happened</h4>
${regions.map(missingPart)}
</div></details>`;
}

function meter(share: Share, asFraction = false): Html {
  if (share.total === 0) return html`<span class="hint">none</span>`;
  const percent = percentOf(share);
  return html`<span class="meter"><span class="bar" aria-hidden="true"><i class="${percent === 100 ? 'full' : 'part'}" style="width:${percent}%"></i></span><span class="number">${
    asFraction ? `${share.covered}/${share.total}` : `${percent} %`
  }</span></span>`;
}

interface Tree {
  readonly [name: string]: Tree;
}

/** States within states, as the statechart has them. */
function stateMap({ region, states, outOfReach }: RegionCoverage): Html {
  const tree: Record<string, unknown> = {};
  for (const path of Object.keys(states)) {
    let level = tree;
    for (const name of path.split('.').slice(1)) {
      level[name] ??= Object.create(null);
      level = level[name] as Record<string, unknown>;
    }
  }
  const out = new Set(outOfReach);
  const draw = (level: Tree, path: string): Part =>
    Object.entries(level).map(([name, below]) => {
      const here = `${path}.${name}`;
      if (Object.keys(below).length > 0) return html`<li class="group"><span>${name}</span><ul>${draw(below, here)}</ul></li>`;
      const times = states[here] ?? 0;
      if (times > 0) return html`<li class="state hit">${name} <b>${grouped(times)}</b></li>`;
      return out.has(here)
        ? html`<li class="state out">${name}<span class="unseen"> cannot happen</span></li>`
        : html`<li class="state miss">${name}<span class="unseen"> never entered</span></li>`;
    });
  return html`<div class="region"><h5>${region}</h5><ul class="states">${draw(tree as Tree, region)}</ul></div>`;
}

const TRANSITION = /^(\S+) --(.+?)(?: \[(.+)\])?--> (.+)$/;

function missingPart(region: RegionCoverage): Html {
  const { region: name, transitions, timers, outOfReach } = region;
  const open = uncovered(region);
  const missing = open.filter((item) => Object.hasOwn(transitions, item));
  const rows = missing.map((item) => {
    const [, from = item, event = '', guard = '', to = ''] = TRANSITION.exec(item) ?? [];
    return html`<tr><th scope="row">${from}</th><td>${event}</td><td>${guard}</td><td>${to}</td></tr>`;
  });
  const idle = new Set(open.filter((item) => Object.hasOwn(timers, item)));
  const ids = [...new Set(Object.keys(timers).map((item) => item.slice(0, item.lastIndexOf(' '))))].filter((id) =>
    TIMER_EVENTS.some((event) => idle.has(timerItem(id, event))),
  );
  const timerRows = ids.map(
    (id) =>
      html`<tr><th scope="row">${id}</th>${TIMER_EVENTS.map((event) => {
        const item = timerItem(id, event);
        return html`<td>${idle.has(item) ? html`<span class="fail">never</span>` : outOfReach.includes(item) ? html`<span class="hint">cannot</span>` : grouped(timers[item] ?? 0)}</td>`;
      })}</tr>`,
  );
  return html`${
    rows.length > 0 &&
    html`<details class="inner"><summary>${name}: ${count(rows.length, 'transition', 'transitions')} never taken</summary>${table(`Transitions of ${name} never taken`, ['From', 'Event', 'Branch', 'To'], rows)}</details>`
  }${
    timerRows.length > 0 &&
    html`<details class="inner"><summary>${name}: ${count(timerRows.length, 'timer', 'timers')} not seen in full</summary>${table(`Timers of ${name}`, ['Timer', 'Started', 'Fired', 'Stopped'], timerRows)}</details>`
  }${
    outOfReach.length > 0 &&
    html`<details class="inner"><summary>${name}: ${grouped(outOfReach.length)} cannot happen on this board</summary><ul class="plain">${outOfReach.map((item) => html`<li>${item}</li>`)}</ul></details>`
  }`;
}
