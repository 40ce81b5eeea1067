/** What may stand in a plan file of `recsim rig`, as zod schemas; plan.ts reads files with them, `rig/plan.schema.json` is made from them. Described in docs/rig.md. */
import * as z from 'zod';
import { TIMEOUT as DURATION } from '../scenario/format.ts';
import { MEASURE_NAMES, MEASURES, type MeasureName } from './measures.ts';

const ATTEMPTS_MAX = 20;
/** The longest serial number that is taken. */
export const SERIAL_MAX = 128;
const COUNT_MAX = 100_000;

const text = (example: string) =>
  z
    .string({ error: `write a text, for example ${JSON.stringify(example)}` })
    .min(1, 'is empty')
    .max(2_000, 'is longer than 2000 characters');

const whole = (min: number, max: number) =>
  z
    .number({ error: `write a whole number from ${min} to ${max}, without a unit` })
    .refine((value) => Number.isInteger(value) && value >= min && value <= max, { error: `write a whole number from ${min} to ${max}` })
    .meta({ type: 'integer', minimum: min, maximum: max });

const pattern = z
  .string({ error: 'write a regular expression, for example "RS[0-9A-Z]{13}"' })
  .min(1, 'is empty')
  .max(500, 'is longer than 500 characters')
  .superRefine((written, context) => {
    try {
      new RegExp(written, 'u');
    } catch (error) {
      context.addIssue({ code: 'custom', message: `is no regular expression: ${(error as Error).message.replace(/^.*: /s, '')}` });
    }
  })
  .meta({ description: 'a regular expression that the whole serial number must match' });

function limitsOf(name: MeasureName) {
  const { unit, meaning, of } = MEASURES[name];
  const value = unit === 'count' ? whole(0, COUNT_MAX) : DURATION;
  const example = unit === 'count' ? 'max: 200' : unit === 's' ? 'min: 4 s, max: 5 s' : 'max: 200 ms';
  return z
    .strictObject(
      { min: value.optional(), max: value.optional(), marginal: value.optional() },
      { error: (issue) => (issue.code === 'invalid_type' ? `write limits, for example { ${example} }` : undefined) },
    )
    .meta({ description: `${meaning} (of the ${of})` })
    .optional();
}

export const PLAN_KEYS = {
  name: text('Reset guide').meta({ description: 'what is tested, for reports' }),
  version: z
    .literal(1, { error: ({ input }) => (input === undefined ? 'write version: 1' : 'this recsim reads plans of version 1') })
    .meta({ description: 'of this format' }),
  description: text('The hold of the reset guide').optional(),
  board: text('pi-4').meta({ description: 'a shipped board, or the path of a board.json' }).optional(),
  serial: z
    .strictObject(
      { pattern: pattern.optional() },
      { error: (issue) => (issue.code === 'invalid_type' ? 'write keys and values, for example { pattern: "RS[0-9A-Z]{13}" }' : undefined) },
    )
    .optional()
    .meta({ description: 'of the units under test' }),
  attempts: whole(1, ATTEMPTS_MAX).optional().meta({ description: 'how often a unit is tried at most, where the person spoils attempts; default 3' }),
  limits: z
    .strictObject(Object.fromEntries(MEASURE_NAMES.map((name) => [name, limitsOf(name)])) as { [Name in MeasureName]: ReturnType<typeof limitsOf> }, {
      error: (issue) => (issue.code === 'invalid_type' ? 'write measures and their limits, for example { beep-length: { min: 100 ms } }' : undefined),
    })
    .optional()
    .meta({ description: 'what is asked of the measures' }),
};

export const PLAN = z.strictObject(PLAN_KEYS, {
  error: (issue) => (issue.code === 'invalid_type' ? 'a plan is made of keys and values: name, version, limits' : undefined),
});

export const LIMIT_KEYS = ['min', 'max', 'marginal'];

/** For editors. */
export function planJsonSchema(): Record<string, unknown> {
  const { $schema: _, ...json } = z.toJSONSchema(PLAN, { io: 'input', unrepresentable: 'any' }) as Record<string, unknown>;
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'recsim plan',
    description: 'A plan of recsim rig, described in docs/rig.md.',
    ...json,
  };
}
