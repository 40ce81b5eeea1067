/**
 * The test of one unit: wiring, then attempts at the hold until one counts. It leads the person and waits; what came of it is read from the trace afterwards (judge.ts). However it
 * ends, there is a record of it.
 */

import { LIFT_US } from '../bench/explain.ts';
import type { TraceEntry } from '../bench/trace.ts';
import { inverse } from '../board.ts';
import { formatProblem, ProblemError } from '../errors.ts';
import type { Outcome } from '../scenario/run.ts';
import { formatDuration, US_PER_MS, US_PER_S, type Us } from '../units.ts';
import { type Judgement, judge } from './judge.ts';
import type { Plan } from './plan.ts';
import { allowedHold, sayNowAt } from './procedure.ts';
import type { AttemptRecord, PhaseName, PhaseRecord, Reason, Setting, UnitRecord, WiringFault } from './record.ts';
import type { Prompt, Station, Voice } from './station.ts';
import { likelyCause } from './wiring-causes.ts';

export interface UnitTestOptions {
  readonly dutId: string;
  readonly stationId: string;
  readonly plan: Plan;
  readonly setting: Setting;
  readonly station: Station;
  readonly voice: Voice;
  /** Somebody ends the session. */
  readonly signal: AbortSignal;
  /** Wall time, in milliseconds since 1970. */
  readonly nowMs: () => number;
}

export interface Tested {
  readonly record: UnitRecord;
  /** What nobody expected, to be thrown on once the record is safe. */
  readonly crash?: unknown;
  /** Hardware failed: there is no use in going on. */
  readonly hasHardwareFailed: boolean;
}

/** How long the person may take to press or let go, to give power, and to bring the unit to rest. */
export const PATIENCE = { press: 60 * US_PER_S, power: 30 * US_PER_S, rest: 120 * US_PER_S, check: 20 * US_PER_S, late: 60 * US_PER_S } as const;
/** How long to listen for a beep where the plan does not say. */
const BEEP_PATIENCE_US = 3 * US_PER_S;
const VERDICT_PATIENCE_US = 2 * US_PER_S;
/** Whoever let go too soon may press again: then it can be told. */
const SECOND_THOUGHTS_US = 1 * US_PER_S;
const SHOWN_EVERY_US = 100 * US_PER_MS;

class Interrupted extends Error {}

export async function testUnit(options: UnitTestOptions): Promise<Tested> {
  return new UnitTest(options).run();
}

interface Ending {
  readonly outcome: Outcome;
  readonly reasons: readonly Reason[];
}

/** Of an attempt, where its trace does not tell. */
type Instead = Pick<AttemptRecord, 'outcome' | 'blame' | 'findings'>;

class UnitTest {
  readonly #options: UnitTestOptions;
  readonly #phases: PhaseRecord[] = [];
  readonly #attempts: AttemptRecord[] = [];
  #number: number | undefined;

  constructor(options: UnitTestOptions) {
    this.#options = options;
  }

