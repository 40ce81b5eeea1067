/** What a plain command asks for, and what came of one. */
import type { Desk, Done } from './desk.ts';

/** What a command does with time; the session carries it out. */
export type Wish =
  | { readonly kind: 'nothing' }
  /** It takes real time: what came of it. */
  | { readonly kind: 'later'; readonly wish: Promise<Wish> }
  | { readonly kind: 'wait'; readonly durationUs: number }
  | { readonly kind: 'jump' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'tell'; readonly lines: readonly string[] }
  /** Not possible now. */
  | { readonly kind: 'refused'; readonly why: string }
  /** Not understood. */
  | { readonly kind: 'wrong'; readonly why: string };

export interface Command {
  readonly name: string;
  readonly args: string;
  readonly meaning: string;
  /** `rest` is all that stands behind the name, as it was written. */
  readonly run: (desk: Desk, args: readonly string[], rest: string) => Wish;
}

export const NOTHING: Wish = { kind: 'nothing' };
export const wrong = (why: string): Wish => ({ kind: 'wrong', why });
export const did = (done: Done): Wish => (done.ok ? NOTHING : { kind: 'refused', why: done.refused });
export const tell = (...lines: string[]): Wish => ({ kind: 'tell', lines });
