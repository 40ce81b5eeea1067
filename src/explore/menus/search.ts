/**
 * Every order of moves at a recorder's menus, breadth first: the firmware itself runs, from its last power-up on, for each move that is tried. What two ways lead to alike is looked at once (state.ts).
 */
import { Bench, type BenchOptions } from '../../bench/bench.ts';
import type { Board } from '../../board.ts';
import { ROUTES } from '../../storage/attempts.ts';
import { type Broken, Desk, type Origin, type Player, type RtcState, type Step } from './desk.ts';
import { type Before, noteExpected } from './expected.ts';
import { Judge } from './judge.ts';
import { cutting, type Move, movesAt } from './moves.ts';
import type { PropertyId } from './properties.ts';
import { keyOf } from './state.ts';
import { waysFrom } from './ways-back.ts';

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

/** Searches the menus of a board, from a recorder on that its owner has set up. */
export async function* searchMenus(board: Board, options: MenuSearchOptions = {}): MenuSearch {
  const { maxStates = Number.POSITIVE_INFINITY, maxMoves = Number.POSITIVE_INFINITY, endsAtFirst = false, first = [] } = options;
  const { createBench = (bench) => new Bench(bench) } = options;
  const setting = { board, createBench };
  const nodes: Node[] = [];
  const seen = new Set<string>();
  const places = new Set<string>();
  const violations = new Map<PropertyId, MenuViolation>();
  let tries = 0;

  const origin: Origin = { snapshot: 'provisioned', judge: new Judge(board), atUs: 0 };
  const add = (desk: Desk, parent: number, move: Move | undefined, depth: number): void => {
    const key = keyOf(desk);
    if (seen.has(key)) return;
    seen.add(key);
    places.add(desk.place);
    const isOff = desk.place === 'off';
    nodes.push({
      parent,
      move,
      place: desk.place,
      depth,
      rtc: desk.rtc,
      judge: desk.judge.clone(),
      origin: move === undefined ? origin : isOff ? { snapshot: desk.bench.lasting, judge: desk.judge.clone(), atUs: desk.nowUs } : undefined,
    });
  };

  /** The desk as it is at this node, all made again since there was no power. */
  const deskAt = async (number: number): Promise<Desk> => {
    const moves: Move[] = [];
    let at = number;
    for (let node = nodes[at] as Node; !node.origin; node = nodes[at] as Node) {
      moves.push(node.move as Move);
      at = node.parent;
    }
    const root = nodes[at] as Node;
    const desk = new Desk(setting, root.origin as Origin, root.rtc, at + 1);
    desk.isJudged = false;
    for (const move of moves.reverse()) await move.act(desk);
    desk.isJudged = true;
    desk.judge = (nodes[number] as Node).judge.clone();
    return desk;
  };

  const violated = async (number: number, move: Move, broken: readonly Broken[], expected?: Step): Promise<void> => {
    for (const { property, what } of broken)
      if (!violations.has(property)) violations.set(property, await told(nodes, number, move, setting, { property, what }, expected));
  };

  add(new Desk(setting, origin, 'right', 1), -1, undefined, 0);
  let number = 0;
  const progress = (): MenuProgress => ({
    states: nodes.length,
    frontier: nodes.length - number,
    tries,
    moves: nodes[Math.min(number, nodes.length - 1)]?.depth ?? 0,
  });
  let isOver = false;
  let isDeepest = false;
  for (; number < nodes.length && number < maxStates && !isOver && !(endsAtFirst && violations.size > 0); number++) {
    const { place, depth } = nodes[number] as Node;
    if (depth >= maxMoves) {
      isDeepest = true;
      break;
    }
    isOver = (yield progress()) === true;
    for (const [property, way] of first[depth] === undefined ? waysFrom(place) : []) {
      if (violations.has(property)) continue;
      const desk = await deskAt(number);
      const move: Move = { who: 'owner', words: 'wants back in', act: async (at) => void (await way(at)) };
      const stuck = await way(desk);
      tries++;
      await violated(number, move, [...(stuck ? [{ property, what: stuck.what }] : []), ...desk.broken], stuck?.expected);
    }
    let desk: Desk | undefined = await deskAt(number);
    const moves = movesAt(desk).filter(({ words }) => first[depth] === undefined || words === first[depth]);
    if (first[depth] !== undefined && moves.length !== 1)
      throw new RangeError(
        `"${first[depth]}" is not to be done at ${place}; there are: ${movesAt(desk)
          .map(({ words }) => words)
          .join(', ')}`,
      );
    for (let index = 0; index < moves.length && !(endsAtFirst && violations.size > 0); index++) {
      const move = moves[index] as Move;
      desk ??= await deskAt(number);
      const before = beforeMove(desk);
      const { flash } = desk.bench.hal;
      const from = flash.operations;
      const fromUs = desk.nowUs;
      await move.act(desk);
      const tookUs = desk.nowUs - fromUs;
      tries++;
      conclude(desk, move, before);
      if (desk.broken.length > 0) await violated(number, move, desk.broken);
      if (desk.broken.length === 0) add(desk, number, move, depth + 1);
      if (move.also && first[depth] === undefined) moves.push(...move.also(tookUs));
      if (move.isStoring && first[depth] === undefined) {
        const operations = flash.operations - from;
        for (let at = 1; at <= operations; at++) moves.push(cutting(move, at, 'during'));
        if (operations > 0 && move.isSaving) moves.push(cutting(move, operations, 'after'));
      }
      desk = undefined;
    }
  }
  return { ...progress(), places, end: number >= nodes.length ? 'exhausted' : isDeepest ? 'moves' : 'stopped', violations: [...violations.values()] };
}

