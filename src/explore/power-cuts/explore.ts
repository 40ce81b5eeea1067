/**
 * Every cut, every two cuts, every three: each life of a story is cut at each operation in each way, and what the next life finds is judged, after the boot,
 * after the recovery and after the work was done once more. The second cut falls into the life after the first, anywhere from its boot to its end.
 * A state is the cells of the flash and the progress of the story; what follows from it follows from nothing else. So a state that was met before is not
 * lived through again: `lists` counts the lists of cuts that are covered, `states` the different states that were lived through.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashOperation } from '../../hal/ports.ts';
import { Storage } from '../../storage/storage.ts';
import { type Cut, cutsAt, describeCut, type Fineness, strike, whenOf } from './cuts.ts';
import type { Fault } from './fault.ts';
import { type Moment, recover, type Story } from './story.ts';

export interface Failure extends Fault {
  readonly story: string;
  readonly cuts: readonly Cut[];
  /** The cuts in words, and when it was seen. */
  readonly description: string;
}

export interface Exploration {
  readonly story: string;
  readonly depth: number;
  /** Flash operations of the story when nothing happens. */
  readonly operations: number;
  /** Lists of `depth` cuts that were covered. */
  readonly lists: number;
  /** Different states that were lived through. */
  readonly states: number;
  /** States with a fault. */
  readonly failed: number;
  /** The first failures found; none has fewer cuts than those before it. */
  readonly failures: readonly Failure[];
  /** By kind of fault. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface ExploreOptions {
  /** How many cuts: 1 to 3. */
  readonly depth: number;
  readonly fineness?: Fineness;
  /** End at so many failing states. */
  readonly stopAfter?: number;
  /** Told now and then of the states so far. */
  readonly onProgress?: (states: number) => void;
}

interface State {
  readonly flash: MemoryStore;
  readonly progress: number;
  /** How it came about; `undefined` for the beginning. */
  readonly from: { readonly state: State; readonly cut: Cut } | undefined;
}

/** A moment of a life just before an operation. */
interface Step {
  readonly operation: FlashOperation;
  readonly flash: MemoryStore;
  readonly progress: number;
}

interface Life {
  readonly fault: Fault | undefined;
  readonly moment: Moment;
  readonly steps: readonly Step[];
  /** In how many ways this life can be cut. */
  readonly ways: number;
}

const KEPT_FAILURES = 20;
/** States between two reports of progress. */
const REPORT_EVERY = 2048;

export function explore(story: Story, { depth, fineness = 'all', stopAfter = Number.POSITIVE_INFINITY, onProgress }: ExploreOptions): Exploration {
  const ways = new StateMap();
  const pairs = new StateMap();
  const failures: Failure[] = [];
  const counts: Record<string, number> = {};
  let states = 0;
  let failed = 0;

  const visit = (state: State): Life => {
    const life = live(story, state, fineness);
    if (++states % REPORT_EVERY === 0) onProgress?.(states);
    ways.set(state, life.ways);
    if (life.fault) {
      failed++;
      counts[life.fault.kind] = (counts[life.fault.kind] ?? 0) + 1;
      if (failures.length < KEPT_FAILURES) failures.push(failureOf(story, state, life.fault, life.moment, fineness));
    }
    return life;
  };

  const root: State = { flash: story.flash, progress: 0, from: undefined };
  const first = visit(root);
  let frontier: State[] = [root];
  const children: State[] = [];
  for (let level = 1; level <= depth && failed < stopAfter; level++) {
    const next: State[] = [];
    for (const state of frontier) {
      let sum = 0;
      for (const child of statesAfter(story, state, live(story, state, fineness).steps, fineness)) {
        let known = ways.get(child);
        if (known === undefined) {
          known = visit(child).ways;
          if (level < depth) next.push(child);
        }
        sum += known;
        if (state === root && depth > 2) children.push(child);
        if (failed >= stopAfter) break;
      }
      pairs.set(state, sum);
      if (failed >= stopAfter) break;
    }
    frontier = next;
  }
  const lists = depth === 1 ? first.ways : depth === 2 ? pairs.get(root) : children.reduce((sum, child) => sum + (pairs.get(child) ?? 0), 0);
  return { story: story.name, depth, operations: first.steps.length, lists: lists ?? 0, states, failed, failures, counts };
}

