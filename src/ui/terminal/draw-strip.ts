/**
 * The timing strip: the last seconds as a logic analyser shows them, one row a signal, time running to the left. Columns stand on whole
 * multiples of half a second, so what is drawn never changes its shape while it scrolls. A pulse shorter than a column still shows.
 */
import { US_PER_S, type Us } from '../../units.ts';
import type { Canvas } from '../cells/canvas.ts';
import type { StyleName } from '../cells/palette.ts';
import { formatClock } from './clock-text.ts';
import type { Row, Stretch } from './history.ts';
import type { PanelView } from './view.ts';

const COLUMN_US = 500_000;
const LABELS = 8;
/** Between two marks of the axis. */
const MARK_US = 5 * US_PER_S;

interface Wave {
  readonly row: Exclude<Row, 'led' | 'hold'>;
  readonly label: string;
  readonly style: StyleName;
}

const WAVES: readonly Wave[] = [
  { row: 'plug', label: 'plug', style: 'wavePlug' },
  { row: 'power', label: 'rail', style: 'waveRail' },
  { row: 'contact', label: 'button', style: 'waveReset' },
  { row: 'buzzer', label: 'buzzer', style: 'waveBuzzer' },
];

export function drawStrip(canvas: Canvas, top: number, isTall: boolean, view: PanelView): void {
  const columns = canvas.width - LABELS - 3;
  const last = Math.floor(view.nowUs / COLUMN_US);
  const column = (index: number) => ({ x: LABELS + 1 + index, fromUs: (last - columns + 1 + index) * COLUMN_US });
  let y = top;
  for (const wave of WAVES) {
    canvas.putRight(LABELS, y + (isTall ? 1 : 0), wave.label, 'dim');
    let wasHigh = false;
    for (let index = 0; index < columns; index++) {
      const { x, fromUs } = column(index);
      if (fromUs < 0) continue;
      const shape = shapeOf(view.history.during(wave.row, fromUs, fromUs + COLUMN_US));
      if (isTall) drawTall(canvas, x, y, shape, wasHigh, wave.style);
      else drawFlat(canvas, x, y, shape, wave.style);
      wasHigh = shape.endsHigh;
    }
    y += isTall ? 2 : 1;
  }
  drawLed(canvas, y, columns, column, view);
  drawPhases(canvas, y + 1, columns, column, view);
  drawAxis(canvas, y + 2, columns, column);
}

interface Shape {
  readonly endsHigh: boolean;
  readonly hasBoth: boolean;
  /** It changed and came back, or more. */
  readonly isBusy: boolean;
}

function shapeOf({ last, values }: Stretch): Shape {
  return { endsHigh: last === 1, hasBoth: values.includes(0) && values.includes(1), isBusy: values.length > 2 };
}

function drawFlat(canvas: Canvas, x: number, y: number, { endsHigh, hasBoth, isBusy }: Shape, style: StyleName): void {
  if (hasBoth && isBusy && !endsHigh) canvas.put(x, y, '▐', style);
  else if (endsHigh) canvas.put(x, y, '▆', style);
  else canvas.put(x, y, '▁', 'waveLow');
}

/** As an oscilloscope draws it, over two rows. */
function drawTall(canvas: Canvas, x: number, y: number, { endsHigh, hasBoth, isBusy }: Shape, wasHigh: boolean, style: StyleName): void {
  const [upper, lower] =
    hasBoth && isBusy && endsHigh === wasHigh
      ? endsHigh
        ? ['┬', '┴']
        : ['╷', '┴']
      : endsHigh === wasHigh
        ? endsHigh
          ? ['─', ' ']
          : [' ', '─']
        : endsHigh
          ? ['┌', '┘']
          : ['┐', '└'];
  const isLow = !endsHigh && !wasHigh && !hasBoth;
  canvas.put(x, y, upper, style);
  canvas.put(x, y + 1, lower, isLow ? 'waveLow' : style);
}

type ColumnOf = (index: number) => { readonly x: number; readonly fromUs: Us };

const LED_GLYPHS: Readonly<Record<string, readonly [string, string]>> = {
  on: ['▆', '▆'],
  'slow-blink': ['▆', ' '],
  'fast-blink': ['▐', '▐'],
};

function drawLed(canvas: Canvas, y: number, columns: number, column: ColumnOf, { history }: PanelView): void {
  canvas.putRight(LABELS, y, 'LED', 'dim');
  for (let index = 0; index < columns; index++) {
    const { x, fromUs } = column(index);
    if (fromUs < 0) continue;
    const { last } = history.during('led', fromUs, fromUs + COLUMN_US);
    const glyphs = LED_GLYPHS[String(last)];
    // Columns are as long as half a slow blink.
    const glyph = glyphs?.[(fromUs / COLUMN_US) % 2];
    canvas.put(x, y, glyph ?? '▁', glyph ? 'waveLed' : 'waveLow');
  }
}

/** The phases of the hold as bands, with their names where there is room. */
function drawPhases(canvas: Canvas, y: number, columns: number, column: ColumnOf, view: PanelView): void {
  canvas.putRight(LABELS, y, 'hold', 'dim');
  let name = '';
  let from = 0;
  const close = (end: number) => {
    if (name !== '' && end - from >= name.length + 2) canvas.put(from + 1, y, ` ${name} `, bandOf(name, view).style);
  };
  for (let index = 0; index < columns; index++) {
    const { x, fromUs } = column(index);
    if (fromUs < 0) continue;
    const { last, values } = view.history.during('hold', fromUs, fromUs + COLUMN_US);
    const state = values.findLast((value) => String(value).startsWith('counting')) ?? last ?? '';
    const shown = phaseName(String(state));
    if (shown !== name) {
      close(x);
      name = shown;
      from = x;
    }
    const { glyph, style } = bandOf(shown, view);
    canvas.put(x, y, glyph, style);
  }
  close(LABELS + 1 + columns);
}

/** "counting.window" -> "window"; verdicts and faults by their own name; nothing while no hold is on. */
function phaseName(state: string): string {
  if (state.startsWith('counting.')) return state.slice('counting.'.length);
  return state === 'unsampled' || state === 'idle' || state === 'not-fitted' ? '' : state;
}

function bandOf(name: string, { phases }: PanelView): { glyph: string; style: StyleName } {
  if (name === '') return { glyph: '▁', style: 'waveLow' };
  const phase = phases.find((each) => each.name === name);
  if (phase)
    return phase.action === 'none'
      ? name === 'early'
        ? { glyph: '░', style: 'early' }
        : { glyph: '▒', style: 'late' }
      : { glyph: '▓', style: 'window' };
  const accepted = name === 'reset' || name === 'password-reset' || name === 'restart';
  return { glyph: '─', style: accepted ? 'good' : 'bad' };
}

function drawAxis(canvas: Canvas, y: number, columns: number, column: ColumnOf): void {
  for (let index = 0; index < columns; index++) {
    const { x, fromUs } = column(index);
    if (fromUs < 0 || fromUs % MARK_US !== 0) continue;
    const text = `╵${formatClock(fromUs, 0)}`;
    if (x + text.length < canvas.width - 5) canvas.put(x, y, text, 'faint');
  }
  canvas.putRight(LABELS + 1 + columns + 1, y, 'now▲', 'dim');
}
