/**
 * What a session sees of the place where a unit is tested, and of the person there. On the mock the person is simulated; on real lines it is a human. The bench is the world in either case.
 */
import type { Bench } from '../bench/bench.ts';
import type { Us } from '../units.ts';

export interface Station {
  readonly bench: Bench;
  /** Power comes and goes by itself when it is asked for; otherwise the person gives it. */
  readonly givesPower?: boolean;
  /**
   * Lets time of the bench pass to `limitUs`, or until `isOver`, asked after each thing that happens: resolves with whether it is. One at a time. Rejects with a ProblemError when
   * hardware fails.
   */
  pass(isOver: () => boolean, limitUs: Us): Promise<boolean>;
  /** Outputs off, lines given back. */
  close(): void;
}

/** What a person is asked to do. */
export type Deed = 'hands-off' | 'power-away' | 'press' | 'let-go' | 'hold' | 'give-power' | 'release';

export interface Prompt {
  readonly deed: Deed;
  readonly text: string;
  /** At this very moment. */
  readonly isUrgent?: boolean;
}

/** How an attempt stands, while it goes on. */
export interface Standing {
  /** What to do meanwhile; the same as long as nothing changes. */
  readonly advice: string;
  /** Microseconds to what comes next; `undefined` where nobody knows. */
  readonly inUs?: Us;
  /** How long the button has been held. */
  readonly heldUs: Us;
}

/** `serial`: which unit comes next. `deed`: whether something that was not seen was done. */
export interface Question {
  readonly about: 'serial' | 'deed';
  readonly text: string;
}

/** How a session speaks with the person. */
export interface Voice {
  /** The test of a unit begins. */
  begin(dutId: string): void;
  /** Do this, now. */
  tell(prompt: Prompt): void;
  /** Told ten times a second while something is waited for. */
  show(standing: Standing): void;
  /** What was seen, or what came of it. */
  say(text: string): void;
  /** An answer, without spaces around it; `undefined` when there is nobody to answer any more, or `signal` came first. */
  ask(question: Question, signal: AbortSignal): Promise<string | undefined>;
}
