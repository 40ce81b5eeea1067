/**
 * Two ends of a serial line that is not there: a pair of pseudo-terminals, made by socat. What goes in at one end comes out at the other; both have names of
 * their own in a folder that only we may enter. socat ends with this process, however that ends (kill -9 too), and takes the names with it; if socat alone
 * ends, it is started anew and the names stay the same.
 * Source: socat(1); pty(7).
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fail, ok, type Problem, type Result } from '../../errors.ts';
import type { WallClock } from '../wall-clock.ts';

export interface PtyPair {
  /** The end for us. */
  readonly near: string;
  /** The end for others. */
  readonly far: string;
  /** Process id of what keeps them. */
  readonly keeperId: number | undefined;
  close(): Promise<void>;
}

/**
 * socat knows nothing of its parent, and in a session of its own (Ctrl-C in our terminal must not reach it) it would outlive it. So a shell waits for the end of a
 * pipe whose other end is ours: the kernel closes that one whatever happens to us. Where socat alone ends, its names go at once: the kernel gives the numbers of its
 * terminals to the next who asks, and the names would lead to a stranger's.
 */
const KEEPER = `
exec 3<&0 </dev/null
"$4" "pty,raw,echo=0,link=$2" "pty,raw,echo=0,link=$3" & socat=$!
{ read -r _ <&3; rm -rf "$1"; kill $socat; } 2>/dev/null & watch=$!
wait $socat; status=$?
rm -f "$2" "$3"
kill $watch 2>/dev/null
exit $status`;

const POLL_MS = 10;
const START_MS = 5_000;
const RESTART_MS = 500;
/** socat passes on what it was given last. */
const FAREWELL_MS = 50;
/** Whoever does not end within this is left to the end of our process. */
const END_MS = 1_000;

/** Makes a pair. `socat`: the command that does it. */
export async function openPtyPair(wall: WallClock, socat = 'socat'): Promise<Result<PtyPair>> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-tty-'));
  const keeper = new Keeper(wall, socat, folder);
  const problem = await keeper.open();
  if (!problem) return ok(keeper);
  rmSync(folder, { recursive: true, force: true });
  return fail(problem);
}

class Keeper implements PtyPair {
  readonly near: string;
  readonly far: string;
  readonly #wall: WallClock;
  readonly #socat: string;
  readonly #folder: string;
  #child: ChildProcess | undefined;
  #said = '';
  #isClosed = false;
  #cancelRestart = () => {};

  constructor(wall: WallClock, socat: string, folder: string) {
    this.#wall = wall;
    this.#socat = socat;
    this.#folder = folder;
    this.near = path.join(folder, 'recorder');
    this.far = path.join(folder, 'console');
  }

  get keeperId(): number | undefined {
    return this.#child?.pid;
  }

  /** Starts it and waits until both ends are there. Returns what is in the way, if anything. */
  async open(): Promise<Problem | undefined> {
    let status: number | null | undefined;
    this.#start((code) => {
      status = code;
    });
    for (let passedMs = 0; status === undefined && passedMs < START_MS; passedMs += POLL_MS) {
      if (existsSync(this.near) && existsSync(this.far)) {
        this.#child?.once('exit', () => this.#restart());
        return undefined;
      }
      await this.#pass(POLL_MS);
    }
    this.#child?.stdin?.end();
    if (status === 127) {
      const message = 'cannot make a serial line: the command socat is not installed';
      return { code: 'tool-missing', message, remedy: 'Install socat (Debian: apt-get install socat), or name a serial port' };
    }
    const why =
      this.#said.trim().split('\n').at(-1) || (status === undefined ? `no answer within ${START_MS / 1000} s` : `socat ended with ${status}`);
    return { code: 'file-unwritable', message: `cannot make a serial line: ${why}`, remedy: 'Look at what socat says, or name a serial port' };
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelRestart();
    const child = this.#child;
    if (child?.pid === undefined || child.exitCode !== null || child.signalCode !== null) {
      rmSync(this.#folder, { recursive: true, force: true });
      return;
    }
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    await this.#pass(FAREWELL_MS);
    child.stdin?.end();
    await Promise.race([ended, this.#pass(END_MS)]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  #start(ended: (status: number | null) => void): void {
    // Names that a killed one left behind would stop the next.
    for (const end of [this.near, this.far]) rmSync(end, { force: true });
    this.#said = '';
    const args = ['-c', KEEPER, 'recsim-pty', this.#folder, this.near, this.far, this.#socat];
    const child = spawn('sh', args, { stdio: ['pipe', 'ignore', 'pipe'], detached: true });
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.#said = (this.#said + text).slice(-1000);
    });
    child.stdin?.on('error', () => {});
    child.once('error', (error) => {
      this.#said = error.message;
      ended(null);
    });
    child.once('exit', ended);
    this.#child = child;
  }

  #pass(ms: number): Promise<void> {
    return new Promise((resolve) => this.#wall.after(ms, resolve));
  }

  #restart(): void {
    if (this.#isClosed) return;
    this.#cancelRestart = this.#wall.after(RESTART_MS, () => this.#start(() => this.#restart()));
  }
}
