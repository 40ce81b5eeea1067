/** A wave as text: a row for each signal over a time axis with its stops written out. As plain ASCII too, for reports that go everywhere. */
import { formatDuration, formatSeconds, type Us } from '../units.ts';
import { roomFor, stopsOf } from './axis.ts';
import type { SignalName, Value } from './signals.ts';
import { changesDuring, type Signal, signalOf, valueAt, type Wave } from './wave.ts';

export interface Marker {
  readonly atUs: Us;
  readonly label: string;
}

export interface RowsTextOptions {
  readonly fromUs: Us;
  readonly toUs: Us;
  /** Width in all; at least 40. Default 100. */
  readonly columns?: number;
  /** Nothing but ASCII. */
  readonly isAscii?: boolean;
  /** Times that are told apart from others near them. */
  readonly keep?: readonly Us[];
  /** Pointed at below the rows. */
  readonly markers?: readonly Marker[];
}

export interface WaveTextOptions extends RowsTextOptions {
  /** Default: plug, power, contact, buzzer, hold, boot. Rows that rest throughout are left out, and `power` where it is what `plug` is. */
  readonly names?: readonly SignalName[];
}

/** A signal under whatever name. */
export interface Row extends Pick<Signal, 'kind' | 'changes'> {
  readonly name: string;
}

export const DIAGRAM_SIGNALS: readonly SignalName[] = ['plug', 'power', 'contact', 'buzzer', 'hold', 'boot'];

/** `busy`: it changed and changed back, or more. `edge`: where a text begins. */
const GLYPHS = { low: '▁', high: '▆', busy: '▒', edge: '│', rule: '┄', cut: '…' } as const;
const ASCII: Readonly<Record<string, string>> = { '▁': '_', '▆': '#', '▒': 'x', '│': '|', '┄': '.', '…': '~' };

/** A line of a diagram in plain ASCII, for programs that take nothing else. */
export const asAscii = (line: string): string => line.replace(/[▁▆▒│┄…]/g, (glyph) => ASCII[glyph] ?? glyph);

/** As wide as the longest name of a signal in a diagram by default. */
const LABEL = 7;
const COLUMNS = 100;
/** The longest time that is written at a stop, and a space. */
const STOP_COLUMNS = 12;

interface Cell {
  readonly fromUs: Us;
  readonly toUs: Us;
  readonly width: number;
}

/** A timing diagram from `fromUs` to `toUs`, as in the failures of `recsim test`: lines without line ends, none longer than `columns`. */
export function waveText(wave: Wave, options: WaveTextOptions): string[] {
  return rowsText(rowsOf(wave, options.names ?? DIAGRAM_SIGNALS, options.fromUs, options.toUs), options);
}

/** The same of rows that may come from several waves. */
export function rowsText(rows: readonly Row[], options: RowsTextOptions): string[] {
  const { fromUs, toUs, columns = COLUMNS, isAscii = false, keep = [], markers = [] } = options;
  const labelWidth = Math.max(LABEL, ...rows.map(({ name }) => name.length));
  const room = Math.max(40, columns) - labelWidth - 2;
  const stops = stopsOf(rows, {
    fromUs,
    toUs,
    stopsMax: Math.floor(room / STOP_COLUMNS),
    keep: [...keep, ...markers.map(({ atUs }) => atUs)],
  });
  const cells = layOut(stops, room);
  const label = (text: string) => `${text.padStart(labelWidth)}  `;
  const lines = [
    label('time') + cells.map(({ fromUs: atUs, width }) => formatSeconds(atUs).padEnd(width)).join(''),
    ...rows.map((signal) => label(signal.name) + cells.map((cell, index) => draw(signal, cell, index === 0)).join('')),
    label('') + cells.map((cell, index) => between(cell, index === cells.length - 1).padEnd(cell.width)).join(''),
  ];
  for (const marker of markers) {
    const cell = cells.findLast((each) => each.fromUs <= marker.atUs);
    if (!cell) continue;
    const at = cells.slice(0, cells.indexOf(cell)).reduce((sum, { width }) => sum + width, 0);
    const text = `^ ${marker.label}`;
    // To the left of its place where there is no room on the right.
    const mirrored = `${marker.label} ^`;
    lines.push(label('') + (at + text.length <= room ? ' '.repeat(at) + text : mirrored.padStart(at + 1).slice(-(at + 1))));
  }
  return lines.map((line) => (isAscii ? asAscii(line.trimEnd()) : line.trimEnd()));
}

