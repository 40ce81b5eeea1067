/**
 * Every way to get a board wrong, and what people are told. The messages are kept in bad-boards.txt, to be read as a stranger would:
 * does each say what is wrong, where, and what to do?
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { decodeBoard, loadBoard } from '../src/board-file.ts';
import { parseSource } from '../src/document.ts';
import { formatProblem, type Problem, type Result } from '../src/errors.ts';

const HEAD = '{\n  "version": 1,\n  "name": "my-dvr",\n  "title": "My DVR",\n  "procedure": "Hold and plug in.",\n';
/** A board with these lines in its parameters. */
const withParameters = (...lines: string[]) => `${HEAD}  "parameters": {\n${lines.map((line) => `    ${line}`).join(',\n')}\n  }\n}\n`;
const withPins = (...lines: string[]) => `${HEAD}  "parameters": {},\n  "pins": {\n${lines.map((line) => `    ${line}`).join(',\n')}\n  }\n}\n`;
const withFault = (fault: object) =>
  `${HEAD}  "parameters": {},\n  "fault": ${JSON.stringify({ symptom: 'it rings', bug: 'a bell', source: 'a test', search: 'timings', breaks: 'silence', ...fault })}\n}\n`;
const assumed = (name: string, value: unknown) => `"${name}": { "value": ${JSON.stringify(value)}, "assumed": "a test" }`;

