/**
 * The hold: the coach's sentence, the time before power and from the first sample, a bar with the board's windows, the verdict with its
 * cause. Six rows: coach, times, bar, scale, and two for the verdict or an answer to the last key.
 */
import { formatDuration, formatSeconds, type Us } from '../../units.ts';
import { type Canvas, columnsOf, type Hit, shorten, wrap } from '../cells/canvas.ts';
import type { StyleName } from '../cells/palette.ts';
import { drawCoach } from './draw-coach.ts';
import type { Action } from './keys.ts';
import type { PanelView } from './view.ts';

const MARGIN = 2;

export function drawHold(canvas: Canvas, y: number, view: PanelView): Hit<Action>[] {
  const hits = drawCoach(canvas, y, view);
  drawTimes(canvas, y + 1, view);
  drawBar(canvas, y + 2, view);
  drawOutcome(canvas, y + 4, view);
  return hits;
}

function drawTimes(canvas: Canvas, y: number, view: PanelView): void {
  const before = beforePower(view);
  let x = canvas.put(MARGIN, y, 'before power ', 'dim');
  x = canvas.put(x, y, before.time, before.style);
  canvas.put(x + 1, y, before.remark, before.style === 'plain' ? 'dim' : before.style);
  const { hold, heldUs } = view;
  const middle = Math.max(Math.floor(canvas.width / 2), 40);
  x = canvas.put(middle, y, 'from the first sample ', 'dim');
  const isCounting = hold !== undefined && hold.toUs === undefined;
  x = canvas.put(x, y, hold ? shortly(heldUs, isCounting) : '-', isCounting ? 'accent' : 'strong');
}

interface BeforePower {
  readonly time: string;
  readonly remark: string;
  readonly style: StyleName;
}

/** The hold before power: counted while the plug is out, then as it was graded. */
function beforePower({ board, hasPower, isPlugged, isPressing, pressedForUs, grade }: PanelView): BeforePower {
  const { prePowerHoldMinUs: min, prePowerHoldMaxUs: max, enforcePrePowerHold } = board;
  const asked = enforcePrePowerHold === 'off' ? '' : `(${formatDuration(min).replace(' s', '')}-${formatDuration(max)})`;
  if (grade) {
    const isGood = grade.verdict === 'good';
    const remark = isGood ? `✓ ${asked}` : `⚠ ${grade.heldUs < min ? 'short' : 'long'} ${asked}`;
    return { time: formatSeconds(grade.heldUs), remark, style: isGood ? 'good' : 'warn' };
  }
  if (hasPower || isPlugged || !isPressing) return { time: '-', remark: asked, style: 'plain' };
  const inRange = enforcePrePowerHold === 'off' || (pressedForUs >= min && pressedForUs <= max);
  return { time: shortly(pressedForUs, true), remark: asked, style: inRange ? 'good' : 'accent' };
}

/** Tenths while it counts, so that it can be read; exact when it stands. */
function shortly(us: Us, isCounting: boolean): string {
  return isCounting ? `${(Math.floor(us / 100_000) / 10).toFixed(1)} s` : formatSeconds(us);
}

/** Where the bar ends: some way past the last window, so that "too late" can be seen; a window of minutes is not shown to its end. */
function barEnd({ board, phases }: PanelView): Us {
  const last = phases.at(-1)?.fromUs ?? 0;
  const lastWindow = phases.findLast(({ action }) => action !== 'none')?.fromUs ?? 0;
  const shown = Math.min(last * 1.2, Math.max(lastWindow * 2.5, 5_000_000));
  return Math.min(board.stuckAfterUs, Math.max(shown, 1_000_000));
}

