/** The short form of `make power-cut`: no power cut, flipped bit or failed operation costs a set or wins a security code, and what the explorer says can be seen again. */
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/errors.ts';
import { OTHER_FLASHES, storiesOf, tasksOf } from '../../src/explore/power-cuts/checks.ts';
import { cutsAt, formatCuts, parseCuts, whenOf } from '../../src/explore/power-cuts/cuts.ts';
import { explore, replay } from '../../src/explore/power-cuts/explore.ts';
import { shortSet, smallestSet, TINY_FLASH } from '../../src/explore/power-cuts/fixture.ts';
import { walk } from '../../src/explore/power-cuts/random-work.ts';
import { smallestChange, workStories } from '../../src/explore/power-cuts/stories.ts';
import type { Story } from '../../src/explore/power-cuts/story.ts';
import type { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { encodeCredentials } from '../../src/storage/credentials.ts';
import { recordLength } from '../../src/storage/record.ts';

/** Real work, seconds of it on a busy machine. */
const LONG_MS = 180_000;

describe('nothing is lost, mixed or left without a password, and no security code is good twice', () => {
  test.each(tasksOf('short').map((task) => ({ title: `${task.check}: ${task.name}`, task })))(
    '$title',
    ({ task }) => {
      const { tried, failures } = task.run(() => {});
      expect(failures.map(({ description, again }) => `${description}\n  again: ${again}`)).toEqual([]);
      expect(tried).toBeGreaterThan(0);
    },
    LONG_MS,
  );
});

describe('the explorer', () => {
  const story = smallestChange(TINY_FLASH);
  /** Takes one state for a fault: when the second set is stored and the work is not done. */
  const strict: Story = {
    ...story,
    judge: (storage, moment) =>
      moment === 'boot' && JSON.stringify(storage.credentials) !== JSON.stringify(replayStart) ? { kind: 'mixed', text: 'planted' } : undefined,
  };
  const replayStart = { kind: 'present', credentials: { user: 'a', password: oldPassword(), questions: [] } };

  test('covers every cut of every operation: two more than its torn variants', () => {
    const { operations, lists, failures } = explore(story, { depth: 1 });
    // The body and the seal, each torn in twice as many ways as it has bytes, less one.
    const seal = TINY_FLASH.writeSize;
    const body = recordLength(encodeCredentials(smallestSet('new')).length, TINY_FLASH) - seal;
    expect([operations, lists, failures]).toEqual([2, 2 * body - 1 + 2 + 2 * seal - 1 + 2, []]);
  });

  test('finds the fault with the fewest cuts, and replaying its cuts shows the same', () => {
    const { failures, failed } = explore(strict, { depth: 1, stopAfter: 1 });
    expect(failed).toBe(1);
    const [failure] = failures;
    const cuts = parseCuts(formatCuts(failure?.cuts ?? []));
    expect(failure?.description).toMatch(/^change of password, smallest set: .*op 2 of 2 \(program\).*; at the next boot: mixed: planted$/);
    expect(cuts.ok && replay(strict, cuts.value).failure?.description).toBe(failure?.description);
  });

  test(
    'finds the same faults when lives are taken to go on as others did, only sooner',
    () => {
      // What is judged lies in bytes that storage never reads again, at the end of the work.
      const used = (flash: MemoryStore) => [3, 4, 5].map((block) => flash.usedLength(block)).reduce((sum, length) => sum + length, 0);
      const guess = storiesOf('two cuts', 'short').find(({ name }) => name === 'wrong guess') ?? story;
      const physical: Story = {
        ...guess,
        judgesRemains: true,
        judge: (_, moment, __, flash) => (moment === 'finished' && used(flash) % 7 === 0 ? { kind: 'remains', text: 'planted' } : undefined),
      };
      const [quick, slow] = [false, true].map((livesAll) => explore(physical, { depth: 2, fineness: 'bytes', livesAll }));
      expect(quick?.failed).toBeGreaterThan(100);
      expect([quick?.failed, quick?.states, quick?.lists]).toEqual([slow?.failed, slow?.states, slow?.lists]);
      expect(quick?.lives).toBeLessThan(slow?.lives ?? 0);
    },
    LONG_MS,
  );

  test.each(['short', 'long', 'full', 'probe'] as const)('has something to do for every check in the %s form', (form) => {
    expect(tasksOf(form).length).toBeGreaterThan(30);
  });

  test.each(OTHER_FLASHES.map((geometry) => ({ name: JSON.stringify(geometry), geometry })))(
    'has all its stories on a flash of $name too',
    ({ geometry }) => {
      const names = ({ name }: Story) => name;
      expect(workStories({ geometry, sets: [shortSet('old'), shortSet('changed')] }).map(names)).toEqual(
        workStories({ geometry: TINY_FLASH, sets: [shortSet('old'), shortSet('changed')] }).map(names),
      );
    },
  );

  test('tears a long program in few places where few are wanted, the first byte and the last but one among them, and a seal in all', () => {
    const array = new NorArray(TINY_FLASH, story.flash);
    const words = (length: number) => {
      const operation = { type: 'program', address: 0, bytes: new Uint8Array(length) } as const;
      const ways = cutsAt(array, operation, 'few');
      return Array.from({ length: ways }, (_, way) => formatCuts([{ operation: 1, when: whenOf(way, operation, 'few') }]).slice(2));
    };
    expect(words(100)).toEqual(['before', 'after', '1', '65', '131', '197']);
    expect(words(4)).toEqual(['before', 'after', '0', '1', '2', '3', '4', '5', '6']);
  });

  test('tells of cuts that cannot be read', () => {
    const cuts = parseCuts('2/17,nonsense');
    expect(cuts.ok ? '' : cuts.problems.map(formatProblem).join()).toBe(
      '"nonsense" is no power cut. Write the operation and the way, such as 2/before, 2/17 or 2/after; more cuts with commas',
    );
  });

  function oldPassword(): string {
    const [, json] = /(\{.*\})/.exec(new TextDecoder().decode(story.flash.read(3 * TINY_FLASH.eraseSize, 400))) ?? [];
    return (JSON.parse(json ?? '{}') as { readonly password: string }).password;
  }
});

test('random work is the same for the same seed', () => {
  const options = { geometry: TINY_FLASH, steps: 40, everyWay: true, sets: [shortSet('old'), shortSet('new')] };
  expect(walk(7, options)).toEqual(walk(7, options));
  expect(walk(7, options)).not.toEqual(walk(8, options));
});
