/** Files that are wrong in every way we could think of. snapshots/bad-files.txt holds what people are told; read it when it changes. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/errors.ts';
import { loadScenario } from '../../src/scenario/decode.ts';
import { complaints, fileOf } from '../support/scenarios.ts';

const laughs = [
  'a: &a [x, x, x, x, x, x, x, x, x]',
  ...'bcdefghi'.split('').map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(', ')}]`),
];

/** Title of the case, and the file's text. */
const TEXTS: readonly (readonly [string, string])[] = [
  ['an empty file', ''],
  ['only a comment', '# nothing yet\n'],
  ['a list', '- delay: 1 s\n'],
  ['a text', 'hello\n'],
  ['truncated YAML', 'name: x\nversion: 2\nsteps:\n  - press: { for: 2'],
  ['truncated quotes', 'name: "x\nversion: 2\n'],
  ['tabs for indentation', 'name: x\nversion: 2\nsteps:\n\t- press:\n'],
  ['a duplicate key', 'name: x\nname: y\nversion: 2\nsteps:\n  - press:\n'],
  ['a duplicate key in a step', fileOf('  - press: { for: 1 s, for: 2 s }\n')],
  ['a cyclic alias', 'name: x\nversion: 2\nsteps: &all\n  - repeat: { times: 2, steps: *all }\n'],
  ['a billion laughs', `${laughs.join('\n')}\n`],
  ['an unknown alias', fileOf('  - delay: *long\n')],
  ['a binary file', '\u007fELF\u0002\u0001\u0001\0\0\0'],
  ['deep nesting', `name: x\nversion: 2\nsteps: ${'['.repeat(20_000)}`],
  ['a wrong version', 'name: x\nversion: 3\nsteps:\n  - press:\n'],
  ['a version that is a text', 'name: x\nversion: "2"\nsteps:\n  - press:\n'],
  ['no version, no name, no steps', 'author: me\n'],
  ['no steps in the list', 'name: x\nversion: 2\nsteps: []\n'],
  ['steps that are not a list', 'name: x\nversion: 2\nsteps: { press: }\n'],
  ['a step that is a text', fileOf('  - press\n')],
  ['an unknown key at the top', fileOf('  - press:\n', 'sed: 3')],
  ['bad values at the top', fileOf('  - press:\n', 'seed: -1\ntimeout: 10\nstate: new\nbrand: 7\nauthor: [me]')],
  ['a time-out of a year', fileOf('  - press:\n', 'timeout: 8760 h')],
  ['a saved snapshot that is not there', fileOf('  - press:\n', 'state: after-setup.json')],
  ['a folder without a recorder as the state', fileOf('  - press:\n', 'state: ./docs')],
  ['a state that is no snapshot', fileOf('  - press:\n', 'state: ./package.json')],
  ['a state that is a word', fileOf('  - press:\n', 'state: provisoned')],
  ['states that are no text', fileOf('  - press:\n', 'state: [provisioned]')],
  ['a matrix that nothing uses', fileOf('  - press:\n', 'matrix: { hold: [1 s, 2 s] }')],
  ['a matrix of nothing', fileOf('  - press:\n', 'matrix: []')],
  [
    'a matrix with lists and ranges that cannot be',
    fileOf(
      '  - delay: ${a} ${b} ${c} ${d} ${e} ${f} ${g}\n',
      'matrix: { a: [], b: 7, c: [1, 1], d: { from: 1 s, to: 2 s }, e: { from: 3, to: 1 }, f: { from: 0, to: 9, step: 0 }, "g h": [1], g: [[1]] }',
    ),
  ],
  [
    'a matrix whose values do not fit',
    fileOf('  - delay: ${hold}\n  - expect-verdict: { verdict: "${verdict}" }\n', 'matrix: { hold: [1 s, 2], verdict: [reset, rest] }'),
  ],
  [
    'a matrix that is too large',
    fileOf('  - delay: ${a}\n  - log: ${b}\n', 'matrix: { a: { from: 1 ms, to: 2 s, step: 1 ms }, b: { from: 1, to: 1000 } }'),
  ],
  ['a variable that the matrix has not', fileOf('  - log: ${a}\n  - log: ${hodl}\n', 'matrix: { hold: [1 s], a: [1] }\nauthor: ${hold}')],
  ['a code with the name of a variable', fileOf('  - wait-mail: { code-as: CODE }\n  - log: ${CODE}\n', 'matrix: { CODE: [1] }')],
  ['an unknown board', fileOf('  - press:\n', 'board: sed')],
  ['a board file that is not there', fileOf('  - press:\n', 'board: ./nowhere/board.json')],
  ['an unknown step', fileOf('  - dealy: 1 s\n')],
  ['a step with nothing', fileOf('  - name: wait\n  - {}\n')],
  ['a step with two things', fileOf('  - press:\n    delay: 1 s\n')],
  [
    'snapshots without a name, or with nobody to take them',
    fileOf('  - restore: set-up\n  - snapshot:\n  - snapshot: { save-to: x.json }\n  - restore: 7\n'),
  ],
  [
    'a restore before its snapshot, and of another name',
    fileOf(
      '  - restore: set-up\n  - repeat: { times: 2, steps: [ { restore: late }, { snapshot: late } ] }\n  - snapshot: set-up\n  - restore: setup\n',
    ),
  ],
  [
    'a snapshot with the name of a code that a mail brings',
    fileOf('  - wait-mail: { code-as: CODE }\n  - snapshot: { name: "${CODE}", save-to: "${CODE}.json" }\n'),
  ],
  [
    'a matrix that would save too many snapshots',
    fileOf('  - delay: ${a}\n  - snapshot: { name: x, save-to: "${a}.json" }\n', 'matrix: { a: { from: 1 ms, to: 1 s, step: 1 ms } }'),
  ],
  [
    'fields, lists, buttons, patterns and keys that cannot be',
    fileOf(
      '  - input: { feild: Password, value: x }\n  - input: { field: Password }\n  - choose: { field: Reset Type }\n  - click:\n  - draw-pattern: [1, 2, 10]\n  - draw-pattern: 1-2-3\n  - key: F13\n  - key: ab\n',
    ),
  ],
  ['an app that nobody has', fileOf('  - scan-qr: { app: gDSS }\n  - scan-qr: { save: qr.png }\n')],
  [
    'names that nothing was called',
    fileOf(
      '  - input: { field: Security code, value: "${CODE}" }\n  - wait-mail: { code-as: CODE }\n  - log: ${CDOE}\n  - wait-mail: { code-as: 7up }\n  - repeat: { times: 2, steps: [ { log: "${CODE} ${NONE}" } ] }\n',
    ),
  ],
  ['mail that cannot be', fileOf('  - mail-delay: soon\n  - wait-mail: { from: me }\n  - wait-mail: { timeout: 5 }\n')],
  [
    'a serial console that cannot be',
    fileOf(
      '  - wait-serial: { regex: "(" }\n  - wait-serial: { text: a, regex: b }\n  - wait-serial: {}\n  - write-serial: [300]\n  - write-serial: { text: a }\n',
    ),
  ],
  ['screenshots that cannot be', fileOf('  - take-screenshot: { part-id: screen }\n  - take-screenshot: { save-to: shot.jpg }\n')],
  ['an unknown language', fileOf('  - press:\n', 'language: de')],
  ['a missing unit', fileOf('  - delay: 500\n  - delay: "500"\n  - press: { for: 25 }\n')],
  ['an unknown unit', fileOf('  - delay: 5 sec\n')],
  ['a negative time', fileOf('  - delay: -1 s\n')],
  ['half a microsecond', fileOf('  - delay: 500 ns\n')],
  ['nothing to wait for', fileOf('  - delay:\n  - wait-state: {}\n  - wait-screen: {}\n  - expect-never: { for: 1 s }\n')],
  [
    'an unknown part',
    fileOf(
      '  - expect-pin: { part-id: buzer, value: 1 }\n  - press: { part-id: btn1 }\n  - set-control: { part-id: led, control: pressed, value: 1 }\n',
    ),
  ],
  ['an unknown key in a step', fileOf('  - press: { fro: 1 s }\n  - expect-pulse: { part-id: buzzer, on: 1 s, cuont: 2 }\n')],
  ['an unknown key in a bounce', fileOf('  - press: { bounce: { duration: 2 ms, toggle: 3 } }\n  - press: { bounce: lots }\n')],
  [
    'a bad control',
    fileOf(
      '  - set-control: { part-id: reset, control: presed, value: 1 }\n  - set-control: { part-id: power, control: hang, value: 0 }\n  - set-control: { part-id: power, value: 1 }\n',
    ),
  ],
  ['power that is true', fileOf('  - power: true\n  - power: 1\n')],
  [
    'a LED pattern on the buzzer',
    fileOf('  - expect-pin: { part-id: buzzer, value: slow-blink }\n  - expect-pin: { part-id: led, value: blinking }\n'),
  ],
  [
    'an unknown state',
    fileOf(
      '  - wait-state: { state: boot.redy }\n  - expect-state: { state: hold.counting.windw }\n  - expect-never: { state: menus.open, for: 1 s }\n',
    ),
  ],
  [
    'two things that must never be',
    fileOf('  - expect-never: { state: boot.ready, part-id: buzzer, value: 1, for: 1 s }\n  - expect-never: { part-id: buzzer, for: 1 s }\n'),
  ],
  ['an unknown verdict', fileOf('  - expect-verdict: { verdict: rest }\n')],
  [
    'an unknown event',
    fileOf('  - measure: { name: m, from: power.god, to: rest.released }\n  - measure: { name: m, from: boot.redy, to: tomorrow }\n'),
  ],
  ['limits the wrong way round', fileOf('  - measure: { name: m, from: power.on, to: power.off, min: 2 s, max: 1 s }\n')],
  [
    'a clock of the vendor, by and to',
    fileOf(
      '  - set-clock: { clock: server, by: 1 h }\n  - set-clock: { clock: rtc, by: 1 h, to: tomorrow }\n  - set-clock: { clock: rtc, to: "2026-02-30T25:00:00Z" }\n',
    ),
  ],
  ['a dip without a unit', fileOf('  - dip: { for: 10 ms, to: 8 }\n')],
  [
    'too many repeats',
    fileOf('  - repeat: { times: 1000, steps: [{ repeat: { times: 1000, steps: [{ delay: 0 us }] } }] }\n  - repeat: { times: 0, steps: [] }\n'),
  ],
  ['wrong steps in a repeat', fileOf('  - repeat:\n      times: 2\n      steps:\n        - prss:\n        - delay: 3\n')],
  ['steps of version 2 in version 1', 'name: x\nversion: 1\nboard: seed\nsteps:\n  - press:\n  - delay: 500ms\n  - wait-serial: Ready\n'],
];

