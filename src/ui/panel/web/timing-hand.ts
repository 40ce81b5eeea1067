/** The hand on the timing diagram: drag moves it, the wheel and two fingers zoom, a click puts a cursor down, and a cursor can be dragged along the edges. */

import { type CursorName, gutterOf, type TimingDesk } from './timing-desk.ts';
import { AXIS_PX, ROW_PX } from './timing-draw.ts';

const STEP = 1.25;
/** Farther than this, and it was a drag and no click. */
const CLICK_PX = 4;
const GRAB_PX = 7;

interface Touch {
  x: number;
  readonly startX: number;
}

export class TimingHand {
  readonly #desk: TimingDesk;
  readonly #touches = new Map<number, Touch>();
  #dragged: CursorName | undefined;
  #hasMoved = false;

  constructor(desk: TimingDesk) {
    this.#desk = desk;
  }

  readonly down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const canvas = event.currentTarget as HTMLElement;
    canvas.setPointerCapture(event.pointerId);
    const { x } = placeOf(event);
    this.#touches.set(event.pointerId, { x, startX: x });
    this.#hasMoved = this.#touches.size > 1;
    this.#dragged = this.#touches.size > 1 ? undefined : this.#cursorAt(event);
  };

  readonly move = (event: PointerEvent): void => {
    const { x } = placeOf(event);
    const touch = this.#touches.get(event.pointerId);
    if (!touch) {
      this.#point(event);
      return;
    }
    if (Math.abs(x - touch.startX) > CLICK_PX) this.#hasMoved = true;
    const { plotPx, usOf, usPerPx } = this.#metrics(event);
    const others = [...this.#touches].filter(([id]) => id !== event.pointerId).map(([, other]) => other);
    const [other] = others;
    if (this.#dragged) this.#desk.place(this.#dragged, usOf(x), this.#laneAt(event), usPerPx);
    else if (other) {
      const [before, now] = [Math.abs(touch.x - other.x), Math.abs(x - other.x)];
      if (before > 8 && now > 8) this.#desk.zoom(before / now, usOf((x + other.x) / 2));
    } else if (this.#hasMoved) this.#desk.move((touch.x - x) / plotPx);
    touch.x = x;
  };

  readonly up = (event: PointerEvent): void => {
    if (!this.#touches.delete(event.pointerId) || event.type === 'pointercancel') return;
    if (!this.#hasMoved) {
      const { usOf, usPerPx } = this.#metrics(event);
      const { cursor } = this.#desk;
      this.#point(event);
      if (placeOf(event).x > gutterOf(placeOf(event).width)) {
        // The next click is for the other one.
        this.#desk.cursor = cursor === 'a' ? 'b' : 'a';
        this.#desk.place(cursor, usOf(placeOf(event).x), this.#laneAt(event), usPerPx);
      }
    }
    this.#dragged = undefined;
  };

  readonly leave = (): void => this.#desk.point(undefined, 0);

  /** Whoever only scrolls the page past it zooms nothing: it takes the wheel once it has the focus, or with Ctrl, as two fingers on a touchpad have it. */
  readonly wheel = {
    passive: false,
    handleEvent: (event: WheelEvent): void => {
      if (!event.ctrlKey && !(event.currentTarget as HTMLElement).parentElement?.contains(document.activeElement)) return;
      event.preventDefault();
      const { plotPx, usOf } = this.#metrics(event);
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey) {
        this.#desk.move((event.deltaX || event.deltaY) / plotPx);
        return;
      }
      this.#desk.zoom(STEP ** Math.sign(event.deltaY), usOf(placeOf(event).x));
    },
  };

  readonly key = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act(this.#desk, event.shiftKey);
  };

  #point(event: MouseEvent): void {
    this.#desk.point(this.#laneAt(event), this.#metrics(event).usOf(placeOf(event).x));
  }

  #laneAt(event: MouseEvent) {
    const { x, y, width } = placeOf(event);
    return x < gutterOf(width) ? undefined : this.#desk.lanes[Math.floor((y - AXIS_PX) / ROW_PX)];
  }

  #cursorAt(event: MouseEvent): CursorName | undefined {
    const { x } = placeOf(event);
    const { xOf } = this.#metrics(event);
    const isNear = (name: CursorName) => {
      const cursor = this.#desk.cursors[name];
      return cursor !== undefined && Math.abs(xOf(cursor.atUs) - x) <= GRAB_PX;
    };
    return (['a', 'b'] as const).find(isNear);
  }

  #metrics(event: MouseEvent) {
    const { width } = placeOf(event);
    const gutter = gutterOf(width);
    const plotPx = Math.max(1, width - gutter);
    const { fromUs, widthUs } = this.#desk.span;
    return {
      plotPx,
      usPerPx: widthUs / plotPx,
      usOf: (x: number) => fromUs + ((x - gutter) / plotPx) * widthUs,
      xOf: (atUs: number) => gutter + ((atUs - fromUs) / widthUs) * plotPx,
    };
  }
}

const KEYS: Readonly<Record<string, (desk: TimingDesk, isShift: boolean) => void>> = {
  '+': (desk) => desk.zoom(1 / STEP ** 2),
  '=': (desk) => desk.zoom(1 / STEP ** 2),
  '-': (desk) => desk.zoom(STEP ** 2),
  '0': (desk) => desk.showAll(),
  ArrowLeft: (desk, isShift) => (isShift ? desk.step('previous') : desk.move(-0.1)),
  ArrowRight: (desk, isShift) => (isShift ? desk.step('next') : desk.move(0.1)),
  PageUp: (desk) => desk.move(-0.9),
  PageDown: (desk) => desk.move(0.9),
  Home: (desk) => desk.toStart(),
  End: (desk) => desk.follow(true),
  a: (desk) => desk.choose('a'),
  b: (desk) => desk.choose('b'),
  Escape: (desk) => desk.removeCursors(),
};

function placeOf(event: MouseEvent): { readonly x: number; readonly y: number; readonly width: number } {
  const { left, top, width } = (event.currentTarget as HTMLElement).getBoundingClientRect();
  return { x: event.clientX - left, y: event.clientY - top, width };
}
