/**
 * `recsim test --html`: one page for people, made of nothing but itself, that works from a file or as an artifact of CI. Runs are added one by one and only what the page
 * will show of them is kept: all there is of those that did not pass, of marginal and of the slowest ones, up to a limit; a line of each other.
 */

import type { BoardCoverage } from '../coverage/coverage.ts';
import type { TimedRun } from '../scenario/report-text.ts';
import type { RunRecord } from '../scenario/run.ts';
import { diagramOf } from './diagram.ts';
import { heatMap, type MapRun } from './heat-map.ts';
import { type Look, lookOf } from './look.ts';
import { page } from './page.ts';
import { idOf, LIMITS, type Row, type Sums } from './rows.ts';
import { bodyOf, headOf } from './run-part.ts';

export class HtmlReport {
  readonly #rows: Row[] = [];
  /** Passed runs that are shown in full if there are few of them, and those that are in any case. */
  readonly #passed: (TimedRun & { readonly number: number })[] = [];
  readonly #slowest: (TimedRun & { readonly number: number })[] = [];
  readonly #maps = new Map<string, { title: string; runs: MapRun[] }>();
  readonly #looks: Record<Look, number> = { pass: 0, marginal: 0, aborted: 0, timeout: 0, fail: 0, error: 0 };
  readonly #boards = new Set<string>();
  readonly #brands = new Set<string>();
  readonly #seeds = new Set<number>();
  #virtualUs = 0;
  #wallMs = 0;
  #full = 0;

  add(timed: TimedRun): void {
    const { run, wallMs } = timed;
    const { scenario, virtualUs } = run;
    const look = lookOf(run);
    const number = this.#rows.length + 1;
    this.#looks[look]++;
    this.#virtualUs += virtualUs;
    this.#wallMs += wallMs;
    this.#boards.add(scenario.board.name);
    this.#brands.add(scenario.brand);
    this.#seeds.add(scenario.seed);
    this.#addToMap(scenario, look, number);
    if (look === 'pass') {
      this.#rows.push({ look, number, head: headOf(timed, false) });
      this.#keepPassed({ ...timed, number });
    } else {
      const isFull = look === 'marginal' ? this.#looks.marginal <= LIMITS.marginal : ++this.#full <= LIMITS.failed;
      this.#rows.push({ look, number, head: headOf(timed, isFull), ...(isFull ? { body: bodyOf(timed, diagramOf(run, `wave-${number}`)) } : {}) });
    }
  }

  /** The page. `wallMs`: how long a person waited, where that is known; else the times of the runs are added up. */
  end(coverage: readonly BoardCoverage[] = [], wallMs = this.#wallMs): string {
    const full = this.#rows.length <= LIMITS.passed ? this.#passed : this.#slowest;
    const bodies = new Map(full.map((timed) => [timed.number, timed]));
    const rows = this.#rows.map((row): Row => {
      const timed = bodies.get(row.number);
      return timed ? { ...row, head: headOf(timed, true), body: bodyOf(timed, undefined) } : row;
    });
    const maps = [...this.#maps.values()].filter(({ runs }) => runs.length > 1).map(({ title, runs }) => heatMap(title, runs));
    return page({ sums: { ...this.#sums, wallMs }, rows, maps, coverage }).text;
  }

  get #sums(): Sums {
    return {
      count: this.#rows.length,
      looks: this.#looks,
      virtualUs: this.#virtualUs,
      wallMs: this.#wallMs,
      boards: [...this.#boards],
      brands: [...this.#brands],
      seeds: { first: [...this.#seeds].slice(0, 3), count: this.#seeds.size },
    };
  }

  #keepPassed(timed: TimedRun & { readonly number: number }): void {
    if (this.#passed.length < LIMITS.passed) this.#passed.push(timed);
    this.#slowest.push(timed);
    if (this.#slowest.length <= LIMITS.slowest) return;
    this.#slowest.sort((a, b) => b.wallMs - a.wallMs || b.run.virtualUs - a.run.virtualUs);
    this.#slowest.pop();
  }

  /** A map for each file, and for each board and brand it was run on. */
  #addToMap({ file, name, board, brand, variables }: RunRecord['scenario'], look: Look, number: number): void {
    if (Object.keys(variables).length === 0) return;
    const key = JSON.stringify([file, board.name, brand]);
    const map = this.#maps.get(key) ?? { title: `${name} (${board.name}, ${brand})`, runs: [] as MapRun[] };
    this.#maps.set(key, map);
    map.runs.push({ look, variables, id: idOf(number) });
  }
}