const BAD: Readonly<Record<string, string>> = {
  'an empty file': '',
  'a web page instead of a board': '<!doctype html>\n<html></html>\n',
  'a list instead of a board': '[]\n',
  'truncated inside a text': withParameters(assumed('debounce', '30 ms')).slice(0, 130),
  'truncated between entries': withParameters(assumed('debounce', '30 ms')).slice(0, -5),
  'a forgotten comma': HEAD.replace('"my-dvr",', '"my-dvr"').concat('  "parameters": {}\n}\n'),
  'a forgotten colon': HEAD.replace('"name":', '"name"').concat('  "parameters": {}\n}\n'),
  'one brace too many': withParameters().concat('}\n'),
  'a key twice': HEAD.concat('  "title": "Again",\n  "parameters": {}\n}\n'),
  'a comment': HEAD.concat('  // what is this\n  "parameters": {}\n}\n'),
  'version 2': HEAD.replace('1', '2').concat('  "parameters": {}\n}\n'),
  'no version': HEAD.replace('  "version": 1,\n', '').concat('  "parameters": {}\n}\n'),
  'no title and no parameters': HEAD.replace('  "title": "My DVR",\n', '').replace(/,\n$/, '\n}\n'),
  'a name with a space and capitals': HEAD.replace('my-dvr', 'My DVR').concat('  "parameters": {}\n}\n'),
  'an empty title': HEAD.replace('"My DVR"', '""').concat('  "parameters": {}\n}\n'),
  'a misspelt top-level key': HEAD.concat('  "parametres": {}\n}\n'),
  'a misspelt parameter': withParameters(assumed('debonce', '30 ms')),
  'a parameter nobody knows': withParameters(assumed('colour', 'black')),
  'a unit that does not exist': withParameters(assumed('debounce', '30 msec')),
  'a unit of another quantity': withParameters(assumed('debounce', '30 V'), assumed('supplyVolts', '12 s')),
  'no unit': withParameters(assumed('debounce', '30'), assumed('supplyVolts', '12')),
  'a bare number': withParameters(assumed('debounce', 30), assumed('supplyVolts', 12)),
  'a negative time': withParameters(assumed('debounce', '-30 ms')),
  'finer than a microsecond': withParameters(assumed('debounce', '1 ns')),
  'out of range': withParameters(assumed('debounce', '2 s'), assumed('bootBeepCount', 7), assumed('brownoutVolts', '70 V')),
  'not a whole number': withParameters(assumed('bootBeepCount', 1.5)),
  'the wrong type': withParameters(assumed('hasBuzzer', 'yes'), assumed('bootBeepCount', '1'), assumed('armOn', 'power-on'), assumed('stages', {})),
  'a choice that does not exist': withParameters(assumed('activeLevel', 'lo'), assumed('overHold', 'maybe'), assumed('armOn', ['power-up'])),
  'a list with nothing in it': withParameters(assumed('armOn', []), assumed('stages', [])),
  'a bare value': withParameters('"debounce": "30 ms"', '"armOn": ["press"]'),
  'no value and no provenance': withParameters('"debounce": {}'),
  'no provenance': withParameters('"debounce": { "value": "30 ms" }'),
  'both source and assumed': withParameters('"debounce": { "value": "30 ms", "source": "a manual", "assumed": "a guess" }'),
  'a tone that is none': withPins(
    '"buzzer": { "line": "GPIO18", "assumed": "a test", "pwm": { "chip": "pwm0", "chanel": 0, "hertz": 1000000 } }',
    '"led": { "line": "GPIO27", "assumed": "a test", "pwm": { "chip": "pwmchip0", "channel": 1 } }',
  ),
  'a tone for a lamp': withPins('"led": { "line": "GPIO27", "assumed": "a test", "pwm": { "chip": "pwmchip0", "channel": 1 } }'),
  'an empty source': withParameters('"debounce": { "value": "30 ms", "source": "" }'),
  'a misspelt provenance': withParameters('"debounce": { "value": "30 ms", "sorce": "a manual" }'),
  'a stage with mistakes': withParameters(
    assumed('stages', [
      { from: '5', to: 'End', action: 'reset' },
      { from: '10 s', action: 'restart', led: 'blink', colour: 'red' },
    ]),
  ),
  'a stage without end but too long': withParameters(assumed('stages', [{ from: '5 s', to: '2 h', action: 'restart' }])),
  'an unknown part': withPins('"rest": { "line": "GPIO17" }'),
  'a pin with mistakes': withPins('"reset": { "header": 41, "bias": "up", "gpio": 17 }'),
  'two parts on one line': withPins(
    '"reset": { "line": "GPIO17", "header": 11, "assumed": "free" }',
    '"led": { "line": "GPIO17", "header": 11, "assumed": "free" }',
  ),
  'the window ends before it begins': withParameters(assumed('holdMin', '30 s'), assumed('holdMax', '20 s')),
  'holdMin beyond the default holdMax': withParameters(assumed('holdMin', '40 s')),
  'stages and holdMin': withParameters(assumed('holdMin', '5 s'), assumed('stages', [{ from: '5 s', to: '10 s', action: 'restart' }])),
  'stages out of order': withParameters(
    assumed('stages', [
      { from: '10 s', to: '20 s', action: 'restart' },
      { from: '5 s', to: '8 s', action: 'factory-default' },
    ]),
  ),
  'stages that overlap': withParameters(
    assumed('stages', [
      { from: '5 s', to: 'end', action: 'restart' },
      { from: '10 s', to: '20 s', action: 'factory-default' },
    ]),
  ),
  'stuck inside the window': withParameters(assumed('stuckAfter', '25 s')),
  'two acting stages, decided at the threshold': withParameters(
    assumed('decideAt', 'threshold'),
    assumed('stages', [
      { from: '1 s', to: '5 s', action: 'restart' },
      { from: '5 s', to: '20 s', action: 'factory-default' },
    ]),
  ),
  'ranges the wrong way round': withParameters(assumed('bounceTogglesMin', 200), assumed('prePowerHoldMin', '10 s')),
  'write units that do not fill an erase block': withParameters(assumed('flashEraseSize', 2050), assumed('flashWriteSize', 4)),
  'an erase block too small for the settings': withParameters(assumed('flashEraseSize', 2048), assumed('flashWriteSize', 64)),
  'an erase block too small for what no reset erases': withParameters(assumed('flashEraseSize', 3072), assumed('flashWriteSize', 256)),
  'a brown-out above the supply': withParameters(assumed('supplyVolts', '5 V')),
  'a fault that is none': withFault({}),
  'a fault of a variant that nobody knows': withFault({ variant: 'done-earli' }),
  'a fault with a belief that nobody knows': withFault({ believes: { debunce: { value: '1 ms', assumed: 'why' } } }),
  'a fault that nobody saw': withFault({ source: undefined, variant: 'done-early' }),
  'a fault that no search finds': withFault({ search: 'luck', variant: 'done-early' }),
};

