/** The JSON Schema of scenario files, for editors: what format.ts says, put together. `scenarios/scenario.schema.json` is a copy of it. */
import * as z from 'zod';
import { CONTROLS, STEP_KINDS, STEP_NAME, STEP_VALUES, TOP_KEYS, WOKWI_STEPS } from './format.ts';

type Json = Record<string, unknown>;

export function scenarioJsonSchema(): Json {
  const properties = Object.fromEntries(STEP_KINDS.map((kind) => [kind, orVariable(jsonOf(STEP_VALUES[kind]))]));
  const repeat = properties['repeat'] as { properties: { steps: Json } };
  repeat.properties.steps = STEPS;
  const control = properties['set-control'] as { properties: Record<string, Json> };
  const controls = { enum: Object.values(CONTROLS).flatMap((known) => Object.keys(known)) };
  for (const key of ['control', 'name']) Object.assign(control.properties[key] as Json, controls);
  const top = Object.fromEntries(
    Object.entries(TOP_KEYS).map(([key, schema]) => [key, key === 'version' || key === 'matrix' ? jsonOf(schema) : orVariable(jsonOf(schema))]),
  );
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'recsim scenario',
    description: `A scenario of recsim, described in docs/scenarios.md. Version 1 (Wokwi) has the steps ${WOKWI_STEPS.join(', ')} only.`,
    type: 'object',
    properties: { ...top, steps: STEPS },
    required: ['name', 'version', 'steps'],
    additionalProperties: false,
    $defs: {
      step: {
        type: 'object',
        properties: { name: { ...jsonOf(STEP_NAME), description: 'what this step is for' }, ...properties },
        additionalProperties: false,
        // One step, and perhaps its name.
        minProperties: 1,
        maxProperties: 2,
      },
    },
  };
}

const VARIABLE = { type: 'string', pattern: '\\$\\{\\w+\\}' };

/** Where a value may stand a variable of the matrix may, alone or in a text. */
function orVariable(schema: Json): Json {
  const { properties, items, anyOf } = schema as { properties?: Record<string, Json>; items?: Json; anyOf?: Json[] };
  if (properties) return { ...schema, properties: Object.fromEntries(Object.entries(properties).map(([key, inner]) => [key, orVariable(inner)])) };
  if (items) return { ...schema, items: orVariable(items) };
  if (anyOf) return { ...schema, anyOf: [...anyOf.map(orVariable), VARIABLE] };
  const isAnyText = schema['type'] === 'string' && schema['pattern'] === undefined && schema['enum'] === undefined && schema['const'] === undefined;
  if (isAnyText || Object.keys(schema).length === 0) return schema;
  const { description, ...rest } = schema;
  return { ...(description === undefined ? {} : { description }), anyOf: [rest, VARIABLE] };
}

const STEPS: Json = { type: 'array', minItems: 1, items: { $ref: '#/$defs/step' } };

function jsonOf(schema: z.ZodType): Json {
  const { $schema: _, ...json } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Json;
  return json;
}
