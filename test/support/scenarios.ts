/** Scenarios for tests: the shipped files, and files written in the test. */
import path from 'node:path';
import { parseSource } from '../../src/document.ts';
import { formatProblem, unwrap } from '../../src/errors.ts';
import { decodeScenario, type Overrides } from '../../src/scenario/decode.ts';
import { findScenarios } from '../../src/scenario/files.ts';
import { formatFailure } from '../../src/scenario/report-text.ts';
import type { Run } from '../../src/scenario/run.ts';
import { runScenario } from '../../src/scenario/runner.ts';

/** Paths from the package's folder, where the tests run. */
export const shippedScenarios = (): string[] => unwrap(findScenarios(['scenarios']));

/** The whole text of a file around some steps. */
export const fileOf = (steps: string, top = ''): string => `name: test\nversion: 2\n${top === '' ? '' : `${top}\n`}steps:\n${steps}`;

/** Runs the steps of a version 2 file; throws when it is refused. */
export function runSteps(steps: string, top = '', overrides: Overrides = {}, signal?: AbortSignal): Promise<Run> {
  return runScenario(unwrap(decodeScenario(unwrap(parseSource(fileOf(steps, top), 'test.yaml')), overrides)), signal);
}

/** PASS, or the outcome and the failure as people read it. */
export function outcomeOf(run: Run): string {
  return run.failure ? `${run.outcome} ${formatFailure(run.failure)}` : run.outcome;
}

/** The complaints about a text that should be a scenario; empty when there is none. */
export function complaints(text: string, file = 'bad.yaml'): string[] {
  const source = parseSource(text, file);
  const decoded = source.ok ? decodeScenario(source.value) : source;
  return decoded.ok ? [] : decoded.problems.map((problem) => formatProblem(problem).replaceAll(`${path.resolve('.')}/`, ''));
}
