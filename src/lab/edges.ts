/**
 * Every edge of a board at which the outcome of a hold changes, found by running the bench until two neighbouring microseconds differ. What the
 * board file says only tells where to look first (never what was found); board-says.ts puts the two side by side.
 * Not found by design: an outcome narrower than the grid that the file does not name and no random point meets.
 */
import type { Board } from '../board.ts';
import type { Stepper } from '../fsm/stepper.ts';
import { createRandom, type Random } from '../random.ts';
import { formatSeconds, US_PER_MS, US_PER_S, type Us } from '../units.ts';
import { evenly, type Island, type Segment, segmentsOf } from './segments.ts';
import { begin, FOREVER_US, type HoldStart, holdStartOf, outcomeOf, runTrial, type Trial, type TrialResult } from './trial.ts';

export interface Edge {
  /** `factory-default.from`, `gap.bridged`, ...: what limits are written for. */
  readonly name: string;
  readonly meaning: string;
  /** `Infinity`: there is no end. */
  readonly atUs: Us;
  /** As a person with a stop-watch sees it: from the plug's going in to the finger's going up. Only for holds counted from the first sample. */
  readonly fromPlugUs?: Us;
}

export interface Findings {
  readonly board: Board;
  readonly holdStart: HoldStart;
  /** What comes of holds from 0 on; the last one without an end. */
  readonly outcomes: readonly Segment[];
  readonly edges: readonly Edge[];
  /** What has no edge on this board, and outcomes that are not monotone. */
  readonly notes: readonly string[];
  /** How often the bench was run. */
  readonly runs: number;
}

export interface EdgeOptions {
  /** Of the bench and of the random checks; default 1. */
  readonly seed?: number;
  /** Random points in each stretch, default 4. */
  readonly checks?: number;
  /** Another firmware than the board's. */
  readonly stepper?: Stepper;
}

const GRID = 120;
const CHECKS = 4;
/** A grade, a first sample and a watchdog of ours are well within. */
const PRE_POWER_US: Us = 90 * US_PER_S;
const ARMING_US: Us = 6 * US_PER_S;
const WATCHDOG_US: Us = 150 * US_PER_S;
/** A hold before power that the guide of any graded board may ask for; its grade does not change what the recorder does. */
const PRE_HOLD_US: Us = 4.5 * US_PER_S;

const ACTING = new Set(['factory-default', 'password-reset', 'restart']);

/** Finds them all. Without a reset button there are none. */
export function findEdges(board: Board, { seed = 1, checks = CHECKS, stepper }: EdgeOptions = {}): Findings {
  const finder = new Finder({ board, preHoldUs: PRE_HOLD_US, holdUs: 0, seed, stepper }, checks);
  if (!board.hasResetButton) finder.notes.push('this model has no reset button: there is no hold to time');
  else finder.findAll();
  const { outcomes, edges, notes, runs } = finder;
  return { board, holdStart: holdStartOf(board), outcomes, edges, notes, runs };
}

/** A hold that ends just inside an acting window, and a moment in it at which its beginning alone would not be enough. */
interface Through {
  readonly outcome: string;
  readonly holdUs: Us;
  readonly middleUs: Us;
}

class Finder {
  readonly #board: Board;
  /** What all trials have in common. */
  readonly #plain: Trial;
  readonly #checks: number;
  readonly #random: Random;
  readonly edges: Edge[] = [];
  readonly notes: string[] = [];
  outcomes: readonly Segment[] = [];
  runs = 0;

  constructor(plain: Trial, checks: number) {
    this.#board = plain.board;
    this.#plain = plain;
    this.#checks = checks;
    this.#random = createRandom(plain.seed ?? 1);
  }

