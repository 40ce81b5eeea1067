/** The timing diagram: what every signal did, to the microsecond, with two cursors that measure between edges. */
import { html, nothing, type TemplateResult } from 'lit';
import { ref } from 'lit/directives/ref.js';
import { formatDuration } from '../../../units.ts';
import { SIGNALS, type SignalName, type Value } from '../../../wave/signals.ts';
import type { View } from './page.ts';
import { type Cursor, type CursorName, TimingDesk } from './timing-desk.ts';
import { TimingHand } from './timing-hand.ts';
import { type Edge, latestEdges, placeAt } from './timing-lanes.ts';
import { difference, WIDTH_MAX_US, WIDTH_MIN_US, widthLabel } from './timing-scale.ts';
import { clock } from './words.ts';

const LATEST = 10;

let desk: TimingDesk | undefined;
let hand: TimingHand | undefined;
const attach = (element?: Element) => desk?.attach(element as HTMLCanvasElement | undefined);

export function timing({ state, model, redraw }: View): TemplateResult {
  desk ??= new TimingDesk(redraw);
  hand ??= new TimingHand(desk);
  desk.take(model, state);
  return html`${tools(desk, redraw)}
    <div class="wave" role="group" tabindex="0" aria-label="Timing diagram" aria-describedby="wave-keys" @keydown=${hand.key}>
      <canvas role="img" aria-label=${inWords(desk)} ${ref(attach)}
        @pointerdown=${hand.down} @pointermove=${hand.move} @pointerup=${hand.up} @pointercancel=${hand.up} @pointerleave=${hand.leave} @wheel=${hand.wheel}></canvas>
    </div>
    ${measured(desk)}
    <p id="wave-keys" class="hint">Drag or <kbd>←</kbd> <kbd>→</kbd> to move, the wheel after a click, two fingers or <kbd>+</kbd> <kbd>−</kbd> to zoom, <kbd>0</kbd> all, <kbd>Home</kbd> start, <kbd>End</kbd> follow. Click to put
      a cursor on an edge; <kbd>a</kbd> <kbd>b</kbd> choose one, <kbd>Shift</kbd> with <kbd>←</kbd> <kbd>→</kbd> steps it from edge to edge, <kbd>Esc</kbd> removes both.</p>
    <div class="foot">${rows(desk)} ${latest(desk)}</div>`;
}

function tools(at: TimingDesk, redraw: () => void): TemplateResult {
  const { widthUs } = at.span;
  return html`<div class="tools" role="toolbar" aria-label="Timing diagram">
    <div class="together"><button type="button" aria-label="Zoom out" ?disabled=${widthUs >= WIDTH_MAX_US} @click=${() => at.zoom(2)}>−</button>
      <output class="number" title="How much is seen">${widthLabel(widthUs)}</output>
      <button type="button" aria-label="Zoom in" ?disabled=${widthUs <= WIDTH_MIN_US} @click=${() => at.zoom(0.5)}>+</button></div>
    <button type="button" @click=${() => at.showAll()}>All</button>
    <button type="button" @click=${() => at.toStart()}>Start</button>
    <button type="button" aria-pressed=${at.isFollowing} @click=${() => at.follow(!at.isFollowing)}>Follow</button>
    <div class="together" role="group" aria-label="Cursor">
      ${(['a', 'b'] as const).map((name) => html`<button type="button" class="cursor-${name}" aria-label="Cursor ${name.toUpperCase()}" aria-pressed=${at.cursor === name} @click=${() => at.choose(name)}>${name.toUpperCase()}</button>`)}
      <button type="button" @click=${() => at.step('previous')}>◂ Edge</button>
      <button type="button" @click=${() => at.step('next')}>Edge ▸</button>
      <label>of <select @change=${(event: Event) => {
        at.edgesOf = (event.target as HTMLSelectElement).value as SignalName | 'all';
        redraw();
      }}><option value="all" ?selected=${at.edgesOf === 'all'}>all rows</option>
        ${at.lanes.map(({ name }) => html`<option value=${name} ?selected=${at.edgesOf === name}>${label(name)}</option>`)}</select></label>
    </div>
  </div>`;
}

