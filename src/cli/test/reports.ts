/** The report files of `recsim test` and `recsim merge-reports`: opened before anything runs, filled run by run in the order of the plan, named when they are whole. */
import type { BoardCoverage } from '../../coverage/coverage.ts';
import { type Problem, unwrap } from '../../errors.ts';
import type { HtmlReport } from '../../report/html-report.ts';
import { type Extent, jsonHead, jsonRun, jsonTail, noRuns, type Tally } from '../../scenario/report-json.ts';
import type { TimedRun } from '../../scenario/report-text.ts';
import { lastOfTrace } from '../../scenario/run.ts';
import { checkWritable, type GrowingFile, growWhole, writeWhole } from '../../whole-file.ts';

export interface ReportPlaces {
  readonly junit?: string | undefined;
  /** `-`: stdout. */
  readonly json?: string | undefined;
  readonly html?: string | undefined;
  /** The JSON record has all of the trace of every run. */
  readonly withTrace?: boolean | undefined;
}

/** What is wrong with the places themselves. */
export function placeProblems(places: ReportPlaces): Problem[] {
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message, remedy });
  for (const name of ['junit', 'html'] as const)
    if (places[name] === '-') complain(`--${name} - is not possible: stdout is for people or for --json -`, 'Name a file');
  const named = (['junit', 'json', 'html'] as const).filter((name) => places[name] !== undefined);
  named.forEach((name, index) => {
    const twin = named.slice(0, index).find((earlier) => places[earlier] === places[name]);
    if (twin !== undefined) complain(`--${twin} and --${name} name the same file`, 'Name two files');
  });
  return problems;
}

/** What is known at the end alone. */
export interface Ending {
  /** Of all runs together, where it was asked for. */
  readonly coverage?: readonly BoardCoverage[] | undefined;
  /** For the HTML report, which tells it in any case; by default the same. */
  readonly shownCoverage?: readonly BoardCoverage[] | undefined;
  /** How long a person waited. */
  readonly wallMs?: number;
}

/** So many runs that did not pass keep their trace in reports; more would make them large and nobody wiser. */
const TRACES_MAX = 50;

export class Reports {
  readonly tally: Tally = noRuns();
  /** Of all runs together. */
  virtualUs = 0;
  readonly #places: ReportPlaces;
  readonly #json: GrowingFile | undefined;
  readonly #html: HtmlReport | undefined;
  readonly #kept: TimedRun[] = [];
  #traces = 0;
  #count = 0;

  private constructor(places: ReportPlaces, extent: Extent, html: HtmlReport | undefined) {
    this.#places = places;
    this.#html = html;
    if (places.html !== undefined) unwrap(checkWritable(places.html));
    if (places.junit !== undefined) unwrap(checkWritable(places.junit));
    if (places.json !== undefined) this.#json = places.json === '-' ? STDOUT : unwrap(growWhole(places.json));
    this.#json?.write(jsonHead(extent, places.withTrace));
  }

  /** Throws a ProblemError where a file cannot be written: a reason not to begin. */
  static async open(places: ReportPlaces, extent: Extent): Promise<Reports> {
    const html = places.html === undefined ? undefined : new (await import('../../report/html-report.ts')).HtmlReport();
    return new Reports(places, extent, html);
  }

  get count(): number {
    return this.#count;
  }

  add(index: number, timed: TimedRun): void {
    const { run } = timed;
    const isOneTooMany = run.outcome !== 'PASS' && ++this.#traces > TRACES_MAX;
    const told = { ...timed, run: { ...run, trace: isOneTooMany ? [] : lastOfTrace(run) } };
    this.#json?.write(jsonRun(index, this.#places.withTrace ? timed : told, this.#count === 0));
    this.#html?.add(told);
    if (this.#places.junit !== undefined) this.#kept.push({ ...told, run: { ...told.run, steps: [], trace: [] } });
    this.#count++;
    this.tally[run.outcome]++;
    this.virtualUs += run.virtualUs;
  }

  async end({ coverage, shownCoverage = coverage, wallMs }: Ending = {}): Promise<void> {
    const { junit, html } = this.#places;
    this.#json?.write(jsonTail(this.tally, coverage));
    if (this.#json) unwrap(this.#json.commit());
    if (junit !== undefined) unwrap(writeWhole(junit, (await import('../../scenario/report-junit.ts')).junitReport(this.#kept, coverage)));
    if (html !== undefined && this.#html) unwrap(writeWhole(html, this.#html.end(shownCoverage, wallMs)));
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
