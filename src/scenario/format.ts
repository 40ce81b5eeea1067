/**
 * What may stand in a scenario file: the value of every step and of every key at the top, as zod schemas. decode.ts reads files with
 * them, schema.ts makes scenario.schema.json from them. Version 1 is Wokwi's automation scenario, of which we run the steps about
 * pins, the button and time; version 2 is ours and contains version 1.
 * Source of version 1: Wokwi's documentation of automation scenarios and wokwi-cli.
 */
import * as z from 'zod';
import type { Verdict } from '../board.ts';
import { LED_PATTERNS } from '../board-parameters.ts';
import { APP_NAMES } from '../outside/phone-apps.ts';
import { LANGUAGES, UI_KEYS } from '../ui/screen/model.ts';
import { DURATION_UNITS, formatDuration, parseDuration, parseVolts, US_PER_MS, US_PER_S, type Us } from '../units.ts';
import { MATRIX } from './matrix.ts';

/** No time in a scenario is longer: 30 days. */
const TIME_MAX_US = 30 * 24 * 3600 * US_PER_S;
/** Board bounce has the same ends. */
const BOUNCE_MAX_US = 200 * US_PER_MS;
export const SEED_MAX = 2 ** 31 - 2;

export const VERDICTS = [
  'reset',
  'password-reset',
  'restart',
  'short',
  'between',
  'over-held',
  'stuck',
  'not-armed',
] as const satisfies readonly Verdict[];

const shown = (input: unknown) => {
  const json = JSON.stringify(input);
  return json.length > 60 ? `${json.slice(0, 60)}...` : json;
};
/** What was written instead, in brackets; nothing where nothing was. */
const not = (input: unknown) => {
  if (input === undefined) return '';
  return input === null ? ' (it is empty)' : ` (not ${shown(input)})`;
};

/** A mapping with these keys and no others. */
const mapping = <Shape extends z.core.$ZodShape>(shape: Shape, example: string) =>
  z.strictObject(shape, {
    error: (issue) => (issue.code === 'invalid_type' ? `write keys and values, for example { ${example} }${not(issue.input)}` : undefined),
  });

const oneOf = <const Values extends readonly (string | number)[]>(...values: Values) =>
  z.literal(values as readonly Values[number][], {
    error: (issue) => (issue.input === undefined ? `write ${listed(values)}` : `${shown(issue.input)} is not known; write ${listed(values)}`),
  });

const listed = (values: readonly (string | number)[]) => values.join(values.length === 2 ? ' or ' : ', ').replace(/, ([^,]*)$/, ' or $1');

const text = (example: string) =>
  z
    .string({ error: (issue) => `write a text, for example ${JSON.stringify(example)}${not(issue.input)}` })
    .min(1, 'is empty')
    .max(2_000, 'is longer than 2000 characters');

const whole = (min: number, max: number) =>
  z
    .number({ error: (issue) => `write a whole number from ${min} to ${max}${not(issue.input)}` })
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, { error: `write a whole number from ${min} to ${max}` })
    .meta({ type: 'integer', minimum: min, maximum: max });

const durationUpTo = (maxUs: Us) =>
  z
    .string({ error: (issue) => `write a duration with its unit (${DURATION_UNITS}), for example "25 s"${not(issue.input)}` })
    .meta({ pattern: '^\\s*(0|[0-9.]+\\s*(ns|us|µs|ms|s|min|h))\\s*$' })
    .transform((written, context): Us => {
      // Wokwi takes a bare zero; there is nothing to guess about it.
      if (/^\s*0(\.0*)?\s*$/.test(written)) return 0;
      const parsed = parseDuration(written);
      const problem = !parsed.ok ? parsed.problem : parsed.value > maxUs ? `"${written}" is more than ${formatDuration(maxUs)}` : undefined;
      if (parsed.ok && !problem) return parsed.value;
      context.addIssue({ code: 'custom', message: problem ?? '', input: written });
      return z.NEVER;
    })
    .meta({ description: `a duration with its unit: ${DURATION_UNITS}`, examples: ['30 ms', '25 s'] });

// Made once: schemas are slow to make, and every start of recsim makes them.
const DURATION = durationUpTo(TIME_MAX_US);

const signedDuration = z
  .string({ error: (issue) => `write a duration with its unit, with or without a sign, for example "-25 h"${not(issue.input)}` })
  .transform((written, context): number => {
    const [, sign, rest = ''] = /^\s*([+-]?)(.*)$/s.exec(written) ?? [];
    const parsed = parseDuration(rest);
    if (parsed.ok) return sign === '-' ? -parsed.value : parsed.value;
    context.addIssue({ code: 'custom', message: parsed.problem, input: written });
    return z.NEVER;
  })
  .meta({ description: 'a duration with its unit, back with a minus', examples: ['25 h', '-25 h'] });