const label = (name: SignalName): string => name.replace('_', ' ');

function measured(at: TimingDesk): TemplateResult {
  const { cursors, pointed } = at;
  const { a, b } = cursors;
  const between = a && b ? difference(a.atUs, b.atUs) : undefined;
  const pulse = pointed?.stretch;
  return html`<div class="measured"><dl aria-live="polite">
    ${cursor('a', a)} ${cursor('b', b)}
    <div><dt>B − A</dt><dd class="between">${between?.time ?? '–'}</dd></div>
    <div><dt>1 / |B − A|</dt><dd class="frequency">${between?.frequency ?? '–'}</dd></div>
    <div class="pointed" aria-live="off"><dt>Under the pointer</dt><dd>${
      pointed && pulse
        ? html`${label(pointed.lane.name)} ${shown(pulse.value)} for ${pulse.toUs === undefined ? html`${formatDuration(at.nowUs - pulse.fromUs)} so far` : formatDuration(pulse.toUs - pulse.fromUs)}`
        : '–'
    }</dd></div>
    </dl>
    ${a && b ? html`<button type="button" @click=${() => at.showCursors()}>Zoom to both</button>` : nothing}
    ${a || b ? html`<button type="button" @click=${() => at.removeCursors()}>Remove</button>` : nothing}
  </div>`;
}

const cursor = (name: CursorName, at: Cursor | undefined): TemplateResult =>
  html`<div class="cursor-${name}"><dt>${name.toUpperCase()}</dt><dd><span class="number">${at ? clock(at.atUs, 6) : '–'}</span> ${at ? html`<small>${at.edge ? edgeText(at.edge) : 'on no edge'}</small>` : nothing}</dd></div>`;

const edgeText = ({ lane, before, value }: Edge): string =>
  lane.kind === 'level' ? `${label(lane.name)} ${value === 1 ? 'rises' : 'falls'}` : `${label(lane.name)} ${shown(before)} → ${shown(value)}`;

const shown = (value: Value): string => (value === '' ? 'none' : String(value));

function rows(at: TimingDesk): TemplateResult {
  return html`<details class="more"><summary>Rows</summary><div class="deeds">${SIGNALS.map(
    ({ name }) =>
      html`<label class="tick"><input type="checkbox" .checked=${at.isShown(name)} @change=${(event: Event) => at.show(name, (event.target as HTMLInputElement).checked)} /> ${label(name)}</label>`,
  )}</div></details>`;
}

/** What the picture shows, to read. */
function latest(at: TimingDesk): TemplateResult {
  const { fromUs, widthUs } = at.span;
  const edges = latestEdges(at.lanes, Math.min(at.nowUs, fromUs + widthUs), LATEST);
  return html`<details class="more"><summary>The latest edges in sight, as a table</summary><div class="scroll" tabindex="0" role="region" aria-label="The latest edges"><table>
    <thead><tr><th scope="col">Time</th><th scope="col">Signal</th><th scope="col">From</th><th scope="col">To</th><th scope="col">Had been so for</th></tr></thead>
    <tbody>${edges.map(
      ({ lane, atUs, before, value }) =>
        html`<tr><td class="number">${clock(atUs, 6)}</td><td>${label(lane.name)}</td><td>${shown(before)}</td><td>${shown(value)}</td><td class="number">${formatDuration(atUs - (lane.timesUs[placeAt(lane, atUs) - 1] ?? 0))}</td></tr>`,
    )}</tbody></table></div></details>`;
}

/** The picture in a sentence: how every row stands at the right end of what is seen. */
function inWords(at: TimingDesk): string {
  const toUs = Math.min(at.nowUs, at.span.fromUs + at.span.widthUs);
  const standing = at.lanes.map((lane) => {
    const value = lane.values[placeAt(lane, toUs)];
    return `${label(lane.name)} ${value === undefined ? 'not known' : shown(value)}`;
  });
  return `${widthLabel(at.span.widthUs)} of time: ${standing.join(', ')}`;
}