describe('bad scenario files', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  test('each is refused with every problem it has, its place and what to do', async () => {
    const told = TEXTS.map(([title, text]) => {
      const lines = complaints(text);
      expect(lines, title).not.toEqual([]);
      return [`--- ${title}`, ...lines].join('\n');
    });
    await expect(`${told.join('\n\n')}\n`).toMatchFileSnapshot('snapshots/bad-files.txt');
  });

  test('files that cannot be read are refused', () => {
    const big = path.join(folder, 'big.yaml');
    writeFileSync(big, fileOf(`  - log: ${'x'.repeat(10_000_000)}\n`));
    const told = [big, folder, path.join(folder, 'nowhere.yaml'), '/dev/zero'].map((file) => {
      const loaded = loadScenario(file);
      return loaded.ok ? 'accepted' : loaded.problems.map(formatProblem).join('\n').replaceAll(folder, 'FOLDER');
    });
    expect(told).toMatchInlineSnapshot(`
      [
        "FOLDER/big.yaml: the file has 10000039 bytes; at most 1000000 are read. Is it the right one?",
        "FOLDER: this is a folder, not a file. Name a file in it",
        "FOLDER/nowhere.yaml: there is no such file or folder. Check the path",
        "/dev/zero: this is a device, not a file. Name a file",
      ]
    `);
  });

  test('many problems of one file come at once, in the order of the file', () => {
    const told = complaints('name: 3\nversion: 2\nsed: 1\nsteps:\n  - delay: 1\n  - wait-state: { state: boot.redy }\n  - dealy: 1 s\n');
    expect(told.map((line) => line.split(' ')[0])).toEqual(['bad.yaml:1:7:', 'bad.yaml:3:1:', 'bad.yaml:5:12:', 'bad.yaml:6:26:', 'bad.yaml:7:5:']);
  });
});
