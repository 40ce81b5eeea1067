/** Draws the timing diagram: rows as a logic analyser has them, from what falls into each pixel. */
import type { Value } from '../../../wave/signals.ts';
import { shortOf } from '../../../wave/text.ts';
import type { Lane, Stretch } from './timing-lanes.ts';
import { difference, type Run, runsOf, type Span, tickLabel, ticksOf } from './timing-scale.ts';

/** Names of colours in style.css. */
const COLOURS = ['card', 'ink', 'dim', 'line', 'accent', 'good', 'good-soft', 'bad', 'bad-soft', 'now', 'now-soft', 'early'] as const;
type Colours = Readonly<Record<(typeof COLOURS)[number], string>>;

export function coloursOf(element: Element): Colours {
  const style = getComputedStyle(element);
  return Object.fromEntries(COLOURS.map((name) => [name, style.getPropertyValue(`--${name}`).trim()])) as Colours;
}

export interface Drawing {
  readonly widthPx: number;
  readonly heightPx: number;
  /** Room for the names at the left. */
  readonly gutterPx: number;
  readonly lanes: readonly Lane[];
  readonly span: Span;
  readonly nowUs: number;
  readonly cursors: Readonly<Record<'a' | 'b', number | undefined>>;
  /** The stretch under the pointer. */
  readonly pointed: { readonly lane: Lane; readonly stretch: Stretch } | undefined;
  readonly supplyVolts: number;
  readonly brownoutVolts: number;
}

export const AXIS_PX = 24;
export const ROW_PX = 32;
/** Between a row and its lines. */
const PAD_PX = 7;
/** A letter of the smaller font. */
const LETTER_PX = 6.7;
const FONT = '11px ui-monospace, "DejaVu Sans Mono", monospace';
const NAME_FONT = '12px system-ui, "Segoe UI", "DejaVu Sans", sans-serif';

export const heightOf = (rows: number): number => AXIS_PX + rows * ROW_PX + 20;

interface Pen extends Drawing {
  readonly to: CanvasRenderingContext2D;
  readonly colours: Colours;
  readonly plotPx: number;
  /** Of a time, from the left of the canvas. */
  readonly xOf: (atUs: number) => number;
}

export function draw(to: CanvasRenderingContext2D, drawing: Drawing, colours: Colours): void {
  const { widthPx, heightPx, gutterPx, span, lanes } = drawing;
  const plotPx = Math.max(1, widthPx - gutterPx);
  const pen: Pen = { ...drawing, to, colours, plotPx, xOf: (atUs) => gutterPx + ((atUs - span.fromUs) / span.widthUs) * plotPx };
  to.fillStyle = colours.card;
  to.fillRect(0, 0, widthPx, heightPx);
  to.save();
  to.beginPath();
  to.rect(gutterPx, 0, plotPx, heightPx);
  to.clip();
  drawTicks(pen);
  for (const [index, lane] of lanes.entries()) drawLane(pen, lane, AXIS_PX + index * ROW_PX);
  drawPresent(pen);
  drawPointed(pen);
  drawCursors(pen);
  to.restore();
  drawNames(pen);
}

function drawTicks({ to, colours, span, plotPx, xOf, heightPx }: Pen): void {
  const roomy = ticksOf(span, plotPx / 70);
  const { timesUs, digits } = ticksOf(span, plotPx / ((tickLabel(0, roomy.digits).length + 3) * LETTER_PX));
  to.font = FONT;
  to.textBaseline = 'middle';
  for (const atUs of timesUs) {
    const x = Math.round(xOf(atUs)) + 0.5;
    to.strokeStyle = colours.line;
    to.lineWidth = 1;
    to.beginPath();
    to.moveTo(x, AXIS_PX - 6);
    to.lineTo(x, heightPx);
    to.stroke();
    to.fillStyle = colours.dim;
    to.fillText(tickLabel(atUs, digits), x + 3, AXIS_PX / 2);
  }
}

function drawLane(pen: Pen, lane: Lane, top: number): void {
  const { to, colours, widthPx, span, plotPx, nowUs } = pen;
  to.fillStyle = colours.line;
  to.fillRect(0, top + ROW_PX - 0.5, widthPx, 0.5);
  const runs = runsOf(lane, span, plotPx, nowUs);
  for (const run of runs) if (run.value === undefined) drawUnknown(pen, run, top);
  if (lane.kind === 'text') drawStates(pen, runs, top);
  else drawLine(pen, lane, runs, top);
}

