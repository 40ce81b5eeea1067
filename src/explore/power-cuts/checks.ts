/**
 * The checks by name, cut into tasks that can run beside each other, in three forms: `long` tries everything, `short` what a test run has seconds for,
 * `probe` is the short form that ends at the first fault. `full` is the long form with every variant of the second cut of a reset, which takes three times as long.
 */
import type { FlashGeometry } from '../../hal/ports.ts';
import type { Credentials } from '../../storage/credentials.ts';
import { flipBits, flipPairs, plainSave, recoverySave, stickBits, type Trials } from './bits.ts';
import { type Fineness, formatCuts } from './cuts.ts';
import { type ExploreOptions, explore } from './explore.ts';
import { type FailureOptions, failOperations, failReset, overfill, wearBlocks } from './failures.ts';
import { BOARD_FLASH, flashAfter, fullSet, NONCE, SMALL_FLASH, shortSet, TINY_FLASH } from './fixture.ts';
import { walk } from './random-work.ts';
import { allStories, nearlyFull, smallestChange, workStories } from './stories.ts';
import type { Story } from './story.ts';

export type Form = 'short' | 'long' | 'full' | 'probe';

export const CHECKS = [
  'one cut',
  'two cuts',
  'three cuts',
  'random work',
  'flipped bits',
  'two flipped bits',
  'stuck bits',
  'failing operations',
  'worn blocks',
  'full flash',
] as const;
export type CheckName = (typeof CHECKS)[number];

/** What a task found. */
export interface Row {
  readonly check: CheckName;
  readonly name: string;
  /** Flash operations of the story, where there is one. */
  readonly operations: number | undefined;
  /** Lists of cuts that are covered, or trials. */
  readonly tried: number;
  /** States that were booted and judged. */
  readonly states: number;
  /** Faults by kind. */
  readonly counts: Readonly<Record<string, number>>;
  readonly failures: readonly RowFailure[];
  /** Of faults that are not power cuts: how many went well all the same, how many were told as damage or as an error. */
  readonly outcome?: { readonly recovered: number; readonly told: number };
}

export interface RowFailure {
  readonly description: string;
  /** Arguments that show this one again. */
  readonly again: string;
}

export interface Task {
  readonly check: CheckName;
  readonly name: string;
  /** A guess at how long it takes, in any unit: long ones begin first. */
  readonly weight: number;
  run(onProgress: (states: number) => void): Row;
}

const SHORT_SETS = [shortSet('old'), shortSet('new')] as const;
const FULL_SETS = [fullSet('old'), fullSet('new')] as const;
/** Seeds and steps of the random work. */
const WALKS = { seeds: 50, steps: 200 };

/** Flashes beside the usual ones: the smallest and the largest write units, and what boards have by default. */
export const OTHER_FLASHES: readonly FlashGeometry[] = [
  { size: 6 * 2048, eraseSize: 2048, writeSize: 1 },
  BOARD_FLASH,
  { size: 6 * 2048, eraseSize: 2048, writeSize: 16 },
  { size: 6 * 8192, eraseSize: 8192, writeSize: 256 },
];

/** The flash and the owner's sets of the stories of a check. */
export function storiesOf(check: CheckName, form: Form): readonly Story[] {
  const small = { geometry: TINY_FLASH, sets: SHORT_SETS };
  if (check === 'one cut')
    return form === 'long' || form === 'full'
      ? allStories({ geometry: SMALL_FLASH, sets: FULL_SETS })
      : form === 'short'
        ? allStories(small)
        : workStories(small);
  if (check === 'three cuts') return [smallestChange(TINY_FLASH)];
  return form === 'long' || form === 'full' ? allStories(small) : workStories(small).filter(({ judgesRemains }) => !judgesRemains);
}

/** Of these every two cuts at whole bytes are tried even in the short form. */
const SHORT_PAIRS: readonly string[] = ['change of password, smallest set', 'wrong guess', 'time mark'];

/** How fine two cuts of a story are. */
function finenessOf({ name, judgesRemains, pairs }: Story, form: Form): readonly [first: Fineness, second: Fineness] {
  if (form === 'short' || form === 'probe') return SHORT_PAIRS.includes(name) ? ['bytes', 'bytes'] : ['few', 'few'];
  return pairs ?? ['all', form === 'long' && judgesRemains ? 'bytes' : 'all'];
}