const voltage = z
  .string({ error: (issue) => `write a voltage with its unit, for example "8 V"${not(issue.input)}` })
  .transform((written, context): number => {
    const parsed = parseVolts(written);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.problem, input: written });
    return z.NEVER;
  })
  .meta({ description: 'a voltage with its unit', examples: ['8 V'] });

const moment = z
  .string({ error: (issue) => `write a time as in "2026-03-01T12:00:00Z"${not(issue.input)}` })
  .transform((written, context): number => {
    const unixMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,3})?Z$/.test(written) ? Date.parse(written) : Number.NaN;
    if (!Number.isNaN(unixMs)) return unixMs;
    context.addIssue({ code: 'custom', message: `"${written}" is not a time; write it as in "2026-03-01T12:00:00Z"`, input: written });
    return z.NEVER;
  })
  .meta({ description: 'a time in UTC', examples: ['2026-03-01T12:00:00Z'] });

const BOUNCE = z
  .union([
    z.literal('none'),
    mapping(
      { duration: durationUpTo(BOUNCE_MAX_US), toggles: whole(1, 1000), seed: whole(0, SEED_MAX).optional() },
      'duration: 2 ms, toggles: 31, seed: 7',
    ),
  ])
  .meta({ description: 'how the contact bounces instead of what the board says; "none" is an ideal contact' });

const PINNED_PARTS = ['reset', 'buzzer', 'led', 'power'] as const;

const PIN_KEYS = {
  'part-id': oneOf(...PINNED_PARTS),
  pin: text('1').optional().meta({ description: "accepted for Wokwi's sake: every part has one pin" }),
  name: text('1').optional().meta({ description: 'another word for pin' }),
  value: oneOf(0, 1, ...LED_PATTERNS).meta({ description: '0 or 1; for the led also a pattern' }),
};

const patternOnlyForLed = (value: { 'part-id'?: string | undefined; value?: string | number | undefined }) =>
  value['part-id'] === 'led' || typeof value.value !== 'string';
const PATTERN_ONLY_FOR_LED = { path: ['value'], error: 'a pattern is for the led; other parts are 0 or 1' };

const within = { timeout: DURATION.optional().meta({ description: 'how long to wait for it' }) };
const pin = mapping({ ...PIN_KEYS, ...within }, 'part-id: buzzer, value: 1').refine(patternOnlyForLed, PATTERN_ONLY_FOR_LED);
const STATE_PATH = text('boot.ready.login').meta({ description: 'a state of the statechart, for example boot.ready.login' });
const state = mapping({ state: STATE_PATH, ...within }, 'state: boot.ready.login');
const SCREEN_TEXTS = {
  title: text('Unlock Pattern').optional(),
  contains: text('Forgot Pattern').optional().meta({ description: 'text in a line of the screen' }),
};
const screen = mapping({ ...SCREEN_TEXTS, absent: text('Fault').optional(), ...within }, 'title: Unlock Pattern').refine(
  (value) => value.title !== undefined || value.contains !== undefined || value.absent !== undefined,
  { error: 'say what is on the screen: title, contains or absent' },
);

const EVENT = text('power.good').meta({ description: 'an event, for example power.good, reset.released, buzzer.on, verdict.reset, boot.ready' });

/** A value that may be left out altogether (`- press:`). */
const orNothing = <Value extends z.ZodType>(value: Value) => z.union([z.null(), value]);

const CLOCK = oneOf('rtc', 'server').meta({ description: "rtc: the recorder's; server: that of the vendor's service" });

/** A key of the keyboard, or one character. */
const KEY = z
  .string({ error: (issue) => `write a key or one character, for example tab${not(issue.input)}` })
  .refine((name) => (UI_KEYS as readonly string[]).includes(name) || name === 'space' || /^[^\p{Cc}]$/u.test(name), {
    error: `write one character, space, or one of ${UI_KEYS.join(', ')}`,
  })
  .meta({ description: `one character, space, ${UI_KEYS.join(', ')}` });

const POINTS = z
  .array(whole(1, 9), { error: (issue) => `write the points in their order, for example [1, 2, 3, 6, 9]${not(issue.input)}` })
  .min(1, 'has no points')
  .max(10, 'has more than ten points')
  .meta({ description: 'points 1 to 9, from left to right and from top to bottom, in the order they are drawn' });