  findAll(): void {
    this.#findHolds();
    if (holdStartOf(this.#board) === 'first-sample') {
      this.#findPrePower();
      this.#findArming();
    }
    const through = this.#through();
    if (through) {
      this.#findPair('gap', 'contact gap', 'ends the hold', through, (atUs, forUs) => ({ gap: { atUs, forUs } }));
      this.#findPair('dip', 'mains dip', 'restarts the recorder', through, (atUs, forUs) => ({ dip: { atUs, forUs } }));
    } else this.notes.push('gap, dip: no hold of this board has to last, so nothing can end it');
    this.#findWatchdog();
  }

  #run(trial: Partial<Trial>): TrialResult {
    this.runs++;
    return runTrial({ ...this.#plain, ...trial });
  }

  #line(what: string, points: readonly Us[], outcomeAt: (us: Us) => string): readonly Segment[] {
    const { segments, islands } = segmentsOf(outcomeAt, { points, checks: this.#checks, random: this.#random });
    for (const island of islands.slice(0, ISLANDS_TOLD)) this.notes.push(notMonotone(what, island));
    if (islands.length > ISLANDS_TOLD) this.notes.push(`${what}: not monotone at ${islands.length - ISLANDS_TOLD} more points`);
    return segments;
  }

  #findHolds(): void {
    const forever = this.#run({ holdUs: Number.POSITIVE_INFINITY });
    const start = forever.startUs ?? 0;
    const decidedUs = forever.verdictAtUs === undefined ? FOREVER_US : forever.verdictAtUs - start;
    const lastUs = decidedUs + Math.max(US_PER_S, Math.round(decidedUs / 20));
    const named = this.#board.stages.flatMap(({ fromUs, toUs }) => [fromUs, toUs]).filter((us) => us <= lastUs);
    const hinted = named.flatMap((us) => [us - US_PER_MS, us + US_PER_MS]).filter((us) => us >= 0 && us <= lastUs);
    const small = [1, 10, 100, 1_000, 10_000, 100_000];
    let fromPlugUs = 0;
    const segments = this.#line('hold', [...evenly(0, lastUs, GRID), ...small, ...named, ...hinted], (holdUs) => {
      const result = this.#run({ holdUs });
      fromPlugUs = (result.startUs ?? result.pluggedAtUs) - result.pluggedAtUs;
      return outcomeOf(result);
    });
    const last = segments.at(-1);
    if (last && last.outcome !== outcomeOf(forever)) this.notes.push(`hold: for ever comes out as ${outcomeOf(forever)}, after ${last.outcome}`);
    this.outcomes = segments.map((segment) => (segment === last ? { ...segment, toUs: Number.POSITIVE_INFINITY } : segment));
    const seen = new Map<string, number>();
    for (const { outcome, fromUs, toUs } of this.outcomes) {
      const times = (seen.get(outcome) ?? 0) + 1;
      seen.set(outcome, times);
      const name = times === 1 ? outcome : `${outcome}-${times}`;
      const plug = (atUs: Us) => (holdStartOf(this.#board) === 'first-sample' ? { fromPlugUs: atUs + fromPlugUs } : {});
      if (fromUs > 0 || ACTING.has(outcome))
        this.edges.push({ name: `${name}.from`, meaning: `shortest hold: ${outcome}`, atUs: fromUs, ...plug(fromUs) });
      if (Number.isFinite(toUs) || ACTING.has(outcome))
        this.edges.push({ name: `${name}.to`, meaning: `longest hold: ${outcome}`, atUs: toUs, ...plug(toUs) });
    }
    if (!segments.some(({ outcome }) => ACTING.has(outcome))) this.notes.push('hold: no hold does anything on this board');
  }

  /** How long to hold before power, where somebody grades it. */
  #findPrePower(): void {
    const grade = (preHoldUs: Us) => {
      this.runs++;
      return begin({ ...this.#plain, preHoldUs }).prePowerGrade?.verdict ?? 'not graded';
    };
    const segments = this.#line('pre-power', [...evenly(0, PRE_POWER_US, GRID), 1], grade);
    const good = segments.find(({ outcome }) => outcome === 'good');
    if (!good) {
      this.notes.push(`pre-power: a hold before power is ${segments.some(({ outcome }) => outcome !== 'not graded') ? 'never good' : 'not graded'}`);
      return;
    }
    this.edges.push({ name: 'pre-power.from', meaning: 'shortest good hold before power', atUs: good.fromUs });
    this.edges.push({
      name: 'pre-power.to',
      meaning: 'longest good hold before power',
      atUs: good === segments.at(-1) ? Number.POSITIVE_INFINITY : good.toUs,
    });
  }

  /** The first sample: seen in the trace, and from outside as the latest press after power-on that still arms. */
  #findArming(): void {
    const acting = this.outcomes.find(({ outcome }) => ACTING.has(outcome));
    if (!acting) return;
    const holdUs = acting.fromUs + inside(acting);
    const { startUs, pluggedAtUs } = this.#run({ holdUs });
    if (startUs !== undefined) this.edges.push({ name: 'first-sample', meaning: 'first sample after power-on', atUs: startUs - pluggedAtUs });
    if (this.#board.armOn.includes('press')) {
      this.notes.push('press: any press counts on this board, also on the running recorder; the holds above are counted from the first sample');
      return;
    }
    const arms = (afterUs: Us) => (outcomeOf(this.#run({ holdUs, preHoldUs: -afterUs })) === acting.outcome ? 'arms' : 'too late');
    const segments = this.#line('press', [...evenly(1, ARMING_US, GRID)], arms);
    const [first, second] = segments;
    if (first?.outcome !== 'arms') this.notes.push('press: no press after power-on arms');
    else if (!second) this.notes.push(`press: one ${formatSeconds(ARMING_US)} after power-on still arms`);
    else {
      this.edges.push({ name: 'press.latest', meaning: 'latest press after power-on that arms', atUs: first.toUs });
      this.edges.push({ name: 'press.too-late', meaning: 'earliest press that does not', atUs: second.fromUs });
    }
  }

  #through(): Through | undefined {
    // The stretch before it leaves most room for a disturbance, and one that does nothing is plainest.
    const room = (index: number) => {
      const { outcome, fromUs, toUs } = this.outcomes[index - 1] as Segment;
      return (toUs - fromUs) * (ACTING.has(outcome) ? 1 : 1_000);
    };
    const candidates = this.outcomes.flatMap(({ outcome }, index) => (index > 0 && ACTING.has(outcome) ? [index] : []));
    const [index] = candidates.sort((a, b) => room(b) - room(a));
    if (index === undefined) return undefined;
    const acting = this.outcomes[index] as Segment;
    const before = this.outcomes[index - 1] as Segment;
    const middleUs = Math.floor((before.fromUs + before.toUs) / 2);
    // Not far in: what is left of the hold after the middle must be too short by itself.
    return { outcome: acting.outcome, middleUs, holdUs: acting.fromUs + Math.min(inside(acting), Math.floor(middleUs / 2)) };
  }

  /** The longest disturbance in the middle of a hold that changes nothing, and the shortest that does. */
  #findPair(name: string, what: string, does: string, through: Through, disturbed: (atUs: Us, forUs: Us) => Partial<Trial>): void {
    const { holdUs, middleUs, outcome } = through;
    const undisturbed = this.#run({ holdUs }).powerUps;
    const bridged = (forUs: Us) => {
      const result = this.#run({ holdUs, ...disturbed(middleUs, forUs) });
      return outcomeOf(result) === outcome && result.powerUps === undisturbed ? 'bridged' : 'not';
    };
    const lastUs = Math.floor((holdUs - middleUs) * 0.9);
    const small = [1, 10, 100, 1_000, 10_000, 100_000].filter((us) => us < lastUs);
    const [first, second] = this.#line(name, [...evenly(1, lastUs, GRID), ...small], bridged);
    if (first?.outcome === 'bridged')
      this.edges.push({
        name: `${name}.bridged`,
        meaning: `longest ${what} that changes nothing`,
        atUs: second ? first.toUs : Number.POSITIVE_INFINITY,
      });
    else this.notes.push(`${name}: no ${what} is bridged`);
    const ends = first?.outcome === 'bridged' ? second : first;
    if (ends) this.edges.push({ name: `${name}.ends`, meaning: `shortest ${what} that ${does}`, atUs: ends.fromUs });
    else this.notes.push(`${name}: a ${what} of ${formatSeconds(lastUs)} still changes nothing`);
  }

  /** How long a firmware that hangs from power-good on is left alone. */
  #findWatchdog(): void {
    const bitten = (afterUs: Us) => {
      this.runs++;
      const bench = begin(this.#plain);
      bench.recorder.firmware?.hang();
      bench.advance(afterUs);
      return bench.trace.all('firmware', 'started').length > 1 ? 'bitten' : 'hangs';
    };
    const bite = this.#line('watchdog', evenly(1, WATCHDOG_US, GRID), bitten).find(({ outcome }) => outcome === 'bitten');
    if (bite) this.edges.push({ name: 'watchdog.bites', meaning: 'a hung firmware is restarted after', atUs: bite.fromUs });
    else this.notes.push(`watchdog: a firmware that hangs is not restarted within ${formatSeconds(WATCHDOG_US)}`);
  }
}

const ISLANDS_TOLD = 3;

const notMonotone = (what: string, { atUs, outcome, among }: Island) =>
  `${what}: not monotone: ${formatSeconds(atUs)} came out as ${outcome}, among ${among}`;

/** Half way into a window, but no more than 10 s. */
const inside = ({ fromUs, toUs }: Segment): Us => Math.floor(Math.min(toUs - fromUs, 20 * US_PER_S) / 2);
