/**
 * What one looks at in the timing diagram and where its cursors are; and when it has to be drawn again: only when something that is seen has moved.
 * Shown time glides after the run's, so that the diagram scrolls evenly however frames come; it never runs ahead of it.
 */
import { SIGNALS, type SignalName } from '../../../wave/signals.ts';
import type { PanelState } from '../state.ts';
import type { Model } from './model.ts';
import { coloursOf, draw, heightOf } from './timing-draw.ts';
import { type Edge, edgeAfter, edgeBefore, type Lane, Lanes, nearestEdge, type Stretch, stretchAt } from './timing-lanes.ts';
import { atPresent, moved, type Span, showing, WIDTH_MAX_US, zoomed } from './timing-scale.ts';

export type CursorName = 'a' | 'b';

export interface Cursor {
  readonly atUs: number;
  /** The edge it stands on. */
  readonly edge: Edge | undefined;
}

const SHOWN: readonly SignalName[] = ['plug', 'supply', 'power', 'contact', 'buzzer', 'led', 'hold', 'boot', 'screen'];
const USUAL_WIDTH_US = 30_000_000;
/** How fast shown time comes up with the run's. */
const GLIDE_MS = 60;
/** How near to an edge one has to point: in its row, and in another. */
const REACH_PX = 24;
const REACH_ELSEWHERE_PX = 10;

export class TimingDesk {
  readonly #redraw: () => void;
  #lanes!: Lanes;
  #board = '';
  #epoch = -1;
  #state!: PanelState;
  #shown = new Set<SignalName>(SHOWN);
  #span: Span = { fromUs: 0, widthUs: USUAL_WIDTH_US };
  #isFollowing = true;
  #shownNowUs = 0;
  #glidedMs = 0;
  #cursors: Record<CursorName, Cursor | undefined> = { a: undefined, b: undefined };
  /** The one that is placed next. */
  cursor: CursorName = 'a';
  /** The row whose edges the cursors step along. */
  edgesOf: SignalName | 'all' = 'all';
  #pointed: { readonly lane: Lane; readonly stretch: Stretch } | undefined;
  #canvas: HTMLCanvasElement | undefined;
  #sizes: ResizeObserver | undefined;
  #frame = 0;
  #drawn = '';

  /** `redraw` draws the page. */
  constructor(redraw: () => void) {
    this.#redraw = redraw;
  }

