/**
 * Every cut, every two cuts, every three: each life of a story is cut at each operation in each way, and what the next life finds is judged, after the boot,
 * after the recovery and after the work was done once more. The second cut falls into the life after the first, anywhere from its boot to its end.
 * A state is the cells of the flash and the progress of the story; what follows from it follows from nothing else, so a state that was met before is not
 * looked at again. After the last cut of a list, life goes on as it went on before wherever a boot learns the same and the cells that life
 * touched hold the same (same-life.ts). `lists` counts the lists of cuts that are covered, `states` the states that were booted and
 * judged, `lives` those that were lived through to the end.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashOperation } from '../../hal/ports.ts';
import { Storage } from '../../storage/storage.ts';
import { type Cut, cutsAt, describeCut, type Fineness, strike, whenOf } from './cuts.ts';
import type { Fault } from './fault.ts';
import { operationInWords } from './operation-words.ts';
import { SameLife, WatchedArray } from './same-life.ts';
import { StateMap } from './state-map.ts';
import { type Moment, recover, type Story } from './story.ts';

export interface Failure extends Fault {
  readonly story: string;
  readonly cuts: readonly Cut[];
  /** The cuts in words, and when it was seen. */
  readonly description: string;
  /** Each cut in words. */
  readonly words: readonly string[];
  readonly moment: Moment;
  /** The flash as the last cut left it. */
  readonly left: MemoryStore;
}

export interface Exploration {
  readonly story: string;
  readonly depth: number;
  /** Flash operations of the story when nothing happens. */
  readonly operations: number;
  /** Lists of `depth` cuts that were covered. */
  readonly lists: number;
  /** States that were booted and judged. */
  readonly states: number;
  /** Of these, how many were lived through to the end; the others go on as one of them. */
  readonly lives: number;
  /** States with a fault. */
  readonly failed: number;
  /** The first failures found; none has fewer cuts than those before it. */
  readonly failures: readonly Failure[];
  /** By kind of fault. */
  readonly counts: Readonly<Record<string, number>>;
  /** Everything was covered: nobody ended it before. */
  readonly isWhole: boolean;
}

/** On its way; tells of the states so far, and whoever leads it may end it by answering true. */
export type Exploring = Generator<number, Exploration, boolean | undefined>;

export interface ExploreOptions {
  /** How many cuts: 1 to 3. */
  readonly depth: number;
  readonly fineness?: Fineness;
  /** Of the last of several cuts; by default the same. */
  readonly lastFineness?: Fineness;
  /** End at so many failing states. */
  readonly stopAfter?: number;
  /** End at so many states. */
  readonly maxStates?: number;
  /** No life is taken to go on as another did: slow, and the proof that nothing is missed by that. */
  readonly livesAll?: boolean;
  /** That of the firmware; by default the right one. */
  readonly storage?: typeof Storage | undefined;
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
const REPORT_EVERY = 256;

/** Explores to the end, in one go. */
export function explore(story: Story, { onProgress, ...options }: ExploreOptions & { readonly onProgress?: (states: number) => void }): Exploration {
  const exploring = exploreInSteps(story, options);
  let step = exploring.next();
  for (; !step.done; step = exploring.next()) onProgress?.(step.value);
  return step.value;
}

export const exploreInSteps = (story: Story, options: ExploreOptions): Exploring => new Explorer(story, options).explore();

class Explorer {
  readonly #story: Story;
  readonly #depth: number;
  /** By the number of the cut, from 0. */
  readonly #fineness: readonly Fineness[];
  readonly #stopAfter: number;
  readonly #maxStates: number;
  /** In how many ways the life after a state can be cut. */
  readonly #ways = new StateMap();
  readonly #sameLife: SameLife | undefined;
  readonly #storage: typeof Storage;
  readonly #failures: Failure[] = [];
  readonly #counts: Record<string, number> = {};
  #states = 0;
  #lives = 0;
  #failed = 0;
  #isEnded = false;

