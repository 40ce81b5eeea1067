/** A session: units one after the other, each asked for by its serial number, until there is no other, enough were tested, or somebody ends it. */
import { faultOfSerial, type Plan } from './plan.ts';
import type { Setting, UnitRecord } from './record.ts';
import type { Station, Voice } from './station.ts';
import { testUnit } from './unit-test.ts';

export interface SessionOptions {
  readonly plan: Plan;
  readonly stationId: string;
  readonly setting: Setting;
  readonly voice: Voice;
  /** A unit is put in its place, `index` before it. Rejects with a ProblemError where the hardware cannot be had. */
  open(index: number): Promise<Station>;
  /** Serial numbers that are known already; without them each is asked for. */
  readonly serials?: readonly string[];
  /** Units at most. */
  readonly units?: number | undefined;
  readonly signal: AbortSignal;
  readonly nowMs: () => number;
  /** Hears of each unit as it ends, before the next is asked for. */
  ended(record: UnitRecord): void;
}

export interface SessionEnd {
  readonly records: readonly UnitRecord[];
  /** ABORTED: somebody ended it; ERROR: the hardware failed. */
  readonly outcome: 'DONE' | 'ABORTED' | 'ERROR';
}

export async function runSession(options: SessionOptions): Promise<SessionEnd> {
  const { plan, stationId, setting, voice, signal, nowMs, units = Number.POSITIVE_INFINITY } = options;
  const records: UnitRecord[] = [];
  while (records.length < units) {
    const dutId = await nextSerial(options, records.length);
    if (signal.aborted) return { records, outcome: 'ABORTED' };
    if (dutId === undefined) break;
    voice.begin(dutId);
    const station = await options.open(records.length);
    try {
      const { record, crash, hasHardwareFailed } = await testUnit({ dutId, stationId, plan, setting, station, voice, signal, nowMs });
      records.push(record);
      options.ended(record);
      if (crash !== undefined) throw crash;
      if (record.outcome === 'ABORTED') return { records, outcome: 'ABORTED' };
      if (hasHardwareFailed) return { records, outcome: 'ERROR' };
    } finally {
      station.close();
    }
  }
  return { records, outcome: 'DONE' };
}

/** `undefined` when there is no other unit. A scanner types a line, as a person does. */
async function nextSerial({ plan, voice, serials, signal }: SessionOptions, tested: number): Promise<string | undefined> {
  if (serials) return serials[tested];
  for (;;) {
    const answer = await voice.ask({ about: 'serial', text: 'Serial number of the unit (scan or type it; nothing ends the session): ' }, signal);
    if (answer === undefined || answer === '' || signal.aborted) return undefined;
    const fault = faultOfSerial(answer, plan);
    if (fault === undefined) return answer;
    voice.say(`This is no serial number here: ${fault}. Try again.`);
  }
}
