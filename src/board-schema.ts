/**
 * The shape of a board file as a zod schema, made from the table of parameters, and as a JSON Schema for editors
 * (`boards/board.schema.json`, written by the build). Contradictions between values are found in board-checks.ts.
 */
import * as z from 'zod';
import type { PartId } from './board.ts';
import { ACTIONS, LED_PATTERNS, PARAMETERS, type Parameter, type ParameterName } from './board-parameters.ts';
import { DURATION_UNITS, formatDuration, type Parsed, parseDuration, parseVolts, type Us } from './units.ts';

const PART_IDS = ['reset', 'buzzer', 'led', 'power', 'console', 'screen'] as const satisfies readonly PartId[];
export const PARAMETER_NAMES = Object.keys(PARAMETERS) as ParameterName[];

/** The end of a stage that has none. */
export const NO_END = 'end';

/** A duration that the schema has let through, in microseconds. */
export function us(text: string): Us {
  const parsed = parseDuration(text);
  return parsed.ok ? parsed.value : Number.NaN;
}

/** A voltage that the schema has let through. */
export function volts(text: string): number {
  const parsed = parseVolts(text);
  return parsed.ok ? parsed.value : Number.NaN;
}

// Each object schema is used once or twice in a run: compiling it costs more than it saves.
z.config({ jitless: true });

const DURATION_PATTERN = '^\\s*\\+?\\d+(\\.\\d+)?\\s*(ns|us|µs|ms|s|min|h)\\s*$';
const VOLTS_PATTERN = '^\\s*\\d+(\\.\\d+)?\\s*m?V\\s*$';

/** What an editor is told beside the type. */
interface Hints {
  readonly description: string;
  readonly pattern: string;
  readonly examples: readonly string[];
}

/** What a schema is told of the value that it refuses. */
type Complaint = { readonly input?: unknown };

// Where there are many they are made with their checks and described by `register`: `refine` and `meta` make a copy of the schema, and every start of recsim pays for it.
const measured = <T>(parse: (text: string) => Parsed<T>, check: (value: T) => string | undefined, hints: Hints) =>
  new z.ZodString({
    type: 'string',
    error: (issue: Complaint) => {
      const found = issue.input === undefined ? '' : `${JSON.stringify(issue.input)} has no unit: `;
      return `${found}write a number and its unit in quotation marks, for example "${hints.examples[0]}"`;
    },
    checks: [
      z.superRefine((text: string, context) => {
        const parsed = parse(text);
        const problem = parsed.ok ? check(parsed.value) : parsed.problem;
        if (problem) context.addIssue({ code: 'custom', message: problem });
      }),
    ],
  }).register(z.globalRegistry, { ...hints });

const durationBetween = (min: string, max: string, example: string) =>
  measured(
    parseDuration,
    (value) => (value < us(min) || value > us(max) ? `${formatDuration(value)} is outside the range of ${min} to ${max}` : undefined),
    { description: `a duration from ${min} to ${max}, with its unit (${DURATION_UNITS})`, pattern: DURATION_PATTERN, examples: [example] },
  );

const STAGE_END = measured(
  (text) => (text.trim() === NO_END ? { ok: true as const, value: 0 } : withEnd(parseDuration(text))),
  (value) =>
    value > us('3600 s') ? `${formatDuration(value)} is outside the range of 0 s to 3600 s; "${NO_END}" is a stage without an end` : undefined,
  {
    description: `the longest hold of this stage, itself included: a duration from 0 s to 3600 s, or "${NO_END}" for no upper end`,
    pattern: `${DURATION_PATTERN}|^\\s*${NO_END}\\s*$`,
    examples: ['30 s', NO_END],
  },
);

const withEnd = <T>(parsed: Parsed<T>): Parsed<T> =>
  parsed.ok ? parsed : { ok: false, problem: `${parsed.problem}; or "${NO_END}" for no upper end` };

const STAGE = z.strictObject({
  from: durationBetween('0 s', '3600 s', '20 s').meta({
    description: 'the shortest hold of this stage, itself included: a duration from 0 s to 3600 s',
  }),
  to: STAGE_END,
  action: z.enum(ACTIONS).meta({ description: 'what a hold that ends in this stage does' }),
  led: z.enum(LED_PATTERNS).optional().meta({ description: 'what the LED shows while the hold is in this stage' }),
});

export type WrittenStage = z.infer<typeof STAGE>;
const STAGE_KEYS = Object.keys(STAGE.shape);

