/** A session rehearsed in virtual time, and what was said in it. */
import { Bench } from '../../src/bench/bench.ts';
import { unwrap } from '../../src/errors.ts';
import { loadPlan, type Plan, SHIPPED_PLAN } from '../../src/rig/plan.ts';
import type { UnitRecord } from '../../src/rig/record.ts';
import type { DefectName, PersonName } from '../../src/rig/rehearsal-names.ts';
import { runSession, type SessionEnd } from '../../src/rig/session.ts';
import { boardWith, buttonWith } from '../../src/rig/simulated-defect.ts';
import { SimulatedPerson } from '../../src/rig/simulated-person.ts';
import type { Prompt, Standing, Station } from '../../src/rig/station.ts';

export const guide = (changes: Partial<Plan> = {}): Plan => ({ ...unwrap(loadPlan(SHIPPED_PLAN)), ...changes });

export interface Rehearsed extends SessionEnd {
  /** The first. */
  readonly record: UnitRecord;
  readonly prompts: readonly Prompt[];
  readonly said: readonly string[];
  readonly shown: readonly Standing[];
  readonly asked: readonly string[];
}

export interface RehearsalOptions {
  readonly person?: PersonName;
  readonly defect?: DefectName;
  readonly plan?: Plan;
  readonly seed?: number;
  readonly units?: number;
  /** Serial numbers as they are typed; else U1, U2, ... are known. */
  readonly typed?: readonly (string | undefined)[];
  /** Nobody answers what is asked of a deed, as at the end of a pipe. */
  readonly isMute?: boolean;
  /** Called at each prompt and each piece of time, to break something. */
  readonly meddle?: (at: { readonly bench: Bench; readonly prompt?: Prompt; readonly abort: () => void }) => void;
}

export async function rehearse(options: RehearsalOptions = {}): Promise<Rehearsed> {
  const { person = 'good', defect = 'none', plan = guide(), seed = 1, units = 1, typed, isMute = false, meddle = () => {} } = options;
  const prompts: Prompt[] = [];
  const said: string[] = [];
  const shown: Standing[] = [];
  const asked: string[] = [];
  const aborter = new AbortController();
  const abort = () => aborter.abort();
  let hands: SimulatedPerson | undefined;
  let bench: Bench | undefined;
  const answers = [...(typed ?? [])];
  const end = await runSession({
    plan,
    stationId: 'test',
    setting: { hal: 'mock', person, defect },
    voice: {
      begin() {},
      tell(prompt) {
        prompts.push(prompt);
        hands?.hear(prompt);
        if (bench) meddle({ bench, prompt, abort });
      },
      show: (standing) => shown.push(standing),
      say: (text) => said.push(text),
      async ask(question) {
        asked.push(question.text);
        if (question.about === 'serial') return answers.shift();
        return isMute ? undefined : hands?.answer();
      },
    },
    async open(index): Promise<Station> {
      const unit = new Bench({ board: boardWith(defect, plan.board), state: 'provisioned', seed: seed + index });
      bench = unit;
      hands = new SimulatedPerson(person, unit, buttonWith(defect, unit), plan, seed + index);
      return {
        bench: unit,
        async pass(isOver, limitUs) {
          meddle({ bench: unit, abort });
          return unit.runUntil(isOver, limitUs);
        },
        close() {},
      };
    },
    units: options.units,
    ...(typed ? {} : { serials: Array.from({ length: units }, (_, index) => `U${index + 1}`) }),
    signal: aborter.signal,
    nowMs: () => 1_767_225_600_000 + (bench?.nowUs ?? 0) / 1000,
    ended() {},
  });
  return { ...end, record: end.records[0] as UnitRecord, prompts, said, shown, asked };
}
