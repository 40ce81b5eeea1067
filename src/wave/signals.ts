/**
 * Which signals a wave has, and which entries of a trace move them: the one place that knows. Levels are 1 while the thing is "on": `contact` while the
 * contact is closed, whatever level that puts on the pin.
 */
import type { TraceEntry } from '../bench/trace.ts';
import type { Board } from '../board.ts';

/** `level`: 0 or 1. `volts`: a number. `text`: a state or the latest event, empty while there is none. */
export type SignalKind = 'level' | 'volts' | 'text';
export type Value = number | string;

/** What an entry makes of a signal; `undefined` leaves it as it is. */
type Reading = (entry: TraceEntry, board: Board) => Value | undefined;

export interface SignalType {
  readonly name: string;
  /** `room`: what people do. `recorder`: what can be measured on it. `firmware`: what it has decided. `world`: phone, mail, network. */
  readonly group: 'room' | 'recorder' | 'firmware' | 'world';
  readonly kind: SignalKind;
  /** Before the first change. */
  readonly initial: Value;
  /** Signal of the trace -> how to read it. */
  readonly from: Readonly<Record<string, Reading>>;
}

const is =
  (value: string | number): Reading =>
  (entry) =>
    entry.value === value ? 1 : 0;

const value: Reading = (entry) => String(entry.value);
const withDetail: Reading = (entry) => (entry.detail === undefined ? String(entry.value) : `${entry.value} (${entry.detail})`);

/** Without power nothing is counted: the firmware is gone and leaves no last word. */
const goneWithPower: Reading = (entry) => (entry.value === 'stopped' ? '' : undefined);

const level = (name: string, group: SignalType['group'], from: SignalType['from'], initial: 0 | 1 = 0): SignalType => ({
  name,
  group,
  kind: 'level',
  initial,
  from,
});
const text = (name: string, group: SignalType['group'], from: SignalType['from']): SignalType => ({ name, group, kind: 'text', initial: '', from });

export const SIGNALS = [
  level('plug', 'room', { plug: is('in') }),
  {
    name: 'supply',
    group: 'room',
    kind: 'volts',
    initial: 0,
    from: { plug: (entry, { supplyVolts }) => (entry.value === 'in' ? supplyVolts : 0), supply: (entry) => Number(entry.value) },
  },
  level('finger', 'room', { finger: is('down') }),
  level('contact', 'room', { reset: (entry, { closedLevel }) => (entry.value === closedLevel ? 1 : 0) }),
  level('power', 'recorder', { rail: is('good') }),
  level('buzzer', 'recorder', { buzzer: is(1) }),
  text('led', 'recorder', { led: value }),
  text('screen', 'recorder', { screen: value }),
  text('flash', 'recorder', { flash: withDetail }),
  text('reset_cause', 'firmware', { firmware: (entry) => (entry.value === 'started' ? (entry.detail ?? '') : '') }),
  text('boot', 'firmware', { 'state.boot': value, firmware: goneWithPower }),
  text('hold', 'firmware', { 'state.hold': value, firmware: goneWithPower }),
  // The verdict of a power-up stands until the next.
  text('verdict', 'firmware', { verdict: value, rail: (entry) => (entry.value === 'good' ? '' : undefined) }),
  text('menu', 'firmware', { 'state.menu': value, firmware: goneWithPower }),
  text('journal', 'firmware', { journal: withDetail }),
  text('fault', 'firmware', { fault: (entry) => (entry.value === 'none' ? '' : String(entry.value)) }),
  level('network', 'world', { network: is('plugged') }, 1),
  text('phone', 'world', { phone: value }),
  text('mail', 'world', { mail: withDetail }),
] as const satisfies readonly SignalType[];

export type SignalName = (typeof SIGNALS)[number]['name'];
