/** The recorder's statecharts as they run: the active states are lit, the last transition shows for a moment, and the last ten are listed. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { guard } from 'lit/directives/guard.js';
import { ref } from 'lit/directives/ref.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { DrawnRegion } from '../charts.ts';
import { type Box, curve, type DrawnPath, type Layout, LINE_PX, layOut, NAME_PX, pathKey, spread } from './chart-layout.ts';
import { ChartLog, eventOf, type Transition } from './chart-log.ts';
import type { View } from './page.ts';
import { clock } from './words.ts';

const ZOOMS = [0.4, 0.5, 0.65, 0.8, 1, 1.25, 1.6, 2] as const;

const log = new ChartLog();
const layouts = new WeakMap<DrawnRegion, Layout>();
let region = 'boot';
/** `undefined`: as wide as its frame, as long as that can be read. */
let zoom: number | undefined;
let isKeptInView = true;
let frame: HTMLElement | undefined;
let shownState = '';

export function charts({ state, model, redraw }: View): TemplateResult {
  log.take(model);
  const drawn = state.charts.find((each) => each.state.path === region) ?? state.charts[0];
  if (!drawn) return html`<p class="hint">This recorder has no statecharts.</p>`;
  const name = drawn.state.path;
  const active = state.machines[name];
  const layout = layoutOf(drawn);
  const scale = zoom ?? fitting(layout);
  const last = log.lastOf(name);
  if (`${name} ${active}` !== shownState) {
    shownState = `${name} ${active}`;
    if (isKeptInView) queueMicrotask(() => bringIntoView(layout, scale, active === undefined ? name : `${name}.${active}`));
  }
  const step = (by: number) => {
    const at = ZOOMS.findLastIndex((each) => each <= scale + 0.001);
    zoom = ZOOMS[Math.min(ZOOMS.length - 1, Math.max(0, at + by))];
    redraw();
  };
  return html`<div class="tools" role="toolbar" aria-label="Statecharts">
      <div class="together" role="group" aria-label="Region">${state.charts.map(
        ({ state: { path } }) =>
          html`<button type="button" aria-pressed=${path === name} @click=${() => {
            region = path;
            redraw();
          }}>${path}</button>`,
      )}</div>
      <div class="together"><button type="button" aria-label="Zoom out" @click=${() => step(-1)}>−</button><output class="number">${Math.round(scale * 100)} %</output><button type="button" aria-label="Zoom in" @click=${() => step(1)}>+</button>
        <button type="button" aria-pressed=${zoom === undefined} @click=${() => {
          zoom = undefined;
          redraw();
        }}>Fit</button></div>
      <label class="tick"><input type="checkbox" .checked=${isKeptInView} @change=${(event: Event) => {
        isKeptInView = (event.target as HTMLInputElement).checked;
      }} /> Keep the active state in view</label>
    </div>
    <p class="stands" role="status">${active === undefined ? 'Without power no firmware runs.' : html`<b>${name}</b> is in <b>${active}</b>`}</p>
    <div class="chart" tabindex="0" role="region" aria-label="Statechart of ${name}" ${ref((element) => {
      frame = element as HTMLElement | undefined;
    })}>${guard([layout, scale, active, last[0]?.number], () => picture(name, layout, scale, active, last[0]))}</div>
    ${list(last)}`;
}

function layoutOf(drawn: DrawnRegion): Layout {
  const layout = layouts.get(drawn) ?? layOut(drawn);
  layouts.set(drawn, layout);
  return layout;
}

const fitting = ({ width }: Layout): number => Math.min(1.1, Math.max(0.65, ((frame?.clientWidth ?? width) - 2) / width));

function bringIntoView(layout: Layout, scale: number, path: string): void {
  const box = layout.boxes.find((each) => each.path === path);
  if (!frame || !box) return;
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  frame.scrollTo({
    left: (box.x - layout.left) * scale - frame.clientWidth / 2,
    top: (box.y - layout.top) * scale - frame.clientHeight / 2,
    behavior: isCalm ? 'instant' : 'smooth',
  });
}