  constructor(
    story: Story,
    {
      depth,
      fineness = 'all',
      lastFineness = fineness,
      stopAfter = Number.POSITIVE_INFINITY,
      maxStates = Number.POSITIVE_INFINITY,
      livesAll = false,
      storage = Storage,
    }: ExploreOptions,
  ) {
    this.#story = story;
    this.#depth = depth;
    this.#fineness = Array.from({ length: depth }, (_, cut) => (cut > 0 && cut === depth - 1 ? lastFineness : fineness));
    this.#stopAfter = stopAfter;
    this.#maxStates = maxStates;
    this.#sameLife = livesAll || depth === 1 ? undefined : new SameLife(story, storage);
    this.#storage = storage;
  }

  *explore(): Exploring {
    const root: State = { flash: this.#story.flash, progress: 0, from: undefined };
    const first = this.#live(root, 0);
    // Lists of two cuts by their first state, and the states after one cut, each as often as it comes about.
    const pairs = new StateMap();
    const children: State[] = [];
    let frontier = [root];
    for (let level = 1; level <= this.#depth && !this.#isOver; level++) {
      const next: State[] = [];
      for (const state of frontier) {
        if (this.#isOver) break;
        pairs.set(
          state,
          yield* level === this.#depth ? this.#expandLast(state) : this.#expand(state, level, next, state === root ? children : undefined),
        );
      }
      frontier = next;
    }
    const lists = [first.ways, pairs.get(root), children.reduce((sum, child) => sum + (pairs.get(child) ?? 0), 0)][this.#depth - 1] ?? 0;
    const { name } = this.#story;
    const figures = { lists, states: this.#states, lives: this.#lives, failed: this.#failed };
    const found = { failures: this.#failures, counts: this.#counts, isWhole: !this.#isOver };
    return { story: name, depth: this.#depth, operations: first.steps.length, ...figures, ...found };
  }

  get #isOver(): boolean {
    return this.#isEnded || this.#failed >= this.#stopAfter || this.#states >= this.#maxStates;
  }

  /** Lives through the states after one more cut that are new, and adds them to `next`. Returns the sum of their ways to be cut. */
  *#expand(state: State, level: number, next: State[], children: State[] | undefined): Generator<number, number, boolean | undefined> {
    let sum = 0;
    for (const child of this.#statesAfter(state, level - 1)) {
      let ways = this.#ways.get(child);
      if (ways === undefined) {
        ({ ways } = this.#live(child, level));
        if (this.#isDue && (yield this.#states)) this.#isEnded = true;
        next.push(child);
      }
      sum += ways;
      if (this.#depth > 2) children?.push(child);
      if (this.#isOver) break;
    }
    return sum;
  }

  /** Judges the states after the last cut. Of two cuts so few come about twice that it costs more to remember them; of three nearly all do. */
  *#expandLast(state: State): Generator<number, number, boolean | undefined> {
    const remembers = this.#depth > 2;
    for (const child of this.#statesAfter(state, this.#depth - 1)) {
      if (remembers) {
        if (this.#ways.get(child) !== undefined) continue;
        this.#ways.set(child, 0);
      }
      const fault = this.#sameLife ? this.#sameLife.judge(child.flash, child.progress) : 'unknown';
      if (fault === 'unknown') this.#live(child, this.#depth);
      else this.#note(child, fault, 'boot');
      if (this.#isDue && (yield this.#states)) this.#isEnded = true;
      if (this.#isOver) break;
    }
    return 0;
  }

  /** It is time to tell. */
  get #isDue(): boolean {
    return this.#states % REPORT_EVERY === 0;
  }

  /** The states after every `cut`-th cut, from 0, in the life after `state`. */
  #statesAfter(state: State, cut: number): Iterable<State> {
    const fineness = this.#fineness[cut] ?? 'all';
    return statesAfter(this.#story, state, live(this.#story, state, { fineness, storage: this.#storage }).steps, fineness);
  }

  /** `cuts`: how many there were before. */
  #live(state: State, cuts: number): Life {
    const life = live(this.#story, state, { fineness: this.#fineness[cuts] ?? 'all', storage: this.#storage, sameLife: this.#sameLife });
    this.#lives++;
    this.#ways.set(state, life.ways);
    this.#note(state, life.fault, life.moment);
    return life;
  }

  #note(state: State, fault: Fault | undefined, moment: Moment): void {
    this.#states++;
    if (!fault) return;
    this.#failed++;
    this.#counts[fault.kind] = (this.#counts[fault.kind] ?? 0) + 1;
    // Of each kind the first, whatever else there is.
    if (this.#failures.length < KEPT_FAILURES || this.#counts[fault.kind] === 1)
      this.#failures.push(failureOf(this.#story, state, { ...fault, moment, storage: this.#storage }));
  }
}

/** One list of cuts, once more: what goes wrong after it, and how many operations and which cuts there were. */
export function replay(
  story: Story,
  cuts: readonly Cut[],
  storage = Storage,
): { readonly description: string; readonly failure: Failure | undefined } {
  let state: State = { flash: story.flash, progress: 0, from: undefined };
  for (const cut of cuts) {
    const { steps } = live(story, state, { storage });
    const step = steps[cut.operation - 1];
    if (!step) throw new RangeError(`that life has ${steps.length} operations, no operation ${cut.operation}`);
    state = afterCut(story, state, step, cut);
  }
  const { fault, moment } = live(story, state, { storage });
  return { description: describe(state, story, storage), failure: fault && failureOf(story, state, { ...fault, moment, storage }) };
}

interface LifeOptions {
  readonly fineness?: Fineness;
  readonly storage: typeof Storage;
  readonly sameLife?: SameLife | undefined;
}

/** Boot, recovery, the work, and one more boot; each is judged. Nothing of it changes `state`. */
function live(story: Story, state: State, { fineness = 'all', storage: Boots, sameLife }: LifeOptions): Life {
  const flash = state.flash.clone();
  const array = new WatchedArray(story.geometry, flash);
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
    const storage = new Boots(array);
    const atBoot = story.judge(storage, moment, progress.value, flash);
    if (atBoot) return finish(atBoot);
    const known = sameLife?.keyOf(storage, flash, state.progress);
    array.watch(state.flash);
    moment = 'recovered';
    const isRecovered = run(recover(storage), perform);
    const afterRecovery = isRecovered ? story.judge(storage, moment, progress.value, flash) : refused('the reset could not be finished');
    if (afterRecovery) return finish(afterRecovery);
    moment = 'finished';
    if (!run(story.work(storage, progress), perform)) return finish(refused('the work was refused'));
    const touched = array.unwatch();
    const fault = story.judge(storage, moment, progress.value, flash) ?? story.judge(new Boots(array), moment, progress.value, flash);
    if (!fault && known !== undefined) sameLife?.remember(known, touched);
    return finish(fault);
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

function failureOf(
  story: Story,
  state: State,
  { storage, moment, ...fault }: Fault & { readonly moment: Moment; readonly storage: typeof Storage },
): Failure {
  const seen = { boot: 'at the next boot', recovered: 'after the recovery', finished: 'when the work was done' }[moment];
  const description = `${story.name}: ${describe(state, story, storage)}; ${seen}: ${fault.kind}: ${fault.text}`;
  return { ...fault, story: story.name, cuts: cutsOf(state), description, words: wordsOf(state, story, storage), moment, left: state.flash };
}

/** Each cut with what the operation was about. */
function wordsOf(state: State, story: Story, storage: typeof Storage): string[] {
  if (!state.from) return [];
  const { state: earlier, cut } = state.from;
  const { steps } = live(story, earlier, { storage });
  const step = steps[cut.operation - 1];
  const what = step ? `: ${operationInWords(step.operation, step.flash, story.geometry)}` : '';
  return [...wordsOf(earlier, story, storage), `${describeCut(cut, steps.length, step?.operation.type)}${what}`];
}

function cutsOf(state: State): Cut[] {
  return state.from ? [...cutsOf(state.from.state), state.from.cut] : [];
}

function describe(state: State, story: Story, storage: typeof Storage): string {
  if (!state.from) return 'no cut';
  const { state: earlier, cut } = state.from;
  const { steps } = live(story, earlier, { storage });
  const words = describeCut(cut, steps.length, steps[cut.operation - 1]?.operation.type);
  return earlier.from ? `${describe(earlier, story, storage)}, then ${words}` : words;
}