  /** What is new of the run. */
  take(model: Model, state: PanelState): void {
    const { closedLevel, supplyVolts } = state.about;
    const board = `${closedLevel} ${supplyVolts}`;
    if (board !== this.#board) this.#lanes = new Lanes({ closedLevel, supplyVolts });
    this.#board = board;
    if (model.epoch !== this.#epoch) this.#begin(model.epoch);
    this.#state = state;
    this.#lanes.take(model);
    this.#plan();
  }

  get lanes(): readonly Lane[] {
    return SIGNALS.filter(({ name }) => this.#shown.has(name)).map(({ name }) => this.#lanes.lane(name));
  }

  get span(): Span {
    return this.#span;
  }

  get isFollowing(): boolean {
    return this.#isFollowing;
  }

  get nowUs(): number {
    return this.#state.time.nowUs;
  }

  get cursors(): Readonly<Record<CursorName, Cursor | undefined>> {
    return this.#cursors;
  }

  get pointed(): { readonly lane: Lane; readonly stretch: Stretch } | undefined {
    return this.#pointed;
  }

  isShown(name: SignalName): boolean {
    return this.#shown.has(name);
  }

  show(name: SignalName, isShown: boolean): void {
    if (isShown) this.#shown.add(name);
    else this.#shown.delete(name);
    if (!isShown && this.edgesOf === name) this.edgesOf = 'all';
    this.#pointed = undefined;
    this.#moved();
  }

  /** Zoom by a factor, around what is pointed at, else around the present or the middle. */
  zoom(factor: number, aroundUs = this.#isFollowing ? this.#shownNowUs : this.#span.fromUs + this.#span.widthUs / 2): void {
    this.#span = this.#isFollowing ? atPresent(zoomed(this.#span, factor, 0).widthUs, this.#shownNowUs) : zoomed(this.#span, factor, aroundUs);
    this.#moved();
  }

  /** To and fro, by a share of the width. */
  move(share: number): void {
    this.#isFollowing = false;
    this.#span = moved(this.#span, share * this.#span.widthUs, this.nowUs);
    this.#moved();
  }

  follow(isFollowing: boolean): void {
    this.#isFollowing = isFollowing;
    this.#moved();
  }

  /** To the beginning of the run. */
  toStart(): void {
    this.#isFollowing = false;
    this.#span = { fromUs: 0, widthUs: this.#span.widthUs };
    this.#moved();
  }

  /** All of the run, or as much as can be seen at once. */
  showAll(): void {
    this.#isFollowing = true;
    this.#span = atPresent(Math.min(WIDTH_MAX_US, Math.max(1_000, this.nowUs * 1.05)), this.#shownNowUs);
    this.#moved();
  }

  /** Both cursors, with some room around them. */
  showCursors(): void {
    const { a, b } = this.#cursors;
    if (!a || !b) return;
    this.#isFollowing = false;
    const [from, to] = [Math.min(a.atUs, b.atUs), Math.max(a.atUs, b.atUs)];
    this.#span = zoomed({ fromUs: from, widthUs: Math.max(1, to - from) }, 1.4, (from + to) / 2);
    this.#moved();
  }

  /** Puts a cursor down where one points: on the nearest edge, the row's own first. */
  place(cursor: CursorName, atUs: number, lane: Lane | undefined, usPerPx: number): void {
    const edge = (lane && nearestEdge([lane], atUs, REACH_PX * usPerPx)) ?? nearestEdge(this.lanes, atUs, REACH_ELSEWHERE_PX * usPerPx);
    this.#cursors[cursor] = { atUs: edge?.atUs ?? Math.max(0, Math.round(atUs)), edge };
    this.#moved();
  }

  /** A cursor goes to the next edge, or to the one before. One that is nowhere yet starts at the other, else at what is seen. */
  step(direction: 'next' | 'previous'): void {
    const other = this.#cursors[this.cursor === 'a' ? 'b' : 'a'];
    const at = this.#cursors[this.cursor] ?? other;
    const lanes = this.edgesOf === 'all' ? this.lanes : [this.#lanes.lane(this.edgesOf)];
    const { fromUs, widthUs } = this.#span;
    const edge = direction === 'next' ? edgeAfter(lanes, at?.atUs ?? fromUs - 1) : edgeBefore(lanes, at?.atUs ?? fromUs + widthUs);
    if (!edge || edge.atUs > this.nowUs) return;
    this.#cursors[this.cursor] = { atUs: edge.atUs, edge };
    const seen = showing(this.#span, edge.atUs);
    if (seen !== this.#span) this.#isFollowing = false;
    this.#span = seen;
    this.#moved();
  }

  choose(cursor: CursorName): void {
    this.cursor = cursor;
    this.#redraw();
  }

  removeCursors(): void {
    this.#cursors = { a: undefined, b: undefined };
    this.cursor = 'a';
    this.#moved();
  }

  point(lane: Lane | undefined, atUs: number): void {
    const stretch = lane && atUs >= 0 && atUs <= this.nowUs ? stretchAt(lane, atUs) : undefined;
    if (stretch?.fromUs === this.#pointed?.stretch.fromUs && lane === this.#pointed?.lane && stretch?.toUs === this.#pointed?.stretch.toUs) return;
    this.#pointed = lane && stretch ? { lane, stretch } : undefined;
    this.#moved();
  }

  /** The canvas to draw on; none while another tab is open. */
  attach(canvas: HTMLCanvasElement | undefined): void {
    if (canvas === this.#canvas) return;
    this.#sizes?.disconnect();
    this.#sizes = undefined;
    this.#canvas = canvas;
    this.#drawn = '';
    if (!canvas) return;
    this.#sizes = new ResizeObserver(() => this.#plan());
    this.#sizes.observe(canvas);
    this.#plan();
  }

  #begin(epoch: number): void {
    this.#epoch = epoch;
    this.#cursors = { a: undefined, b: undefined };
    this.#pointed = undefined;
    this.#isFollowing = true;
    this.#shownNowUs = 0;
    this.#span = { fromUs: 0, widthUs: this.#span.widthUs };
  }

  #moved(): void {
    this.#redraw();
    this.#plan();
  }

  #plan(): void {
    if (this.#canvas && this.#frame === 0) this.#frame = requestAnimationFrame((ms) => this.#draw(ms));
  }

  #draw(ms: number): void {
    this.#frame = 0;
    const canvas = this.#canvas;
    if (!canvas?.isConnected) return;
    this.#glide(ms, canvas.clientWidth);
    const lanes = this.lanes;
    const ratio = devicePixelRatio;
    const [widthPx, heightPx] = [canvas.clientWidth, heightOf(lanes.length)];
    const { fromUs, widthUs } = this.#span;
    const { a, b } = this.#cursors;
    // Of the present only what is seen of it.
    const isNowSeen = this.#shownNowUs <= fromUs + widthUs;
    const colours = coloursOf(canvas);
    const seen = JSON.stringify([
      ...[fromUs, widthUs, widthPx, heightPx, ratio, colours.card, a?.atUs, b?.atUs, this.#pointed?.lane.name, this.#pointed?.stretch],
      ...(isNowSeen ? [this.#shownNowUs, this.#lanes.entriesRead] : []),
      lanes.map(({ name }) => name),
    ]);
    if (seen !== this.#drawn) {
      this.#drawn = seen;
      const to = canvas.getContext('2d') as CanvasRenderingContext2D;
      if (canvas.width !== Math.round(widthPx * ratio) || canvas.height !== Math.round(heightPx * ratio)) {
        canvas.width = Math.round(widthPx * ratio);
        canvas.height = Math.round(heightPx * ratio);
        canvas.style.height = `${heightPx}px`;
      }
      to.setTransform(ratio, 0, 0, ratio, 0, 0);
      const { supplyVolts, brownoutVolts } = this.#state.about;
      const cursors = { a: a?.atUs, b: b?.atUs };
      const parts = { lanes, span: this.#span, nowUs: this.#shownNowUs, cursors, pointed: this.#pointed, supplyVolts, brownoutVolts };
      draw(to, { ...parts, widthPx, heightPx, gutterPx: gutterOf(widthPx) }, colours);
    }
    if (this.#shownNowUs < this.nowUs) this.#plan();
  }

  /** Shown time comes nearer to the run's; the last bit, and what is farther than one sees, at once. */
  #glide(ms: number, widthPx: number): void {
    const behindUs = this.nowUs - this.#shownNowUs;
    const share = 1 - Math.exp(-Math.min(100, ms - this.#glidedMs) / GLIDE_MS);
    this.#glidedMs = ms;
    const isNear = behindUs < (this.#span.widthUs / Math.max(1, widthPx)) * 0.5;
    const isFar = behindUs > this.#span.widthUs || behindUs < 0 || !this.#isFollowing;
    this.#shownNowUs = isNear || isFar || matchMedia('(prefers-reduced-motion: reduce)').matches ? this.nowUs : this.#shownNowUs + behindUs * share;
    if (this.#isFollowing) this.#span = atPresent(this.#span.widthUs, this.#shownNowUs);
  }
}

/** On a narrow screen the names are to leave room. */
export const gutterOf = (widthPx: number): number => (widthPx < 520 ? 60 : 84);