function picture(
  name: string,
  { left, top, width, height, boxes, paths, isRoomy }: Layout,
  scale: number,
  active: string | undefined,
  last: Transition | undefined,
): TemplateResult {
  const at = active === undefined ? '' : `${name}.${active}`;
  const isLit = (path: string) => at === path || at.startsWith(`${path}.`);
  const taken = new Set(last?.steps.map(({ from, target }) => pathKey(from, target)));
  // Another name for each transition, so that the light goes up again.
  const turn = (last?.number ?? 0) % 2 === 0 ? 'even' : 'odd';
  const isOpen = ({ from }: DrawnPath) => from !== '' && isLit(from);
  const isTold = (path: DrawnPath) => isRoomy || taken.has(path.key) || isOpen(path);
  // The last one lies over the others, and its words are placed first.
  const ordered = spread(
    [...paths].sort((a, b) => Number(taken.has(b.key)) - Number(taken.has(a.key))),
    isTold,
  ).reverse();
  return html`<svg viewBox="${left} ${top} ${width} ${height}" style=${styleMap({ width: `${width * scale}px`, height: `${height * scale}px` })} role="img" aria-label="Statechart of ${name}, in ${active ?? 'no state'}">
    <defs>
      <marker id="tip" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path class="tip" d="M0 0.8L8 4L0 7.2z" /></marker>
      <marker id="tip-taken" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="5" markerHeight="5" orient="auto-start-reverse"><path class="tip taken" d="M0 0.8L8 4L0 7.2z" /></marker>
    </defs>
    ${boxes.map((box) => svg`${boxOf(box, isLit(box.path), box.path === at)}`)}
    ${ordered.map((path) => pathOf(path, { isTaken: taken.has(path.key), isOpen: isOpen(path), isTold: isTold(path), turn }))}
  </svg>`;
}

function boxOf({ path, name, lines, x, y, width, height, head, depth }: Box, isLit: boolean, isActive: boolean) {
  const text = head ?? { x, y, width, height };
  const top = text.y - text.height / 2 + 4;
  const classes = classMap({ state: true, whole: depth === 0, outer: head !== undefined, lit: isLit, active: isActive });
  return svg`<g class=${classes} data-path=${path}>
    ${depth === 0 ? nothing : svg`<rect x=${x - width / 2} y=${y - height / 2} width=${width} height=${height} rx=${head ? 10 : 7} />`}
    <text class="name" x=${text.x} y=${top + NAME_PX / 2} text-anchor="middle" dominant-baseline="central">${name}</text>
    ${lines.map((line, index) => svg`<text x=${text.x} y=${top + NAME_PX + LINE_PX * (index + 0.5)} text-anchor="middle" dominant-baseline="central">${line}</text>`)}
    ${head ? svg`<circle class="start" cx=${head.x} cy=${head.y + head.height / 2 - 4} r="4" />` : nothing}
  </g>`;
}

interface Light {
  readonly isTaken: boolean;
  /** It leads on from the active state. */
  readonly isOpen: boolean;
  /** Its words stand beside it. */
  readonly isTold: boolean;
  readonly turn: string;
}

function pathOf({ key, points, words, at, title }: DrawnPath, { isTaken, isOpen, isTold, turn }: Light) {
  return svg`<g class="arrow ${isTaken ? `taken ${turn}` : ''} ${isOpen ? 'open' : ''}" data-key=${key}><title>${title}</title>
    <path d=${curve(points)} marker-end=${isTaken ? 'url(#tip-taken)' : 'url(#tip)'} />
    ${at && isTold ? words.map((word, index) => svg`<text x=${at.x} y=${at.y + LINE_PX * (index - (words.length - 1) / 2)} text-anchor="middle" dominant-baseline="central">${word}</text>`) : nothing}
  </g>`;
}

function list(last: readonly Transition[]): TemplateResult {
  if (last.length === 0) return html`<p class="hint">No transition yet.</p>`;
  return html`<div class="scroll transitions" tabindex="0" role="region" aria-label="The last transitions"><table><thead><tr><th scope="col">Time</th><th scope="col">Event</th><th scope="col">From</th><th scope="col">To</th></tr></thead>
    <tbody>${last.map((each) => html`<tr><td class="number">${clock(each.atUs, 6)}</td><td>${eventOf(each)}</td><td>${each.from ?? '–'}</td><td>${each.to}</td></tr>`)}</tbody></table></div>`;
}
