/**
 * A wave as WaveJSON, which WaveDrom draws and people edit. Time is not to scale: each stop of the axis gets room for its label, long waits get little more;
 * the times stand above, how long the stretches are below. A hatched column: more changes than can be drawn.
 */
import { formatDuration, formatSeconds, type Us } from '../units.ts';
import { roomFor, stopsOf } from './axis.ts';
import type { SignalName } from './signals.ts';
import { DIAGRAM_SIGNALS, rowsOf, shortOf } from './text.ts';
import { changesDuring, type Signal, valueAt, type Wave } from './wave.ts';

export interface DiagramOptions {
  readonly fromUs: Us;
  readonly toUs: Us;
  /** Default: plug, power, contact, buzzer, hold, boot. Rows that rest throughout are left out. */
  readonly names?: readonly SignalName[];
  /** Times that are told apart from others near them. */
  readonly keep?: readonly Us[];
  /** Stops of the time axis at most; default 14, about 1,600 pixels. */
  readonly stopsMax?: number;
}

interface Lane {
  readonly name: string;
  readonly wave: string;
  readonly data?: readonly string[];
}

export interface WaveJson {
  readonly signal: readonly Lane[];
  readonly head: { readonly tick: string };
  readonly foot: { readonly tick: string };
}

const STOPS = 14;
/** Pixels of a column in WaveDrom's skin, and of a letter in it. */
const COLUMN_PX = 40;
const LETTER_PX = 8;
const COLUMNS_MAX = 5;

interface Cell {
  readonly fromUs: Us;
  readonly toUs: Us;
  readonly columns: number;
  readonly label: string;
}

export function waveJson(wave: Wave, { fromUs, toUs, names = DIAGRAM_SIGNALS, keep = [], stopsMax = STOPS }: DiagramOptions): WaveJson {
  const rows = rowsOf(wave, names, fromUs, toUs);
  const stops = stopsOf(rows, { fromUs, toUs, stopsMax, keep });
  const cells = stops.map((atUs, index) => cellOf(atUs, stops[index + 1]));
  return {
    signal: rows.map((signal) => laneOf(signal, cells)),
    head: { tick: ruler(cells, ({ label }) => [0, label]) },
    foot: { tick: ruler(cells, (cell, isLast) => [cell.columns >> 1, isLast ? '' : `+${compact(formatDuration(cell.toUs - cell.fromUs))}`]) },
  };
}

function cellOf(fromUs: Us, nextUs: Us | undefined): Cell {
  const toUs = nextUs ?? fromUs + 1;
  const label = compact(formatSeconds(fromUs));
  const least = Math.max(2, Math.ceil((label.length * LETTER_PX) / COLUMN_PX));
  return { fromUs, toUs, label, columns: Math.max(least, Math.min(COLUMNS_MAX, Math.round(roomFor(toUs - fromUs)))) };
}

/** Labels of the ruler are told apart by spaces. */
const compact = (text: string): string => text.replaceAll(' ', '');

/** A label in each cell and dots elsewhere. WaveDrom adds a 0 to the last, so there is one more than it shows. */
function ruler(cells: readonly Cell[], labelOf: (cell: Cell, isLast: boolean) => readonly [column: number, label: string]): string {
  const labels = cells.flatMap((cell, index) => {
    const [column, label] = labelOf(cell, index === cells.length - 1);
    return Array.from({ length: cell.columns }, (_, at) => (at === column && label !== '' ? label : '.'));
  });
  return [...labels, '.', '.'].join(' ');
}

function laneOf(signal: Signal, cells: readonly Cell[]): Lane {
  const data: string[] = [];
  let width = 0;
  let value = '';
  const finish = () => {
    if (value !== '') data.push(cutTo(value, width));
  };
  const wave = cells.map(({ fromUs, toUs, columns }, index) => {
    const changes = changesDuring(signal, fromUs, toUs);
    const now = valueAt(signal, toUs - 1);
    const rest = '.'.repeat(columns - 1);
    if (signal.kind === 'level') {
      if (changes.length > 1) return `x${now}${rest.slice(1)}`;
      return index === 0 || changes.length > 0 ? `${now}${rest}` : `.${rest}`;
    }
    if (index > 0 && String(now) === value) {
      width += columns;
      return `.${rest}`;
    }
    finish();
    value = String(now);
    width = columns;
    return `${value === '' ? 'z' : colourOf(value)}${rest}`;
  });
  finish();
  return { name: signal.name, wave: wave.join(''), ...(signal.kind === 'level' ? {} : { data }) };
}

/** Boxes of WaveDrom: 3 is yellow, 7 green, 2 white. */
const colourOf = (state: string): string => (/^counting\.window|^reset$/.test(state) ? '7' : state.startsWith('counting.') ? '3' : '2');

/** `counting.window` -> `window`; cut to what its box has room for. */
function cutTo(state: string, columns: number): string {
  const short = shortOf(state);
  const room = Math.floor((columns * COLUMN_PX - 12) / LETTER_PX);
  return short.length > room ? `${short.slice(0, Math.max(1, room - 1))}…` : short;
}
