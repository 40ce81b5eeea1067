/** The JSON Schema for editors: up to date, and as strict as the decoder where a schema can be. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { BOARDS_FOLDER, loadBoard, shippedBoards } from '../src/board-file.ts';
import { PARAMETERS, type Parameter } from '../src/board-parameters.ts';
import { boardJsonSchema, PARAMETER_NAMES } from '../src/board-schema.ts';
import { unwrap } from '../src/errors.ts';

const schema = JSON.parse(boardJsonSchema());

test('the file in boards is what the build makes', () => {
  expect(readFileSync(path.join(BOARDS_FOLDER, 'board.schema.json'), 'utf8')).toBe(boardJsonSchema());
});

test.each(PARAMETER_NAMES)('an editor learns meaning, range and default of %s', (name) => {
  const parameter: Parameter = PARAMETERS[name];
  const entry = schema.properties.parameters.properties[name];
  const { value } = entry.properties;
  expect(entry.description).toBe(parameter.meaning);
  expect(entry.oneOf).toEqual([{ required: ['source'] }, { required: ['assumed'] }]);
  expect(value.default).toEqual(parameter.default);
  switch (parameter.kind) {
    case 'duration':
      expect(value.description).toContain(`from ${parameter.min} to ${parameter.max}`);
      break;
    case 'volts':
      expect(value.description).toContain(`from ${parameter.min} V to ${parameter.max} V`);
      break;
    case 'count':
      expect(value).toMatchObject({ type: 'integer', minimum: parameter.min, maximum: parameter.max });
      break;
    case 'choice':
      expect(value.enum).toEqual(parameter.of);
      break;
    case 'choices':
      expect(value.items.enum).toEqual(parameter.of);
      break;
    case 'characters':
      expect(value).toMatchObject({ type: 'string', maxLength: 32 });
      break;
    case 'flag':
      expect(value.type).toBe('boolean');
      break;
    case 'stages':
      expect(value.items.required).toEqual(['from', 'to', 'action']);
      break;
    default:
      parameter satisfies never;
  }
});

test('the pattern of a duration takes every duration of the shipped boards and no bare number', () => {
  const pattern = (name: string) => new RegExp(schema.properties.parameters.properties[name].properties.value.pattern, 'u');
  for (const board of shippedBoards()) {
    for (const { name, value } of unwrap(loadBoard(board)).provenance) {
      const { kind } = PARAMETERS[name];
      if (kind === 'duration' || kind === 'volts') expect(String(value)).toMatch(pattern(name));
    }
  }
  for (const wrong of ['30', '-1 s', '30 sec', 's', '']) expect(wrong).not.toMatch(pattern('debounce'));
  const end = schema.properties.parameters.properties.stages.properties.value.items.properties.to.pattern;
  for (const right of ['end', '30 s', '10 min']) expect(right).toMatch(new RegExp(end, 'u'));
});

test('unknown keys are refused at every level', () => {
  const { parameters, pins } = schema.properties;
  for (const level of [schema, parameters, parameters.properties.debounce, pins, pins.properties.reset])
    expect(level.additionalProperties).toBe(false);
});
