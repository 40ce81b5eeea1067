/** The payloads of records: an object in JSON, or nothing. */
import { expect, test } from 'vitest';
import { decodeJson, encodeJson } from '../../src/storage/json.ts';
import { text } from '../support/flash.ts';

test('an object reads back as it was written', () => {
  const value = { a: 1, b: [null, 'ü'], c: {} };
  expect(decodeJson(encodeJson(value))).toEqual(value);
});

test.each(['null', '7', 'true', '"a"', '[]', '[{}]', '', '{"a":1', '{"a":1}x'])('%s holds none', (payload) => {
  expect(decodeJson(text(payload))).toBeUndefined();
});

test('bytes that are no UTF-8 hold none, also within a text', () => {
  expect(decodeJson(Uint8Array.of(...text('{"a":"'), 0xff, ...text('"}')))).toBeUndefined();
});