/** Field names and values may be empty; everything else says something. */
const anyText = z
  .string({ error: (issue) => `write a text${not(issue.input)}` })
  .max(2_000, 'is longer than 2000 characters')
  .meta({ description: `a text; \${NAME} is what a code-as named` });

const VARIABLE = z
  .string({ error: (issue) => `write a name, for example CODE${not(issue.input)}` })
  .regex(/^[A-Za-z_]\w{0,31}$/, 'a name has letters, digits and _, for example CODE');

const REGEX = z
  .string({ error: (issue) => `write a regular expression${not(issue.input)}` })
  .min(1, 'is empty')
  .max(500, 'is longer than 500 characters')
  .superRefine((pattern, context) => {
    try {
      new RegExp(pattern, 'u');
    } catch (error) {
      context.addIssue({ code: 'custom', message: `is no regular expression: ${(error as Error).message.replace(/^.*: /s, '')}` });
    }
  });

const FILE = text('screen.png').meta({ description: 'a file, from where the scenario lies' });

const press = orNothing(
  mapping(
    {
      'part-id': oneOf('reset').optional(),
      for: DURATION.optional().meta({ description: 'released after this; the following steps do not wait' }),
      bounce: BOUNCE.optional(),
    },
    'for: 25 s',
  ),
);
const release = orNothing(mapping({ 'part-id': oneOf('reset').optional(), bounce: BOUNCE.optional() }, 'bounce: none'));

const SNAPSHOT_NAME = z
  .string({ error: (issue) => `write a name, for example set-up${not(issue.input)}` })
  .min(1, 'is empty')
  .max(64, 'is longer than 64 characters')
  .meta({ description: 'what this snapshot is called in this file' });

/** How the recorder comes, where that is not in a file. */
const STATES = ['factory', 'provisioned'] as const;
/** Whether a board or state is named by where it lies. */
export const isPath = (name: string): boolean => name.includes('/') || name.endsWith('.json');