  async run(): Promise<Tested> {
    const { nowMs, signal } = this.#options;
    const startMs = nowMs();
    try {
      return { record: this.#recordOf(await this.#carryOut(), startMs), hasHardwareFailed: false };
    } catch (error) {
      if (error instanceof Interrupted || signal.aborted) {
        const text = `aborted in the phase ${this.#phases.at(-1)?.name ?? 'before the first'}`;
        return { record: this.#recordOf({ outcome: 'ABORTED', reasons: [{ code: 'aborted', text }] }, startMs), hasHardwareFailed: false };
      }
      if (error instanceof ProblemError) {
        const reasons = error.problems.map((problem): Reason => ({ code: 'error', text: formatProblem(problem) }));
        return { record: this.#recordOf({ outcome: 'ERROR', reasons }, startMs), hasHardwareFailed: true };
      }
      const text = `recsim itself failed: ${String(error)}`;
      return { record: this.#recordOf({ outcome: 'ERROR', reasons: [{ code: 'error', text }] }, startMs), crash: error, hasHardwareFailed: false };
    }
  }

  #recordOf({ outcome, reasons }: Ending, startMs: number): UnitRecord {
    const { dutId, stationId, plan, setting, station, nowMs } = this.#options;
    const last = this.#attempts.at(-1);
    const isMarginal = outcome === 'PASS' && last !== undefined && last.measurements.some(({ grade }) => grade === 'marginal');
    return {
      ...{ dutId, stationId, plan, setting, startMs, outcome, isMarginal, reasons },
      seed: station.bench.seed,
      endMs: nowMs(),
      phases: this.#phases,
      attempts: this.#attempts,
      lengthUs: this.#nowUs,
    };
  }

  async #carryOut(): Promise<Ending> {
    const { plan, voice } = this.#options;
    const wiring = await this.#phase('wiring', () => this.#checkWiring());
    if (wiring) return wiring;
    for (let number = 1; number <= plan.attempts; number++) {
      this.#number = number;
      const obstacle = await this.#phase('power-away', () => this.#bringToRest());
      if (obstacle) return obstacle;
      const { outcome, findings } = await this.#attempt(number);
      if (outcome === 'PASS') return { outcome, reasons: [] };
      if (outcome === 'FAIL') return { outcome, reasons: findings };
      const left = plan.attempts - number;
      for (const { text } of findings) voice.say(`This attempt does not count: ${text}. That is not the fault of the unit.`);
      if (left > 0) voice.say(`Again, attempt ${number + 1} of ${plan.attempts}.`);
    }
    return this.#notJudged();
  }

  /** No attempt counts. */
  #notJudged(): Ending {
    const findings = this.#attempts.at(-1)?.findings ?? [];
    const isWaitedFor = findings.some(({ code }) => code === 'no-press' || code === 'no-power' || code === 'never-released');
    const count = this.#attempts.length === 1 ? 'the one attempt did not count' : `none of ${this.#attempts.length} attempts counted`;
    const text = `not judged: ${count}; the last: ${findings.map((finding) => finding.text).join('; ')}`;
    return { outcome: isWaitedFor ? 'TIMEOUT' : 'ERROR', reasons: [{ code: 'not-judged', text }] };
  }

  // The button, as the firmware reads it.

  get #isPressed(): boolean {
    return this.#options.station.bench.hal.resetButton.read() === this.#options.plan.board.activeLevel;
  }

