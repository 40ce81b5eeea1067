/**
 * Where a scenario is played in real time. Without a station it is played in virtual time, by hands of the bench's own. With one that has a person, whatever this person moves is
 * asked for and waited for. The bench and its recorder are the same in every case.
 */
import type { Bench } from '../bench/bench.ts';
import type { Us } from '../units.ts';
import type { Step } from './scenario.ts';

export interface Station {
  /** What is moved by a person, and not by the program. */
  readonly real: { readonly button: boolean; readonly plug: boolean };
  /** Lets time of the bench pass to `limitUs`, or until `isOver`: resolves with whether it is. Rejects with a ProblemError when hardware fails. */
  pass(isOver: () => boolean, limitUs: Us): Promise<boolean>;
  /** This step is carried out from now on. */
  begins?(step: Step): void;
  /** Tells the person what to do, now. */
  tell(prompt: string): void;
  /** Tells the person what to do in so many seconds; called every second until then. */
  countDown(prompt: string, seconds: number): void;
  close(): void;
}

/** Rejects with a ProblemError where the hardware cannot be had. */
export type OpenStation = (bench: Bench, signal: AbortSignal | undefined) => Promise<Station>;