/** What a step's name asks for. */
export const STEP_VALUES = {
  delay: DURATION.meta({ description: 'lets this much time pass' }),
  'set-control': mapping(
    {
      'part-id': oneOf('reset', 'power', 'network', 'service'),
      control: text('pressed').optional(),
      name: text('pressed').optional().meta({ description: 'another word for control' }),
      value: oneOf(0, 1),
    },
    'part-id: reset, control: pressed, value: 1',
  ).meta({
    description:
      'moves a control: pressed or contact of reset; plugged, hang, soft-reset or factory-default of power; plugged of network; up of service',
  }),
  press: press.meta({ description: 'puts the finger on the reset button' }),
  release: release.meta({ description: 'lifts the finger off the reset button' }),
  power: oneOf('on', 'off').meta({ description: 'puts the plug in or pulls it' }),
  'power-cycle': mapping({ off: DURATION }, 'off: 2 s').meta({ description: 'pulls the plug, waits, puts it in' }),
  dip: mapping({ for: DURATION, to: voltage.optional() }, 'for: 10 ms, to: 8 V').meta({
    description: 'the supply sags; the following steps do not wait',
  }),
  'expect-pin': pin.meta({ description: 'the pin has this value, now or within timeout' }),
  'wait-pin': pin.meta({ description: 'waits until the pin has this value' }),
  'expect-pulse': mapping(
    {
      'part-id': oneOf('buzzer', 'power', 'reset'),
      on: DURATION,
      off: DURATION.optional(),
      count: whole(1, 1000).optional(),
      tolerance: DURATION.optional(),
      ...within,
    },
    'part-id: buzzer, on: 150 ms',
  ).meta({ description: 'waits for pulses of this length' }),
  'expect-never': mapping(
    {
      'part-id': PIN_KEYS['part-id'].optional(),
      pin: PIN_KEYS.pin,
      name: PIN_KEYS.name,
      value: PIN_KEYS.value.optional(),
      state: STATE_PATH.optional(),
      screen: mapping(SCREEN_TEXTS, 'title: Factory Default').optional(),
      for: DURATION,
      wait: z.boolean({ error: 'write true or false' }).optional().meta({ description: 'true: the following steps wait until it is over' }),
    },
    'state: boot.defaulting, for: 60 s',
  )
    .refine((value) => [value['part-id'], value.state, value.screen].filter((part) => part !== undefined).length === 1, {
      error: 'say one thing that must never be: part-id and value, state, or screen',
    })
    .refine((value) => (value['part-id'] === undefined) === (value.value === undefined), { error: 'part-id and value belong together' })
    .refine(patternOnlyForLed, PATTERN_ONLY_FOR_LED)
    .refine((value) => value.screen === undefined || value.screen.title !== undefined || value.screen.contains !== undefined, {
      path: ['screen'],
      error: 'say what must not be on the screen: title or contains',
    })
    .meta({ description: 'fails when this comes true within the time; the following steps run meanwhile' }),
  'expect-state': state.meta({ description: 'the state is active, now or within timeout' }),
  'wait-state': state.meta({ description: 'waits until the state is active' }),
  'expect-screen': screen.meta({ description: 'the screen shows this, now or within timeout' }),
  'wait-screen': screen.meta({ description: 'waits until the screen shows this' }),
  'set-clock': mapping({ clock: CLOCK, by: signedDuration.optional(), to: moment.optional() }, 'clock: rtc, by: 25 h')
    .refine((value) => (value.by === undefined) !== (value.to === undefined), { error: 'say either by or to' })
    .meta({ description: 'moves the real-time clock' }),
  input: mapping({ field: text('Password'), value: anyText }, 'field: Password, value: Recorder2026').meta({
    description: 'types this into a field of the screen, in place of what is in it',
  }),
  choose: mapping({ field: text('Reset Type'), option: text('Security Questions') }, 'field: Reset Type, option: Security Questions').meta({
    description: 'chooses from a drop-down list of the screen',
  }),
  click: text('Forgot Password').meta({ description: 'clicks a button of the screen, or ticks a box' }),
  'draw-pattern': POINTS,
  key: KEY,
  'scan-qr': orNothing(
    mapping(
      { app: oneOf(...APP_NAMES).optional(), 'save-as': FILE.optional().meta({ description: 'keeps the picture that the phone took' }) },
      'app: gDMSS',
    ),
  ).meta({ description: "the phone photographs the screen and asks the vendor's service for a security code" }),
  'wait-mail': orNothing(
    mapping(
      {
        to: text('owner@recorder.test').optional(),
        subject: text('Your security code').optional().meta({ description: 'text in the subject' }),
        timeout: DURATION.optional().meta({ description: 'how long to wait for it' }),
        'code-as': VARIABLE.optional().meta({ description: `the security code in it is \${NAME} in the following steps` }),
      },
      'code-as: CODE',
    ),
  ).meta({ description: 'waits for a mail that no wait-mail has seen yet' }),
  'mail-delay': z.union([z.literal('lost'), DURATION]).meta({ description: 'how long each mail takes from now on; lost: it never arrives' }),
  'wait-serial': z
    .union([
      text('System Login'),
      mapping({ text: text('System Login').optional(), regex: REGEX.optional(), ...within }, 'regex: "login|set-up", timeout: 30 s').refine(
        (value) => (value.text === undefined) !== (value.regex === undefined),
        { error: 'say either text or regex' },
      ),
    ])
    .meta({ description: 'waits for a text on the serial console, within a line too; what was sent since the last match counts' }),
  'write-serial': z
    .union([anyText, z.array(whole(0, 255)).min(1, 'has no bytes').max(1000, 'has more than 1000 bytes')])
    .meta({ description: 'types this on the serial console; "\\r" is Enter; a list is taken for bytes' }),
  'take-screenshot': mapping(
    { 'part-id': oneOf('screen').optional(), 'save-to': FILE.optional(), 'compare-with': FILE.optional() },
    'save-to: screen.png',
  )
    .refine((value) => value['save-to'] !== undefined || value['compare-with'] !== undefined, { error: 'say save-to, compare-with, or both' })
    .refine((value) => [value['save-to'], value['compare-with']].every((file) => file === undefined || /\.(png|txt)$/.test(file)), {
      error: 'a picture ends in .png, a text in .txt',
    })
    .meta({ description: 'what is on the screen, as a picture or as text' }),
  'rtc-battery': oneOf('dead').meta({ description: 'the real-time clock loses its time' }),
  'cut-power': mapping(
    { 'at-flash-operation': whole(1, 1_000_000), when: oneOf('before', 'during', 'after') },
    'at-flash-operation: 1, when: during',
  ).meta({
    description: 'power is lost at a flash operation, counted from 1, the next one; the following steps do not wait',
  }),
  'expect-storage': mapping(
    {
      credentials: oneOf('factory', 'present', 'corrupt').optional(),
      'contains-none-of': z
        .array(text('owner@recorder.test'), { error: (issue) => `write a list of texts${not(issue.input)}` })
        .min(1, 'has no texts')
        .optional()
        .meta({ description: 'texts that must not stand anywhere in the raw image of the flash' }),
    },
    'credentials: factory',
  )
    .refine((value) => value.credentials !== undefined || value['contains-none-of'] !== undefined, {
      error: 'say what to expect: credentials, contains-none-of, or both',
    })
    .meta({ description: 'what the flash holds, as the next boot would read it' }),
  'expect-verdict': mapping({ verdict: oneOf(...VERDICTS), because: text('short of the window').optional() }, 'verdict: reset').meta({
    description: 'what the firmware decided about the button',
  }),
  snapshot: z
    .union([
      SNAPSHOT_NAME,
      mapping(
        {
          name: SNAPSHOT_NAME,
          'save-to': FILE.optional().meta({ description: 'a file, from where the scenario lies, for the state of other scenarios' }),
        },
        'name: set-up, save-to: set-up.json',
      ),
    ])
    .meta({ description: 'keeps what of the recorder outlives a power cut: flash with its wear, clocks, the books of the service' }),
  restore: SNAPSHOT_NAME.meta({ description: 'power is lost, and the next power-up begins with what the snapshot of this name kept' }),
  measure: mapping(
    {
      name: text('beep'),
      from: EVENT,
      to: EVENT,
      min: DURATION.optional(),
      max: DURATION.optional(),
      marginal: DURATION.optional().meta({ description: 'a value this near to min or max is reported as marginal' }),
      unit: oneOf('us', 'ms', 's').optional(),
    },
    'name: beep, from: buzzer.on, to: buzzer.off',
  )
    .refine((value) => value.min === undefined || value.max === undefined || value.min <= value.max, { path: ['min'], error: 'is more than max' })
    .meta({ description: 'the time between two events that have happened' }),
  log: text('the button is held').meta({ description: 'a line in the output and the reports' }),
  prompt: text('Hold the reset button').meta({ description: 'what a person is asked to do; in simulation the steps do it' }),
  repeat: mapping(
    { times: whole(1, 1000), steps: z.array(z.unknown(), { error: (issue) => `write a list of steps${not(issue.input)}` }).min(1, 'has no steps') },
    'times: 3, steps: [...]',
  ).meta({ description: 'does the steps several times' }),
};