/** Rows that tell something. */
export function rowsOf(wave: Wave, names: readonly SignalName[], fromUs: Us, toUs: Us): Signal[] {
  const did = (name: SignalName) => JSON.stringify([valueAt(signalOf(wave, name), fromUs), changesDuring(signalOf(wave, name), fromUs, toUs + 1)]);
  const isDouble = (name: SignalName) => name === 'power' && names.includes('plug') && did('power') === did('plug');
  return names
    .filter((name) => !isDouble(name))
    .map((name) => signalOf(wave, name))
    .filter((signal) => !isAtRest(signal, fromUs, toUs));
}

function isAtRest(signal: Signal, fromUs: Us, toUs: Us): boolean {
  const rests = (each: Value) => each === 0 || each === '';
  return rests(valueAt(signal, fromUs)) && changesDuring(signal, fromUs, toUs + 1).every((change) => rests(change.value));
}

/** The cells between the stops, and one for the last. Each has room for its time. */
function layOut(stops: readonly Us[], room: number): Cell[] {
  const cells = stops.map((fromUs, index) => ({ fromUs, toUs: stops[index + 1] ?? fromUs + 1 }));
  const wishes = cells.map((cell) => roomFor(cell.toUs - cell.fromUs));
  const least = cells.map(({ fromUs }) => formatSeconds(fromUs).length + 1);
  const spare = Math.max(0, room - least.reduce((sum, width) => sum + width, 0));
  // The last cell shows how things stand; it takes no more than its label.
  const sum = wishes.slice(0, -1).reduce((total, wish) => total + wish, 0) || 1;
  return cells.map((cell, index) => {
    const more = index === cells.length - 1 ? 0 : Math.floor((spare * (wishes[index] as number)) / sum);
    return { ...cell, width: (least[index] as number) + Math.min(more, WIDEST) };
  });
}

/** More than its label a cell never needs. */
const WIDEST = 20;

function draw(signal: Row, { fromUs, toUs, width }: Cell, isFirst: boolean): string {
  const value = valueAt(signal, toUs - 1);
  const changes = changesDuring(signal, fromUs, toUs);
  if (signal.kind === 'level') {
    const body = value === 1 ? GLYPHS.high : GLYPHS.low;
    return (changes.length > 1 ? GLYPHS.busy : body) + body.repeat(width - 1);
  }
  if (!isFirst && changes.length === 0) return (value === '' ? GLYPHS.low : GLYPHS.rule).repeat(width);
  if (value === '') return GLYPHS.low.repeat(width);
  const words = shortOf(String(value));
  const cut = words.length > width - 1 ? words.slice(0, width - 2) + GLYPHS.cut : words;
  return ((changes.length > 1 ? GLYPHS.busy : GLYPHS.edge) + cut).padEnd(width, GLYPHS.rule);
}

/** `counting.window` -> `window`; `ready.login` stays. */
export const shortOf = (state: string): string => (state.startsWith('counting.') ? state.slice('counting.'.length) : state);

/** How long the stretch is, where it fits: `|<41 ms`. */
function between({ fromUs, toUs, width }: Cell, isLast: boolean): string {
  const text = isLast ? '' : `+${formatDuration(toUs - fromUs)}`;
  return text.length < width ? `${GLYPHS.edge}${text}` : GLYPHS.edge;
}
