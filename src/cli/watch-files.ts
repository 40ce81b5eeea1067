/**
 * The scenario files of `recsim test --watch` and the files they are made of: which of them have other content than at the last look. Folders are watched, because
 * editors replace files; what counts is the content, because editors also touch them.
 */
import { existsSync, type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import path from 'node:path';
import type { WallClock } from '../hal/wall-clock.ts';
import { findScenarios } from '../scenario/files.ts';
import { contentOf, sourcesOf } from './watch-sources.ts';

/** An editor writes a file in several steps. */
const SETTLE_MS = 50;

/** What a look has found. */
export interface Change {
  /** Files with other content, and new ones, by the names people gave them. */
  readonly changed: readonly string[];
  /** The scenario files that they are part of, and those that are there now. */
  readonly affected: readonly string[];
}

export class WatchedFiles {
  readonly #written: readonly string[];
  readonly #board: string | undefined;
  #scenarios = new Map<string, readonly string[]>();
  #contents = new Map<string, string>();

  /** `written` are files, folders and patterns as on the command line; `board` is what --board says. */
  constructor(written: readonly string[], board: string | undefined) {
    this.#written = written;
    this.#board = board;
    this.look();
  }

  /** The scenario files there are, as `recsim test` names them. */
  get scenarios(): readonly string[] {
    return [...this.#scenarios.keys()];
  }

  /** How many files are watched. */
  get count(): number {
    return this.#contents.size;
  }

  /** Compares all files with the last look. */
  look(): Change {
    const scenarios = new Map(this.#find().map((file) => [file, sourcesOf(file, this.#board)]));
    const contents = new Map([...scenarios.values()].flat().map((file) => [file, contentOf(file)]));
    const isOther = (file: string) => this.#contents.get(file) !== contents.get(file);
    const affected = [...scenarios].filter(([file, sources]) => !this.#scenarios.has(file) || sources.some(isOther)).map(([file]) => file);
    const changed = [...contents.keys()].filter(isOther).map((file) => path.relative('.', file));
    this.#scenarios = scenarios;
    this.#contents = contents;
    return { changed, affected };
  }

  /** Resolves after something has happened in a folder of these files, once that is over; at once undone by `stop`. */
  next(wall: WallClock): { readonly happened: Promise<void>; readonly stop: () => void } {
    const watchers: FSWatcher[] = [];
    let forget = () => {};
    const stop = () => {
      forget();
      for (const watcher of watchers) watcher.close();
    };
    const happened = new Promise<void>((resolve) => {
      const begin = () => {
        forget();
        forget = wall.after(SETTLE_MS, () => {
          stop();
          resolve();
        });
      };
      for (const folder of this.#folders()) watchers.push(watch(folder, begin).on('error', begin));
      // What changed before these watchers were there.
      if ([...this.#contents].some(([file, content]) => contentOf(file) !== content)) begin();
    });
    return { happened, stop };
  }

  /** A name that finds nothing any more finds nothing; the others do. */
  #find(): string[] {
    return [
      ...new Set(
        this.#written.flatMap((name) => {
          const found = findScenarios([name]);
          return found.ok ? found.value : [];
        }),
      ),
    ];
  }

  #folders(): string[] {
    const folders = new Set([...this.#contents.keys()].map((file) => path.dirname(file)));
    for (const name of this.#written) {
      const base = path.resolve(/[*?]/.test(name) ? path.dirname(name.replace(/[*?].*$/s, 'x')) : name);
      if (isFolder(base)) for (const folder of foldersBelow(base)) folders.add(folder);
    }
    return [...folders].filter(isFolder);
  }
}

const isFolder = (file: string): boolean => existsSync(file) && statSync(file).isDirectory();

function foldersBelow(folder: string): string[] {
  const inner = readdirSync(folder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'node_modules' && !entry.name.startsWith('.'),
  );
  return [folder, ...inner.flatMap((entry) => foldersBelow(path.join(folder, entry.name)))];
}
