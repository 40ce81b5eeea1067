/**
 * A wave as a Value Change Dump (IEEE 1364-2005, clause 18) at 1 us. Levels are wires, volts a real. States and titles are strings, an
 * extension that GTKWave made; readers without it (sigrok) pass over them, with a warning for each.
 */
import type { Us } from '../units.ts';
import { VERSION } from '../version.ts';
import type { Value } from './signals.ts';
import type { Change, Signal, Wave } from './wave.ts';

const VAR = { level: 'wire 1', volts: 'real 64', text: 'string 1' } as const;

/** The text of a VCD file at 1 us; docs/waveforms.md lists its signals. No date stands in it: the same run gives the same file. */
export function vcdOf({ signals, endUs }: Wave): string {
  const pieces: string[] = [];
  const writer = new VcdWriter(
    signals.map((signal) => ({ ...signal, initial: (signal.changes[0] as Change).value })),
    (piece) => pieces.push(piece),
  );
  const changes = signals.flatMap((signal, index) => signal.changes.map(({ atUs, value }) => ({ atUs, index, value })));
  changes.sort((a, b) => a.atUs - b.atUs || a.index - b.index);
  for (const { atUs, index, value } of changes) writer.change(index, value, atUs);
  writer.mark(endUs);
  return pieces.join('');
}

/** What is said of a signal before anything happens. */
export interface DeclaredSignal extends Pick<Signal, 'name' | 'group' | 'kind'> {
  readonly initial: Value;
}

/** A VCD file piece by piece, in the order of time, in whole lines. It remembers nothing but how things stand. */
export class VcdWriter {
  readonly #signals: readonly DeclaredSignal[];
  readonly #write: (piece: string) => void;
  /** As they were last written. */
  readonly #written: Value[] = [];
  /** As they are at `#nowUs`: of several changes within a microsecond the last counts. */
  readonly #values: Value[];
  #nowUs: Us = 0;
  /** The time that was last written. */
  #writtenUs: Us | undefined;

  /** Writes the head at once. */
  constructor(signals: readonly DeclaredSignal[], write: (piece: string) => void) {
    this.#signals = signals;
    this.#write = write;
    this.#values = signals.map(({ initial }) => initial);
    write(headOf(signals));
  }

  /** Signal number `index` has this value from `atUs` on. A time that lies before the latest is taken for that. */
  change(index: number, value: Value, atUs: Us): void {
    this.#passTo(atUs);
    this.#values[index] = value;
  }

  /** Nothing else happened up to `atUs`: the file says so where it ends here. */
  mark(atUs: Us): void {
    this.#passTo(atUs);
    this.#writeChanges();
    if (this.#nowUs > (this.#writtenUs ?? 0)) this.#write(this.#time());
  }

  #passTo(atUs: Us): void {
    if (atUs <= this.#nowUs) return;
    this.#writeChanges();
    this.#nowUs = atUs;
  }

  #writeChanges(): void {
    const lines = this.#signals.flatMap((signal, index) => {
      const value = this.#values[index] as Value;
      if (value === this.#written[index]) return [];
      this.#written[index] = value;
      return [`${valueText(signal, value)}${codeOf(signal, index)}\n`];
    });
    if (this.#writtenUs === undefined) this.#write(`${this.#time()}$dumpvars\n${lines.join('')}$end\n`);
    else if (lines.length > 0) this.#write((this.#nowUs > this.#writtenUs ? this.#time() : '') + lines.join(''));
  }

  #time(): string {
    this.#writtenUs = this.#nowUs;
    return `#${this.#nowUs}\n`;
  }
}

function headOf(signals: readonly DeclaredSignal[]): string {
  const lines = [`$version recsim ${VERSION} $end`, '$timescale 1 us $end', '$scope module recsim $end'];
  for (const group of new Set(signals.map((signal) => signal.group))) {
    lines.push(`$scope module ${group} $end`);
    signals.forEach((signal, index) => {
      if (signal.group === group) lines.push(`$var ${VAR[signal.kind]} ${codeOf(signal, index)} ${signal.name} $end`);
    });
    lines.push('$upscope $end');
  }
  lines.push('$upscope $end', '$enddefinitions $end');
  return `${lines.join('\n')}\n`;
}

/** The short code of a signal in the file. That of a text begins like no token, so that a reader that does not know strings passes over it too. */
const codeOf = ({ kind }: DeclaredSignal, index: number): string => (kind === 'text' ? `k${index}` : String.fromCharCode('!'.charCodeAt(0) + index));

function valueText({ kind }: DeclaredSignal, value: Value): string {
  if (kind === 'level') return String(value);
  return kind === 'volts' ? `r${value} ` : `s${asOneWord(String(value))} `;
}

/** As in C: a value ends at white space, and must be ASCII. */
function asOneWord(text: string): string {
  return [...Buffer.from(text)].map((byte) => (byte > 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCharCode(byte) : hex(byte))).join('');
}

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
