/** Plain holds of every length, done at two recorders: a press that is there when power comes, or while they run, and its release. No bounce, nothing else. */
import { US_PER_S, type Us } from '../../units.ts';
import type { Difference } from './pair.ts';
import type { Side } from './side.ts';

/** When the button is pressed. */
export type Begin = 'before power' | 'while it runs';

/** Holds of `fromUs` to `toUs`, both included, all come to the same. */
export interface HoldRange {
  readonly fromUs: Us;
  /** `undefined`: and all longer ones. */
  readonly toUs: Us | undefined;
  readonly shown: Difference;
}

/** How long is waited for what comes of a hold, and for the recorders to be up. */
const AFTER_US = 300 * US_PER_S;

/** Counted from the first sample of both, or from the press where they run; from power where their first samples differ. */
export function holdRanges(sides: readonly [Side, Side], begin: Begin): HoldRange[] {
  const [first, second] = sides.map(({ believed }) => believed.samplingStartUs) as [Us, Us];
  const originUs = begin === 'before power' && first === second ? first : 0;
  const shownAt = (holdUs: Us): Difference => [play(sides[0], begin, originUs + holdUs), play(sides[1], begin, originUs + holdUs)];
  const points = [...new Set(sides.flatMap((side) => edgesOf(side, begin, originUs)).flatMap((us) => [us - 1, us, us + 1]))]
    .filter((us) => us >= 0 && Number.isFinite(us))
    .sort((a, b) => a - b);
  const ranges: { fromUs: Us; toUs: Us | undefined; shown: Difference }[] = [];
  for (const us of points) {
    const shown = shownAt(us);
    const last = ranges.at(-1);
    if (last && isAlike(last.shown, shown)) {
      last.toUs = us;
      continue;
    }
    // The edge may lie between two points.
    if (last) last.toUs = lastLike(shownAt, last.toUs ?? last.fromUs, us, last.shown);
    ranges.push({ fromUs: last ? (last.toUs as Us) + 1 : us, toUs: us, shown });
  }
  const end = ranges.at(-1);
  if (end) end.toUs = undefined;
  return ranges;
}

/** Counted from the origin: where a limit of a board may change what comes of a hold. */
function edgesOf({ believed: board }: Side, begin: Begin, originUs: Us): Us[] {
  const startUs = (begin === 'before power' ? board.samplingStartUs : 0) - originUs;
  const limits = board.stages.flatMap(({ fromUs, toUs }) => [fromUs, toUs]);
  return [0, ...[0, board.debounceUs, board.stuckAfterUs, ...limits].map((us) => startUs + us), startUs + board.stuckAfterUs + 2 * board.debounceUs];
}

function lastLike(shownAt: (us: Us) => Difference, fromUs: Us, toUs: Us, shown: Difference): Us {
  let [like, unlike] = [fromUs, toUs];
  while (unlike - like > 1) {
    const middle = Math.floor((like + unlike) / 2);
    if (isAlike(shownAt(middle), shown)) like = middle;
    else unlike = middle;
  }
  return like;
}

const isAlike = (a: Difference, b: Difference): boolean => a[0] === b[0] && a[1] === b[1];

/** What is shown of one hold; `undefined`: nothing. */
function play(side: Side, begin: Begin, holdUs: Us): string | undefined {
  const player = new Player(side);
  if (begin === 'before power') player.do('contact.closed');
  player.do('power-on');
  if (begin === 'while it runs') {
    player.pass(AFTER_US);
    player.do('contact.closed');
  }
  player.pass(holdUs);
  player.do('contact.opened');
  player.pass(AFTER_US);
  return player.shown.length === 0 ? undefined : player.shown.join(', then ');
}

/** One recorder in numbers: timers end when they are due, and before what is done at the same moment. */
class Player {
  readonly shown: string[] = [];
  readonly #side: Side;
  #state = 0;
  #nowUs: Us = 0;
  #timers: { readonly timer: string; readonly atUs: Us }[] = [];

  constructor(side: Side) {
    this.#side = side;
  }

  /** What this recorder has no part for is not done. */
  do(event: string): void {
    if (this.#side.deedsAt(this.#state).includes(event)) this.#take(event);
  }

  pass(us: Us): void {
    const endUs = this.#nowUs + us;
    for (;;) {
      const atUs = Math.min(...this.#timers.map((each) => each.atUs));
      if (!(atUs <= endUs)) break;
      this.#nowUs = atUs;
      const place = this.#timers.findIndex((each) => each.atUs === atUs);
      const [due] = this.#timers.splice(place, 1);
      if (due) this.#take(due.timer);
    }
    this.#nowUs = endUs;
  }

  #take(event: string): void {
    const { to, stops, halts, starts, observed } = this.#side.step(this.#state, event);
    this.#state = to;
    this.#timers = halts ? [] : this.#timers.filter(({ timer }) => !stops.includes(timer));
    for (const { timer, toUs } of starts) this.#timers.push({ timer, atUs: this.#nowUs + toUs });
    if (observed !== '') this.shown.push(observed);
  }
}