  get #nowUs(): Us {
    return this.#options.station.bench.nowUs;
  }

  /** Whether the contact has been at rest for as long as no bounce lasts. */
  get #isSettled(): boolean {
    const last = this.#options.station.bench.trace.last('reset');
    return last === undefined || this.#nowUs - last.atUs >= LIFT_US;
  }

  get #isLetGo(): boolean {
    return !this.#isPressed && this.#isSettled;
  }

  /** When it happened first since power was last good. */
  #firstSincePower(signal: string, value: string | number): Us | undefined {
    const { trace } = this.#options.station.bench;
    const powerUs = trace.all('rail', 'good').at(-1)?.atUs;
    return powerUs === undefined ? undefined : trace.all(signal, value).find(({ atUs }) => atUs >= powerUs)?.atUs;
  }

  /**
   * Before an attempt the button must be free and the power away; in this order, because a firmware that took the button for stuck wants to see it released while it has power.
   */
  async #bringToRest(): Promise<Ending | undefined> {
    const { bench, givesPower } = this.#options.station;
    const { supply } = bench;
    if (this.#isPressed) this.#tell({ deed: 'hands-off', text: 'Take the finger off the reset button' });
    if (!(await this.#until(() => this.#isLetGo, PATIENCE.rest))) {
      if (await this.#wasDone('let-go')) return this.#wiringFault('never-opens');
      return this.#timeout('still-held', 'the reset button stayed pressed', PATIENCE.rest);
    }
    const isOff = () => !supply.isPlugged && !supply.isGood;
    if (isOff()) return undefined;
    this.#tell({ deed: 'power-away', text: givesPower ? 'Power goes away now' : 'Take the power away' });
    if (await this.#until(isOff, PATIENCE.rest)) return undefined;
    return this.#timeout('still-powered', 'the power was not taken away', PATIENCE.rest);
  }

  #timeout(code: Reason['code'], what: string, us: Us): Ending {
    return { outcome: 'TIMEOUT', reasons: [{ code, text: `${what} within ${formatDuration(us)}` }] };
  }

  /** The button must read released, then pressed, then released. An ending where it does not. */
  async #checkWiring(): Promise<Ending | undefined> {
    const { voice, plan } = this.#options;
    const press: Prompt = { deed: 'press', text: 'Press the reset button, and hold it until you are told' };
    const letGo: Prompt = { deed: 'let-go', text: 'Let go of the button' };
    if (this.#isPressed) {
      this.#tell({ deed: 'hands-off', text: 'Take the finger off the reset button' });
      if (!(await this.#until(() => this.#isLetGo, PATIENCE.check))) {
        // Nobody touches it and it reads pressed: pressing it tells whether it is upside down or stuck.
        this.#tell(press);
        const isInverted = await this.#until(() => !this.#isPressed && this.#isSettled, PATIENCE.check);
        return this.#wiringFault(isInverted ? 'inverted' : 'stuck-closed');
      }
    }
    for (;;) {
      this.#tell(press);
      if (await this.#until(() => this.#isPressed && this.#isSettled, PATIENCE.check)) break;
      const answer = await this.#ask(`Nothing was seen within ${formatDuration(PATIENCE.check)}. Did you press the button? [y/n] `);
      if (answer === undefined || /^n/i.test(answer)) {
        if (answer !== undefined && this.#countPrompts('press') < plan.attempts) continue;
        return { outcome: 'TIMEOUT', reasons: [{ code: 'nobody-there', text: 'nobody pressed the button' }] };
      }
      return this.#wiringFault('never-closes');
    }
    this.#tell(letGo);
    if (!(await this.#until(() => this.#isLetGo, PATIENCE.check))) {
      if (await this.#wasDone('let-go')) return this.#wiringFault('never-opens');
      return { outcome: 'TIMEOUT', reasons: [{ code: 'still-held', text: 'nobody let go of the button' }] };
    }
    voice.say('The wiring is right: the button reads released, pressed, and released again.');
    return undefined;
  }

  /** What looks as if the person had done nothing may be a button that does not follow the finger: whoever is there is asked, before anybody is blamed. */
  async #wasDone(deed: 'press' | 'let-go'): Promise<boolean> {
    const answer = await this.#ask(
      deed === 'press' ? 'It still reads released. Did you press the button? [y/n] ' : 'It still reads pressed. Did you let go of the button? [y/n] ',
    );
    return answer !== undefined && !/^n/i.test(answer);
  }

  #wiringFault(fault: WiringFault): { readonly outcome: 'FAIL'; readonly reasons: readonly [Reason & { readonly code: WiringFault }] } {
    const { board } = this.#options.plan;
    return { outcome: 'FAIL', reasons: [{ code: fault, text: likelyCause(fault, board, inverse(board.activeLevel)) }] };
  }

  #countPrompts(deed: Prompt['deed']): number {
    return this.#phases.at(-1)?.prompts.filter(({ prompt }) => prompt.deed === deed).length ?? 0;
  }

  async #attempt(number: number): Promise<AttemptRecord> {
    const { trace } = this.#options.station.bench;
    const from = { index: trace.entries.length, startUs: this.#nowUs };
    const keep = (instead?: Instead): AttemptRecord => {
      const attempt = this.#read(number, from, instead);
      this.#attempts.push(attempt);
      return attempt;
    };
    try {
      const fault = await this.#procedure();
      if (fault) return keep({ outcome: 'FAIL', blame: 'device', findings: this.#wiringFault(fault).reasons });
    } catch (error) {
      const isAborted = error instanceof Interrupted || this.#options.signal.aborted;
      keep(
        isAborted
          ? { outcome: 'ABORTED', blame: undefined, findings: [{ code: 'aborted', text: 'somebody ended the session' }] }
          : {
              outcome: 'ERROR',
              blame: undefined,
              findings: [{ code: 'error', text: error instanceof ProblemError ? error.message : String(error) }],
            },
      );
      throw error;
    }
    return keep();
  }

  #read(number: number, { index, startUs }: { readonly index: number; readonly startUs: Us }, instead?: Instead): AttemptRecord {
    const { station, plan } = this.#options;
    const trace = station.bench.trace.entries.slice(index).map((entry): TraceEntry => ({ ...entry, atUs: entry.atUs - startUs }));
    const judgement: Judgement = judge(trace, plan);
    return { ...judgement, ...instead, number, startUs, lengthUs: this.#nowUs - startUs, trace };
  }

  /** From the press to the verdict, or to where the person leaves it. Resolves with what the button is found not to do. */
  async #procedure(): Promise<WiringFault | undefined> {
    const { supply } = this.#options.station.bench;
    const before = await this.#phase('pre-power-hold', () => this.#holdBeforePower());
    if (before !== 'held') return before === 'left' ? undefined : before;
    const isSpoiled = () => this.#isLetGo || !supply.isPlugged;
    await this.#phase('beep', () => this.#listen(isSpoiled));
    const firstSampleUs = await this.#phase('hold', () => this.#keepHolding(isSpoiled));
    if (firstSampleUs !== undefined && !isSpoiled()) {
      const fault = await this.#phase('release', () => this.#release(firstSampleUs, isSpoiled));
      if (fault) return fault;
    } else await this.#until(() => this.#isPressed, SECOND_THOUGHTS_US);
    await this.#phase('verdict', async () => {
      await this.#until(() => !supply.isPlugged || (this.#isSettled && this.#options.station.bench.verdict !== undefined), VERDICT_PATIENCE_US);
    });
    return undefined;
  }

  /** Resolves with `held` when there is power now, and the button is held; with `left` where the person did not go on. */
  async #holdBeforePower(): Promise<'held' | 'left' | WiringFault> {
    const { plan, station } = this.#options;
    const { supply } = station.bench;
    this.#tell({ deed: 'hold', text: 'Press and hold the reset button, and keep holding' });
    await this.#until(() => this.#isPressed || supply.isPlugged, PATIENCE.press);
    if (!this.#isPressed) {
      // Power came first. By how much is worth telling.
      if (supply.isPlugged) await this.#until(() => this.#isPressed && this.#isSettled, SECOND_THOUGHTS_US);
      return this.#isPressed || !(await this.#wasDone('press')) ? 'left' : 'never-closes';
    }
    const pressedUs = this.#nowUs;
    const { min = plan.board.prePowerHoldMinUs, max = plan.board.prePowerHoldMaxUs } = plan.limits['pre-power-hold'] ?? {};
    const nowUs = pressedUs + sayNowAt(min, Math.max(min, max));
    const isOver = () => supply.isPlugged || this.#isLetGo;
    await this.#until(isOver, nowUs - this.#nowUs, (heldUs) => ({
      advice: station.givesPower ? 'Keep holding, power comes by itself' : 'Keep holding, and get ready to give power',
      inUs: nowUs - this.#nowUs,
      heldUs,
    }));
    if (!isOver()) {
      const text = station.givesPower ? 'Power comes on now, keep holding' : 'Give power now, and keep holding';
      this.#tell({ deed: 'give-power', text, isUrgent: true });
      await this.#until(isOver, PATIENCE.power, (heldUs) => ({ advice: text, heldUs }));
    }
    // A contact that opens and closes at once still counts as held.
    return supply.isPlugged && (this.#isPressed || (await this.#until(() => this.#isPressed, LIFT_US))) ? 'held' : 'left';
  }

  /** Waits for the beep, where the board has one. */
  async #listen(isSpoiled: () => boolean): Promise<void> {
    const { plan, station, voice } = this.#options;
    const { hasBuzzer, bootBeep } = plan.board;
    if (!hasBuzzer || bootBeep.count === 0) return;
    const { trace } = station.bench;
    const powerUs = trace.last('rail')?.atUs ?? this.#nowUs;
    const heard = (value: 0 | 1) => this.#firstSincePower('buzzer', value);
    const latest = (plan.limits['beep-latency']?.max ?? 0) + (plan.limits['beep-length']?.max ?? 0);
    const standing = (heldUs: Us) => ({ advice: 'Keep holding, and listen for the beep', heldUs });
    await this.#until(() => (heard(1) !== undefined && heard(0) !== undefined) || isSpoiled(), Math.max(BEEP_PATIENCE_US, latest), standing);
    const [onUs, offUs] = [heard(1), heard(0)];
    if (onUs !== undefined && offUs !== undefined)
      voice.say(`Beep, ${formatDuration(onUs - powerUs)} after power, for ${formatDuration(offUs - onUs)}.`);
    else if (!isSpoiled()) voice.say('No beep was heard. Keep holding all the same.');
  }

  /** Until it is time to release, or the person leaves it. Resolves with the time of the first sample. */
  async #keepHolding(isSpoiled: () => boolean): Promise<Us | undefined> {
    const { plan } = this.#options;
    const first = () => this.#firstSincePower('state.boot', 'initialising');
    await this.#until(() => first() !== undefined || isSpoiled(), BEEP_PATIENCE_US + plan.board.samplingStartUs);
    const firstSampleUs = first();
    if (firstSampleUs === undefined || isSpoiled()) return firstSampleUs;
    const { fromUs, toUs } = allowedHold(plan.window, plan.limits.hold);
    const releaseUs = firstSampleUs + sayNowAt(fromUs, toUs);
    await this.#until(isSpoiled, releaseUs - this.#nowUs, () => ({
      advice: 'Keep holding',
      inUs: releaseUs - this.#nowUs,
      heldUs: this.#nowUs - firstSampleUs,
    }));
    return firstSampleUs;
  }

  async #release(firstSampleUs: Us, isSpoiled: () => boolean): Promise<'never-opens' | undefined> {
    const { plan } = this.#options;
    const { toUs } = allowedHold(plan.window, plan.limits.hold);
    const closesUs = Number.isFinite(toUs) ? firstSampleUs + toUs : this.#nowUs + PATIENCE.late;
    this.#tell({ deed: 'release', text: 'Release now', isUrgent: true });
    // So long it takes until a release is known to be one.
    const patienceUs = closesUs - this.#nowUs + LIFT_US;
    const standing = () => ({ advice: 'Release now', inUs: Math.max(0, closesUs - this.#nowUs), heldUs: this.#nowUs - firstSampleUs });
    if (await this.#until(isSpoiled, patienceUs, standing)) return undefined;
    if (!this.#isPressed) {
      await this.#until(isSpoiled, LIFT_US * 2);
      return undefined;
    }
    this.#tell({ deed: 'release', text: 'Too late. Let go of the button', isUrgent: true });
    if (await this.#until(isSpoiled, PATIENCE.late)) return undefined;
    return (await this.#wasDone('let-go')) ? 'never-opens' : undefined;
  }

  // Time, phases and the person.

  /** Lets time pass until `isOver`, for `us` at most: resolves with whether it is. Rejects when the session is ended. */
  async #until(isOver: () => boolean, us: Us, standing?: (heldUs: Us) => Parameters<Voice['show']>[0]): Promise<boolean> {
    const { station, voice, signal } = this.#options;
    const endUs = this.#nowUs + Math.max(0, us);
    for (;;) {
      if (signal.aborted) throw new Interrupted();
      if (isOver()) return true;
      if (this.#nowUs >= endUs) return false;
      if (standing) voice.show(standing(station.bench.finger.heldUs));
      await station.pass(() => signal.aborted || isOver(), Math.min(endUs, this.#nowUs + SHOWN_EVERY_US));
    }
  }

  async #phase<T>(name: PhaseName, work: () => Promise<T>): Promise<T> {
    const ofAttempt = name === 'wiring' || this.#number === undefined ? {} : { attempt: this.#number };
    const phase: PhaseRecord = { name, ...ofAttempt, startUs: this.#nowUs, endUs: this.#nowUs, outcome: 'DONE', prompts: [] };
    this.#phases.push(phase);
    try {
      return await work();
    } catch (error) {
      phase.outcome = error instanceof Interrupted || this.#options.signal.aborted ? 'ABORTED' : 'ERROR';
      throw error;
    } finally {
      phase.endUs = this.#nowUs;
    }
  }

  #tell(prompt: Prompt): void {
    this.#phases.at(-1)?.prompts.push({ atUs: this.#nowUs, prompt });
    this.#options.voice.tell(prompt);
  }

  async #ask(text: string): Promise<string | undefined> {
    const { voice, signal } = this.#options;
    const answer = await voice.ask({ about: 'deed', text }, signal);
    if (signal.aborted) throw new Interrupted();
    return answer;
  }
}
