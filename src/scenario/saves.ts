/** The files that scenarios save, snapshots and pictures: each file is written by one run, and by none that another begins with, for nobody knows which of several runs comes first. */
import path from 'node:path';
import type { Place, Problem } from '../errors.ts';
import type { Scenario, Step } from './scenario.ts';
import { variablesIn } from './variables.ts';

/** A file that a run saves, and the step that does. */
export interface Saved {
  /** An absolute path. */
  readonly file: string;
  readonly place: Place;
  /** The key that names it. */
  readonly key: 'save-to' | 'save-as';
  readonly isSnapshot: boolean;
}

/** The files that a run of this scenario saves, each once. */
export function savedBy(scenario: Scenario): Saved[] {
  const found = new Map<string, Saved>();
  const look = (steps: readonly Step[]): void => {
    for (const step of steps) {
      if (step.kind === 'repeat') look(step.steps);
      const { key, name } = savedName(step) ?? {};
      // What a code is, is known when it runs.
      if (!key || !name || variablesIn(name).length > 0) continue;
      const file = path.resolve(path.dirname(scenario.file), name);
      found.set(file, { file, place: step.place, key, isSnapshot: step.kind === 'snapshot' });
    }
  };
  look(scenario.steps);
  return [...found.values()];
}

function savedName(step: Step): { readonly key: Saved['key']; readonly name: string | undefined } | undefined {
  switch (step.kind) {
    case 'snapshot':
      return typeof step.value === 'string' ? undefined : { key: 'save-to', name: step.value['save-to'] };
    case 'take-screenshot':
      return { key: 'save-to', name: step.value['save-to'] };
    case 'scan-qr':
      return { key: 'save-as', name: step.value?.['save-as'] };
    default:
      return undefined;
  }
}

interface Files {
  readonly saves: readonly Saved[];
  readonly states: ReadonlySet<string>;
}

/** What is wrong with these sets of runs together; each file is told once. */
export function clashesOf(sets: readonly Files[]): Problem[] {
  const begun = new Set(sets.flatMap(({ states }) => [...states]));
  const seen = new Set<string>();
  const told = new Map<string, Problem>();
  for (const { file, place, key } of sets.flatMap(({ saves }) => saves)) {
    const shown = path.relative('.', file);
    const tell = (message: string, remedy: string) =>
      told.set(file, { code: 'contradiction', message: `${key}: ${shown} ${message}`, place, remedy });
    if (begun.has(file)) tell('is the state that a scenario of the same run begins with', 'Run the one that saves it first, by itself');
    else if (seen.has(file))
      tell('is saved by more than one of these runs', 'Put a variable of the matrix into its name, or run one brand or file at a time');
    seen.add(file);
  }
  return [...told.values()];
}
