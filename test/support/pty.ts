/** A PTY pair with a reader at its far end, for tests of real serial lines; and whether there can be one. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { SerialPort } from 'serialport';
import { unwrap } from '../../src/errors.ts';
import { openPtyPair, type PtyPair } from '../../src/hal/pi/pty-pair.ts';
import { createWallClock, type WallClock } from '../../src/hal/wall-clock.ts';

const isInstalled = spawnSync('socat', ['-V']).error === undefined;
/** With CI=true a test whose tool is missing fails. */
export const canPty = isInstalled || Boolean(process.env['CI']);

/** Says once what is not tested, and what to install. */
export function warnOfNoPty(what: string): void {
  if (!canPty) console.warn(`skipped: ${what}. Install socat with: apt-get install socat`);
}

export const wall: WallClock = createWallClock();

/** Looks every few milliseconds until it holds, for at most `limitMs`; returns whether it does. */
export async function until(holds: () => boolean, limitMs = 20_000): Promise<boolean> {
  const endMs = wall.nowMs + limitMs;
  while (!holds()) {
    if (wall.nowMs > endMs) return false;
    await new Promise<void>((resolve) => wall.after(2, resolve));
  }
  return true;
}

/** Somebody at the far end. */
export class FarEnd {
  readonly #port: SerialPort;
  readonly #pieces: Buffer[] = [];

  private constructor(port: SerialPort) {
    this.#port = port;
    port.on('error', () => {});
    port.on('data', (bytes: Buffer) => this.#pieces.push(bytes));
  }

  /** Somebody who tries again, for a while: a pair that died is not back at once, and its terminals had other names. */
  static async open(path: string, limitMs = 20_000): Promise<FarEnd> {
    const port = new SerialPort({ path, baudRate: 115_200, autoOpen: false });
    const end = new FarEnd(port);
    let error: Error | null = null;
    const opened = async () => {
      error = await new Promise<Error | null>((resolve) => port.open(resolve));
      return !error;
    };
    const endMs = wall.nowMs + limitMs;
    while (!(await opened())) {
      if (wall.nowMs > endMs) throw error ?? new Error(`${path} cannot be opened`);
      await new Promise<void>((resolve) => wall.after(50, resolve));
    }
    return end;
  }

  get received(): Buffer {
    return Buffer.concat(this.#pieces);
  }

  send(bytes: Uint8Array): void {
    this.#port.write(Buffer.from(bytes));
  }

  read(isReading: boolean): void {
    if (isReading) this.#port.resume();
    else this.#port.pause();
  }

  close(): Promise<void> {
    return new Promise((resolve) => (this.#port.isOpen ? this.#port.close(() => resolve()) : resolve()));
  }
}

export const openPair = async (): Promise<PtyPair> => unwrap(await openPtyPair(wall));

/** What the kernel says of a process; `undefined` where there is none. */
export function statOf(pid: number): { readonly state: string; readonly parent: number; readonly group: number } | undefined {
  try {
    // The name of the program stands in brackets and may hold anything.
    const [state = '', parent, group] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/^.*\) /s, '')
      .split(' ');
    return { state, parent: Number(parent), group: Number(group) };
  } catch {
    return undefined;
  }
}

/** Whether it runs: one that ended and was not yet asked how does not. */
export const isAlive = (pid: number): boolean => (statOf(pid)?.state ?? 'Z') !== 'Z';

/** The socat behind a pair. */
export function socatOf({ keeperId }: Pick<PtyPair, 'keeperId'>): number {
  const pids = readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
  const socat = pids.find((pid) => statOf(pid)?.parent === keeperId && readFileSync(`/proc/${pid}/cmdline`, 'utf8').startsWith('socat\0'));
  if (socat === undefined) throw new Error('there is no socat');
  return socat;
}
