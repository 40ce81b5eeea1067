/**
 * The calls of the C library that Node has none for, by the package koffi, which is prebuilt; and waiting for a descriptor to become readable, by the poller
 * that serialport brings (uv_poll on Node's own loop: no thread, nothing that could hold up the end of the process).
 */
import { readSync } from 'node:fs';
import type { Poller } from '@serialport/bindings-cpp/dist/poller.js';
import { ProblemError } from '../../errors.ts';
import { hardwareProblem } from './gpio.ts';

const F_SETFL = 4;
const O_NONBLOCK = 0o4000;
const LOCK_EX_NB = 2 | 4;

export interface Kernel {
  /** Returns 0, or the number of the error. `data` is read and written. */
  ioctl(descriptor: number, request: number, data: Buffer): number;
  setNonBlocking(descriptor: number): void;
  /** Whether the lock is ours now; it goes with the descriptor. */
  lock(descriptor: number): boolean;
  /** Calls `ready` whenever there is something to read, or the descriptor failed, until the function that comes back is called. `ready` reads all there is. */
  whenReadable(descriptor: number, ready: () => void): () => void;
}

let loaded: Promise<Kernel> | undefined;

/** Rejects with a ProblemError where a library is missing. */
export function loadKernel(): Promise<Kernel> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Kernel> {
  if (process.platform !== 'linux')
    throw new ProblemError([hardwareProblem(`real GPIO lines need Linux, and this is ${process.platform}`, 'Use the mock hardware: --hal mock')]);
  const { default: koffi } = await orMissing('koffi', () => import('koffi'));
  const { Poller } = await orMissing('@serialport/bindings-cpp', () => import('@serialport/bindings-cpp/dist/poller.js'));
  // Of this process, which has a C library already, whatever that is called (glibc, musl).
  const libc = koffi.load(null);
  const ioctl = libc.func('int ioctl(int, unsigned long, _Inout_ uint8_t *)');
  const fcntl = libc.func('int fcntl(int, int, ...)');
  const flock = libc.func('int flock(int, int)');
  return {
    ioctl: (descriptor, request, data) => (ioctl(descriptor, request, data) < 0 ? koffi.errno() : 0),
    setNonBlocking: (descriptor) => fcntl(descriptor, F_SETFL, 'int', O_NONBLOCK),
    lock: (descriptor) => flock(descriptor, LOCK_EX_NB) === 0,
    whenReadable: (descriptor, ready) => waitFor(new Poller(descriptor), ready),
  };
}

function waitFor(poller: Poller, ready: () => void): () => void {
  let isStopped = false;
  const wait = () => {
    // Once each time: it tells of every event once.
    poller.once('readable', (error) => {
      if (isStopped) return;
      ready();
      // What failed would fail again at once, without end.
      if (!error && !isStopped) wait();
    });
  };
  wait();
  return () => {
    if (isStopped) return;
    isStopped = true;
    poller.stop();
  };
}

/** Loads an optional package. */
export async function orMissing<T>(name: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const why = String((error as Error).message).split('\n')[0];
    throw new ProblemError([hardwareProblem(`the package ${name} cannot be loaded: ${why}`, `Install it with: npm install ${name}`)]);
  }
}

/** Reads what is there into `buffer`: 0 when nothing is. Throws as readSync does otherwise. */
export function readNow(descriptor: number, buffer: Buffer): number {
  try {
    return readSync(descriptor, buffer, 0, buffer.length, null);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
