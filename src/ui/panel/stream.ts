/**
 * The one stream out of a panel's run: state in parts, each with the version at which it last changed, and what is only ever added to - the trace, the bytes of the serial console - by
 * its place. Whoever watches has a position; what they get is the difference to it. So a window that comes late, or that is slow, sees the present: frames are left out, never the truth.
 */
import type { TraceEntry } from '../../bench/trace.ts';
import { ALL_REGIONS } from '../../fsm/chart.ts';
import type { Step } from '../../fsm/machine-parts.ts';
import type { Desk } from '../terminal/desk.ts';
import { panelState, type Surroundings } from './state.ts';

/** What somebody has seen. */
export interface Position {
  /** Another recorder is another epoch: nothing of before holds. */
  readonly epoch: number;
  readonly version: number;
  readonly trace: number;
  readonly serial: number;
}

export const NOTHING_SEEN: Position = { epoch: -1, version: 0, trace: 0, serial: 0 };

/** So many entries of the trace are kept at least for those who come late; twice as many at most. */
const KEPT = 5_000;
/** No frame has more of them, so that none is too long to be sent in between. */
const ENTRIES_MAX = 1_000;

export class Stream {
  readonly #desk: Desk;
  readonly #surroundings: Surroundings;
  readonly #parts = new Map<string, { readonly value: unknown; readonly json: string; readonly version: number }>();
  #version = 0;
  #epoch = 0;
  /** Entries as JSON; the first is the `#firstEntry`-th. */
  #trace: string[] = [];
  #firstEntry = 0;

  constructor(desk: Desk, surroundings: Surroundings) {
    this.#desk = desk;
    this.#surroundings = surroundings;
    let isFirst = true;
    desk.onRecorder(() => {
      if (!isFirst) this.#begin();
      isFirst = false;
    });
    desk.retell((entry, happening) => this.#add(entry, happening?.text, happening?.level));
    this.refresh();
  }

  /** Takes in how things stand now. Returns whether anything has changed but time. */
  refresh(): boolean {
    let isNew = false;
    for (const [name, value] of Object.entries(panelState(this.#desk, this.#surroundings))) {
      const before = this.#parts.get(name);
      // What is costly to tell is the same object as long as it is the same.
      if (typeof value === 'object' && before?.value === value) continue;
      const json = JSON.stringify(value);
      if (before?.json === json) continue;
      this.#version++;
      this.#parts.set(name, { value, json, version: this.#version });
      isNew ||= name !== 'time';
    }
    return isNew;
  }

  /** A frame as JSON, and the position of who has seen it; `undefined` where there is nothing new. */
  since(seen: Position): { readonly frame: string; readonly position: Position } | undefined {
    const { console } = this.#desk.bench.hal;
    const { version, trace, serial } = seen.epoch === this.#epoch ? seen : { ...NOTHING_SEEN };
    const fromEntry = Math.max(trace, this.#firstEntry);
    const entries = this.#trace.slice(fromEntry - this.#firstEntry, fromEntry - this.#firstEntry + ENTRIES_MAX);
    const isBehind = version < this.#version || entries.length > 0 || serial < console.total;
    if (!isBehind && seen.epoch === this.#epoch) return undefined;
    const parts = [...this.#parts].filter(([, part]) => part.version > version).map(([name, { json }]) => `${JSON.stringify(name)}:${json}`);
    const sent = console.sentSince(serial);
    const fields = [
      `"type":"frame","epoch":${this.#epoch},"state":{${parts.join(',')}}`,
      entries.length > 0 ? `"trace":{"from":${fromEntry},"entries":[${entries.join(',')}]}` : '',
      sent.length > 0 ? `"serial":{"from":${console.total - sent.length},"bytes":"${Buffer.from(sent).toString('base64')}"}` : '',
    ];
    return {
      frame: `{${fields.filter((field) => field !== '').join(',')}}`,
      position: { epoch: this.#epoch, version: this.#version, trace: fromEntry + entries.length, serial: console.total },
    };
  }

  #begin(): void {
    this.#epoch++;
    this.#trace = [];
    this.#firstEntry = 0;
  }

  /** How a region came to the state that the trace tells of just now. */
  #stepsTo(signal: string): readonly Step[] | undefined {
    const region = ALL_REGIONS.find((name) => signal === `state.${name}`);
    const steps = region && this.#desk.bench.recorder.firmware?.stepsOf(region);
    return steps && steps.length > 0 ? steps : undefined;
  }

  #add({ atUs, signal, value, detail }: TraceEntry, text?: string, level?: string): void {
    this.#trace.push(JSON.stringify({ atUs, signal, value, detail, text, level, steps: this.#stepsTo(signal) }));
    if (this.#trace.length <= 2 * KEPT) return;
    this.#firstEntry += this.#trace.length - KEPT;
    this.#trace = this.#trace.slice(-KEPT);
  }
}
