/**
 * The trace in words for people: one short sentence for what can be noticed at the recorder, none for the rest (raw edges, flash, menus).
 * The panel's list, the plain output and the log say the same.
 */
import type { Bench } from '../../bench/bench.ts';
import type { TraceEntry } from '../../bench/trace.ts';
import { formatSeconds, type Us } from '../../units.ts';
import { NO_SIGNAL } from '../screen/model.ts';
import { describeOutside } from './describe-outside.ts';

export interface Happening {
  readonly atUs: Us;
  readonly level: 'info' | 'warn';
  readonly text: string;
}

/** `entry` as a person would tell it; `bench` is the one it comes from, at that moment. */
export function describe(entry: TraceEntry, bench: Bench): Happening | undefined {
  const told = tell(entry, bench);
  if (told === undefined) return undefined;
  const [level, text] = typeof told === 'string' ? (['info', told] as const) : told;
  return { atUs: entry.atUs, level, text };
}

export type Told = string | readonly ['warn', string] | undefined;

function tell(entry: TraceEntry, bench: Bench): Told {
  const { signal, value, detail = '' } = entry;
  const { board, finger } = bench;
  switch (signal) {
    case 'plug':
      return value === 'in' ? 'plug in' : `plug out${finger.isPressing ? ', the button still held' : ''}`;
    case 'supply':
      return value === board.supplyVolts ? `supply back at ${value} V` : ['warn', `supply at ${value} V`];
    case 'rail':
      return value === 'good' ? `power good (${detail})` : 'power lost: the recorder is off';
    case 'finger':
      return value === 'down' ? 'finger on the reset button' : `finger off after ${formatSeconds(Number.parseInt(detail, 10))}`;
    case 'lid':
      return tellLid(value, detail);
    case 'grade':
      return value === 'good' ? `hold before power is good: ${detail}` : ['warn', `hold before power: ${detail}`];
    case 'firmware':
      return tellFirmware(value, detail);
    case 'screen':
      return value === NO_SIGNAL ? undefined : `screen: ${value}`;
    case 'buzzer':
      return value === 1 ? 'beep' : undefined;
    case 'led':
      return `status LED: ${value}`;
    case 'state.hold':
      return tellHold(String(value));
    case 'verdict':
      return tellVerdict(entry, bench);
    case 'fault':
      return value === 'none' ? 'fault cleared: the button was seen released' : ['warn', `fault: ${spaced(String(value))}`];
    case 'journal':
      return tellReset(String(value), detail);
    case 'console':
      return value === 'lost' ? ['warn', 'serial console: the port is gone, and waited for'] : 'serial console: the port is back';
    case 'gpio':
      return ['warn', tellEdges(value, detail)];
    case 'cut':
      return value === 'called-off' ? 'the power cut is called off' : `power will be cut ${detail}`;
    case 'flash':
      return tellFlash(String(value), detail);
    case 'log':
      return value === 'start' ? undefined : `recorder's log: ${value}${value === 'login' ? ` by ${detail}` : ''}`;
    default:
      return describeOutside(entry);
  }
}

function tellEdges(value: string | number, detail: string): string {
  const what = value === 'edges-lost' ? `the kernel lost edges: ${detail}` : `an edge came ${detail} too late to keep its time`;
  return `${what}; what was measured then is doubtful`;
}

function tellVerdict({ atUs, value, detail = '' }: TraceEntry, bench: Bench): Told {
  const explanation = bench.explain();
  const isLatest = explanation !== undefined && explanation.atUs === atUs && explanation.verdict === value;
  const text = `verdict: ${value} - ${isLatest ? explanation.text : spaced(detail)}`;
  return value === 'reset' || value === 'password-reset' || value === 'restart' ? text : ['warn', text];
}

function tellLid(value: string | number, detail: string): Told {
  if (value === 'open') return 'lid off: the main board is open';
  return value === 'closed' ? 'lid on, all screws in' : `one screw out, ${detail}`;
}

function tellFirmware(value: string | number, detail: string): Told {
  if (value === 'hung') return ['warn', 'the firmware hangs'];
  if (value === 'started' && detail === 'watchdog') return ['warn', 'the watchdog bit: the firmware starts anew'];
  return value === 'started' && detail === 'software' ? 'the firmware starts anew (software reset)' : undefined;
}

function tellHold(state: string): Told {
  if (state === 'counting.early') return 'first sample: the button is held, the hold counts';
  if (state.startsWith('counting.window')) return 'the window is open';
  return state === 'counting.over' ? ['warn', 'the window is closed'] : undefined;
}

function tellReset(stage: string, detail: string): Told {
  switch (stage) {
    case 'requested':
      return detail === 'all' ? 'factory default noted: it will be done, whatever happens to the power' : 'password reset noted: it will be done';
    case 'resumed':
      return ['warn', 'the reset goes on where power was lost'];
    case 'erasing':
      return `erased ${detail} blocks`;
    case 'defaulted':
      return 'factory settings written';
    case 'done':
      return 'reset done';
    case 'failed':
      return ['warn', `reset failed ${detail}`];
    default:
      return undefined;
  }
}

/** Only what should not happen: the flash is busy all the time. */
function tellFlash(value: string, detail: string): Told {
  if (value.endsWith('-torn')) return ['warn', `power was lost in the middle of a flash ${value.replace('-torn', '')}: ${detail}`];
  return value.endsWith('-failed') ? ['warn', `flash ${value.replace('-failed', '')} failed: ${detail}`] : undefined;
}

const spaced = (code: string) => code.replaceAll('-', ' ');
