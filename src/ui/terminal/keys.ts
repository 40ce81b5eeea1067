/**
 * The keys of the panel: the one table that the decoder's events are looked up in, and that the key bar, the help and docs/run.md show.
 * No key does harm by accident: what ends the run needs `q` or Ctrl-C.
 */

export type Action =
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

export interface Key {
  readonly action: Action;
  /** As the decoder names them. */
  readonly keys: readonly string[];
  /** As people read it. */
  readonly shown: string;
  /** In the key bar. */
  readonly short: string;
  /** In the help and the guide. */
  readonly meaning: string;
}

export const KEYS: readonly Key[] = [
  { action: 'plug', keys: ['p'], shown: 'p', short: 'plug', meaning: 'pull the power plug, or put it in' },
  { action: 'open', keys: ['u'], shown: 'u', short: 'unscrew', meaning: 'take out a screw; the fourth one out, lift the lid' },
  { action: 'close', keys: ['c'], shown: 'c', short: 'close', meaning: 'put the lid on again, with all its screws' },
  {
    action: 'finger',
    keys: ['space', 'enter'],
    shown: 'space',
    short: 'finger',
    meaning: 'put a finger on the reset button; press again to lift it',
  },
  { action: 'dip', keys: ['d'], shown: 'd', short: 'dip', meaning: 'let the mains dip, so shortly that the supply bridges it' },
  { action: 'brown-out', keys: ['b'], shown: 'b', short: 'sag', meaning: 'let the supply sag until the recorder loses power' },
  { action: 'cut', keys: ['x'], shown: 'x', short: 'cut', meaning: 'cut the power in the middle of the next flash operation' },
  { action: 'hang', keys: ['h'], shown: 'h', short: 'hang', meaning: 'hang the firmware: the watchdog will bite' },
  { action: 'reboot', keys: ['r'], shown: 'r', short: 'reboot', meaning: 'restart the firmware, as its menu does' },
  { action: 'slower', keys: ['-'], shown: '-', short: '', meaning: 'let time run slower' },
  { action: 'faster', keys: ['+', '='], shown: '+', short: 'speed', meaning: 'let time run faster: 0.1x to 60x, then as fast as possible' },
  { action: 'pause', keys: ['w'], shown: 'w', short: 'pause', meaning: 'stop time, or let it run again' },
  { action: 'step', keys: ['.'], shown: '.', short: 'step', meaning: 'stop time and go to the next event, be it a single bounce' },
  { action: 'jump', keys: ['j'], shown: 'j', short: 'jump', meaning: 'jump to the next thing one can notice' },
  { action: 'renew', keys: ['n'], shown: 'n', short: 'new', meaning: 'take another recorder: set up already, then fresh from its box' },
  { action: 'help', keys: ['?'], shown: '?', short: 'help', meaning: 'show this help, or hide it' },
  { action: 'quit', keys: ['q', 'ctrl-c'], shown: 'q', short: 'quit', meaning: 'quit (Ctrl-C too)' },
];

const ACTIONS = new Map(KEYS.flatMap(({ keys, action }) => keys.map((key) => [key, action] as const)));

/** What a key does; `undefined` for a key without meaning. */
export function actionOf(key: string): Action | undefined {
  return ACTIONS.get(key) ?? ACTIONS.get(key.toLowerCase());
}