export type StepValues = { readonly [Kind in keyof typeof STEP_VALUES]: z.output<(typeof STEP_VALUES)[Kind]> };
export type StepKind = keyof StepValues;
export const STEP_KINDS = Object.keys(STEP_VALUES) as StepKind[];

/** The steps of Wokwi that run. */
export const WOKWI_STEPS: readonly string[] = ['delay', 'set-control', 'expect-pin', 'wait-serial', 'write-serial'];

/** Keys of a control by part, and what `value` may be. */
export const CONTROLS = {
  reset: { pressed: [0, 1], contact: [0, 1] },
  power: { plugged: [0, 1], hang: [1], 'soft-reset': [1], 'factory-default': [1] },
  network: { plugged: [0, 1] },
  service: { up: [0, 1] },
} as const satisfies Record<StepValues['set-control']['part-id'], Record<string, readonly number[]>>;

export const TIMEOUT = DURATION;
export const STEP_NAME = text('hold the button');

/** The keys at the top; `steps` are read one by one. */
export const TOP_KEYS = {
  name: text('released after 25 s').meta({ description: 'what this scenario shows' }),
  version: oneOf(1, 2).meta({ description: "1: Wokwi's automation scenario; 2: recsim" }),
  author: text('A. Tester').optional(),
  description: text('...').optional(),
  board: text('seed').optional().meta({ description: 'a shipped board, or the path of a board.json from this file' }),
  brand: text('Dahua').optional().meta({ description: 'the name on the boot screen' }),
  language: oneOf(...LANGUAGES)
    .optional()
    .meta({ description: "of the recorder's screens; default en" }),
  seed: whole(0, SEED_MAX).optional().meta({ description: 'for bounce and random numbers; default 1' }),
  timeout: TIMEOUT.optional().meta({ description: 'virtual time after which the run is given up; default 10 min' }),
  state: z
    .string({ error: (issue) => `write factory, provisioned, or the path of a saved snapshot${not(issue.input)}` })
    .refine((name) => (STATES as readonly string[]).includes(name) || isPath(name), {
      error: (issue) => `${shown(issue.input)} is not known; write factory, provisioned, or the path of a saved snapshot`,
    })
    .optional()
    .meta({
      description: 'how the recorder comes: factory (default), provisioned, or the path of a saved snapshot, or of a directory of recsim run --state',
      anyOf: [{ enum: [...STATES] }, { pattern: '/|\\.json$' }],
    }),
  matrix: MATRIX.optional(),
  steps: z.array(z.unknown(), { error: (issue) => `write a list of steps${not(issue.input)}` }).min(1, 'has no steps'),
};
export const WOKWI_TOP_KEYS: readonly string[] = ['name', 'version', 'author', 'description', 'steps'];