/** What is not known looks like nothing that was measured. */
function drawUnknown({ to, colours, gutterPx }: Pen, { fromPx, toPx }: Run, top: number): void {
  to.save();
  to.beginPath();
  to.rect(gutterPx + fromPx, top + PAD_PX, toPx - fromPx, ROW_PX - 2 * PAD_PX);
  to.clip();
  to.strokeStyle = colours.line;
  to.lineWidth = 1;
  to.beginPath();
  for (let x = gutterPx + fromPx - ROW_PX; x < gutterPx + toPx; x += 7) {
    to.moveTo(x, top + ROW_PX);
    to.lineTo(x + ROW_PX, top);
  }
  to.stroke();
  to.restore();
}

function drawLine(pen: Pen, { kind }: Lane, runs: readonly Run[], top: number): void {
  const { to, colours, gutterPx, supplyVolts, brownoutVolts } = pen;
  const [low, high] = [top + ROW_PX - PAD_PX, top + PAD_PX];
  const full = kind === 'volts' ? Math.max(1, supplyVolts) : 1;
  const yOf = (value: Value | undefined) => low - (low - high) * Math.min(1.15, Number(value) / full);
  if (kind === 'volts') {
    to.setLineDash([2, 3]);
    to.strokeStyle = colours.bad;
    to.lineWidth = 1;
    to.beginPath();
    to.moveTo(gutterPx, Math.round(yOf(brownoutVolts)) + 0.5);
    to.lineTo(pen.widthPx, Math.round(yOf(brownoutVolts)) + 0.5);
    to.stroke();
    to.setLineDash([]);
  }
  to.fillStyle = colours.accent;
  // What is on is filled, faintly.
  to.globalAlpha = 0.13;
  for (const { fromPx, toPx, value, isBusy } of runs)
    if (value !== undefined && !isBusy) to.fillRect(gutterPx + fromPx, yOf(value), toPx - fromPx, low - yOf(value));
  to.globalAlpha = 1;
  for (const { fromPx, toPx, isBusy } of runs)
    if (isBusy) to.fillRect(Math.floor(gutterPx + fromPx), high, Math.max(1, Math.ceil(toPx - fromPx)), low - high);
  to.strokeStyle = colours.accent;
  to.lineWidth = 1.5;
  to.lineJoin = 'miter';
  to.beginPath();
  let isDown = false;
  for (const { fromPx, toPx, value, isBusy } of runs) {
    if (value === undefined) {
      isDown = false;
      continue;
    }
    const y = yOf(value);
    if (isDown && !isBusy) to.lineTo(gutterPx + fromPx, y);
    else to.moveTo(gutterPx + fromPx, y);
    if (isBusy) to.moveTo(gutterPx + toPx, y);
    else to.lineTo(gutterPx + toPx, y);
    isDown = true;
  }
  to.stroke();
  if (kind === 'volts') for (const run of runs) if (!run.isBusy && run.value !== undefined) write(pen, `${run.value} V`, run, low - 6);
}

function drawStates(pen: Pen, runs: readonly Run[], top: number): void {
  const { to, colours, gutterPx } = pen;
  const [y, height] = [top + PAD_PX - 1, ROW_PX - 2 * PAD_PX + 2];
  for (const run of runs) {
    const { fromPx, toPx, value, isBusy, isEdge } = run;
    const x = gutterPx + fromPx;
    if (isBusy) {
      to.fillStyle = colours.dim;
      to.fillRect(Math.floor(x), y, Math.max(1, Math.ceil(toPx - fromPx)), height);
    } else if (value === '' && isEdge) {
      to.fillStyle = colours.dim;
      to.fillRect(Math.round(x), y, 1, height);
    } else if (value !== undefined && value !== '') {
      const [fill, ink] = tintOf(String(value), colours);
      to.fillStyle = fill;
      to.fillRect(x, y, toPx - fromPx, height);
      to.fillStyle = ink;
      if (isEdge) to.fillRect(Math.round(x), y, 1.5, height);
      write(pen, shortOf(String(value)), run, top + ROW_PX / 2, ink);
    }
  }
}

