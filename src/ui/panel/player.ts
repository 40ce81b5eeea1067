/** Plays a scenario on the desk while people watch: at their pace, step by step, to its end or until they stop it. Its recorder stands on the desk then, and stays. */
import { formatProblem, ProblemError } from '../../errors.ts';
import type { ScenarioSet } from '../../scenario/decode.ts';
import { formatVariables } from '../../scenario/matrix.ts';
import type { Outcome } from '../../scenario/run.ts';
import { runScenario } from '../../scenario/runner.ts';
import type { Scenario, Step } from '../../scenario/scenario.ts';
import type { Us } from '../../units.ts';
import type { Desk, Done } from '../terminal/desk.ts';
import type { Tempo } from '../terminal/tempo.ts';
import { LedTime } from './led-time.ts';

/** What can be played. */
export interface Script {
  readonly name: string;
  readonly set: ScenarioSet;
  /** The file as it was written. */
  readonly lines: readonly string[];
}

/** What is played, or was played last; plain data. */
export interface Play {
  readonly file: string;
  readonly name: string;
  /** The combination of a matrix, in words; empty where there is none. */
  readonly variables: string;
  readonly isPlaying: boolean;
  /** The step at work, or the last one: how many came before it, its line, what the file gives it for a name. */
  readonly step: { readonly number: number; readonly kind: string; readonly line: number; readonly name: string | null } | null;
  /** The lines of the file around it; the first has the number `from`. */
  readonly excerpt: { readonly from: number; readonly lines: readonly string[] };
  /** What a person is asked, where a scenario asks. */
  readonly prompt: string | null;
  readonly outcome: Outcome | null;
  readonly failure: { readonly message: string; readonly line: number; readonly atUs: Us } | null;
  readonly warnings: readonly string[];
}

export interface PlayerOptions {
  readonly desk: Desk;
  readonly tempo: Tempo;
  /** Time may flow: somebody should bring it up to date soon. */
  readonly wake: () => void;
}

const LINES_BEFORE = 6;
const LINES_AFTER = 9;
const LINE_MAX = 160;

export class Player {
  readonly #options: PlayerOptions;
  #play: Play | undefined;
  #stop: (() => void) | undefined;
  #lines: readonly string[] = [];

  constructor(options: PlayerOptions) {
    this.#options = options;
  }

  /** Null before the first. */
  get play(): Play | null {
    return this.#play ?? null;
  }

  /** Begins it; `number` is that of the combination of its matrix, from 0. */
  begin(script: Script, number = 0): Done {
    const { desk } = this.#options;
    if (desk.isHosting) return { ok: false, refused: 'a scenario is played already: stop it first' };
    if (desk.real.button || desk.real.plug) return { ok: false, refused: 'this recorder is on real lines: play scenarios with recsim test --hal pi' };
    if (desk.isKept) return { ok: false, refused: 'this recorder is kept, and gives its place to no other: play scenarios in a run without --state' };
    let scenario: Scenario;
    try {
      scenario = script.set.at(Math.min(number, script.set.count - 1));
    } catch (error) {
      if (error instanceof ProblemError) return { ok: false, refused: error.problems.map(formatProblem).join('; ') };
      throw error;
    }
    // What goes wrong in recsim itself is told as well, and is no reason to end the run.
    this.#run(script, scenario).catch((error: unknown) => this.#ended('ERROR', { message: String(error), line: 1, atUs: desk.bench.nowUs }, []));
    return { ok: true };
  }

  stop(): Done {
    if (!this.#stop) return { ok: false, refused: 'no scenario is played' };
    this.#stop();
    return { ok: true };
  }

  async #run(script: Script, scenario: Scenario): Promise<void> {
    const { desk, tempo, wake } = this.#options;
    const given = new AbortController();
    let steps = 0;
    this.#lines = script.lines;
    this.#play = {
      file: script.name,
      name: scenario.name,
      variables: formatVariables(scenario.variables),
      isPlaying: true,
      step: null,
      excerpt: this.#excerpt(1),
      prompt: null,
      outcome: null,
      failure: null,
      warnings: [],
    };
    if (tempo.isPaused) tempo.pause(false);
    const run = await runScenario(scenario, given.signal, async (bench) => {
      const time = new LedTime(bench, wake);
      this.#stop = () => {
        given.abort();
        time.look();
      };
      desk.host(bench, scenario.begins, time);
      return {
        real: { button: false, plug: false },
        pass: (isOver, limitUs) => time.pass(isOver, limitUs),
        begins: (step) => this.#begins(step, steps++),
        tell: (prompt) => this.#change({ prompt }),
        countDown: () => {},
        close: () => {},
      };
    });
    const { outcome, failure, warnings } = run;
    this.#ended(outcome, failure ? { message: failure.message, line: failure.place.line ?? 1, atUs: failure.atUs } : null, warnings);
  }

  #ended(outcome: Outcome, failure: Play['failure'], warnings: readonly string[]): void {
    const { desk, tempo } = this.#options;
    this.#stop = undefined;
    desk.free();
    // What came of it is to be looked at.
    tempo.pause(true);
    this.#change({ isPlaying: false, outcome, failure, warnings, ...(failure ? { excerpt: this.#excerpt(failure.line) } : {}) });
  }

  #begins({ kind, place, name }: Step, number: number): void {
    const line = place.line ?? 1;
    this.#change({ step: { number, kind, line, name: name ?? null }, excerpt: this.#excerpt(line), prompt: null });
  }

  #change(changes: Partial<Play>): void {
    if (this.#play) this.#play = { ...this.#play, ...changes };
  }

  #excerpt(line: number): Play['excerpt'] {
    const first = Math.max(0, Math.min(line - 1 - LINES_BEFORE, this.#lines.length - LINES_BEFORE - LINES_AFTER - 1));
    return {
      from: first + 1,
      lines: this.#lines.slice(first, first + LINES_BEFORE + LINES_AFTER + 1).map((text) => text.slice(0, LINE_MAX)),
    };
  }
}
