/** Where units are tested. This is the one place that knows whether a unit is simulated; a session does not. */
import { Bench } from '../../bench/bench.ts';
import { unwrap } from '../../errors.ts';
import { type LiveOptions, runInRealTime } from '../../executor/live-bench.ts';
import { leadPinsOut, openLinesOf } from '../../executor/pins-out.ts';
import { breathe, wallMs } from '../../hal/wall-time.ts';
import type { Plan } from '../../rig/plan.ts';
import type { DefectName, PersonName } from '../../rig/rehearsal-names.ts';
import { boardWith, buttonWith } from '../../rig/simulated-defect.ts';
import { SimulatedPerson } from '../../rig/simulated-person.ts';
import type { Prompt, Station } from '../../rig/station.ts';

/** Does what is said; a human needs nobody to pass it on. */
export interface Hand {
  hear(prompt: Prompt): void;
  /** To what was not seen to be done; without it the human answers. */
  answer?(): string;
}

/** Where the next unit is tested. */
export interface Place {
  readonly station: Station;
  readonly hand?: Hand;
}

export type OpenPlace = (index: number) => Promise<Place>;

export interface Rehearsal {
  readonly plan: Plan;
  readonly person: PersonName;
  readonly defect: DefectName;
  /** Of the first unit; each has the next one. */
  readonly seed: number;
  /** Times real time. */
  readonly speed: number | 'max';
}

/** A simulated unit, and a simulated person at it. */
export function rehearsalPlace({ plan, person, defect, seed, speed }: Rehearsal): OpenPlace {
  return async (index) => {
    const bench = new Bench({ board: boardWith(defect, plan.board), state: 'provisioned', seed: seed + index });
    const hands = new SimulatedPerson(person, bench, buttonWith(defect, bench), plan, bench.seed);
    return {
      station: speed === 'max' ? inVirtualTime(bench) : runInRealTime(bench, () => BigInt(Math.round(wallMs() * 1e6 * speed))),
      hand: hands,
    };
  };
}

/** As fast as it can be computed; signals are heard in between. */
function inVirtualTime(bench: Bench): Station {
  return {
    bench,
    async pass(isOver, limitUs) {
      await breathe();
      return bench.runUntil(isOver, limitUs);
    },
    close() {},
  };
}

export interface RealLines extends Pick<LiveOptions, 'gpio' | 'notice' | 'backend' | 'now'> {
  readonly plan: Plan;
  /** For the recorder's own randomness; each unit has the next one. */
  readonly seed: number;
}

/** The lines as they were found, as in `reset: gpiochip0:17 (GPIO17)`, and the places on them. */
export interface RealPlaces {
  readonly open: OpenPlace;
  readonly lines: readonly string[];
}

/**
 * On the lines that the board names, taken anew for each unit. A person moves button and power; where the board has no power-sense line, power comes and goes at the word. Rejects with
 * a ProblemError where a line cannot be had, before anybody is asked for anything.
 */
export async function realPlaces({ plan, seed, ...options }: RealLines): Promise<RealPlaces> {
  const open = async (index: number, more: Pick<RealLines, 'notice'> = {}) => {
    const bench = new Bench({ board: plan.board, state: 'provisioned', seed: seed + index });
    const lines = unwrap(await openLinesOf(bench, { ...options, ...more, failed: () => {} }));
    leadPinsOut(bench, lines);
    return { bench, lines };
  };
  // What is to be told is told with the first unit.
  const tried = await open(0, { notice() {} });
  tried.lines.close();
  return {
    lines: tried.lines.facts().lines,
    async open(index) {
      const { bench, lines } = await open(index);
      const givesPower = lines.powerPin === undefined;
      const station: Station = {
        bench,
        givesPower,
        pass: (isOver, limitUs) => lines.clock.pass(isOver, limitUs),
        close: () => lines.close(),
      };
      return givesPower ? { station, hand: powerHand(bench) } : { station };
    },
  };
}

const powerHand = ({ supply }: Bench): Hand => ({
  hear({ deed }) {
    if (deed === 'give-power') supply.plugIn();
    else if (deed === 'power-away') supply.unplug();
  },
});
