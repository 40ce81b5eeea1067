/** What the run says to this window, checked before anything is made of it: the page may have stayed open while another recsim took the port. */
import type { Step } from '../../../fsm/machine-parts.ts';
import { VERSION } from '../../../version.ts';
import type { PanelState } from '../state.ts';

export interface Entry {
  readonly atUs: number;
  readonly signal: string;
  readonly value: string | number;
  readonly detail?: string;
  /** As a person would tell it, where it can be noticed at the recorder. */
  readonly text?: string;
  readonly level?: 'info' | 'warn';
  /** How a region of the machines came to its new state. */
  readonly steps?: readonly Step[];
}

/** What is new, of everything that there is: parts of the state, and what came since. */
export interface Frame {
  readonly type: 'frame';
  readonly epoch: number;
  readonly state: Partial<PanelState>;
  readonly trace?: { readonly from: number; readonly entries: readonly Entry[] };
  readonly serial?: { readonly from: number; readonly bytes: string };
}

/** What came of a deed. */
export interface Answer {
  readonly ok: boolean;
  readonly refused?: string;
  readonly note?: string;
}

/** That a message of this window made no sense to the run. */
interface Fault {
  readonly type: 'fault';
  readonly fault: string;
}

type Message = Frame | (Answer & { readonly type: 'answer'; readonly id: number }) | Fault;

/** `undefined` where it is none of ours: the run is of another version than this page. */
export function readMessage(text: string): Message | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isRecord(message)) return undefined;
  switch (message['type']) {
    case 'frame':
      return isFrame(message) ? (message as unknown as Frame) : undefined;
    case 'answer':
      return Number.isInteger(message['id']) && typeof message['ok'] === 'boolean' ? (message as unknown as Message) : undefined;
    case 'fault':
      return typeof message['fault'] === 'string' ? (message as unknown as Fault) : undefined;
    default:
      return undefined;
  }
}

function isFrame({ epoch, state, trace, serial }: Record<string, unknown>): boolean {
  if (!Number.isInteger(epoch) || !isRecord(state)) return false;
  const { about } = state;
  if (about !== undefined && !(isRecord(about) && about['version'] === VERSION)) return false;
  if (trace !== undefined && !(isRecord(trace) && isPlace(trace['from']) && Array.isArray(trace['entries']) && trace['entries'].every(isEntry)))
    return false;
  return serial === undefined || (isRecord(serial) && isPlace(serial['from']) && typeof serial['bytes'] === 'string');
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
const isPlace = (value: unknown): boolean => Number.isInteger(value) && (value as number) >= 0;
const isEntry = (value: unknown): boolean =>
  isRecord(value) &&
  typeof value['atUs'] === 'number' &&
  typeof value['signal'] === 'string' &&
  (typeof value['value'] === 'string' || typeof value['value'] === 'number');
