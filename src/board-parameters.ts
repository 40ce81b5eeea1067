/**
 * Every parameter of a board: what it means, its unit, range and default, and where the default comes from. This table is the one
 * place that knows; the file format, its JSON Schema, `recsim board show` and the documentation are made from it.
 * A default that no source gave says `assumed`.
 */
import type { Action, ArmOn, LedPattern, Level } from './board.ts';

/** Where a value comes from: a source, or our own choice and why. */
export type Basis = { readonly source: string } | { readonly assumed: string };

type ParameterKind =
  | { readonly kind: 'duration'; readonly min: string; readonly max: string; readonly orOff?: true }
  | { readonly kind: 'volts'; readonly min: number; readonly max: number }
  | { readonly kind: 'count'; readonly min: number; readonly max: number }
  | { readonly kind: 'flag' }
  | { readonly kind: 'characters' }
  | { readonly kind: 'choice'; readonly of: readonly string[] }
  | { readonly kind: 'choices'; readonly of: readonly string[] }
  | { readonly kind: 'stages' };

export type Parameter = ParameterKind & { readonly meaning: string; readonly default: unknown; readonly basis: Basis };

const ARM_ON = ['power-on', 'brown-out', 'watchdog', 'software', 'press'] as const satisfies readonly ArmOn[];
export const ACTIONS = ['factory-default', 'password-reset', 'restart', 'none'] as const satisfies readonly Action[];
export const LED_PATTERNS = ['off', 'on', 'slow-blink', 'fast-blink'] as const satisfies readonly LedPattern[];
export const LEVELS = { low: 0, high: 1 } as const satisfies Record<string, Level>;

const SEED = 'reset guide';
const duration = (min: string, max: string) => ({ kind: 'duration', min, max }) as const;
const count = (min: number, max: number) => ({ kind: 'count', min, max }) as const;
const volts = (min: number, max: number) => ({ kind: 'volts', min, max }) as const;
const flag = { kind: 'flag' } as const;
const choice = (...of: string[]) => ({ kind: 'choice', of }) as const;

