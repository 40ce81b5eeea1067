/**
 * Leads the person at one unit: tells, asks, waits and shows meanwhile how it stands, phase by phase, and keeps what was told and when. What it is about is the button, as the firmware
 * reads it, and the time of the bench.
 */
import { LIFT_US } from '../bench/explain.ts';
import { US_PER_MS, type Us } from '../units.ts';
import type { Plan } from './plan.ts';
import type { PhaseName, PhaseRecord } from './record.ts';
import type { Prompt, Standing, Station, Voice } from './station.ts';

const SHOWN_EVERY_US = 100 * US_PER_MS;

/** Somebody ended the session. */
class Interrupted extends Error {}

export interface LeadOptions {
  readonly plan: Plan;
  readonly station: Station;
  readonly voice: Voice;
  /** Somebody ends the session. */
  readonly signal: AbortSignal;
}

export class Lead {
  readonly #options: LeadOptions;
  readonly phases: PhaseRecord[] = [];
  /** Phases from now on belong to this attempt. */
  attempt: number | undefined;

  constructor(options: LeadOptions) {
    this.#options = options;
  }

  get nowUs(): Us {
    return this.#options.station.bench.nowUs;
  }

  get isPressed(): boolean {
    return this.#options.station.bench.hal.resetButton.read() === this.#options.plan.board.activeLevel;
  }

  /** Whether the contact has been at rest for as long as no bounce lasts. */
  get isSettled(): boolean {
    const last = this.#options.station.bench.trace.last('reset');
    return last === undefined || this.nowUs - last.atUs >= LIFT_US;
  }

  get isLetGo(): boolean {
    return !this.isPressed && this.isSettled;
  }

  /** Lets time pass until `isOver`, for `us` at most: resolves with whether it is. Rejects when the session is ended. */
  async until(isOver: () => boolean, us: Us, standing?: (heldUs: Us) => Standing): Promise<boolean> {
    const { station, voice, signal } = this.#options;
    const endUs = this.nowUs + Math.max(0, us);
    for (;;) {
      if (signal.aborted) throw new Interrupted();
      if (isOver()) return true;
      if (this.nowUs >= endUs) return false;
      if (standing) voice.show(standing(station.bench.finger.heldUs));
      await station.pass(() => signal.aborted || isOver(), Math.min(endUs, this.nowUs + SHOWN_EVERY_US));
    }
  }

  async phase<T>(name: PhaseName, work: () => Promise<T>): Promise<T> {
    const ofAttempt = name === 'wiring' || this.attempt === undefined ? {} : { attempt: this.attempt };
    const phase: PhaseRecord = { name, ...ofAttempt, startUs: this.nowUs, endUs: this.nowUs, outcome: 'DONE', prompts: [] };
    this.phases.push(phase);
    try {
      return await work();
    } catch (error) {
      phase.outcome = this.isEndedBy(error) ? 'ABORTED' : 'ERROR';
      throw error;
    } finally {
      phase.endUs = this.nowUs;
    }
  }

  /** Whether `error` came of somebody's ending the session. */
  isEndedBy(error: unknown): boolean {
    return error instanceof Interrupted || this.#options.signal.aborted;
  }

  tell(prompt: Prompt): void {
    this.phases.at(-1)?.prompts.push({ atUs: this.nowUs, prompt });
    this.#options.voice.tell(prompt);
  }

  /** How often it was told in this phase. */
  timesTold(deed: Prompt['deed']): number {
    return this.phases.at(-1)?.prompts.filter(({ prompt }) => prompt.deed === deed).length ?? 0;
  }

  /** Resolves with yes or no; with `undefined` where nobody answers. Rejects when the session is ended. */
  async ask(text: string): Promise<boolean | undefined> {
    const { voice, signal } = this.#options;
    const answer = await voice.ask({ about: 'deed', text }, signal);
    if (signal.aborted) throw new Interrupted();
    return answer === undefined ? undefined : !/^n/i.test(answer);
  }

  /** What looks as if the person had done nothing may be a button that does not follow the finger: whoever is there is asked, before anybody is blamed. */
  async wasDone(deed: 'press' | 'let-go'): Promise<boolean> {
    const text = deed === 'press' ? 'It still reads released. Did you press the button?' : 'It still reads pressed. Did you let go of the button?';
    return (await this.ask(`${text} [y/n] `)) === true;
  }
}