function tintOf(state: string, colours: Colours): readonly [fill: string, ink: string] {
  if (/^counting\.(window|reset|restart|password)|^(reset|password-reset|restart|ready|ready\..*|on)$/.test(state))
    return [colours['good-soft'], colours.good];
  if (/^(counting\.over|over-held|stuck|short|between|reset-failed|locked)/.test(state)) return [colours['bad-soft'], colours.bad];
  if (/^(counting|defaulting|clearing-password|restarting|awaiting-release|fast-blink)/.test(state)) return [colours['now-soft'], colours.now];
  return [colours.early, colours.ink];
}

/** At the beginning of a run, as far as there is room. */
function write({ to, colours, gutterPx }: Pen, text: string, { fromPx, toPx }: Run, y: number, ink = colours.dim): void {
  const letters = Math.floor((toPx - fromPx - 8) / LETTER_PX);
  if (letters < 2) return;
  to.font = FONT;
  to.textBaseline = 'middle';
  to.fillStyle = ink;
  to.fillText(text.length <= letters ? text : `${text.slice(0, letters - 1)}…`, gutterPx + fromPx + 5, y + 0.5);
}

function drawPresent({ to, colours, xOf, nowUs, heightPx, gutterPx, widthPx }: Pen): void {
  const x = xOf(nowUs);
  if (x > widthPx) return;
  to.fillStyle = colours.dim;
  to.fillRect(Math.max(gutterPx, x), AXIS_PX - 6, 1, heightPx);
}

/** How long the pulse under the pointer is, in its row. */
function drawPointed({ to, colours, xOf, pointed, lanes, nowUs, gutterPx, widthPx }: Pen): void {
  if (!pointed) return;
  const index = lanes.indexOf(pointed.lane);
  if (index < 0) return;
  const { fromUs, toUs = nowUs } = pointed.stretch;
  const [left, right] = [Math.max(gutterPx - 2, xOf(fromUs)), Math.min(widthPx + 2, xOf(toUs))];
  to.strokeStyle = colours.now;
  to.lineWidth = 1;
  to.strokeRect(left, AXIS_PX + index * ROW_PX + 2.5, Math.max(1, right - left), ROW_PX - 5);
}

function drawCursors({ to, colours, xOf, cursors, heightPx, gutterPx, widthPx }: Pen): void {
  const { a, b } = cursors;
  to.font = `bold ${FONT}`;
  to.textBaseline = 'middle';
  for (const [name, atUs, colour] of [
    ['A', a, colours.bad],
    ['B', b, colours.good],
  ] as const) {
    if (atUs === undefined) continue;
    const x = Math.round(xOf(atUs));
    to.fillStyle = colour;
    to.fillRect(x - 0.75, 0, 1.5, heightPx);
    to.fillRect(x - 7, 0, 14, 14);
    to.fillStyle = colours.card;
    to.fillText(name, x - 3.5, 7.5);
  }
  if (a === undefined || b === undefined) return;
  const y = heightPx - 9;
  const [left, right] = [Math.max(gutterPx, Math.min(xOf(a), xOf(b))), Math.min(widthPx, Math.max(xOf(a), xOf(b)))];
  if (right <= left) return;
  to.fillStyle = colours.ink;
  to.fillRect(left, y, right - left, 1);
  const text = difference(Math.min(a, b), Math.max(a, b)).time;
  const width = text.length * LETTER_PX + 8;
  const middle = Math.min(widthPx - width / 2, Math.max(gutterPx + width / 2, (left + right) / 2));
  to.fillStyle = colours.card;
  to.fillRect(middle - width / 2, y - 8, width, 17);
  to.fillStyle = colours.ink;
  to.fillText(text, middle - width / 2 + 4, y + 0.5);
}

function drawNames({ to, colours, lanes, gutterPx, heightPx }: Pen): void {
  to.fillStyle = colours.card;
  to.fillRect(0, 0, gutterPx, heightPx);
  to.fillStyle = colours.line;
  to.fillRect(gutterPx - 1, 0, 1, heightPx);
  to.font = NAME_FONT;
  to.textBaseline = 'middle';
  lanes.forEach(({ name }, index) => {
    const top = AXIS_PX + index * ROW_PX;
    to.fillStyle = colours.line;
    to.fillRect(0, top + ROW_PX - 0.5, gutterPx, 0.5);
    to.fillStyle = colours.ink;
    to.fillText(name.replace('_', ' '), 2, top + ROW_PX / 2);
  });
}