function schemaOf(parameter: Parameter) {
  switch (parameter.kind) {
    case 'duration':
      return durationBetween(parameter.min, parameter.max, String(parameter.default));
    case 'volts':
      return measured(
        parseVolts,
        (value) =>
          value < parameter.min || value > parameter.max ? `${value} V is outside the range of ${parameter.min} V to ${parameter.max} V` : undefined,
        {
          description: `a voltage from ${parameter.min} V to ${parameter.max} V, with its unit`,
          pattern: VOLTS_PATTERN,
          examples: [String(parameter.default)],
        },
      );
    case 'count': {
      const { min, max } = parameter;
      const range = { error: (issue: { input?: unknown }) => `${String(issue.input)} is outside the range of ${min} to ${max}` };
      return z
        .int()
        .min(min, range)
        .max(max, range)
        .meta({ description: `a whole number from ${min} to ${max}` });
    }
    case 'flag':
      return z.boolean();
    case 'characters':
      return z
        .string()
        .max(32)
        .regex(/^[\x21-\x7e]*$/, 'has something else than printable ASCII characters')
        .meta({ description: 'characters, one after the other, up to 32; an empty text for none' });
    case 'choice':
      return z.enum(parameter.of as [string, ...string[]]);
    case 'choices':
      return z
        .array(z.enum(parameter.of as [string, ...string[]]))
        .min(1)
        .meta({ uniqueItems: true });
    case 'stages':
      return z.array(STAGE).min(1).max(8);
    default:
      return parameter satisfies never;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Check even where the value is wrong too: all problems are told at once. */
const ALWAYS = () => true;

/** What an entry looks like, for messages and editors: `{ "value": "30 ms", "source": "Zephyr gpio-keys" }`. */
const entryOf = (parameter: Parameter) => ({ value: parameter.default ?? [], ...parameter.basis });

const provenance = (what: string) => z.string().min(3).optional().meta({ description: what });
// Made once for all parameters: schemas are slow to make, and every start of recsim makes them.
const SOURCE = provenance('where the value was read: a manual, a page, a file');
const ASSUMED = provenance('why we chose the value, where no source gives one');

const SAYS_WHENCE = z.refine((entry: unknown) => !isObject(entry) || entry['source'] !== undefined || entry['assumed'] !== undefined, {
  message: 'does not say where the value comes from: add "source": "where it was read", or "assumed": "why it was chosen"',
  when: ALWAYS,
});
const SAYS_IT_ONCE = z.refine((entry: unknown) => !isObject(entry) || entry['source'] === undefined || entry['assumed'] === undefined, {
  message: 'has both "source" and "assumed": a value was read somewhere or it was chosen; keep one of them',
  when: ALWAYS,
});
const NOTHING_ELSE = z.never();
const ONE_OF_BOTH = [{ required: ['source'] }, { required: ['assumed'] }];

function withProvenance(parameter: Parameter) {
  const value = schemaOf(parameter);
  if (parameter.default !== undefined) value.register(z.globalRegistry, { ...value.meta(), default: parameter.default });
  const example = JSON.stringify({ value: parameter.default ?? ['...'], assumed: 'why' });
  return new z.ZodObject({
    type: 'object',
    shape: { value, source: SOURCE, assumed: ASSUMED },
    catchall: NOTHING_ELSE,
    error: (issue: Complaint) => (isObject(issue.input) ? undefined : `a value stands with where it comes from, for example ${example}`),
    checks: [SAYS_WHENCE, SAYS_IT_ONCE],
  }).register(z.globalRegistry, {
    description: parameter.meaning,
    oneOf: ONE_OF_BOTH,
    ...(parameter.default === undefined ? {} : { default: entryOf(parameter) }),
  });
}

const PWM = z
  .strictObject({
    chip: z
      .string()
      .regex(/^pwmchip\d+$/, 'a chip is called as in /sys/class/pwm, for example "pwmchip0"')
      .meta({ description: 'the PWM chip, as in /sys/class/pwm' }),
    channel: z.int().min(0).max(63).meta({ description: 'its channel' }),
    hertz: z.int().min(20).max(20_000).optional().meta({ description: 'the tone; 2700 by default' }),
  })
  .meta({ description: 'of a passive buzzer: the PWM channel that the line is switched to' });

const PIN = z
  .strictObject({
    line: z.string().min(1).meta({ description: "the kernel's name of the GPIO line, for example GPIO17" }),
    header: z.int().min(1).max(40).optional().meta({ description: 'pin number on the 40-pin header' }),
    bias: z.enum(['pull-up', 'pull-down', 'none']).optional().meta({ description: 'resistor inside the processor; none by default' }),
    pwm: PWM.optional(),
    note: z.string().optional().meta({ description: 'what to wire, for the person who does it' }),
    source: SOURCE,
    assumed: ASSUMED,
  })
  .check(SAYS_WHENCE, SAYS_IT_ONCE)
  .register(z.globalRegistry, { description: 'where this part is connected on real hardware, and who says so', oneOf: ONE_OF_BOTH });

const PIN_KEYS = Object.keys(PIN.shape);
const PWM_KEYS = Object.keys(PWM.shape);

export const BOARD_NAME = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'a name has lower-case letters, digits and single hyphens, for example "my-dvr"')
  .meta({ description: 'the name to call the board by, the same as its folder' });

const HEAD = {
  $schema: z.string().optional().meta({ description: 'where an editor finds this schema' }),
  version: z.literal(1).meta({ description: 'version of the file format' }),
  name: BOARD_NAME,
  title: z.string().min(1).meta({ description: 'the model, as people call it' }),
  procedure: z.string().min(1).meta({ description: 'what a person does with the button of this model, in words' }),
};

const PINS = z
  .strictObject(Object.fromEntries(PART_IDS.map((part) => [part, PIN.optional()])))
  .optional()
  .meta({ description: 'where the parts are connected on real hardware; a simulated board needs none' });

const entries = new Map<ParameterName, ReturnType<typeof withProvenance>>();

function entryFor(name: ParameterName) {
  const entry = entries.get(name) ?? withProvenance(PARAMETERS[name]);
  entries.set(name, entry);
  return entry;
}

const parametersOf = (names: readonly ParameterName[]) => z.strictObject(Object.fromEntries(names.map((name) => [name, entryFor(name)])));

const text = (description: string) => z.string().min(1).meta({ description });

/** The searches of `recsim explore` that find faults. */
export const FAULT_SEARCHES = ['timings', 'power-cuts', 'menus'] as const;

const faultOf = <Believes extends z.ZodType>(believes: Believes) =>
  z
    .strictObject({
      symptom: text('what people see of it, in their words'),
      bug: text('what the firmware does wrong, and why that is what people see'),
      source: SOURCE,
      assumed: ASSUMED,
      search: z.enum(FAULT_SEARCHES).meta({ description: 'the search of recsim explore that finds it' }),
      story: text('of power cuts: the story in which it shows').optional(),
      first: z.array(z.string()).optional().meta({ description: 'of the menus: moves after which it shows soon' }),
      breaks: text('the property that it breaks, by its name'),
      believes,
      variant: text('the part of the firmware that is another than the right one, by its name in src/faulty').optional(),
    })
    .check(SAYS_WHENCE, SAYS_IT_ONCE)
    .register(z.globalRegistry, {
      description: 'of a board whose firmware is faulty: what is wrong with it',
      oneOf: ONE_OF_BOTH,
      anyOf: [{ required: ['believes'] }, { required: ['variant'] }],
    });

const FAULT_KEYS = ['symptom', 'bug', 'source', 'assumed', 'search', 'story', 'first', 'breaks', 'believes', 'variant'];

const namedIn = (written: unknown): ParameterName[] => (isObject(written) ? PARAMETER_NAMES.filter((name) => Object.hasOwn(written, name)) : []);

/** Reads this file: of the parameters it has those that the file names, for they are few and schemas are slow to make. */
export function boardSchemaFor(data: unknown) {
  const { parameters, fault } = isObject(data) ? data : {};
  const believes = isObject(fault) ? fault['believes'] : undefined;
  return z.strictObject({
    ...HEAD,
    parameters: parametersOf(namedIn(parameters)),
    pins: PINS,
    // Few boards have one, and it is slow to make.
    ...(fault === undefined ? {} : { fault: faultOf(parametersOf(namedIn(believes)).optional()) }),
  });
}

/** Every file there may be. */
const wholeSchema = () =>
  z.strictObject({
    ...HEAD,
    parameters: parametersOf(PARAMETER_NAMES).partial().meta({ description: 'what differs from the defaults; every value says where it comes from' }),
    pins: PINS,
    fault: faultOf(parametersOf(PARAMETER_NAMES).partial().optional()).optional(),
  });

/** Keys that a board file may have at a path, for suggestions. */
export function allowedKeys(at: readonly PropertyKey[]): readonly string[] {
  if (at.length === 0) return [...Object.keys(HEAD), 'parameters', 'pins', 'fault'];
  if (at[0] === 'fault') {
    if (at.length === 1) return FAULT_KEYS;
    return allowedKeys(['parameters', ...at.slice(2)]);
  }
  if (at[0] === 'pins') return at.length === 1 ? PART_IDS : at.length === 2 ? PIN_KEYS : PWM_KEYS;
  if (at.length === 1) return PARAMETER_NAMES;
  return at.length === 2 ? ['value', 'source', 'assumed'] : STAGE_KEYS;
}

/** The text of `boards/board.schema.json`. */
export function boardJsonSchema(): string {
  const schema = z.toJSONSchema(wholeSchema(), { io: 'input', target: 'draft-7' });
  // The same parameters a second time would be as long again.
  const { fault } = schema.properties as Record<string, { properties: Record<string, unknown> }>;
  if (fault)
    fault.properties['believes'] = { description: 'what the firmware was made for, where the board is otherwise', $ref: '#/properties/parameters' };
  const about = { title: 'A recsim board', description: 'A recorder model or a reset policy as data. Made by the build from src/board-schema.ts.' };
  return `${JSON.stringify({ $schema: schema.$schema, ...about, ...schema }, null, 2)}\n`;
}
