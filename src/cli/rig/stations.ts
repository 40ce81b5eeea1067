/** Where units are tested. This is the one place that knows whether a unit is simulated; a session does not. */
import { Bench } from '../../bench/bench.ts';
import { ProblemError } from '../../errors.ts';
import { runInRealTime } from '../../executor/live-bench.ts';
import { breathe, wallMs } from '../../hal/wall-time.ts';
import type { Plan } from '../../rig/plan.ts';
import type { DefectName, PersonName } from '../../rig/rehearsal-names.ts';
import { boardWith, buttonWith } from '../../rig/simulated-defect.ts';
import { SimulatedPerson } from '../../rig/simulated-person.ts';
import type { Station } from '../../rig/station.ts';

/** Where the next unit is tested, and who is there to hear what is said; a human needs nobody to pass it on. */
export interface Place {
  readonly station: Station;
  readonly person?: Pick<SimulatedPerson, 'hear' | 'answer'>;
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
      person: hands,
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

/** A real button on the lines that the board names. Not there yet: it takes a bench whose clock follows the kernel's and whose pins are led out, as src/executor has it. */
export function realPlace(): OpenPlace {
  const message = '--hal pi: the rig has no station on real lines yet';
  const remedy = 'Rehearse it with --hal mock; a scenario can be played with a real button by recsim test --hal pi';
  throw new ProblemError([{ code: 'usage', message, remedy }]);
}
