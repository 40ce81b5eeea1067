/**
 * Every order of moves at a recorder's menus, breadth first: the firmware itself runs, from its last power-up on, for each move that is tried. What two ways lead to alike is looked at once (state.ts).
 */
import { Bench, type BenchOptions } from '../../bench/bench.ts';
import type { Board } from '../../board.ts';
import { conclude, type Start, startOf } from './conclude.ts';
import { Desk, type Player } from './desk.ts';
import { noteExpected } from './expected.ts';
import { Judge } from './judge.ts';
import { cutting, type Move, movesAt } from './moves.ts';
import type { PropertyId } from './properties.ts';
import type { Broken, Origin, RtcState, Setting, Step } from './room.ts';
import { keyOf } from './state.ts';
import { type WayId, waysFrom } from './ways-back.ts';

export interface MenuSearchOptions {
  /** So many states are looked at, at most. */
  readonly maxStates?: number | undefined;
  /** So many moves are made one after the other, at most. */
  readonly maxMoves?: number | undefined;
  /** These moves, by their words, are made before the search begins, and nothing else is tried on the way. */
  readonly first?: readonly string[] | undefined;
  /** The first broken property is enough. */
  readonly endsAtFirst?: boolean | undefined;
  /** Makes the world of each attempt; by default a Bench. For firmware with planted mistakes. */
  readonly createBench?: (options: BenchOptions) => Bench;
}

export interface MenuProgress {
  /** Found so far, and how many of them are still to be looked at. */
  readonly states: number;
  readonly frontier: number;
  readonly tries: number;
  /** All orders of fewer moves were tried. */
  readonly moves: number;
}

export interface MadeMove {
  readonly who: Player;
  readonly words: string;
  /** Where it led. */
  readonly place: string;
}

export interface MenuViolation {
  readonly property: PropertyId;
  /** From a recorder that was set up, without power. None is shorter. */
  readonly moves: readonly MadeMove[];
  /** What came of the last one. */
  readonly what: string;
  /** The same as steps of a scenario. */
  readonly steps: readonly Step[];
}

export interface MenusFound extends MenuProgress {
  readonly places: ReadonlySet<string>;
  /** Why it ended: nothing is left to be looked at, `maxMoves`, or it was stopped. */
  readonly end: 'exhausted' | 'moves' | 'stopped';
  /** The first of each property. */
  readonly violations: readonly MenuViolation[];
}

/** A search on its way; whoever leads it may end it by answering true. */
export type MenuSearch = AsyncGenerator<MenuProgress, MenusFound, boolean | undefined>;

/** Leads a search to its end, in one go. */
export async function finishMenus(search: MenuSearch): Promise<MenusFound> {
  let step = await search.next();
  while (!step.done) step = await search.next(false);
  return step.value;
}

interface Node {
  readonly parent: number;
  readonly move: Move | undefined;
  readonly place: string;
  readonly depth: number;
  /** What the judge knows by then. */
  readonly judge: Judge;
  /** Where there is no power: what the attempts below it begin with. */
  readonly origin: Origin | undefined;
  readonly rtc: RtcState;
}

/** Searches the menus of a board, from a recorder without power that its owner has set up. */
export function searchMenus(board: Board, options: MenuSearchOptions = {}): MenuSearch {
  return new Searcher(board, options).run();
}

class Searcher {
  readonly #setting: Setting;
  readonly #options: MenuSearchOptions;
  readonly #nodes: Node[] = [];
  readonly #seen = new Set<string>();
  readonly #places = new Set<string>();
  readonly #violations = new Map<PropertyId, MenuViolation>();
  #tries = 0;
  /** The one that is looked at. */
  #number = 0;

  constructor(board: Board, options: MenuSearchOptions) {
    const { createBench = (bench) => new Bench(bench) } = options;
    this.#setting = { board, createBench };
    this.#options = options;
  }

