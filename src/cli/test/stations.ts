/** The stations of `recsim test --real-time` and `--hal pi`: what a person is to do is told on stderr, since stdout is for results. */
import { formatProblem, ProblemError, unwrap } from '../../errors.ts';
import { type LiveBench, type LiveOptions, runInRealTime, runOnLines } from '../../executor/live-bench.ts';
import type { BackendName } from '../../hal/pi/gpio.ts';
import type { OpenStation, Station } from '../../scenario/station.ts';

export interface Stations {
  readonly open: OpenStation;
  /** Hardware failed in the middle of a run. */
  readonly hasFailed: boolean;
}

export interface StationOptions {
  /** Real lines, and by which back-end they are reached; without it the mock, in real time. */
  readonly gpio: BackendName | undefined;
  readonly stderr: { readonly isTTY?: boolean; write(text: string): unknown };
  /** Other lines than those of this machine, for tests. */
  readonly elsewhere?: Pick<LiveOptions, 'backend' | 'now'>;
}

export function createStations({ gpio, stderr, elsewhere = {} }: StationOptions): Stations {
  let hasFailed = false;
  const voice = new Voice(stderr);
  const notice = (text: string) => voice.tell(`warning: ${text}`);
  const stationOf = (live: LiveBench): Station => ({
    real: live.real,
    async pass(isOver, limitUs) {
      try {
        return await live.pass(isOver, limitUs);
      } catch (error) {
        hasFailed ||= error instanceof ProblemError;
        if (error instanceof ProblemError) voice.tell(`error: ${error.problems.map(formatProblem).join('; ')}`);
        throw error;
      }
    },
    tell: (prompt) => voice.tell(prompt),
    countDown: (prompt, seconds) => voice.countDown(prompt, seconds),
    close() {
      voice.end();
      live.close();
      for (const line of live.timing()) stderr.write(`  ${line}\n`);
    },
  });
  return {
    get hasFailed() {
      return hasFailed;
    },
    async open(bench, signal) {
      if (gpio === undefined) return stationOf(runInRealTime(bench));
      return stationOf(unwrap(await runOnLines(bench, { gpio, notice, signal, tell: (prompt) => voice.tell(prompt), ...elsewhere })));
    },
  };
}

/** So far before its end a count-down is told second by second where it cannot be drawn anew. */
const LAST_S = 3;

/** Says what to do: on a terminal with a bell, and a count-down in one line that is drawn anew. */
class Voice {
  readonly #out: StationOptions['stderr'];
  #counting: string | undefined;

  constructor(out: StationOptions['stderr']) {
    this.#out = out;
  }

  tell(text: string): void {
    this.end();
    this.#out.write(this.#out.isTTY ? `\x07> ${text}\n` : `> ${text}\n`);
  }

  countDown(text: string, seconds: number): void {
    if (this.#out.isTTY) this.#out.write(`\r\x1b[2K  in ${seconds} s: ${text}`);
    else if (this.#counting !== text || seconds <= LAST_S) this.#out.write(`  in ${seconds} s: ${text}\n`);
    this.#counting = text;
  }

  end(): void {
    if (this.#counting !== undefined && this.#out.isTTY) this.#out.write('\r\x1b[2K');
    this.#counting = undefined;
  }
}