function drawBar(canvas: Canvas, y: number, view: PanelView): void {
  const { phases, hold, heldUs } = view;
  const width = canvas.width - 2 * MARGIN;
  const endUs = barEnd(view);
  const isOpenNow = hold !== undefined && hold.toUs === undefined;
  for (let column = 0; column < width; column++) {
    const atUs = ((column + 0.5) * endUs) / width;
    const index = phases.findLastIndex(({ fromUs }) => atUs >= fromUs);
    const phase = phases[index];
    const acts = phase !== undefined && phase.action !== 'none';
    const isLate = !acts && index > 0;
    const isDone = hold !== undefined && atUs <= heldUs;
    const isActive = isOpenNow && acts && heldUs >= phase.fromUs && (phases[index + 1]?.fromUs ?? Number.POSITIVE_INFINITY) > heldUs;
    const style: StyleName = acts
      ? isDone || isActive
        ? 'window'
        : 'windowRest'
      : isLate
        ? isDone
          ? 'late'
          : 'lateRest'
        : isDone
          ? 'early'
          : 'earlyRest';
    canvas.put(MARGIN + column, y, isDone ? '█' : acts ? '▒' : isLate ? '░' : '─', style);
  }
  drawScale(canvas, y + 1, view, endUs, width);
}

/** The borders of the windows below the bar, each said once. */
function drawScale(canvas: Canvas, y: number, { phases, board }: PanelView, endUs: Us, width: number): void {
  let free = 0;
  const mark = (atUs: Us, style: StyleName) => {
    const text = `╵${atUs === 0 ? '0 s' : formatDuration(atUs)}`;
    const x = MARGIN + Math.round((atUs / endUs) * width);
    if (x < free || x + columnsOf(text) > canvas.width) return;
    free = canvas.put(x, y, text, style) + 1;
  };
  mark(0, 'dim');
  for (const [index, { fromUs, action }] of phases.entries()) {
    const acts = action !== 'none';
    // What follows a window begins a microsecond after its last moment, which is what people know.
    const before = phases[index - 1];
    if (fromUs > 0) mark(!acts && before?.action !== 'none' ? fromUs - 1 : fromUs, acts || before?.action !== 'none' ? 'good' : 'dim');
    if (!acts) continue;
    const stage = board.stages.find((each) => each.fromUs === fromUs);
    const name = WINDOW_NAMES[action];
    const room = Math.round((Math.min(phases[index + 1]?.fromUs ?? endUs, endUs) / endUs) * width) + MARGIN - free;
    if (stage && columnsOf(name) < room) free = canvas.put(free, y, name, 'live') + 1;
  }
}

const WINDOW_NAMES = { 'factory-default': 'factory default', 'password-reset': 'password', restart: 'restart', none: '' } as const;

function drawOutcome(canvas: Canvas, y: number, view: PanelView): void {
  const { notice, news, explanation } = view;
  const width = canvas.width - 2 * MARGIN;
  const said = notice ?? news;
  if (said) {
    wrap(said, width - 2)
      .slice(0, 2)
      .forEach((line, index) => {
        canvas.put(MARGIN, y + index, `${index > 0 ? ' ' : notice ? '⚠' : '●'} ${line}`, notice ? 'warn' : 'accent');
      });
    return;
  }
  if (!explanation || explanation.because === 'open-at-first-sample') {
    if (explanation) canvas.put(MARGIN, y, 'no verdict: the button was not held at the first sample', 'faint');
    return;
  }
  const { verdict, text } = explanation;
  const accepted = verdict === 'reset' || verdict === 'password-reset' || verdict === 'restart';
  const mark = `${accepted ? '✓' : '✗'} ${NAMES[verdict]}: `;
  const [first = '', ...more] = wrap(mark + text, width);
  canvas.put(MARGIN, y, first, 'plain');
  canvas.put(MARGIN, y, mark, accepted ? 'good' : 'bad');
  const second = more.length > 0 ? shorten(more.join(' '), width) : '';
  canvas.put(MARGIN, y + 1, second, 'plain');
}

const NAMES: Readonly<Record<NonNullable<PanelView['explanation']>['verdict'], string>> = {
  reset: 'FACTORY DEFAULT',
  'password-reset': 'PASSWORD RESET',
  restart: 'RESTART',
  short: 'TOO SHORT',
  between: 'BETWEEN WINDOWS',
  'over-held': 'TOO LONG',
  stuck: 'STUCK BUTTON',
  'not-armed': 'IGNORED',
};
