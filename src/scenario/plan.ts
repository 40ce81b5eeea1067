/** What `recsim test` runs, in its order: each file, under each brand, in each combination of its matrix. Scenarios are made when their turn comes. */
import { fail, ok, type Result } from '../errors.ts';
import { loadScenarios, type Overrides, type ScenarioSet } from './decode.ts';
import type { Scenario } from './scenario.ts';

/** Plain data, so that every process makes the same plan of it. */
export interface PlanRequest {
  readonly files: readonly string[];
  /** Instead of the brand in the file: once under each. */
  readonly brands: readonly string[] | undefined;
  readonly overrides: Overrides;
}

export interface Plan {
  readonly count: number;
  /** Numbered from 0. Throws a ProblemError where values of a large matrix that are good each for themselves make a bad scenario together. */
  at(index: number): Scenario;
}

/** Reads all files; everything that is wrong with any of them is told at once. */
export function makePlan({ files, brands, overrides }: PlanRequest): Result<Plan> {
  const loaded = files.flatMap((file) => (brands ?? [undefined]).map((brand) => loadScenarios(file, { ...overrides, brand })));
  const problems = loaded.flatMap((result) => (result.ok ? [] : result.problems));
  if (problems.length > 0) return fail(...problems);
  return ok(planOf(loaded.flatMap((result) => (result.ok ? [result.value] : []))));
}

function planOf(sets: readonly ScenarioSet[]): Plan {
  const starts: number[] = [];
  let count = 0;
  for (const set of sets) {
    starts.push(count);
    count += set.count;
  }
  return {
    count,
    at(index) {
      let which = sets.length - 1;
      while ((starts[which] ?? 0) > index) which--;
      return (sets[which] as ScenarioSet).at(index - (starts[which] ?? 0));
    },
  };
}