const folder = mkdtempSync(path.join(tmpdir(), 'recsim-bad-'));
afterAll(() => rmSync(folder, { recursive: true }));

const decodeText = (text: string) => {
  const source = parseSource(text, 'boards/my-dvr/board.json');
  return source.ok ? decodeBoard(source.value) : source;
};

function problemsOf(result: Result<unknown>): readonly Problem[] {
  return result.ok ? [] : result.problems;
}

test.each(Object.entries(BAD))('%s is refused with a place', (_, text) => {
  const problems = problemsOf(decodeText(text));
  expect(problems.length).toBeGreaterThan(0);
  for (const { place, message, remedy } of problems) {
    expect(place).toEqual({ file: 'boards/my-dvr/board.json', line: expect.any(Number), column: expect.any(Number) });
    // No word of the libraries below.
    expect(`${message} ${remedy ?? ''}`).not.toMatch(/undefined|Invalid\b|expected|received|flow|implicit/i);
  }
});

const FILES: Readonly<Record<string, () => string>> = {
  'a name nobody knows': () => 'sed',
  'a name like nothing': () => 'recorder',
  'the name of a faulty board that nobody knows': () => 'faulty/inverted-polarty',
  'the name of a faulty board without its folder': () => 'inverted-polarity',
  'a file that is not there': () => path.join(folder, 'none', 'board.json'),
  'a path through a file': () => path.join(inFolder('file.txt', 'x'), 'board.json'),
  'a folder without a board': () => {
    mkdirSync(path.join(folder, 'empty'), { recursive: true });
    return path.join(folder, 'empty');
  },
  'a folder of boards': () => {
    mkdirSync(path.join(folder, 'many', 'one'), { recursive: true });
    writeFileSync(path.join(folder, 'many', 'one', 'board.json'), '{}');
    return path.join(folder, 'many');
  },
  'a file of two megabytes': () => inFolder('huge.json', `"${'x'.repeat(2_000_000)}"`),
};

function inFolder(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

test.each(Object.entries(FILES))('%s is refused', (_, make) => {
  expect(problemsOf(loadBoard(make())).length).toBe(1);
});

test('every message reads as it was reviewed', async () => {
  const sections = [
    ...Object.entries(BAD).map(([title, text]) => [title, decodeText(text)] as const),
    ...Object.entries(FILES).map(([title, make]) => [title, loadBoard(make())] as const),
  ];
  const text = sections.map(([title, result]) => {
    const lines = problemsOf(result).map((problem) => `  ${formatProblem(problem).replaceAll(folder, '.')}\n`);
    return `${title}\n${lines.join('')}`;
  });
  await expect(text.join('\n')).toMatchFileSnapshot('bad-boards.txt');
});

test('all problems of a file are told at once', () => {
  const text = withParameters(assumed('debounce', 30), assumed('colour', 'black'), '"holdMin": {}').replace('"My DVR"', '""');
  const codes = problemsOf(decodeText(text)).map(({ code }) => code);
  expect(codes.length).toBeGreaterThanOrEqual(5);
});

test('a place points at the value that is wrong', () => {
  const [problem] = problemsOf(decodeText(withParameters(assumed('holdMin', '20 s'), assumed('debounce', '30 msec'))));
  expect(problem?.place).toEqual({ file: 'boards/my-dvr/board.json', line: 8, column: 28 });
});