interface Start extends Before {
  /** Of the challenge that is stored. */
  readonly sequence: number;
}

function beforeMove(desk: Desk): Start {
  const { storage, place } = desk;
  const { challenge } = storage;
  desk.takeSaved();
  desk.takeRight();
  return { place, lefts: desk.lefts(storage), sequence: typeof challenge === 'object' ? challenge.sequence : 0 };
}

const INSIDE = /^(desktop\.|recovery\.new-password|wizard\.)/;

/** What holds of every move, whatever it was. Without `move` it is only noted what the judge must know. */
function conclude(desk: Desk, move: Move | undefined, before?: Start): void {
  const { storage, judge, place } = desk;
  const lefts = desk.lefts(storage);
  const hasSaved = desk.takeSaved();
  const right = desk.takeRight();
  if (move && before) {
    const { challenge } = storage;
    const isRenewed = typeof challenge === 'object' && challenge.sequence !== before.sequence;
    for (const route of ROUTES) {
      if (lefts[route] <= before.lefts[route] || hasSaved || right.has(route)) continue;
      if (route === 'code' ? isRenewed : before.lefts[route] === 0 && judge.lockLeftUs(route) === 0) continue;
      desk.break('attempts', `${before.lefts[route]} were left of the ${ROUTE_WORDS[route]}, and now there are ${lefts[route]}`);
    }
    if (
      move.who !== 'owner' &&
      INSIDE.test(place) &&
      !INSIDE.test(before.place) &&
      !(place.startsWith('wizard') && judge.login.password === undefined)
    )
      if (!desk.broken.some(({ property }) => ['lock', 'once', 'life', 'own', 'reset'].includes(property)))
        desk.break('stranger', `${before.place} led to ${place}`);
    if (storage.journal.pending === undefined && !desk.isStored(judge.login, storage))
      desk.break('whole', `the flash has ${storage.credentials.kind} login data, and not those there must be`);
  }
  for (const route of ['login', 'questions'] as const) if (lefts[route] > 0) judge.unlock(route);
}

const ROUTE_WORDS = { login: 'guesses at the password', questions: 'guesses at the answers', code: 'guesses at the code' } as const;

/** A way to a broken property, gone once more from its beginning, with each step noted. */
async function told(
  nodes: readonly Node[],
  number: number,
  last: Move,
  setting: { readonly board: Board; readonly createBench: (options: BenchOptions) => Bench },
  { property, what }: Broken,
  expected: Step | undefined,
): Promise<MenuViolation> {
  const path: number[] = [];
  for (let at = number; at >= 0; at = (nodes[at] as Node).parent) path.unshift(at);
  const moves: MadeMove[] = [];
  const steps: Step[] = [];
  let desk: Desk | undefined;
  const end = () => {
    if (desk) steps.push(...desk.notes);
  };
  const make = async (move: Move): Promise<void> => {
    if (!desk) return;
    desk.name(`${move.who}: ${move.words}`);
    await move.act(desk);
    conclude(desk, undefined);
    moves.push({ who: move.who, words: move.words, place: desk.place });
  };
  for (const at of path) {
    const { move, origin, rtc } = nodes[at] as Node;
    if (move) await make(move);
    if (!origin) continue;
    end();
    desk = new Desk(setting, origin, rtc, at + 1);
  }
  if (desk) {
    const before = beforeMove(desk);
    await make(last);
    await noteExpected(desk, property, before, expected);
  }
  end();
  return { property, what, moves, steps };
}
