/** The coach's line, and away from the desk what goes below it: the keys of the place, and the time. */
import { type Canvas, columnsOf, type Hit, shorten } from '../cells/canvas.ts';
import type { StyleName } from '../cells/palette.ts';
import { type Advice, pressFor } from './advice.ts';
import { formatClock, formatPace } from './clock-text.ts';
import { type Action, type Key, keysAt } from './keys.ts';
import type { PanelView } from './view.ts';

const MARGIN = 2;

const STYLES: Readonly<Record<Advice['tone'], StyleName>> = {
  do: 'coachDo',
  wait: 'coachWait',
  now: 'coachNow',
  done: 'coachDone',
  wrong: 'coachWrong',
};

/** Says what to do next, and what to press for it; a click does it where it is a key of the panel. */
export function drawCoach(canvas: Canvas, y: number, { advice, place, screen }: PanelView): Hit<Action>[] {
  const press = pressFor(advice, place, screen);
  say(canvas, y, STYLES[advice.tone], `▶ ${advice.text}`, press ? `press ${press}` : '');
  return advice.action && press ? [{ x: 0, y, width: canvas.width, height: 1, action: advice.action }] : [];
}

function say(canvas: Canvas, y: number, style: StyleName, text: string, hint = ''): void {
  canvas.fill(0, y, canvas.width, 1, ' ', style);
  canvas.put(MARGIN, y, shorten(text, canvas.width - 2 * MARGIN - hint.length - 2), style);
  canvas.putRight(canvas.width - MARGIN, y, hint, style);
}

/** The last one or two rows away from the desk. An answer to a key, or news, stands in the coach's place for a while. */
export function drawFooter(canvas: Canvas, rows: number, view: PanelView): Hit<Action>[] {
  const { height } = canvas;
  if (rows === 0) return [];
  const hits = drawKeys(canvas, height - 1, view);
  if (rows === 1) return hits;
  const { notice, news } = view;
  if (notice) say(canvas, height - 2, 'coachWrong', `⚠ ${notice}`);
  else if (news) say(canvas, height - 2, 'coachDone', `● ${news}`);
  else hits.push(...drawCoach(canvas, height - 2, view));
  return hits;
}

function drawKeys(canvas: Canvas, y: number, view: PanelView): Hit<Action>[] {
  const hits: Hit<Action>[] = [];
  const clock = `${view.isPaused ? 'paused' : formatPace(view.pace)}  ${formatClock(view.nowUs)}`;
  let x = 1;
  const keys = keysAt(view.place);
  for (const [index, key] of keys.entries()) {
    // A key without a label of its own shares that of the next.
    const next = key.short === '' ? keys[index + 1] : undefined;
    if (x + keyWidth(key, view) + (next ? 1 + keyWidth(next, view) : 0) > canvas.width) break;
    const hit = drawKey(canvas, x, y, key, view);
    hits.push(hit);
    x = hit.x + hit.width + 1;
  }
  if (x + clock.length + 2 <= canvas.width) canvas.putRight(canvas.width - 1, y, clock, 'dim');
  return hits;
}

/** A key with its label; the one that the coach asks for stands out. */
export function drawKey(canvas: Canvas, from: number, y: number, key: Key, view: PanelView): Hit<Action> {
  const isNext = view.advice.action === key.action;
  let x = canvas.put(from, y, ` ${key.shown} `, isNext ? 'keyNow' : 'key');
  const label = labelOf(key, view);
  if (label) x = canvas.put(x + 1, y, label, isNext ? 'good' : 'dim');
  return { x: from, y, width: x - from, height: 1, action: key.action };
}

/** How much room `drawKey` takes. */
export const keyWidth = (key: Key, view: PanelView): number => {
  const label = labelOf(key, view);
  return columnsOf(key.shown) + 2 + (label ? 1 + columnsOf(label) : 0);
};

/** The same key does and undoes: its label says which it would be. */
function labelOf({ action, short }: Key, view: PanelView): string {
  if (action === 'plug') return view.isPlugged ? 'unplug' : 'plug in';
  if (action === 'open' && view.screwsIn === 0) return 'lift';
  if (action === 'finger') return view.isPressing ? 'let go' : 'press';
  if (action === 'pause' && view.isPaused) return 'go on';
  if (action === view.place) return 'put away';
  if (action === 'monitor' && view.place !== 'desk') return 'monitor';
  if (action === 'inbox' && view.unreadMails.size > 0) return `mail (${view.unreadMails.size})`;
  return short;
}
