/**
 * A disk whose power can be cut: what was synced is kept, of everything else any part, in any order, sector by sector. Harsher than file
 * systems are, which keep more than they promise. It can fail as well, and write less than it was asked to.
 */
import path from 'node:path';
import type { Disk } from '../../src/hal/nor/disk.ts';
import type { Random } from '../../src/random.ts';

const SECTOR = 512;

type Change<T> = (before: T) => T;

/** Something with a present, and what of it is durable. */
interface Cell<T> {
  durable: T;
  now: T;
  pending: Change<T>[];
}

type Content = Cell<Uint8Array>;
type Names = Cell<ReadonlyMap<string, Content>>;

const cell = <T>(value: T): Cell<T> => ({ durable: value, now: value, pending: [] });

function change<T>(of: Cell<T>, act: Change<T>): void {
  of.now = act(of.now);
  of.pending.push(act);
}

function settle<T>(of: Cell<T>): void {
  of.durable = of.now;
  of.pending = [];
}

/** The power of the host went away: nothing works until `restart`. */
class PowerCut extends Error {}

/** An error as node:fs throws it. */
const fileError = (code: string): NodeJS.ErrnoException => Object.assign(new Error(`${code}: made up`), { code });

export class FakeDisk implements Disk {
  /** How often it was asked for anything that changes it. */
  operations = 0;
  /** The power goes away before the operation of this number, counted from 1. */
  cutAt = Number.POSITIVE_INFINITY;
  /** False: syncs return without doing anything, as a program does that forgets them. */
  syncs = true;
  /** The most that is written at once. */
  mostAtOnce = Number.POSITIVE_INFINITY;
  /** Errors by operation: `{ pwrite: 'ENOSPC' }`. */
  failing: Partial<Record<keyof Disk, string>> = {};
  readonly #folders = new Map<string, Names>();
  readonly #open = new Map<number, Content>();
  #next = 3;

  open(file: string, flags: 'r' | 'r+' | 'w'): number {
    this.#step('open', flags === 'w');
    const names = this.#folder(path.dirname(file));
    const name = path.basename(file);
    let content = names.now.get(name);
    if (!content && flags !== 'w') throw fileError('ENOENT');
    if (!content) {
      content = cell<Uint8Array>(new Uint8Array());
      const made = content;
      change(names, (before) => new Map(before).set(name, made));
    } else if (flags === 'w') change(content, () => new Uint8Array());
    this.#open.set(this.#next, content);
    return this.#next++;
  }

  stat(descriptor: number): { isFile: boolean; size: number } {
    this.#step('stat', false);
    return { isFile: true, size: this.#content(descriptor).now.length };
  }

  pread(descriptor: number, bytes: Uint8Array, offset: number): number {
    this.#step('pread', false);
    const read = this.#content(descriptor).now.subarray(offset, offset + bytes.length);
    bytes.set(read);
    return read.length;
  }

  pwrite(descriptor: number, bytes: Uint8Array, offset: number): number {
    this.#step('pwrite');
    const content = this.#content(descriptor);
    const count = Math.min(bytes.length, this.mostAtOnce);
    for (let from = 0; from < count; ) {
      const to = Math.min(count, from + SECTOR - ((offset + from) % SECTOR));
      const piece = bytes.slice(from, to);
      const at = offset + from;
      change(content, (before) => overwritten(before, piece, at));
      from = to;
    }
    return count;
  }

  sync(descriptor: number): void {
    this.#step('sync');
    if (this.syncs) settle(this.#content(descriptor));
  }

  close(descriptor: number): void {
    this.#step('close', false);
    this.#content(descriptor);
    this.#open.delete(descriptor);
  }

  rename(from: string, to: string): void {
    this.#step('rename');
    const names = this.#folder(path.dirname(from));
    const content = names.now.get(path.basename(from));
    if (!content || path.dirname(from) !== path.dirname(to)) throw fileError('ENOENT');
    change(names, (before) => {
      const after = new Map(before).set(path.basename(to), content);
      after.delete(path.basename(from));
      return after;
    });
  }

  remove(file: string): void {
    this.#step('remove');
    change(this.#folder(path.dirname(file)), (before) => {
      const after = new Map(before);
      after.delete(path.basename(file));
      return after;
    });
  }

  list(folder: string): readonly string[] {
    this.#step('list', false);
    return [...this.#folder(folder).now.keys()];
  }

  syncFolder(folder: string): void {
    this.#step('syncFolder');
    if (this.syncs) settle(this.#folder(folder));
  }

  makeFolder(folder: string): void {
    this.#step('makeFolder');
    if (!this.#folders.has(folder)) this.#folders.set(folder, cell<ReadonlyMap<string, Content>>(new Map()));
  }

  /** How many descriptors are open. */
  get descriptors(): number {
    return this.#open.size;
  }

  /** The power comes back after a cut: `random` decides what is left of all that was not synced. */
  restart(random: Random): void {
    this.cutAt = Number.POSITIVE_INFINITY;
    this.#open.clear();
    for (const names of this.#folders.values()) {
      for (const content of new Set([...names.durable.values(), ...names.now.values()])) survive(content, random, true);
      survive(names, random, false);
    }
  }

  #step(operation: keyof Disk, isChange = true): void {
    if (isChange) this.operations++;
    if (this.operations >= this.cutAt) throw new PowerCut();
    const code = this.failing[operation];
    if (code) throw fileError(code);
  }

  #folder(folder: string): Names {
    const names = this.#folders.get(folder);
    if (!names) throw fileError('ENOENT');
    return names;
  }

  #content(descriptor: number): Content {
    const content = this.#open.get(descriptor);
    if (!content) throw fileError('EBADF');
    return content;
  }
}

/** What is durable, and any of what is pending, in any order where `isShuffled`. */
function survive<T>(of: Cell<T>, random: Random, isShuffled: boolean): void {
  // All, none, or each by chance.
  const mood = random.int(0, 3);
  const kept = of.pending.filter(() => mood === 0 || (mood > 1 && random.int(0, 1) === 1));
  if (isShuffled) for (let last = kept.length - 1; last > 0; last--) swap(kept, last, random.int(0, last));
  of.now = kept.reduce((value, act) => act(value), of.durable);
  settle(of);
}

function swap<T>(list: T[], a: number, b: number): void {
  [list[a], list[b]] = [list[b] as T, list[a] as T];
}

function overwritten(before: Uint8Array, piece: Uint8Array, at: number): Uint8Array {
  const after = new Uint8Array(Math.max(before.length, at + piece.length));
  after.set(before);
  after.set(piece, at);
  return after;
}
