/** Another process that runs one of test/support/programs, and what it says. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { buildSync } from 'esbuild';

/**
 * Where programs are built that look for shipped boards, or for native libraries: one level below the package, as dist is. Cleared by `make clean`.
 */
export const INSIDE = path.join(import.meta.dirname, '../../tmp');

/** Builds a program of test/support/programs into `folder`; returns its file. Node 20 does not read TypeScript. */
export function buildProgram(name: string, folder: string): string {
  const outfile = path.join(folder, `${name}.mjs`);
  const entry = path.join(import.meta.dirname, 'programs', `${name}.ts`);
  buildSync({
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    logLevel: 'warning',
    external: ['serialport'],
    // A few dependencies are CommonJS and call require().
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  return outfile;
}

export interface Running {
  readonly process: ChildProcessByStdio<null, Readable, Readable>;
  /** The lines so far. */
  lines(): string[];
  /** What it complained of so far; it is shown as well. */
  complaints(): string;
  /** Waits until it has said so many lines, or ended. */
  said(count: number): Promise<string[]>;
  /** Waits until its lines are such, or it has ended. */
  until(holds: (lines: readonly string[]) => boolean): Promise<string[]>;
  /** Waits for its end; returns all its lines. */
  ended(): Promise<string[]>;
}

const started = new Set<Running>();

/** Ends what `start` started in a group of its own, its children too. To be called after each test, also one that failed. */
export async function endAll(): Promise<void> {
  for (const running of started) {
    const { pid } = running.process;
    // It never started.
    if (pid === undefined) continue;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // The whole group has ended.
    }
    await running.ended();
  }
  started.clear();
}

/** Starts `file` under Node, or `command`. `endAll` ends it. */
export function start(file: string, args: readonly string[], command = process.execPath): Running {
  const child = spawn(command, [file, ...args], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  let text = '';
  let complaints = '';
  let isOver = false;
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const look of [...waiting]) look();
  };
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    text += piece;
    tell();
  });
  child.stderr.setEncoding('utf8').on('data', (piece: string) => {
    complaints += piece;
    process.stderr.write(piece);
  });
  child.on('close', () => {
    isOver = true;
    tell();
  });
  // What follows the last line end is no line yet.
  const lines = () => text.split('\n').slice(0, -1);
  const until = (holds: () => boolean) =>
    new Promise<string[]>((resolve) => {
      const look = () => {
        if (!holds()) return;
        waiting.delete(look);
        resolve(lines());
      };
      waiting.add(look);
      look();
    });
  const running: Running = {
    process: child,
    lines,
    complaints: () => complaints,
    said: (count) => until(() => isOver || lines().length >= count),
    until: (holds) => until(() => isOver || holds(lines())),
    ended: () => until(() => isOver),
  };
  started.add(running);
  return running;
}