export const PARAMETERS = {
  hasResetButton: {
    ...flag,
    default: true,
    meaning: 'the model has a reset button on its main board',
    basis: { source: `${SEED}; manuals (not all models)` },
  },
  hasBuzzer: { ...flag, default: true, meaning: 'the model has a buzzer', basis: { source: `${SEED}: "you will hear a beep"` } },
  activeLevel: {
    ...choice('low', 'high'),
    default: 'low',
    meaning: 'the pin level the firmware takes for a pressed button',
    basis: { source: 'ESP-IDF bootloader default' },
  },
  closedLevel: {
    ...choice('low', 'high'),
    default: 'low',
    meaning: 'the pin level a closed contact really gives (bench); differs from activeLevel only where the board is described wrongly',
    basis: { assumed: 'wired as the firmware believes' },
  },
  debounce: {
    ...duration('0 ms', '500 ms'),
    default: '30 ms',
    meaning: 'how long a level must last to count',
    basis: { source: 'Zephyr gpio-keys' },
  },
  bounceDuration: {
    ...duration('0 ms', '200 ms'),
    default: '2 ms',
    meaning: 'how long the contact bounces (bench)',
    basis: { assumed: 'twice the 1 ms or so that Wokwi models; its users ask for a settable duration' },
  },
  bounceTogglesMin: { ...count(1, 1000), default: 10, meaning: 'fewest changes of a bouncing contact (bench)', basis: { source: 'Wokwi: 10-100' } },
  bounceTogglesMax: { ...count(1, 1000), default: 100, meaning: 'most changes of a bouncing contact (bench)', basis: { source: 'Wokwi: 10-100' } },
  prePowerHoldMin: { ...duration('0 s', '60 s'), default: '4 s', meaning: 'shortest good hold before power (bench)', basis: { source: SEED } },
  prePowerHoldMax: { ...duration('0 s', '60 s'), default: '5 s', meaning: 'longest good hold before power (bench)', basis: { source: SEED } },
  enforcePrePowerHold: {
    ...choice('off', 'warn', 'fail'),
    default: 'warn',
    meaning: 'what the bench does about a wrong hold before power',
    basis: { assumed: 'firmware cannot see it, so a warning' },
  },
  armOn: {
    kind: 'choices',
    of: ARM_ON,
    default: ['power-on', 'brown-out'],
    meaning: 'the reset causes after which a held button counts; "press" also arms a press at run time',
    basis: { assumed: 'a restart by firmware or watchdog is no power-up' },
  },
  samplingStart: {
    ...duration('0 ms', '5 s'),
    default: '50 ms',
    meaning: 'from power-good to the first sample of the button (T0)',
    basis: { assumed: 'a boot loader needs some time to start' },
  },
  bootBeepCount: { ...count(0, 5), default: 1, meaning: 'beeps at the first sample', basis: { source: SEED } },
  bootBeepOn: { ...duration('1 ms', '5 s'), default: '150 ms', meaning: 'length of a boot beep', basis: { assumed: 'a short beep' } },
  bootBeepOff: { ...duration('1 ms', '5 s'), default: '150 ms', meaning: 'pause between boot beeps', basis: { assumed: 'as long as the beep' } },
  actionBeepCount: { ...count(0, 5), default: 0, meaning: 'beeps when a hold is accepted', basis: { source: `${SEED} names no second beep` } },
  actionBeepOn: { ...duration('1 ms', '5 s'), default: '150 ms', meaning: 'length of an action beep', basis: { assumed: 'as the boot beep' } },
  actionBeepOff: { ...duration('1 ms', '5 s'), default: '150 ms', meaning: 'pause between action beeps', basis: { assumed: 'as the boot beep' } },
  initDuration: {
    ...duration('1 s', '120 s'),
    default: '20 s',
    meaning: 'from the first sample to a usable recorder',
    basis: { assumed: 'the shortest of the 20-30 s of the guide' },
  },
  restartDelay: {
    ...duration('0 s', '60 s'),
    default: '2 s',
    meaning: 'from the end of a reset to the restart',
    basis: { assumed: 'time to read the screen' },
  },
  holdMin: {
    ...duration('0 s', '600 s'),
    default: '20 s',
    meaning: 'shortest hold that restores factory defaults, from T0',
    basis: { source: SEED },
  },
  holdMax: { ...duration('0 s', '600 s'), default: '30 s', meaning: 'longest hold that restores factory defaults, from T0', basis: { source: SEED } },
  stages: {
    kind: 'stages',
    default: undefined,
    meaning: 'several windows {from, to, action, led} instead of holdMin and holdMax',
    basis: { source: 'MikroTik, SMA, OpenWrt' },
  },
  decideAt: {
    ...choice('release', 'threshold'),
    default: 'release',
    meaning: 'whether a hold is judged at its release or as soon as it is long enough',
    basis: { source: `${SEED}: "and then release the switch"` },
  },
  overHold: {
    ...choice('ignore', 'accept'),
    default: 'ignore',
    meaning: 'what a hold past the last window does',
    basis: { source: 'SMA EDMM-20, RTLPlayground' },
  },
  stuckAfter: { ...duration('1 s', '3600 s'), default: '60 s', meaning: 'a hold this long is a stuck button', basis: { assumed: 'twice holdMax' } },
  supplyVolts: { ...volts(1, 60), default: '12 V', meaning: 'the supply', basis: { assumed: 'usual for recorders' } },
  brownoutVolts: {
    ...volts(0.1, 60),
    default: '9.6 V',
    meaning: 'the supply below which the rail no longer holds',
    basis: { assumed: '80 % of 12 V' },
  },
  supplyHoldUp: {
    ...duration('0 ms', '5 s'),
    default: '20 ms',
    meaning: 'how long the rail outlives its supply',
    basis: { assumed: 'one mains period' },
  },
  watchdogTimeout: {
    ...duration('0 s', '120 s'),
    default: '10 s',
    meaning: 'the watchdog bites when it was not fed for so long; 0 s: no watchdog',
    basis: { assumed: 'usual' },
  },
  flashEraseSize: { ...count(2048, 131072), default: 4096, meaning: 'bytes of an erase block', basis: { source: 'Espressif NVS' } },
  flashBlocks: { ...count(6, 4096), default: 8, meaning: 'erase blocks', basis: { assumed: 'enough for the settings' } },
  flashWriteSize: {
    ...count(1, 256),
    default: 4,
    meaning: 'bytes of a write unit, the smallest piece that can be programmed',
    basis: { source: 'Espressif NVS, Zephyr flash simulator' },
  },
  flashEndurance: {
    ...count(10, 10_000_000),
    default: 100_000,
    meaning: 'times a block can be erased before it fails',
    basis: { assumed: 'usual for NOR' },
  },
  flashErase: { ...duration('0 ms', '10 s'), default: '2 ms', meaning: 'erasing a block', basis: { source: 'Zephyr flash simulator' } },
  flashProgram: { ...duration('0 ms', '1 s'), default: '100 us', meaning: 'programming a write unit', basis: { source: 'Zephyr flash simulator' } },
  passwordHashCost: {
    ...count(1, 20),
    default: 14,
    meaning: 'cost of a password hash, as log2 of the N of scrypt (r = 8, p = 1)',
    basis: { assumed: '16 MiB, what a small recorder can spare; OWASP asks for 17' },
  },
  passwordMin: { ...count(1, 64), default: 8, meaning: 'shortest password, in characters', basis: { source: SEED } },
  passwordMax: { ...count(8, 128), default: 32, meaning: 'longest password, in characters', basis: { source: SEED } },
  passwordClasses: {
    ...count(1, 4),
    default: 2,
    meaning: 'how many of upper case, lower case, digits and other characters a password must have',
    basis: { source: `${SEED}: "a combination of letters and numbers"; manuals (two categories)` },
  },
  passwordForbidden: {
    kind: 'characters',
    default: '\'";:&',
    meaning: 'characters that a password may not have',
    basis: { source: `${SEED}: "please do not use special characters such as"` },
  },
  patternMin: { ...count(4, 9), default: 4, meaning: 'fewest points of an unlock pattern, of nine', basis: { source: 'manuals' } },
  loginAttempts: {
    ...count(0, 10),
    default: 5,
    meaning: 'wrong passwords or patterns that lock the login; 0: none do',
    basis: { assumed: 'manuals give a range, no default' },
  },
  lockTime: {
    ...duration('1 min', '60 min'),
    default: '30 min',
    meaning: 'how long a way in is locked after too many wrong guesses',
    basis: { assumed: 'manuals give a range, no default' },
  },
  lockClearedByReboot: {
    ...flag,
    default: false,
    meaning: 'a power cycle ends a lock',
    basis: { assumed: 'else pulling the plug would win guesses' },
  },
  codeLifetime: { ...duration('0.1 h', '48 h'), default: '24 h', meaning: 'how long a security code is valid', basis: { source: SEED } },
  codesPerQr: { ...count(1, 10), default: 2, meaning: 'security codes for one QR code, before it must be refreshed', basis: { source: 'manuals' } },
  codesPer24h: {
    ...count(1, 50),
    default: 6,
    meaning: 'security codes in 24 hours',
    basis: { assumed: 'three refreshes a day are enough for anybody' },
  },
  wrongCodeLimit: { ...count(1, 100), default: 5, meaning: 'wrong security codes that void the QR code', basis: { assumed: 'as for the login' } },
  rebootInvalidatesQr: {
    ...flag,
    default: false,
    meaning: 'a restart voids the QR code and its security codes',
    basis: { source: 'Hikvision does; others do not' },
  },
  questionCount: { ...count(1, 5), default: 3, meaning: 'security questions', basis: { source: 'manuals' } },
  questionLimit: {
    ...count(3, 10),
    default: 5,
    meaning: 'wrong sets of answers that lock the security questions',
    basis: { source: 'OWASP on security questions, until 2020: 3 to 5' },
  },
  promptForMissingEmail: {
    ...flag,
    default: false,
    meaning: 'whoever forgot the password is asked for an email address where none is stored',
    basis: { source: 'old firmwares do' },
  },
  autoLogout: {
    ...duration('0 s', '120 min'),
    default: '10 min',
    meaning: 'how long a session lives without input; 0 s: for ever',
    basis: { assumed: 'usual' },
  },
} as const satisfies Record<string, Parameter>;

export type ParameterName = keyof typeof PARAMETERS;
