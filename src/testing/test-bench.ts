/**
 * A bench as test suites use it: durations as text, and a person at the monitor with a phone and an inbox, who waits where the recorder is busy. What cannot be done
 * throws, so that no test goes on past it.
 */
import { Bench, type BenchOptions } from '../bench/bench.ts';
import { BUSY_US, type Handled, Hands } from '../bench/hands.ts';
import type { Snapshot } from '../bench/snapshot.ts';
import type { Board } from '../board.ts';
import { loadBoard } from '../board-file.ts';
import { unwrap } from '../errors.ts';
import { codeIn } from '../outside/mail-texts.ts';
import { type AppName, DEFAULT_APP } from '../outside/phone-apps.ts';
import { loadSavedState } from '../scenario/saved-state.ts';
import { SerialEar } from '../scenario/serial-ear.ts';
import { textLines } from '../ui/screen/text-lines.ts';
import { type Duration, toUs } from './duration.ts';

/** As BenchOptions, but matchers need the trace. */
export interface TestBenchOptions extends Omit<BenchOptions, 'board' | 'trace' | 'stepper' | 'state'> {
  /** A shipped board, the path of a board's folder or file, or a board; `seed` by default. */
  readonly board?: string | Board;
  /** `factory` (the default), `provisioned`, a snapshot, or the path of one that was saved or of a directory of `recsim run --state`. */
  readonly state?: string | Snapshot;
}

/** A recorder on a bench, without power yet. Throws a ProblemError when the board or the state cannot be read. */
export function createBench({ board: named = 'seed', state = 'factory', ...options }: TestBenchOptions = {}): TestBench {
  const board = typeof named === 'string' ? unwrap(loadBoard(named)).board : named;
  if (state !== 'factory' && state !== 'provisioned' && typeof state === 'string')
    return new TestBench({ ...options, board, state: unwrap(loadSavedState(state, board)) });
  return new TestBench({ ...options, board, state });
}

export class TestBench extends Bench {
  readonly hands: Hands;
  /** An ear at the serial console. */
  readonly serial: SerialEar;

  constructor(options: BenchOptions) {
    super(options);
    this.hands = new Hands(this);
    this.serial = new SerialEar(this.hal.console);
  }

  override advance(by: Duration): void {
    super.advance(toUs(by));
  }

  override pass(by: Duration, isOver?: () => boolean): Promise<void> {
    return super.pass(toUs(by), isOver);
  }

  /** Clicks a button, or ticks a box, by its words. */
  click(label: string): Promise<void> {
    return this.#handle(() => this.hands.click(label));
  }

  /** Puts `value` into the field in place of what is in it. */
  input(field: string, value: string): Promise<void> {
    return this.#handle(() => this.hands.input(field, value));
  }

  choose(list: string, option: string): Promise<void> {
    return this.#handle(() => this.hands.choose(list, option));
  }

  /** Draws through points 1 to 9, numbered from left to right and from top to bottom. */
  draw(points: readonly number[]): Promise<void> {
    return this.#handle(() => this.hands.draw(points));
  }

  /** A key of the keyboard, or one character. */
  key(name: string): Promise<void> {
    return this.#handle(() => this.hands.key(name));
  }

  /** The phone photographs the monitor, reads its QR code and sends it to the vendor's service. */
  async scanQr(app: AppName = DEFAULT_APP): Promise<void> {
    await this.#settle();
    const { phone } = this.outside;
    if ((await phone.scan(app)) === 'answered') return;
    throw new Error(`${app} says: ${textLines(phone.screen)[0]} On the monitor is "${this.shown.title}"`);
  }

  /** The security code in the latest mail that has one. Throws when there is none. */
  get mailedCode(): string {
    const { inbox } = this.outside.post;
    const code = inbox.map(({ text }) => codeIn(text)).findLast((found) => found !== undefined);
    if (code !== undefined) return code;
    const what = inbox.length === 0 ? 'no mail has arrived' : `none of ${inbox.length} mails has a security code`;
    throw new Error(`${what}. Wait for it first: await expect(bench).toReceiveMail({ subject: 'security code' })`);
  }

  async #handle(act: () => Handled): Promise<void> {
    await this.#settle();
    const handled = act();
    if (!handled.ok) throw new Error(handled.refused);
  }

  async #settle(): Promise<void> {
    if (this.hands.mustWait) await super.pass(BUSY_US, () => !this.hands.mustWait);
  }
}
