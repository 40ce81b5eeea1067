/** The reset journal: it moves forward, survives the loss of either copy, and asks for nothing when both are lost. */
import { beforeEach, describe, expect, test } from 'vitest';
import { RecordLog } from '../../src/storage/log.ts';
import { ResetJournal } from '../../src/storage/reset-journal.ts';
import { geometry, TestFlash, text } from '../support/flash.ts';

const FIRST = 20;
const SECOND = 21;
const AREA = { firstBlock: 0, blocks: 3, types: [1, FIRST, SECOND] };

let flash: TestFlash;
beforeEach(() => {
  flash = new TestFlash(geometry(3, 1024, 4));
  flash.run(bootLog().format([{ type: 1, payload: text('other') }]));
});

const bootLog = () => new RecordLog(flash.array, AREA);
const boot = () => new ResetJournal(bootLog(), [FIRST, SECOND]);
const run = (step: (journal: ResetJournal) => Parameters<TestFlash['run']>[0]) => flash.run(step(boot()));

/** Makes one copy unreadable, by a record of its type that says nothing. */
function lose(type: number): void {
  flash.run(bootLog().append({ type, payload: text('?') }));
}

describe('a reset', () => {
  test('was never asked for on a new recorder', () => {
    expect([boot().state, boot().pending]).toEqual(['none', undefined]);
  });

  test('is pending from its request to its end, each stage known to the next boot', () => {
    const stages: unknown[] = [];
    const steps = [
      (journal: ResetJournal) => journal.request('all'),
      (journal: ResetJournal) => journal.progress(0),
      (journal: ResetJournal) => journal.progress(3),
      (journal: ResetJournal) => journal.reach('defaulted'),
    ];
    for (const step of steps) {
      expect(run(step)).toBe('written');
      stages.push(boot().pending);
    }
    const entry = { number: 1, scope: 'all', erased: 0 };
    expect(stages).toEqual([
      { ...entry, stage: 'requested' },
      { ...entry, stage: 'erasing' },
      { ...entry, stage: 'erasing', erased: 3 },
      { ...entry, stage: 'defaulted' },
    ]);
    run((journal) => journal.reach('done'));
    expect([boot().pending, boot().state]).toEqual([undefined, { ...entry, stage: 'done' }]);
  });

  test('has a number of its own, and what the one before left is forgotten', () => {
    for (const scope of ['all', 'password', 'all'] as const) {
      run((journal) => journal.request(scope));
      run((journal) => journal.progress(5));
      run((journal) => journal.reach('defaulted'));
      run((journal) => journal.reach('done'));
    }
    run((journal) => journal.request('password'));
    expect(boot().pending).toEqual({ number: 4, scope: 'password', stage: 'requested', erased: 0 });
  });

  test('cannot come to a stage without having been asked for', () => {
    expect(() => run((journal) => journal.reach('done'))).toThrow('no reset is pending');
    expect(() => run((journal) => journal.progress(1))).toThrow('no reset is pending');
  });

  test('that cannot be noted down is not asked for', () => {
    flash.array.failWhen(() => true);
    expect(run((journal) => journal.request('all'))).toBe('worn');
    expect(boot().state).toBe('none');
  });
});

test('a reset whose first copy cannot be written gets no second: what was refused must not be pending', () => {
  let failures = 0;
  // A program, and an erase of each other block.
  flash.array.failWhen(() => ++failures <= 3);
  expect(run((journal) => journal.request('all'))).toBe('worn');
  expect([failures, boot().state]).toEqual([3, 'none']);
});

describe('a copy that is lost', () => {
  test.each([
    ['first', FIRST],
    ['second', SECOND],
  ])('is stood in for by the other: the %s', (_, type) => {
    run((journal) => journal.request('password'));
    lose(type);
    expect(boot().pending).toEqual({ number: 1, scope: 'password', stage: 'requested', erased: 0 });
  });

  test('costs at most progress: the blocks are erased again', () => {
    run((journal) => journal.request('all'));
    run((journal) => journal.progress(4));
    lose(FIRST);
    expect(boot().pending).toEqual({ number: 1, scope: 'all', stage: 'requested', erased: 0 });
  });

  test('makes no finished reset pending again, whichever it is', () => {
    for (const type of [FIRST, SECOND]) {
      run((journal) => journal.request('all'));
      run((journal) => journal.reach('defaulted'));
      run((journal) => journal.reach('done'));
      lose(type);
      expect(boot().pending).toBeUndefined();
    }
  });

  test('with its twin lost too is damage, and no reset', () => {
    run((journal) => journal.request('all'));
    lose(FIRST);
    lose(SECOND);
    expect([boot().state, boot().pending]).toEqual(['damaged', undefined]);
    // A new one can be asked for.
    expect(run((journal) => journal.request('password'))).toBe('written');
    expect(boot().pending).toMatchObject({ number: 1, scope: 'password' });
  });

  test('where the second was never written is damage too', () => {
    lose(FIRST);
    expect(boot().state).toBe('damaged');
  });

  test('where the first was never written is damage too', () => {
    lose(SECOND);
    expect(boot().state).toBe('damaged');
  });
});

test('of two copies the further one counts, in number, then stage, then blocks', () => {
  const entry = (number: number, stage: string, erased = 0) => ({ number, scope: 'all', stage, erased });
  const pairs = [
    [entry(2, 'requested'), entry(1, 'done')],
    [entry(1, 'erasing'), entry(1, 'requested')],
    [entry(1, 'defaulted'), entry(1, 'erasing', 9)],
    [entry(1, 'done'), entry(1, 'defaulted')],
    [entry(1, 'erasing', 2), entry(1, 'erasing', 1)],
  ] as const;
  for (const [further, other] of pairs)
    for (const [first, second] of [
      [further, other],
      [other, further],
    ]) {
      flash.run(bootLog().append({ type: FIRST, payload: text(JSON.stringify(first)) }));
      flash.run(bootLog().append({ type: SECOND, payload: text(JSON.stringify(second)) }));
      expect(boot().state).toEqual(further);
    }
});

test.each([
  ['another stage', { stage: 'begun' }],
  ['another scope', { scope: 'some' }],
  ['no number', { number: undefined }],
  ['half a block', { erased: 0.5 }],
  ['less than no block', { erased: -1 }],
])('an entry with %s is no entry', (_, change) => {
  const entry = { number: 1, scope: 'all', stage: 'erasing', erased: 0, ...change };
  for (const type of [FIRST, SECOND]) flash.run(bootLog().append({ type, payload: text(JSON.stringify(entry)) }));
  expect(boot().state).toBe('damaged');
});
