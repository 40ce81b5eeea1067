/** What a page is made of: sums over all runs, and a row for each. */
import type { Html } from './html.ts';
import type { Look } from './look.ts';

/** So many of each kind are shown with all there is. */
export const LIMITS = { failed: 200, marginal: 50, passed: 100, slowest: 10, rows: 20_000 } as const;

export interface Sums {
  readonly count: number;
  readonly looks: Readonly<Record<Look, number>>;
  readonly virtualUs: number;
  readonly wallMs: number;
  readonly boards: readonly string[];
  readonly brands: readonly string[];
  /** The first few, and how many there are. */
  readonly seeds: { readonly first: readonly number[]; readonly count: number };
}

export interface Row {
  readonly look: Look;
  readonly head: Html;
  readonly body?: Html;
  /** Its number in the order in which it was run, from 1. */
  readonly number: number;
}

/** Where a run is in the page. */
export const idOf = (number: number): string => `run-${number}`;
