/**
 * The keys of the panel: the one table that the decoder's events are looked up in, and that the key bars, the help and docs/run.md show. A key means something at
 * one place or at several; at the monitor all but these few are the recorder's own.
 * No key does harm by accident: what ends the run needs `q` or Ctrl-C.
 */
import type { Place } from './whereabouts.ts';

/** What one does at the desk. */
export type DeskAction =
  | 'plug'
  | 'open'
  | 'close'
  | 'finger'
  | 'dip'
  | 'brown-out'
  | 'cut'
  | 'hang'
  | 'reboot'
  | 'faster'
  | 'slower'
  | 'pause'
  | 'step'
  | 'jump'
  | 'renew'
  | 'help'
  | 'quit';

/** What one does at the monitor, with the phone and with the mail. */
export type RoomAction = 'monitor' | 'phone' | 'inbox' | 'desk' | 'move' | 'tap' | 'back' | 'type-code';

export type Action = DeskAction | RoomAction;

export interface Key {
  readonly action: Action;
  /** Where it means this. */
  readonly at: readonly Place[];
  /** As the decoder names them. */
  readonly keys: readonly string[];
  /** As people read it. */
  readonly shown: string;
  /** In the key bar. */
  readonly short: string;
  /** In the help and the guide. */
  readonly meaning: string;
}

const DESK: readonly Place[] = ['desk'];
const HANDS: readonly Place[] = ['phone', 'inbox'];
const LETTERS: readonly Place[] = [...DESK, ...HANDS];

export const KEYS: readonly Key[] = [
  { action: 'move', at: ['phone'], keys: ['up', 'down', 'left', 'right'], shown: 'arrows', short: '', meaning: 'go from button to button' },
  { action: 'tap', at: ['phone'], keys: ['enter', 'space'], shown: 'enter', short: 'tap', meaning: 'tap the button' },
  { action: 'back', at: ['phone'], keys: ['escape'], shown: 'escape', short: 'back', meaning: 'go back, and in the end put the phone away' },
  { action: 'move', at: ['inbox'], keys: ['up', 'down'], shown: 'arrows', short: '', meaning: 'go from mail to mail' },
  {
    action: 'type-code',
    at: ['inbox'],
    keys: ['t'],
    shown: 't',
    short: 'type its code',
    meaning: 'sit at the monitor and type the security code that the mail says',
  },
  { action: 'back', at: ['inbox'], keys: ['escape'], shown: 'escape', short: 'close', meaning: 'stop reading' },
  { action: 'desk', at: ['monitor'], keys: ['ctrl-o'], shown: 'ctrl-o', short: 'desk', meaning: 'get up, back to the desk' },
  { action: 'phone', at: ['monitor'], keys: ['ctrl-f'], shown: 'ctrl-f', short: 'phone', meaning: 'take the phone in the hand' },
  { action: 'inbox', at: ['monitor'], keys: ['ctrl-e'], shown: 'ctrl-e', short: 'mail', meaning: 'read the mail' },
  {
    action: 'type-code',
    at: ['monitor'],
    keys: ['ctrl-t'],
    shown: 'ctrl-t',
    short: 'code',
    meaning: 'type the security code that the latest mail says',
  },
  { action: 'plug', at: DESK, keys: ['p'], shown: 'p', short: 'plug', meaning: 'pull the power plug, or put it in' },
  { action: 'open', at: DESK, keys: ['u'], shown: 'u', short: 'unscrew', meaning: 'take out a screw; the fourth one out, lift the lid' },
  { action: 'close', at: DESK, keys: ['c'], shown: 'c', short: 'close', meaning: 'put the lid on again, with all its screws' },
  {
    action: 'finger',
    at: DESK,
    keys: ['space', 'enter'],
    shown: 'space',
    short: 'finger',
    meaning: 'put a finger on the reset button; press again to lift it',
  },
  {
    action: 'monitor',
    at: LETTERS,
    keys: ['m'],
    shown: 'm',
    short: 'sit',
    meaning: "sit at the recorder's monitor, with its keyboard and mouse",
  },
  { action: 'phone', at: LETTERS, keys: ['f'], shown: 'f', short: 'phone', meaning: 'take the phone in the hand, or put it away' },
  { action: 'inbox', at: LETTERS, keys: ['i'], shown: 'i', short: 'mail', meaning: 'read the mail, or stop reading' },
  { action: 'dip', at: DESK, keys: ['d'], shown: 'd', short: 'dip', meaning: 'let the mains dip, so shortly that the supply bridges it' },
  { action: 'brown-out', at: DESK, keys: ['b'], shown: 'b', short: 'sag', meaning: 'let the supply sag until the recorder loses power' },
  { action: 'cut', at: DESK, keys: ['x'], shown: 'x', short: 'cut', meaning: 'cut the power in the middle of the next flash operation' },
  { action: 'hang', at: DESK, keys: ['h'], shown: 'h', short: 'hang', meaning: 'hang the firmware: the watchdog will bite' },
  { action: 'reboot', at: DESK, keys: ['r'], shown: 'r', short: 'reboot', meaning: 'restart the firmware, as its menu does' },
  { action: 'slower', at: LETTERS, keys: ['-'], shown: '-', short: '', meaning: 'let time run slower' },
  {
    action: 'faster',
    at: LETTERS,
    keys: ['+', '='],
    shown: '+',
    short: 'speed',
    meaning: 'let time run faster: 0.1x to 60x, then as fast as possible',
  },
  { action: 'pause', at: DESK, keys: ['w'], shown: 'w', short: 'pause', meaning: 'stop time, or let it run again' },
  { action: 'step', at: DESK, keys: ['.'], shown: '.', short: 'step', meaning: 'stop time and go to the next event, be it a single bounce' },
  { action: 'jump', at: LETTERS, keys: ['j'], shown: 'j', short: 'jump', meaning: 'jump to the next thing one can notice' },
  { action: 'renew', at: DESK, keys: ['n'], shown: 'n', short: 'new', meaning: 'take another recorder: set up already, then fresh from its box' },
  { action: 'help', at: DESK, keys: ['?'], shown: '?', short: 'help', meaning: 'show this help, or hide it' },
  { action: 'quit', at: DESK, keys: ['q', 'ctrl-c'], shown: 'q', short: 'quit', meaning: 'quit (Ctrl-C too)' },
  { action: 'desk', at: HANDS, keys: ['ctrl-o'], shown: 'ctrl-o', short: 'desk', meaning: 'back to the desk' },
  { action: 'quit', at: ['monitor', ...HANDS], keys: ['ctrl-c'], shown: 'ctrl-c', short: 'quit', meaning: 'quit' },
];

/** What can be pressed at `place`, in the order it is shown. */
export const keysAt = (place: Place): readonly Key[] => KEYS.filter(({ at }) => at.includes(place));

/** The key for `action` at `place`; `undefined` where there is none. */
export const keyFor = (action: Action | undefined, place: Place): Key | undefined =>
  KEYS.find((key) => key.action === action && key.at.includes(place));

/** What a key does at `place`; `undefined` for a key without meaning there. */
export function actionOf(key: string, place: Place): Action | undefined {
  const here = keysAt(place);
  return (here.find(({ keys }) => keys.includes(key)) ?? here.find(({ keys }) => keys.includes(key.toLowerCase())))?.action;
}
