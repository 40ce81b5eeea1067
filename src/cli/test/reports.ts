/** The report files of `recsim test` and `recsim merge-reports`: opened before anything runs, filled run by run in the order of the plan, named when they are whole. */
import { unwrap } from '../../errors.ts';
import { type Extent, jsonHead, jsonRun, jsonTail, noRuns, type Tally } from '../../scenario/report-json.ts';
import type { TimedRun } from '../../scenario/report-text.ts';
import { checkWritable, type GrowingFile, growWhole, writeWhole } from '../../whole-file.ts';

export interface ReportPlaces {
  readonly junit?: string | undefined;
  /** `-`: stdout. */
  readonly json?: string | undefined;
}

/** So many runs that did not pass keep their trace in reports; more would make them large and nobody wiser. */
const TRACES_MAX = 50;

export class Reports {
  readonly tally: Tally = noRuns();
  /** Sums over all runs. */
  virtualUs = 0;
  wallMs = 0;
  readonly #places: ReportPlaces;
  readonly #json: GrowingFile | undefined;
  readonly #kept: TimedRun[] = [];
  #traces = 0;
  #count = 0;

  /** Throws a ProblemError where a file cannot be written: a reason not to begin. */
  constructor(places: ReportPlaces, extent: Extent) {
    this.#places = places;
    if (places.junit !== undefined) unwrap(checkWritable(places.junit));
    if (places.json !== undefined) this.#json = places.json === '-' ? STDOUT : unwrap(growWhole(places.json));
    this.#json?.write(jsonHead(extent));
  }

  get count(): number {
    return this.#count;
  }

  add(index: number, timed: TimedRun): void {
    const { run } = timed;
    const told = run.outcome === 'PASS' || ++this.#traces <= TRACES_MAX ? timed : { ...timed, run: { ...run, trace: [] } };
    this.#json?.write(jsonRun(index, told, this.#count === 0));
    if (this.#places.junit !== undefined) this.#kept.push({ ...told, run: { ...told.run, steps: [], trace: [] } });
    this.#count++;
    this.tally[run.outcome]++;
    this.virtualUs += run.virtualUs;
    this.wallMs += timed.wallMs;
  }

  async end(): Promise<void> {
    const { junit } = this.#places;
    this.#json?.write(jsonTail(this.tally));
    if (this.#json) unwrap(this.#json.commit());
    if (junit !== undefined) unwrap(writeWhole(junit, (await import('../../scenario/report-junit.ts')).junitReport(this.#kept)));
  }

  /** Nothing is written. */
  discard(): void {
    this.#json?.discard();
  }
}

const STDOUT: GrowingFile = {
  write: (text) => process.stdout.write(text),
  commit: () => ({ ok: true, value: undefined }),
  discard: () => {},
};
