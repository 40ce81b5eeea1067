/** Files of a machine below a root. */
import { lstatSync, readdirSync, readFileSync, readlinkSync, realpathSync } from 'node:fs';
import path from 'node:path';

/** Files below a root; what is not there, or not for us, is `undefined`. */
export class Files {
  readonly root: string;

  constructor(root: string) {
    this.root = root;
  }

  text(file: string): string | undefined {
    return orNothing(() => readFileSync(this.#at(file), 'utf8').trimEnd());
  }

  has(file: string): boolean {
    return orNothing(() => lstatSync(this.#at(file))) !== undefined;
  }

  list(folder: string): string[] {
    return orNothing(() => readdirSync(this.#at(folder))) ?? [];
  }

  /** Where a link leads, as a path of the machine. */
  link(file: string): string | undefined {
    const target = orNothing(() => readlinkSync(this.#at(file)));
    return target === undefined ? undefined : path.resolve(path.dirname(file), target);
  }

  /** All links followed. */
  real(file: string): string | undefined {
    const found = orNothing(() => realpathSync(this.#at(file)));
    return found === undefined ? undefined : `/${path.relative(realpathSync(this.root), found)}`;
  }

  #at(file: string): string {
    return path.join(this.root, file);
  }
}

/** What `read` gives, unless the file system refuses. */
export function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    return undefined;
  }
}
