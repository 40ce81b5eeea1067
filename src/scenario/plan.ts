/** What `recsim test` runs, in its order: each file, under each brand, in each combination of its matrix. Scenarios are made when their turn comes. */
import path from 'node:path';
import { fail, ok, type Result } from '../errors.ts';
import { loadScenarios, type Overrides, type ScenarioSet } from './decode.ts';
import { clashesOf } from './saves.ts';
import { DEFAULT_BRAND, type Scenario } from './scenario.ts';

/** Plain data, so that every process makes the same plan of it. */
export interface PlanRequest {
  readonly files: readonly string[];
  /** Instead of the brand in the file: once under each. */
  readonly brands: readonly string[] | undefined;
  readonly overrides: Overrides;
}

export interface Plan {
  readonly count: number;
  /** The saved snapshots and kept recorders that runs begin with: absolute paths. */
  readonly states: readonly string[];
  /** Numbered from 0. Throws a ProblemError where values of a large matrix that are good each for themselves make a bad scenario together. */
  at(index: number): Scenario;
  /** A name for files that belong to the run, of letters that every file system takes; no two runs have the same. It depends on the files, not on what else is run. */
  nameAt(index: number): string;
}

/** Reads all files; everything that is wrong with any of them is told at once. */
export function makePlan({ files, brands, overrides }: PlanRequest): Result<Plan> {
  const loaded = files.flatMap((file) => (brands ?? [undefined]).map((brand) => loadScenarios(file, { ...overrides, brand })));
  const problems = loaded.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return fail(...problems);
  const sets = loaded.flatMap((result) => (result.ok ? [result.value] : []));
  const clashes = clashesOf(sets);
  return clashes.length > 0 ? fail(...clashes) : ok(planOf(sets));
}

function planOf(sets: readonly ScenarioSet[]): Plan {
  const starts: number[] = [];
  let count = 0;
  for (const set of sets) {
    starts.push(count);
    count += set.count;
  }
  const find = (index: number) => {
    let which = sets.length - 1;
    while ((starts[which] ?? 0) > index) which--;
    return { which, set: sets[which] as ScenarioSet, within: index - (starts[which] ?? 0) };
  };
  let names: readonly string[] | undefined;
  return {
    count,
    states: [...new Set(sets.flatMap(({ states }) => [...states]))],
    at(index) {
      const { set, within } = find(index);
      return set.at(within);
    },
    nameAt(index) {
      names ??= fileNames(sets.map((set) => set.at(0)));
      const { which, set, within } = find(index);
      return set.count === 1 ? (names[which] ?? '') : `${names[which]}+${within + 1}`;
    },
  };
}

/** `scenarios/hold-25s.yaml` -> `scenarios-hold-25s`; a number where two would be alike. */
function fileNames(scenarios: readonly Pick<Scenario, 'file' | 'brand'>[]): string[] {
  const taken = new Set<string>();
  return scenarios.map(({ file, brand }) => {
    const { dir, name } = path.parse(path.normalize(file));
    const parts = [...dir.split(path.sep).filter((part) => !/^\.*$/.test(part)), name, ...(brand === DEFAULT_BRAND ? [] : [brand])];
    const safe = parts
      .join('-')
      .replace(/[^\w.-]+/g, '_')
      .replace(/^[.-]+/, '')
      .slice(-LONGEST);
    let unique = safe || 'scenario';
    for (let number = 2; taken.has(unique.toLowerCase()); number++) unique = `${safe || 'scenario'}-${number}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

/** File systems take 255 bytes. */
const LONGEST = 200;
