/** The scenarios that a panel can play: those that ship with recsim, and those that people bring. What they bring may read and write no files here. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SHIPPED } from '../../board-file.ts';
import { parseSource } from '../../document.ts';
import { fail, ok, type Problem, type Result } from '../../errors.ts';
import { decodeScenarios, type Overrides } from '../../scenario/decode.ts';
import { findScenarios } from '../../scenario/files.ts';
import type { Step } from '../../scenario/scenario.ts';
import type { Script } from './player.ts';

const FOLDER = path.join(SHIPPED, 'scenarios');
/** So many that people brought are remembered. */
const BROUGHT_MAX = 8;

/** What stands in the list to choose from. */
export interface ScriptEntry {
  /** By which it is asked for. */
  readonly file: string;
  readonly name: string;
  readonly isBrought: boolean;
  /** How many combinations its matrix has; 1 without, 0 where it was not read yet. */
  readonly count: number;
}

export class Scripts {
  readonly #overrides: Overrides;
  readonly #brought = new Map<string, Script>();
  #shipped: readonly ScriptEntry[] | undefined;
  #list: readonly ScriptEntry[] | undefined;

  constructor(overrides: Overrides) {
    this.#overrides = overrides;
  }

  /** The same object as long as nothing is new. */
  get list(): readonly ScriptEntry[] {
    this.#shipped ??= shipped();
    this.#list ??= [
      ...[...this.#brought].map(([file, { set }]) => ({ file, name: set.at(0).name, isBrought: true, count: set.count })).reverse(),
      ...this.#shipped,
    ];
    return this.#list;
  }

  find(file: string): Result<Script> {
    const brought = this.#brought.get(file);
    if (brought) return ok(brought);
    if (!this.list.some((entry) => entry.file === file))
      return fail({ code: 'unknown-name', message: `there is no scenario "${file}" here`, remedy: 'Choose one from the list' });
    const text = readFileSync(path.join(FOLDER, file), 'utf8');
    return this.#decode(text, file, path.join(FOLDER, file));
  }

  /** Takes a file that somebody brings, and checks it as `recsim test` does. */
  bring(name: string, text: string): Result<ScriptEntry> {
    const file = path.basename(name).replace(/[^\w. -]/g, '_') || 'scenario.yaml';
    const script = this.#decode(text, file, file, true);
    if (!script.ok) return script;
    this.#brought.delete(file);
    this.#brought.set(file, script.value);
    const [oldest] = this.#brought.keys();
    if (this.#brought.size > BROUGHT_MAX && oldest !== undefined) this.#brought.delete(oldest);
    this.#list = undefined;
    return ok(this.list[0] as ScriptEntry);
  }

  #decode(text: string, name: string, file: string, isBrought = false): Result<Script> {
    const source = parseSource(text, file);
    if (!source.ok) return source;
    if (isBrought) {
      const problems = pathsIn(source.value.data).map(
        ([key, value]): Problem => ({
          code: 'usage',
          message: `${key}: ${JSON.stringify(value)} is a file, and a scenario from the browser has none beside it`,
          place: source.value.placeOf([key]),
          remedy: `Name ${key === 'board' ? 'a board that ships with recsim' : 'factory or provisioned'}, or play it with recsim test`,
        }),
      );
      if (problems.length > 0) return fail(...problems);
    }
    const set = decodeScenarios(source.value, this.#overrides);
    if (!set.ok) return set;
    const touching = isBrought ? set.value.at(0).steps.flatMap(filesOf) : [];
    return touching.length > 0 ? fail(...touching) : ok({ name, set: set.value, lines: text.split(/\r?\n/) });
  }
}

const shipped = (): readonly ScriptEntry[] => {
  const found = findScenarios([FOLDER]);
  const files = found.ok ? found.value : [];
  return files.map((file) => {
    const text = readFileSync(file, 'utf8');
    const name = /^name:\s*(.+)$/m.exec(text)?.[1] ?? path.basename(file);
    return {
      file: path.relative(FOLDER, file).split(path.sep).join('/'),
      name: name.replace(/^(["'])(.*)\1$/, '$2'),
      isBrought: false,
      count: /^matrix:/m.test(text) ? 0 : 1,
    };
  });
};

/** The keys at the top that name a file, or might. */
function pathsIn(data: unknown): [key: string, value: string][] {
  if (typeof data !== 'object' || data === null) return [];
  return ['board', 'state'].flatMap((key): [string, string][] => {
    const value = (data as Record<string, unknown>)[key];
    return typeof value === 'string' && /[/\\]|\.json$|\$\{/.test(value) ? [[key, value]] : [];
  });
}

/** Complaints about a step that reads or writes a file. */
function filesOf(step: Step): Problem[] {
  if (step.kind === 'repeat') return step.steps.flatMap(filesOf);
  const keys = typeof step.value === 'object' && step.value !== null ? Object.keys(step.value) : [];
  return keys
    .filter((key) => key === 'save-to' || key === 'save-as' || key === 'compare-with')
    .map((key) => ({
      code: 'usage',
      message: `${step.kind}: ${key} names a file, and a scenario from the browser touches none here`,
      place: step.place,
      remedy: `Leave out ${key}, or play it with recsim test`,
    }));
}