  async *run(): MenuSearch {
    const { maxStates = Number.POSITIVE_INFINITY, maxMoves = Number.POSITIVE_INFINITY } = this.#options;
    const origin: Origin = { snapshot: 'provisioned', judge: new Judge(this.#setting.board), atUs: 0 };
    this.#add(new Desk(this.#setting, origin, 'right', 1), undefined);
    for (; this.#number < this.#nodes.length; this.#number++) {
      if (this.#node.depth >= maxMoves) return this.#found('moves');
      if (this.#number >= maxStates || this.#isEnough || (yield this.#progress)) return this.#found('stopped');
      await this.#look();
    }
    return this.#found('exhausted');
  }

  get #node(): Node {
    return this.#nodes[this.#number] as Node;
  }

  get #isEnough(): boolean {
    return this.#options.endsAtFirst === true && this.#violations.size > 0;
  }

  get #progress(): MenuProgress {
    const { length } = this.#nodes;
    const { depth } = this.#nodes[Math.min(this.#number, length - 1)] as Node;
    return { states: length, frontier: length - this.#number, tries: this.#tries, moves: depth };
  }

  #found(end: MenusFound['end']): MenusFound {
    return { ...this.#progress, places: this.#places, end, violations: [...this.#violations.values()] };
  }

  /** Keeps a state that was not known, one move after the one that is looked at. */
  #add(desk: Desk, move: Move | undefined): void {
    const key = keyOf(desk);
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const { place, rtc, nowUs } = desk;
    this.#places.add(place);
    const judge = desk.judge.clone();
    const lasting = () => (move ? desk.bench.lasting : 'provisioned');
    this.#nodes.push({
      ...{ move, place, rtc, judge },
      parent: move ? this.#number : -1,
      depth: move ? this.#node.depth + 1 : 0,
      origin: place === 'off' ? { snapshot: lasting(), judge, atUs: nowUs } : undefined,
    });
  }

  /** The desk as it is at the node that is looked at, all made again since there was no power. */
  async #desk(): Promise<Desk> {
    const moves: Move[] = [];
    let at = this.#number;
    for (let node = this.#node; !node.origin; node = this.#nodes[at] as Node) {
      moves.push(node.move as Move);
      at = node.parent;
    }
    const { origin, rtc } = this.#nodes[at] as Node;
    const desk = new Desk(this.#setting, origin as Origin, rtc, at + 1);
    desk.isJudged = false;
    for (const move of moves.reverse()) await move.act(desk);
    desk.isJudged = true;
    desk.judge = this.#node.judge.clone();
    return desk;
  }

  /** Tries all that can be done here. */
  async #look(): Promise<void> {
    const { place, depth } = this.#node;
    const first = this.#options.first?.[depth];
    const desk = await this.#desk();
    const all = movesAt(desk);
    if (first !== undefined) {
      const move = all.find(({ words }) => words === first);
      if (!move) throw new RangeError(`"${first}" cannot be done at ${place}; this can: ${all.map(({ words }) => words).join(', ')}`);
      await this.#try(move, desk, false);
      return;
    }
    await this.#goBack();
    const moves = [...all];
    for (let index = 0; index < moves.length && !this.#isEnough; index++) {
      const move = moves[index] as Move;
      moves.push(...(await this.#try(move, index === 0 ? desk : await this.#desk(), true)));
    }
  }

  /** The ways in and out that there must be from here. */
  async #goBack(): Promise<void> {
    for (const [property, way] of waysFrom(this.#node.place)) {
      if (this.#violations.has(property) || this.#isEnough) continue;
      const desk = await this.#desk();
      const stuck = await way(desk);
      this.#tries++;
      const move: Move = { who: 'owner', words: WANTS_BACK[property], act: async (at) => void (await way(at)) };
      await this.#violated(move, [...(stuck ? [{ property, ...stuck }] : []), ...desk.broken]);
    }
  }

  /** Makes a move, and judges what came of it, also if power is cut at one of its flash operations. Returns what else can be tried here. */
  async #try(move: Move, desk: Desk, withCuts: boolean): Promise<readonly Move[]> {
    const before = startOf(desk);
    const fromUs = desk.nowUs;
    if (move.isStoring && withCuts) desk.keepMoments();
    await move.act(desk);
    await this.#judge(desk, move, before);
    for (let number = 1; number <= desk.moments; number++) {
      await this.#judge(desk.cutAt(number, 'during', this.#number + 1), cutting(move, number, 'during'), before);
      if (move.isSaving && number === desk.moments)
        await this.#judge(desk.cutAt(number, 'after', this.#number + 1), cutting(move, number, 'after'), before);
    }
    return move.also?.(desk.nowUs - fromUs) ?? [];
  }

  async #judge(desk: Desk, move: Move, before: Start): Promise<void> {
    this.#tries++;
    conclude(desk, move, before);
    if (desk.broken.length > 0) await this.#violated(move, desk.broken);
    else if (!move.isLast) this.#add(desk, move);
  }

  async #violated(move: Move, broken: readonly Broken[]): Promise<void> {
    for (const each of broken)
      if (!this.#violations.has(each.property)) this.#violations.set(each.property, await told(this.#nodes, this.#number, move, this.#setting, each));
  }
}

const WANTS_BACK: Readonly<Record<WayId, string>> = {
  wayOut: 'wants to leave the menu',
  byPassword: 'wants in by the password',
  byMail: 'wants back in by the mail',
  byAnswers: 'wants back in by the answers',
};

/** A way to a broken property, gone once more from its beginning, with each step noted. */
async function told(
  nodes: readonly Node[],
  number: number,
  last: Move,
  setting: Setting,
  { property, what, expected }: Broken,
): Promise<MenuViolation> {
  const path: number[] = [];
  for (let at = number; at >= 0; at = (nodes[at] as Node).parent) path.unshift(at);
  const moves: MadeMove[] = [];
  const steps: Step[] = [];
  let desk: Desk | undefined;
  const make = async (at: Desk, move: Move): Promise<void> => {
    at.name(`${move.who}: ${move.words}`);
    const before = startOf(at);
    await move.act(at);
    conclude(at, move, before);
    moves.push({ who: move.who, words: move.words, place: at.place });
  };
  for (const at of path) {
    const { move, origin, rtc } = nodes[at] as Node;
    if (desk && move) await make(desk, move);
    if (!origin) continue;
    steps.push(...(desk?.notes ?? []));
    desk = new Desk(setting, origin, rtc, at + 1);
    desk.isNoted = true;
  }
  if (desk) {
    const before = startOf(desk);
    await make(desk, last);
    await noteExpected(desk, property, before, expected);
    steps.push(...desk.notes);
  }
  return { property, what, moves, steps };
}
