/**
 * The test of one unit: wiring, then attempts at the hold until one counts. It leads the person and waits; what came of it is read from the trace afterwards (judge.ts). However it
 * ends, there is a record of it.
 */

import { LIFT_US } from '../bench/explain.ts';
import type { TraceEntry } from '../bench/trace.ts';
import { inverse } from '../board.ts';
import { formatProblem, ProblemError } from '../errors.ts';
import type { Outcome } from '../scenario/run.ts';
import { formatDuration, US_PER_S, type Us } from '../units.ts';
import { type Judgement, judge } from './judge.ts';
import { Lead, type LeadOptions } from './lead.ts';
import { allowedHold, sayNowAt } from './procedure.ts';
import type { AttemptRecord, Reason, Setting, UnitRecord, WiringFault } from './record.ts';
import type { Prompt } from './station.ts';
import { likelyCause } from './wiring-causes.ts';

export interface UnitTestOptions extends LeadOptions {
  readonly dutId: string;
  readonly stationId: string;
  readonly setting: Setting;
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
  readonly #lead: Lead;
  readonly #attempts: AttemptRecord[] = [];

  constructor(options: UnitTestOptions) {
    this.#options = options;
    this.#lead = new Lead(options);
  }

  async run(): Promise<Tested> {
    const { nowMs } = this.#options;
    const startMs = nowMs();
    try {
      return { record: this.#recordOf(await this.#carryOut(), startMs), hasHardwareFailed: false };
    } catch (error) {
      if (this.#lead.isEndedBy(error)) {
        const text = `aborted in the phase ${this.#lead.phases.at(-1)?.name ?? 'before the first'}`;
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
      phases: this.#lead.phases,
      attempts: this.#attempts,
      lengthUs: this.#lead.nowUs,
    };
  }

  async #carryOut(): Promise<Ending> {
    const { plan, voice } = this.#options;
    const wiring = await this.#lead.phase('wiring', () => this.#checkWiring());
    if (wiring) return wiring;
    for (let number = 1; number <= plan.attempts; number++) {
      this.#lead.attempt = number;
      const obstacle = await this.#lead.phase('power-away', () => this.#bringToRest());
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
    if (this.#lead.isPressed) this.#lead.tell({ deed: 'hands-off', text: 'Take the finger off the reset button' });
    if (!(await this.#lead.until(() => this.#lead.isLetGo, PATIENCE.rest))) {
      if (await this.#lead.wasDone('let-go')) return this.#wiringFault('never-opens');
      return this.#timeout('still-held', 'the reset button stayed pressed', PATIENCE.rest);
    }
    const isOff = () => !supply.isPlugged && !supply.isGood;
    if (isOff()) return undefined;
    this.#lead.tell({ deed: 'power-away', text: givesPower ? 'Power goes away now' : 'Take the power away' });
    if (await this.#lead.until(isOff, PATIENCE.rest)) return undefined;
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
    if (this.#lead.isPressed) {
      this.#lead.tell({ deed: 'hands-off', text: 'Take the finger off the reset button' });
      if (!(await this.#lead.until(() => this.#lead.isLetGo, PATIENCE.check))) {
        // Nobody touches it and it reads pressed: pressing it tells whether it is upside down or stuck.
        this.#lead.tell(press);
        const isInverted = await this.#lead.until(() => !this.#lead.isPressed && this.#lead.isSettled, PATIENCE.check);
        return this.#wiringFault(isInverted ? 'inverted' : 'stuck-closed');
      }
    }
    for (;;) {
      this.#lead.tell(press);
      if (await this.#lead.until(() => this.#lead.isPressed && this.#lead.isSettled, PATIENCE.check)) break;
      const wasPressed = await this.#lead.ask(`Nothing was seen within ${formatDuration(PATIENCE.check)}. Did you press the button? [y/n] `);
      if (wasPressed) return this.#wiringFault('never-closes');
      if (wasPressed === undefined || this.#lead.timesTold('press') >= plan.attempts)
        return { outcome: 'TIMEOUT', reasons: [{ code: 'nobody-there', text: 'nobody pressed the button' }] };
    }
    this.#lead.tell(letGo);
    if (!(await this.#lead.until(() => this.#lead.isLetGo, PATIENCE.check))) {
      if (await this.#lead.wasDone('let-go')) return this.#wiringFault('never-opens');
      return { outcome: 'TIMEOUT', reasons: [{ code: 'still-held', text: 'nobody let go of the button' }] };
    }
    voice.say('The wiring is right: the button reads released, pressed, and released again.');
    return undefined;
  }

  #wiringFault(fault: WiringFault): { readonly outcome: 'FAIL'; readonly reasons: readonly [Reason & { readonly code: WiringFault }] } {
    const { board } = this.#options.plan;
    return { outcome: 'FAIL', reasons: [{ code: fault, text: likelyCause(fault, board, inverse(board.activeLevel)) }] };
  }

  async #attempt(number: number): Promise<AttemptRecord> {
    const { trace } = this.#options.station.bench;
    const from = { index: trace.entries.length, startUs: this.#lead.nowUs };
    const keep = (instead?: Instead): AttemptRecord => {
      const attempt = this.#read(number, from, instead);
      this.#attempts.push(attempt);
      return attempt;
    };
    try {
      const fault = await this.#procedure();
      if (fault) return keep({ outcome: 'FAIL', blame: 'device', findings: this.#wiringFault(fault).reasons });
    } catch (error) {
      keep(
        this.#lead.isEndedBy(error)
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
    return { ...judgement, ...instead, number, startUs, lengthUs: this.#lead.nowUs - startUs, trace };
  }

  /** From the press to the verdict, or to where the person leaves it. Resolves with what the button is found not to do. */
  async #procedure(): Promise<WiringFault | undefined> {
    const { supply } = this.#options.station.bench;
    const before = await this.#lead.phase('pre-power-hold', () => this.#holdBeforePower());
    if (before !== 'held') return before === 'left' ? undefined : before;
    const isSpoiled = () => this.#lead.isLetGo || !supply.isPlugged;
    await this.#lead.phase('beep', () => this.#listen(isSpoiled));
    const firstSampleUs = await this.#lead.phase('hold', () => this.#keepHolding(isSpoiled));
    if (firstSampleUs !== undefined && !isSpoiled()) {
      const fault = await this.#lead.phase('release', () => this.#release(firstSampleUs, isSpoiled));
      if (fault) return fault;
    } else await this.#lead.until(() => this.#lead.isPressed, SECOND_THOUGHTS_US);
    await this.#lead.phase('verdict', async () => {
      await this.#lead.until(
        () => !supply.isPlugged || (this.#lead.isSettled && this.#options.station.bench.verdict !== undefined),
        VERDICT_PATIENCE_US,
      );
    });
    return undefined;
  }

  /** Resolves with `held` when there is power now, and the button is held; with `left` where the person did not go on. */
  async #holdBeforePower(): Promise<'held' | 'left' | WiringFault> {
    const { plan, station } = this.#options;
    const { supply } = station.bench;
    this.#lead.tell({ deed: 'hold', text: 'Press and hold the reset button, and keep holding' });
    await this.#lead.until(() => this.#lead.isPressed || supply.isPlugged, PATIENCE.press);
    if (!this.#lead.isPressed) {
      // Power came first. By how much is worth telling.
      if (supply.isPlugged) await this.#lead.until(() => this.#lead.isPressed && this.#lead.isSettled, SECOND_THOUGHTS_US);
      return this.#lead.isPressed || !(await this.#lead.wasDone('press')) ? 'left' : 'never-closes';
    }
    const pressedUs = this.#lead.nowUs;
    const { min = plan.board.prePowerHoldMinUs, max = plan.board.prePowerHoldMaxUs } = plan.limits['pre-power-hold'] ?? {};
    const nowUs = pressedUs + sayNowAt(min, Math.max(min, max));
    const isOver = () => supply.isPlugged || this.#lead.isLetGo;
    await this.#lead.until(isOver, nowUs - this.#lead.nowUs, (heldUs) => ({
      advice: station.givesPower ? 'Keep holding, power comes by itself' : 'Keep holding, and get ready to give power',
      inUs: nowUs - this.#lead.nowUs,
      heldUs,
    }));
    if (!isOver()) {
      const text = station.givesPower ? 'Power comes on now, keep holding' : 'Give power now, and keep holding';
      this.#lead.tell({ deed: 'give-power', text, isUrgent: true });
      await this.#lead.until(isOver, PATIENCE.power, (heldUs) => ({ advice: text, heldUs }));
    }
    // A contact that opens and closes at once still counts as held.
    return supply.isPlugged && (this.#lead.isPressed || (await this.#lead.until(() => this.#lead.isPressed, LIFT_US))) ? 'held' : 'left';
  }

  /** Waits for the beep, where the board has one. */
  async #listen(isSpoiled: () => boolean): Promise<void> {
    const { plan, station, voice } = this.#options;
    const { hasBuzzer, bootBeep } = plan.board;
    if (!hasBuzzer || bootBeep.count === 0) return;
    const { trace } = station.bench;
    const powerUs = trace.last('rail')?.atUs ?? this.#lead.nowUs;
    const heard = (value: 0 | 1) => this.#firstSincePower('buzzer', value);
    const latest = (plan.limits['beep-latency']?.max ?? 0) + (plan.limits['beep-length']?.max ?? 0);
    const standing = (heldUs: Us) => ({ advice: 'Keep holding, and listen for the beep', heldUs });
    await this.#lead.until(() => (heard(1) !== undefined && heard(0) !== undefined) || isSpoiled(), Math.max(BEEP_PATIENCE_US, latest), standing);
    const [onUs, offUs] = [heard(1), heard(0)];
    if (onUs !== undefined && offUs !== undefined)
      voice.say(`Beep, ${formatDuration(onUs - powerUs)} after power, for ${formatDuration(offUs - onUs)}.`);
    else if (!isSpoiled()) voice.say('No beep was heard. Keep holding all the same.');
  }

  /** Until it is time to release, or the person leaves it. Resolves with the time of the first sample. */
  async #keepHolding(isSpoiled: () => boolean): Promise<Us | undefined> {
    const { plan } = this.#options;
    const first = () => this.#firstSincePower('state.boot', 'initialising');
    await this.#lead.until(() => first() !== undefined || isSpoiled(), BEEP_PATIENCE_US + plan.board.samplingStartUs);
    const firstSampleUs = first();
    if (firstSampleUs === undefined || isSpoiled()) return firstSampleUs;
    const { fromUs, toUs } = allowedHold(plan.window, plan.limits.hold);
    const releaseUs = firstSampleUs + sayNowAt(fromUs, toUs);
    await this.#lead.until(isSpoiled, releaseUs - this.#lead.nowUs, () => ({
      advice: 'Keep holding',
      inUs: releaseUs - this.#lead.nowUs,
      heldUs: this.#lead.nowUs - firstSampleUs,
    }));
    return firstSampleUs;
  }

  async #release(firstSampleUs: Us, isSpoiled: () => boolean): Promise<'never-opens' | undefined> {
    const { plan } = this.#options;
    const { toUs } = allowedHold(plan.window, plan.limits.hold);
    const closesUs = Number.isFinite(toUs) ? firstSampleUs + toUs : this.#lead.nowUs + PATIENCE.late;
    this.#lead.tell({ deed: 'release', text: 'Release now', isUrgent: true });
    // So long it takes until a release is known to be one.
    const patienceUs = closesUs - this.#lead.nowUs + LIFT_US;
    const standing = () => ({ advice: 'Release now', inUs: Math.max(0, closesUs - this.#lead.nowUs), heldUs: this.#lead.nowUs - firstSampleUs });
    if (await this.#lead.until(isSpoiled, patienceUs, standing)) return undefined;
    if (!this.#lead.isPressed) {
      await this.#lead.until(isSpoiled, LIFT_US * 2);
      return undefined;
    }
    this.#lead.tell({ deed: 'release', text: 'Too late. Let go of the button', isUrgent: true });
    if (await this.#lead.until(isSpoiled, PATIENCE.late)) return undefined;
    return (await this.#lead.wasDone('let-go')) ? 'never-opens' : undefined;
  }
}
