/**
 * Every rule that a board can keep or break: a board that breaks it, and the same board with what the finding asks for. The boards are decoded as files
 * are, so a remedy that no board could have is found out.
 */
import { describe, expect, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { loadBoard, type Provenance, shippedBoards } from '../../src/board-file.ts';
import { PARAMETERS } from '../../src/board-parameters.ts';
import { reportOf } from '../../src/cli/lint/lint-security.ts';
import { unwrap } from '../../src/errors.ts';
import { BOARD_RULES, type Finding, isAtLeast, isFixed, lintSecurity } from '../../src/security-lint/lint.ts';
import { type Parameter, writtenValue } from '../../src/security-lint/values.ts';
import { parseDuration } from '../../src/units.ts';
import { writtenBoard } from '../support/written-board.ts';

type Parameters = Readonly<Record<string, unknown>>;

const findingsOf = (parameters: Parameters): readonly Finding[] => reportOf(writtenBoard(parameters)).findings;
const findingOf = (rule: string, parameters: Parameters) => findingsOf(parameters).find((finding) => finding.rule === rule);

/** The parameters with everything that these findings ask for. */
const mended = (parameters: Parameters, findings: readonly Finding[]): Parameters => ({
  ...parameters,
  ...Object.fromEntries(findings.flatMap(({ changes }) => changes.map(({ parameter, shouldBe }) => [parameter, shouldBe]))),
});

const stages = (...written: readonly (readonly [from: string, to: string, action: string])[]) => ({
  stages: written.map(([from, to, action]) => ({ from, to, action })),
});

/** A board that breaks the rule, and what is said of it. */
const BROKEN: readonly (readonly [rule: string, parameters: Parameters, message: RegExp])[] = [
  ['password-short', { passwordMin: 7 }, /only 7 characters/],
  ['password-short', { passwordMin: 1, passwordMax: 8 }, /only 1 character:/],
  ['password-single-factor', { passwordMin: 8 }, /only 8 characters/],
  ['password-single-factor', { passwordMin: 8, passwordMax: 14 }, /only 8 characters/],
  ['password-max', { passwordMax: 32 }, /no more than 32 characters/],
  ['password-classes', { passwordClasses: 3 }, /mix 3 kinds/],
  ['password-characters', { passwordForbidden: '%' }, /not contain %/],
  ['password-hash', { passwordHashCost: 15 }, /costs 4 times less.* 2\^15/],
  ['pattern-short', { patternMin: 5 }, /only 15120 of 5 points: at 5 guesses in 30 min all of them are tried in 63 days/],
  ['pattern-short', { patternMin: 4, loginAttempts: 10, lockTime: '1 min' }, /only 3024 .* tried in 6 hours/],
  ['pattern-short', { patternMin: 4, loginAttempts: 0 }, /nothing limits the guesses/],
  ['login-unlimited', { loginAttempts: 0 }, /lockout is disabled/],
  ['login-fast', { loginAttempts: 10, lockTime: '5 min' }, /10 guesses in 5 min are 120 in an hour/],
  ['lock-cleared', { lockClearedByReboot: true, initDuration: '20 s' }, /after the 20 s of a start/],
  ['session-endless', { autoLogout: '0 s' }, /until somebody logs out/],
  ['session-long', { autoLogout: '2 h' }, /lives 2 h without input/],
  ['code-by-mail', { codeLifetime: '48 h' }, /valid for 48 h/],
  ['code-out-of-band', { codeLifetime: '24 h' }, /valid for 24 h/],
  ['code-flood', { codesPer24h: 50 }, /50 mails a day/],
  ['email-of-anybody', { promptForMissingEmail: true }, /is sent the security code/],
  ['question-one', { questionCount: 1 }, /One answer is enough/],
  ['question-guesses', { questionLimit: 10 }, /^10 sets of answers/],
  ['question-lock', { lockTime: '4 min' }, /no more than 4 min/],
  ['button-password', stages(['5 s', '10 s', 'restart'], ['10 s', '15 s', 'password-reset'], ['15 s', 'end', 'factory-default']), /keeps the rest/],
  ['button-touch', { holdMin: '0 s', holdMax: '2 s', initDuration: '1 s' }, /0 s is enough for "factory-default"/],
  ['button-touch', { holdMin: '500 ms', holdMax: '58 s' }, /500 ms is enough/],
  ['button-touch', stages(['0 s', 'end', 'factory-default']), /0 s is enough/],
  [
    'button-touch',
    stages(['100 ms', '1 s', 'password-reset'], ['1 s', '3 s', 'restart'], ['10 s', '20 s', 'factory-default']),
    /100 ms .*"password-reset"/,
  ],
  ['button-absent', { hasResetButton: false }, /the menus are the only way/],
];

/** Rules that the ranges of the parameters do not let a board break. */
const OUT_OF_RANGE: readonly (readonly [rule: string, change: Partial<Board>, message: RegExp])[] = [
  ['code-guesses', { wrongCodeLimit: 101 }, /101 wrong security codes/],
  ['code-entropy', { codesPerQr: 2 ** 21 }, /19\.0 bits are left/],
];

describe('a board that breaks', () => {
  test.each(BROKEN)('%s with %j is told so, and no more once it has what the finding asks for', (rule, parameters, message) => {
    const finding = findingOf(rule, parameters);
    expect(finding?.message).toMatch(message);
    expect(finding?.severity).toBe(BOARD_RULES.find(({ id }) => id === rule)?.severity);
    for (const { parameter, value, shouldBe } of finding?.changes ?? []) expect([parameter, value]).not.toEqual([parameter, shouldBe]);
    expect(findingOf(rule, mended(parameters, finding ? [finding] : []))).toBeUndefined();
  });

  test.each(OUT_OF_RANGE)('%s would be told so, if a parameter went beyond its range', (rule, change, message) => {
    const { board } = writtenBoard();
    const finding = lintSecurity({ ...board, ...change }, false).findings.find((found) => found.rule === rule);
    expect(finding?.message).toMatch(message);
    expect(lintSecurity(board, false).findings.map((found) => found.rule)).not.toContain(rule);
    const [change1] = finding?.changes ?? [];
    expect(findingOf(rule, { [change1?.parameter ?? '']: change1?.shouldBe })).toBeUndefined();
  });

  test('no rule is left out above', () => {
    const tried = new Set([...BROKEN, ...OUT_OF_RANGE].map(([rule]) => rule));
    expect([...tried].sort()).toEqual(BOARD_RULES.map(({ id }) => id).sort());
  });

  test('none of them is told of a board that has all that is asked for', () => {
    const rules = findingsOf(STRICT_BOARD).filter((finding) => !isFixed(finding));
    expect(rules).toEqual([]);
  });
});

const STRICT_BOARD: Parameters = {
  passwordMin: 15,
  passwordMax: 64,
  passwordClasses: 1,
  passwordForbidden: '',
  passwordHashCost: 17,
  patternMin: 8,
  codeLifetime: '10 min',
};

/** Where good ends: the last value that keeps a rule, and the first that breaks it. */
const BOUNDS: readonly (readonly [rule: string, good: Parameters, bad: Parameters])[] = [
  ['password-short', { passwordMin: 8 }, { passwordMin: 7 }],
  ['password-single-factor', { passwordMin: 15 }, { passwordMin: 14 }],
  ['password-max', { passwordMax: 64 }, { passwordMax: 63 }],
  ['password-classes', { passwordClasses: 1 }, { passwordClasses: 2 }],
  ['password-hash', { passwordHashCost: 17 }, { passwordHashCost: 16 }],
  ['pattern-short', { patternMin: 8 }, { patternMin: 7 }],
  ['login-unlimited', { loginAttempts: 1 }, { loginAttempts: 0 }],
  ['login-fast', { loginAttempts: 10, lockTime: '6 min' }, { loginAttempts: 10, lockTime: '5.9 min' }],
  ['session-endless', { autoLogout: '1 s' }, { autoLogout: '0 s' }],
  ['session-long', { autoLogout: '30 min' }, { autoLogout: '1801 s' }],
  ['code-by-mail', { codeLifetime: '24 h' }, { codeLifetime: '86401 s' }],
  ['code-out-of-band', { codeLifetime: '10 min' }, { codeLifetime: '601 s' }],
  ['code-flood', { codesPer24h: 24 }, { codesPer24h: 25 }],
  ['question-one', { questionCount: 2 }, { questionCount: 1 }],
  ['question-guesses', { questionLimit: 5 }, { questionLimit: 6 }],
  ['question-lock', { lockTime: '5 min' }, { lockTime: '299 s' }],
  ['button-touch', { holdMin: '1 s', initDuration: '1 s' }, { holdMin: '999 ms', initDuration: '1 s' }],
];

test.each(BOUNDS)('%s is kept with %j and broken with %j', (rule, good, bad) => {
  expect(findingOf(rule, good)).toBeUndefined();
  expect(findingOf(rule, bad)).toBeDefined();
});

test.each([
  ['login-fast', { loginAttempts: 0 }],
  ['session-long', { autoLogout: '0 s' }],
  ['button-touch', { hasResetButton: false, holdMin: '0 s' }],
  ['button-password', { hasResetButton: false }],
])('%s is neither kept nor broken where %j makes it pointless', (rule, parameters) => {
  const { findings, fulfilled } = reportOf(writtenBoard(parameters));
  expect([...findings, ...fulfilled].map((entry) => entry.rule)).not.toContain(rule);
});

test('a touch becomes a hold in the words of the file: a window stays a window, stages stay stages', () => {
  const changesOf = (parameters: Parameters) =>
    findingOf('button-touch', parameters)?.changes.map(({ parameter, shouldBe }) => [parameter, shouldBe]);
  expect(changesOf({ holdMin: '500 ms', holdMax: '58 s' })).toEqual([
    ['holdMin', '5 s'],
    ['holdMax', '62.5 s'],
    ['stuckAfter', '125 s'],
  ]);
  expect(changesOf(stages(['0 s', '3 s', 'factory-default'], ['3 s', '6 s', 'restart']))).toEqual([
    [
      'stages',
      [
        { from: '5 s', to: '8 s', action: 'factory-default' },
        { from: '8 s', to: '11 s', action: 'restart' },
      ],
    ],
  ]);
});

test('the findings come with the worst first, and every rule is found or fulfilled but once', () => {
  const { findings, fulfilled } = reportOf(writtenBoard({ loginAttempts: 0, promptForMissingEmail: true, questionLimit: 9 }));
  const order = findings.map(({ severity }) => severity);
  expect(order).toEqual([...order].sort((a, b) => (a === b ? 0 : isAtLeast(a, b) ? -1 : 1)));
  const rules = [...findings, ...fulfilled].map(({ rule }) => rule);
  expect(new Set(rules).size).toBe(rules.length);
});

describe('the shipped boards', () => {
  test.each(shippedBoards())('%s can do all that is asked of it, and is then left alone', (name) => {
    const { provenance } = unwrap(loadBoard(name));
    let parameters: Parameters = Object.fromEntries(provenance.filter(({ given }) => given).map((entry) => [entry.name, entry.value]));
    // What one finding asks for may be less than what another does: the milder ones come later and are the stricter here.
    for (let round = 0; round < 3; round++) parameters = mended(parameters, findingsOf(parameters));
    expect(findingsOf(parameters).filter((finding) => !isFixed(finding))).toEqual([]);
  });

  test.each(shippedBoards())('the values that a finding shows of %s are those of its file', (name) => {
    const { board, provenance } = unwrap(loadBoard(name));
    const isStaged = provenance.some((entry) => entry.name === 'stages' && entry.given);
    const skipped = isStaged ? ['holdMin', 'holdMax'] : ['stages'];
    const plain = (value: unknown): unknown => {
      const parsed = typeof value === 'string' ? parseDuration(value) : undefined;
      return parsed?.ok ? parsed.value : value;
    };
    const shown = new Set(BOARD_RULES.flatMap(({ parameters }) => parameters as readonly string[]));
    const entries = provenance.filter((entry): entry is Provenance & { name: Parameter } => shown.has(entry.name) && !skipped.includes(entry.name));
    expect(entries.length).toBeGreaterThan(15);
    for (const entry of entries) {
      const read = writtenValue(board, entry.name);
      if (entry.name === 'stages') expect(writtenBoard({ stages: read, stuckAfter: '900 s' }).board.stages).toEqual(board.stages);
      else expect([entry.name, plain(read)]).toEqual([entry.name, plain(entry.value)]);
    }
  });

  test('those with a known bad policy are told of it', () => {
    const rulesOf = (name: string) => reportOf(unwrap(loadBoard(name))).findings.map(({ rule }) => rule);
    expect(rulesOf('sma-edmm-20')).toContain('button-password');
    expect(rulesOf('u-boot-button')).toContain('button-touch');
    expect(rulesOf('no-button')).toContain('button-absent');
    expect(rulesOf('seed')).toEqual(expect.not.arrayContaining(['button-password', 'button-touch', 'button-absent']));
  });
});

test('every parameter that a rule looks at or wants changed is one of a board', () => {
  const looked = BOARD_RULES.flatMap(({ parameters }) => parameters as readonly string[]);
  const changed = BROKEN.flatMap(([, parameters]) =>
    findingsOf(parameters).flatMap(({ changes }) => changes.map(({ parameter }) => parameter as string)),
  );
  for (const name of new Set([...looked, ...changed])) expect(Object.keys(PARAMETERS)).toContain(name);
});