/** All tasks of a form, or those of one check, the longest first. What no task needs is not prepared. */
export function tasksOf(form: Form, only?: CheckName): readonly Task[] {
  const tasks = only === undefined || CUT_CHECKS.includes(only) ? cutTasks(form, only) : [];
  return [...tasks, ...(only === undefined || !CUT_CHECKS.includes(only) ? otherTasks(form, only) : [])].sort((a, b) => b.weight - a.weight);
}

const CUT_CHECKS: readonly CheckName[] = ['one cut', 'two cuts', 'three cuts'];

/** Stories with all their cuts. */
function cutTasks(form: Form, only: CheckName | undefined): Task[] {
  const isLong = form === 'long' || form === 'full';
  const stop: { readonly stopAfter?: number } = form === 'probe' ? { stopAfter: 1 } : {};
  const tasks: Task[] = [];
  const add = (check: CheckName, name: string, weight: number, run: Task['run']) => tasks.push({ check, name, weight, run });
  const story = (check: CheckName, told: Story, weight: number, options: ExploreOptions) =>
    add(check, told.name, weight, (onProgress) => exploreTask(check, told, { ...options, ...stop }, onProgress));

  const wanted = (check: CheckName) => (only === undefined || only === check ? storiesOf(check, form) : []);

  // In the short form a long record is torn at whole bytes where the story has several of them.
  for (const told of wanted('one cut')) story('one cut', told, 1, { depth: 1, ...(isLong || !told.pairs ? {} : { fineness: told.pairs[1] }) });
  if (isLong && wanted('one cut').length > 0) for (const geometry of OTHER_FLASHES) add('one cut', nameOf(geometry), 20, () => otherFlash(geometry));
  for (const told of wanted('two cuts')) {
    const [fineness, lastFineness] = finenessOf(told, form);
    story('two cuts', told, told.judgesRemains ? 1000 : told.pairs ? 400 : fineness === 'few' ? 5 : 50, { depth: 2, fineness, lastFineness });
  }
  if (isLong) for (const told of wanted('three cuts')) story('three cuts', told, 900, { depth: 3, fineness: 'bytes' });
  return tasks;
}

/** Everything that is not a list of cuts in a story. */
function otherTasks(form: Form, only: CheckName | undefined): Task[] {
  const isLong = form === 'long' || form === 'full';
  const stop: { readonly stopAfter?: number } = form === 'probe' ? { stopAfter: 1 } : {};
  const tasks: Task[] = [];
  const add = (check: CheckName, name: string, weight: number, run: Task['run']) => {
    if (only === undefined || only === check) tasks.push({ check, name, weight, run });
  };
  add('random work', `${WALKS.seeds} seeds of ${WALKS.steps} steps`, 100, (onProgress) => walks(isLong, form === 'probe', onProgress));
  const bits = isLong ? { geometry: SMALL_FLASH, sets: FULL_SETS, isThorough: true } : { geometry: TINY_FLASH, sets: SHORT_SETS, isThorough: false };
  add('flipped bits', isLong ? 'every bit of the flash' : 'every bit of the records', 200, () =>
    trialRow('flipped bits', 'every bit', flipBits({ ...bits, ...stop })),
  );
  add('two flipped bits', 'close together, at random', 60, () =>
    trialRow('two flipped bits', 'close together, at random', flipPairs({ ...bits, ...stop })),
  );
  add('stuck bits', 'every bit a save programs', 30, () =>
    trialRow('stuck bits', 'every bit a save programs, at 0 and 1', stickBits({ ...bits, ...stop })),
  );
  for (const name of ['of a save', 'of a save that moves on', 'of a recovery'] as const) {
    const options = () => failureOptions(SMALL_FLASH, name);
    add('failing operations', name, 5, () => trialRow('failing operations', name, failOperations(options())));
    if (name === 'of a save')
      add('full flash', name, 5, () => trialRow('full flash', 'sets of every seventh length', overfill(options(), FULL_SETS[1])));
    else add('worn blocks', name, 1, () => trialRow('worn blocks', `every subset, ${name.slice(3)}`, wearBlocks(options())));
  }
  if (only !== undefined && only !== 'failing operations') return tasks;
  for (const told of workStories({ geometry: TINY_FLASH, sets: SHORT_SETS }).filter(({ judgesRemains }) => judgesRemains))
    add('failing operations', told.name, 5, () => trialRow('failing operations', told.name, failReset(told)));
  return tasks;
}