/** One list of cuts, once more: what goes wrong after it, and how many operations and which cuts there were. */
export function replay(story: Story, cuts: readonly Cut[]): { readonly description: string; readonly failure: Failure | undefined } {
  let state: State = { flash: story.flash, progress: 0, from: undefined };
  for (const cut of cuts) {
    const { steps } = live(story, state, 'all');
    const step = steps[cut.operation - 1];
    if (!step) throw new RangeError(`that life has ${steps.length} operations, no operation ${cut.operation}`);
    state = afterCut(story, state, step, cut);
  }
  const { fault, moment } = live(story, state, 'all');
  return { description: describe(state, story, 'all'), failure: fault && failureOf(story, state, fault, moment, 'all') };
}

/** Boot, recovery, the work, and one more boot; each is judged. Nothing of it changes `state`. */
function live(story: Story, state: State, fineness: Fineness): Life {
  const flash = state.flash.clone();
  const array = new NorArray(story.geometry, flash);
  const progress = { value: state.progress };
  const steps: Step[] = [];
  let ways = 0;
  let moment: Moment = 'boot';
  const perform = (operation: FlashOperation): boolean => {
    steps.push({ operation, flash: flash.clone(), progress: progress.value });
    ways += cutsAt(array, operation, fineness);
    return array.perform(operation);
  };
  const finish = (fault: Fault | undefined): Life => ({ fault, moment, steps, ways });
  try {
    const storage = new Storage(array);
    const atBoot = story.judge(storage, moment, progress.value, flash);
    if (atBoot) return finish(atBoot);
    moment = 'recovered';
    const isRecovered = run(recover(storage), perform);
    const afterRecovery = isRecovered ? story.judge(storage, moment, progress.value, flash) : refused('the reset could not be finished');
    if (afterRecovery) return finish(afterRecovery);
    moment = 'finished';
    if (!run(story.work(storage, progress), perform)) return finish(refused('the work was refused'));
    return finish(story.judge(storage, moment, progress.value, flash) ?? story.judge(new Storage(array), moment, progress.value, flash));
  } catch (error) {
    return finish({ kind: 'exception', text: String(error) });
  }
}

const refused = (text: string): Fault => ({ kind: 'refused', text });

/** As many operations as no piece of work here comes near to: a job that goes on for ever is a fault, too. */
const MOST_OPERATIONS = 100_000;

function run<T>(job: Generator<FlashOperation, T, boolean>, perform: (operation: FlashOperation) => boolean): T {
  let step = job.next();
  for (let count = 0; !step.done; count++) {
    if (count > MOST_OPERATIONS) throw new Error('the work does not end');
    step = job.next(perform(step.value));
  }
  return step.value;
}

/** The states that every cut of a life leaves. */
function* statesAfter(story: Story, state: State, steps: readonly Step[], fineness: Fineness): Generator<State> {
  for (let index = 0; index < steps.length; index++) {
    const step = steps[index] as Step;
    const ways = cutsAt(new NorArray(story.geometry, step.flash), step.operation, fineness);
    for (let way = 0; way < ways; way++) yield afterCut(story, state, step, { operation: index + 1, when: whenOf(way, step.operation, fineness) });
  }
}

function afterCut(story: Story, state: State, { operation, flash, progress }: Step, cut: Cut): State {
  const left = flash.clone();
  strike(new NorArray(story.geometry, left), operation, cut.when);
  return { flash: left, progress, from: { state, cut } };
}

function failureOf(story: Story, state: State, fault: Fault, moment: Moment, fineness: Fineness): Failure {
  const seen = { boot: 'at the next boot', recovered: 'after the recovery', finished: 'when the work was done' }[moment];
  const description = `${story.name}: ${describe(state, story, fineness)}; ${seen}: ${fault.kind}: ${fault.text}`;
  return { ...fault, story: story.name, cuts: cutsOf(state), description };
}

function cutsOf(state: State): Cut[] {
  return state.from ? [...cutsOf(state.from.state), state.from.cut] : [];
}

function describe(state: State, story: Story, fineness: Fineness): string {
  if (!state.from) return 'no cut';
  const { state: earlier, cut } = state.from;
  const { steps } = live(story, earlier, fineness);
  const words = describeCut(cut, steps.length, steps[cut.operation - 1]?.operation.type);
  return earlier.from ? `${describe(earlier, story, fineness)}, then ${words}` : words;
}

/** A number for each state. States are told apart by the fingerprint of their flash and by their progress. */
class StateMap {
  readonly #byProgress: Map<number, number>[] = [];

  get({ flash, progress }: State): number | undefined {
    return this.#byProgress[progress]?.get(flash.fingerprint());
  }

  set({ flash, progress }: State, value: number): void {
    const map = this.#byProgress[progress] ?? new Map<number, number>();
    this.#byProgress[progress] = map;
    map.set(flash.fingerprint(), value);
  }
}
