/** What all searches of `recsim explore` have in common: how far they may go, who hears of them meanwhile, what ends them, and where what they find goes. */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { BoardFile } from '../../board-file.ts';
import { fail, ok, type Result, unwrap } from '../../errors.ts';
import { breathe, wallMs } from '../../hal/wall-time.ts';
import { parseDuration } from '../../units.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { onEnding } from '../endings.ts';
import { createStyle, type Style } from '../text.ts';

export interface OutingOptions {
  readonly maxStates?: string;
  readonly time?: string;
  readonly json?: string;
  readonly saveCounterexample?: string;
  readonly saveCounterexamples?: string;
}

/** How often a terminal is told, and this process hears of Ctrl-C. */
const TOLD_EVERY_MS = 100;

type Steps<Told, Found> = Generator<Told, Found, boolean | undefined> | AsyncGenerator<Told, Found, boolean | undefined>;

export class Outing {
  readonly maxStates: number | undefined;
  readonly style: Style = createStyle(process.stdout);
  readonly #json: string | undefined;
  /** Where the first counter-example goes. */
  #file: string | undefined;
  readonly #folder: string | undefined;
  readonly #endMs: number;
  readonly #stopListening: () => void;
  #isAborted = false;

  /** Throws a ProblemError, before anything is tried, where an option is bad or a file cannot be written. */
  constructor({ maxStates, time, json, saveCounterexample, saveCounterexamples }: OutingOptions) {
    this.maxStates = maxStates === undefined ? undefined : unwrap(countOf('--max-states', maxStates));
    this.#endMs = wallMs() + (time === undefined ? Number.POSITIVE_INFINITY : unwrap(msOf(time)));
    if (saveCounterexample !== undefined && saveCounterexamples !== undefined)
      unwrap(
        fail({
          code: 'usage',
          message: '--save-counterexample and --save-counterexamples at once',
          remedy: 'Write one of them: a file, or a folder',
        }),
      );
    if (json !== undefined && json !== '-') unwrap(checkWritable(json));
    if (saveCounterexample !== undefined) unwrap(checkWritable(saveCounterexample));
    if (saveCounterexamples !== undefined) mkdirSync(saveCounterexamples, { recursive: true });
    this.#json = json;
    this.#file = saveCounterexample;
    this.#folder = saveCounterexamples;
    this.#stopListening = onEnding(() => {
      this.#isAborted = true;
    });
  }

  /** Ctrl-C. */
  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** Ended by Ctrl-C, or its time is up. */
  get isOver(): boolean {
    return this.#isAborted || wallMs() > this.#endMs;
  }

  /** The folder for counter-examples, where there is one. */
  get folder(): string | undefined {
    return this.#folder;
  }

  /** Where the next counter-example goes, if anywhere; `number` counts those of the board. */
  placeFor({ board }: BoardFile, number: number, property: string): string | undefined {
    if (this.#folder === undefined) return this.#file;
    return path.join(this.#folder, `${board.name}-${number}-${property.replace(/[^a-z0-9]+/gi, '-').toLowerCase()}.yaml`);
  }

  /** The one file is used up. */
  saved(file: string | undefined): void {
    if (file !== undefined && file === this.#file) this.#file = undefined;
  }

  /** Leads a search to its end, or until it is over; `words` tell a terminal how far it is, after so many milliseconds. */
  async lead<Told, Found>(search: Steps<Told, Found>, words: (told: Told, ms: number) => string): Promise<Found> {
    const startMs = wallMs();
    let toldMs = Number.NEGATIVE_INFINITY;
    let step = await search.next();
    while (!step.done) {
      let ends = false;
      if (wallMs() - toldMs >= TOLD_EVERY_MS) {
        toldMs = wallMs();
        tellProgress(words(step.value, toldMs - startMs));
        await breathe();
        ends = this.isOver;
      }
      step = await search.next(ends);
    }
    tellProgress('');
    return step.value;
  }

  /** Nothing but JSON goes to stdout where that was asked for. */
  say(text: string): void {
    if (this.#json !== '-') process.stdout.write(`${text}\n`);
  }

  /** Writes what was found to where --json says. */
  write(found: object): void {
    if (this.#json === undefined) return;
    const text = `${JSON.stringify(found, undefined, 2)}\n`;
    if (this.#json === '-') process.stdout.write(text);
    else unwrap(writeWhole(this.#json, text));
  }

  end(): void {
    tellProgress('');
    this.#stopListening();
  }
}

/** The line of progress, where standard error is a terminal; empty: none. */
function tellProgress(text: string): void {
  if (process.stderr.isTTY === true) process.stderr.write(`\r\x1b[2K${text}`);
}

/** Of what an option counts. */
export const countOf = (option: string, written: string): Result<number> =>
  /^[1-9]\d{0,11}$/.test(written)
    ? ok(Number(written))
    : fail({ code: 'usage', message: `${option} ${written}: this is no number`, remedy: 'Write a whole number from 1' });

function msOf(written: string): Result<number> {
  const parsed = parseDuration(written);
  return parsed.ok ? ok(parsed.value / 1_000) : fail({ code: 'usage', message: `--time: ${parsed.problem}`, remedy: 'Write it like "1 min"' });
}