function failureOptions(geometry: FlashGeometry, name: 'of a save' | 'of a save that moves on' | 'of a recovery'): FailureOptions {
  const [old, changed]: readonly [Credentials, Credentials] = FULL_SETS;
  if (name === 'of a save that moves on') return { geometry, save: plainSave(changed), flash: nearlyFull(geometry, old, changed) };
  const flash = flashAfter(
    geometry,
    old,
    (storage) => storage.renewChallenge(NONCE, 1_500),
    (storage) => storage.attempts.guess('code', { attempts: 3, lockUs: 1 }, () => false),
  );
  return { geometry, flash, save: name === 'of a save' ? plainSave(changed) : recoverySave(changed) };
}

function exploreTask(check: CheckName, story: Story, options: ExploreOptions, onProgress?: (states: number) => void): Row {
  const { operations, lists, states, counts, failures } = explore(story, { ...options, ...(onProgress && { onProgress }) });
  const again = (failure: (typeof failures)[number]) => `--check "${check}" --story "${story.name}" --cuts ${formatCuts(failure.cuts)}`;
  const told = failures.map((failure) => ({ description: failure.description, again: again(failure) }));
  return { check, name: story.name, operations, tried: lists, states, counts, failures: told };
}

const nameOf = ({ size, eraseSize, writeSize }: FlashGeometry): string => `all stories, ${size / eraseSize} x ${eraseSize}, write unit ${writeSize}`;

function otherFlash(geometry: FlashGeometry): Row {
  const rows = workStories({ geometry, sets: SHORT_SETS }).map((story) => exploreTask('one cut', story, { depth: 1 }));
  const counts: Record<string, number> = {};
  for (const row of rows) for (const [kind, count] of Object.entries(row.counts)) counts[kind] = (counts[kind] ?? 0) + count;
  const sum = (pick: (row: Row) => number) => rows.reduce((total, row) => total + pick(row), 0);
  const failures = rows.flatMap((row) => row.failures).map(({ description }) => ({ description, again: '--check "one cut"' }));
  const figures = { operations: sum((row) => row.operations ?? 0), tried: sum((row) => row.tried), states: sum((row) => row.states) };
  return { check: 'one cut', name: nameOf(geometry), ...figures, counts, failures };
}

function walks(everyWay: boolean, stopsEarly: boolean, onProgress: (states: number) => void): Row {
  const counts: Record<string, number> = {};
  const failures: RowFailure[] = [];
  let cuts = 0;
  let operations = 0;
  for (let seed = 1; seed <= WALKS.seeds && !(stopsEarly && failures.length > 0); seed++) {
    const done = walk(seed, { geometry: TINY_FLASH, steps: WALKS.steps, everyWay, sets: SHORT_SETS });
    cuts += done.cuts;
    operations += done.operations;
    onProgress(cuts);
    if (!done.failure) continue;
    counts[done.failure.kind] = (counts[done.failure.kind] ?? 0) + 1;
    failures.push({ description: done.failure.description, again: '--check "random work"' });
  }
  return { check: 'random work', name: `${WALKS.seeds} seeds of ${WALKS.steps} steps`, operations, tried: cuts, states: cuts, counts, failures };
}

function trialRow(check: CheckName, name: string, { tried, recovered, told, failures }: Trials): Row {
  const counts: Record<string, number> = {};
  for (const { kind } of failures) counts[kind] = (counts[kind] ?? 0) + 1;
  const again = `--check "${check}"`;
  return {
    check,
    name,
    ...(told > 0 ? { outcome: { recovered, told } } : {}),
    operations: undefined,
    tried,
    states: tried,
    counts,
    failures: failures.slice(0, 20).map(({ description }) => ({ description, again })),
  };
}
