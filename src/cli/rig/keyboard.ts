/**
 * Lines from a keyboard, a scanner that types, or a pipe. From a terminal only what is typed after a question is an answer to it: a scan in the middle of a hold must not name the
 * next unit. From a pipe every line is one.
 */
import { createInterface, type Interface } from 'node:readline';

export class Keyboard {
  readonly #input: NodeJS.ReadStream;
  readonly #waiting: string[] = [];
  #lines: Interface | undefined;
  #isOver = false;
  #answer: ((line: string | undefined) => void) | undefined;

  constructor(input: NodeJS.ReadStream) {
    this.#input = input;
  }

  /** The next line, without spaces around it; `undefined` when there is none any more, or `signal` came first. */
  next(signal: AbortSignal): Promise<string | undefined> {
    this.#lines ??= this.#open();
    const line = this.#waiting.shift();
    if (line !== undefined || this.#isOver || signal.aborted) return Promise.resolve(line);
    return new Promise((resolve) => {
      const give = (answer: string | undefined) => {
        signal.removeEventListener('abort', giveUp);
        this.#answer = undefined;
        resolve(answer);
      };
      const giveUp = () => give(undefined);
      signal.addEventListener('abort', giveUp, { once: true });
      this.#answer = give;
    });
  }

  close(): void {
    this.#lines?.close();
  }

  #open(): Interface {
    // The terminal itself echoes and edits; Ctrl-C stays a signal.
    const lines = createInterface({ input: this.#input, terminal: false });
    lines.on('line', (typed) => {
      const line = typed.trim();
      if (this.#answer) this.#answer(line);
      else if (!this.#input.isTTY) this.#waiting.push(line);
    });
    lines.on('close', () => {
      this.#isOver = true;
      this.#answer?.(undefined);
    });
    return lines;
  }
}
