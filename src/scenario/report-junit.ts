/**
 * Runs as a JUnit file: a suite of one case per scenario. `time` is virtual seconds, for they are the same on every machine; a property
 * of the suite says so. Measures, seed, board and trace hash are properties of the case. FAIL and TIMEOUT are failures, ERROR is an error.
 */
import path from 'node:path';
import builder, { type Builder, type TestSuite } from 'junit-report-builder';
import { US_PER_S } from '../units.ts';
import { VERSION } from '../version.ts';
import { formatMeasure, limits } from './measure.ts';
import { formatFailure, printable, type TimedRun, titleOf } from './report-text.ts';

// Its types promise a `default` inside the default; there is none.
const junit = builder as unknown as Builder;

export function junitReport(runs: readonly TimedRun[]): string {
  const report = junit.newBuilder();
  const suite = report.testSuite().name('recsim');
  suite.property('recsim', VERSION).property('time', 'virtual seconds');
  suite.time(runs.reduce((sum, { run }) => sum + run.virtualUs, 0) / US_PER_S);
  for (const timed of runs) addCase(suite, timed);
  return report.build();
}

function addCase(suite: TestSuite, { run, wallMs, replay }: TimedRun): void {
  const { scenario, outcome, failure, measures, warnings, notes, virtualUs, traceHash } = run;
  const folder = path
    .dirname(scenario.file)
    .split(path.sep)
    .filter((part) => part !== '.' && part !== '..' && part !== '');
  const testCase = suite
    .testCase()
    .className(printable([...folder, path.parse(scenario.file).name].join('.')))
    .name(printable(titleOf(scenario)))
    .file(printable(scenario.file))
    .time(virtualUs / US_PER_S)
    .property('board', scenario.board.name)
    .property('brand', scenario.brand)
    .property('seed', String(scenario.seed))
    .property('traceHash', traceHash)
    .property('wallMs', wallMs.toFixed(3));
  for (const measure of measures) {
    const detail = [limits(measure), measure.grade].filter((part) => part !== '').join(', ');
    testCase.property(`measure.${printable(measure.name)}`, `${formatMeasure(measure)} (${detail})`);
  }
  const said = [...warnings.map((warning) => `warning: ${warning}`), ...notes.map(({ text }) => text)].map(printable);
  if (said.length > 0) testCase.standardOutput(said.join('\n'));
  if (!failure) return;
  const message = printable(formatFailure(failure));
  if (outcome === 'ERROR') testCase.error(message, outcome);
  else testCase.failure(message, outcome);
  testCase.stacktrace([message, ...run.account, `replay: ${replay}`].map(printable).join('\n'));
}
