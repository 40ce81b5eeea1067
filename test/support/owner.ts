/** Recorders set up by owners of all kinds, and what a person in front of one does. Hashes are weak, so that hundreds of logins take no time. */
import { Bench, type BenchOptions } from '../../src/bench/bench.ts';
import { newRecorder, OWNER } from '../../src/bench/factory.ts';
import { type Handled, Hands } from '../../src/bench/hands.ts';
import type { Board } from '../../src/board.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { codeIn } from '../../src/outside/mail-texts.ts';
import { hashSecrets, type Secrets } from '../../src/storage/credentials.ts';
import { runNow } from '../../src/storage/job.ts';
import { Storage } from '../../src/storage/storage.ts';
import type { Us } from '../../src/units.ts';
import { S, seedBoard } from './world.ts';

export { OWNER } from '../../src/bench/factory.ts';

/** log2 of scrypt's N in tests. */
export const WEAK = 1;

export interface Given extends Omit<BenchOptions, 'board'> {
  readonly board?: Board;
  /** What the owner set, instead of OWNER; `undefined` values take away what OWNER has. */
  readonly owner?: { readonly [Key in keyof Secrets]?: Secrets[Key] | undefined };
}

/** A recorder with its plug in and its menus up: at the login, or at the wizard where `state` is `factory`. */
export function readyBench({ owner, board = seedBoard(), state = 'provisioned', ...options }: Given = {}): Bench {
  const cells = owner ? cellsOf(board, { ...OWNER, ...owner } as Secrets, options.seed ?? 1) : undefined;
  const bench = new Bench({ board, state, hashCost: WEAK, ...options, ...(cells ? { cells } : {}) });
  bench.supply.plugIn();
  bench.runUntil(() => bench.isIn('boot.ready'), bench.nowUs + 300 * S);
  return bench;
}

function cellsOf(board: Board, secrets: Secrets, seed: number) {
  const cells = newRecorder(board, { state: 'factory', seed, hashCost: WEAK });
  const array = new NorArray(flashGeometry(board), cells);
  const known = Object.fromEntries(Object.entries(secrets).filter(([, value]) => value !== undefined)) as unknown as Secrets;
  runNow(new Storage(array).saveCredentials(hashSecrets(known, WEAK, (bytes) => bytes.fill(7))), (operation) => array.perform(operation));
  return cells;
}

/** A person at the recorder. Every act must be possible, and is followed by the time that the recorder needs to answer. */
export class Person {
  readonly bench: Bench;
  readonly #hands: Hands;

  constructor(bench: Bench) {
    this.bench = bench;
    this.#hands = new Hands(bench);
  }

  click(...labels: string[]): this {
    for (const label of labels) this.#must(this.#hands.click(label));
    return this;
  }

  /** Fields by name, then a click. */
  fill(fields: Readonly<Record<string, string>>, ...labels: string[]): this {
    for (const [field, value] of Object.entries(fields)) this.#must(this.#hands.input(field, value));
    return this.click(...labels);
  }

  choose(list: string, option: string): this {
    return this.#must(this.#hands.choose(list, option));
  }

  draw(...points: number[]): this {
    return this.#must(this.#hands.draw(points));
  }

  press(...keys: string[]): this {
    for (const key of keys) this.#must(this.#hands.key(key));
    return this;
  }

  /** What comes of an act that may not be possible. */
  tries(act: (hands: Hands) => Handled): string {
    const handled = act(this.#hands);
    this.settle();
    return handled.ok ? 'done' : handled.refused;
  }

  wait(us: Us): this {
    this.bench.advance(us);
    return this;
  }

  /** From the login to the Reset Password menu with its QR code. */
  toQrCode(): this {
    if (this.title === 'Unlock Pattern') this.click('Forgot Pattern');
    return this.click('Forgot Password', 'OK');
  }

  /** Scans the QR code on the monitor and waits for the mail; returns its code, `undefined` where none came within a minute. */
  async scan(): Promise<string | undefined> {
    const { outside } = this.bench;
    const before = outside.post.inbox.length;
    await outside.phone.scan('gDMSS');
    await outside.settled();
    this.bench.advance(60 * S);
    const mail = outside.post.inbox.slice(before).findLast(({ text }) => codeIn(text) !== undefined);
    return mail && codeIn(mail.text);
  }

  /** Enters a security code and returns whether it was accepted. */
  enterCode(code: string): boolean {
    this.fill({ 'Security code': code }, 'Next');
    return this.menu === 'recovery.new-password';
  }

  setPassword(password: string): this {
    return this.fill({ 'New Password': password, 'Confirm Password': password }, 'Save');
  }

  /** Logs in by password, from the System Login; returns whether that worked. */
  logIn(password: string): boolean {
    if (this.title === 'Unlock Pattern') this.click('Forgot Pattern');
    this.fill({ Password: password }, 'OK');
    return this.menu.startsWith('desktop.');
  }

  get menu(): string {
    return this.bench.recorder.firmware?.regions.menu ?? 'off';
  }

  get title(): string {
    return this.bench.shown.title;
  }

  get lines(): readonly string[] {
    return this.bench.shown.lines;
  }

  /** Lets the recorder finish what it is checking or storing. */
  settle(): this {
    const { bench } = this;
    const isBusy = () => /checking|saving|preparing|refreshing|removing/.test(this.menu);
    bench.runUntil(() => !isBusy(), bench.nowUs + 60 * S);
    return this;
  }

  #must(handled: Handled): this {
    if (!handled.ok) throw new Error(handled.refused);
    return this.settle();
  }
}

/** A person at a recorder that is ready. */
export const person = (given: Given = {}): Person => new Person(readyBench(given));
