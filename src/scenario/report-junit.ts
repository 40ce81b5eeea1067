/**
 * Runs as a JUnit file that keeps to the public schema of Jenkins (test/support/jenkins-junit.xsd). There only a suite has properties, so each run is a suite of one case,
 * and its measures, seed, board and trace hash are properties of it. `time` is virtual seconds, for they are the same on every machine; a property says so.
 * FAIL, TIMEOUT and ABORTED are failures, ERROR is an error.
 */
import path from 'node:path';
import { type BoardCoverage, percentOf, type Share, shareOf } from '../coverage/coverage.ts';
import { ITEM_KINDS } from '../coverage/items.ts';
import { US_PER_S, type Us } from '../units.ts';
import { VERSION } from '../version.ts';
import { asAscii } from '../wave/text.ts';
import { formatMeasure, limits } from './measure.ts';
import { formatFailure, printable, type TimedRun, titleOf } from './report-text.ts';
import type { RunRecord } from './run.ts';

type Attributes = Readonly<Record<string, string | number>>;

/** `coverage`: of all runs, where it was asked for; a suite without cases. */
export function junitReport(runs: readonly TimedRun[], coverage: readonly BoardCoverage[] = []): string {
  const suites = [...(coverage.length > 0 ? [suiteOf('coverage', [], coverage.flatMap(coverageProperties), [])] : []), ...runs.map(runSuite)];
  const records = runs.map(({ run }) => run);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element('testsuites', { name: 'recsim', ...totals(records) }, suites)}\n`;
}

const totals = (runs: readonly RunRecord[]): Attributes => ({
  tests: runs.length,
  failures: runs.filter(({ outcome }) => outcome !== 'PASS' && outcome !== 'ERROR').length,
  errors: runs.filter(({ outcome }) => outcome === 'ERROR').length,
  time: seconds(runs.reduce((sum, { virtualUs }) => sum + virtualUs, 0)),
});

/** Readers want milliseconds at most. */
const seconds = (us: Us): string => (us / US_PER_S).toFixed(3);

type Property = readonly [name: string, value: string];

function suiteOf(name: string, runs: readonly RunRecord[], properties: readonly Property[], cases: readonly string[]): string {
  const known = [['recsim', VERSION], ['time', 'virtual seconds'], ...properties] as const;
  const told = known.map(([name, value]) => element('property', { name, value }));
  return element('testsuite', { name, ...totals(runs) }, [element('properties', {}, told), ...cases]);
}

/** `coverage.seed` = `58.2 % (177 of 304)`, and the same for its states, transitions and timers. */
function coverageProperties({ board, regions }: BoardCoverage): Property[] {
  const say = (name: string, share: Share): Property => [`coverage.${board}${name}`, `${percentOf(share)} % (${share.covered} of ${share.total})`];
  return [say('', shareOf(regions)), ...ITEM_KINDS.map((kind) => say(`.${kind}`, shareOf(regions, [kind])))];
}

function runSuite({ run, wallMs, replay }: TimedRun): string {
  const { scenario, outcome, failure, measures, warnings, notes, virtualUs, traceHash } = run;
  const { file } = scenario;
  const properties: Property[] = [
    ['board', scenario.board.name],
    ['brand', scenario.brand],
    ['seed', String(scenario.seed)],
    ['traceHash', traceHash],
    ['wallMs', wallMs.toFixed(3)],
    ...measures.map((measure): Property => {
      const detail = [limits(measure), measure.grade].filter((part) => part !== '').join(', ');
      return [`measure.${measure.name}`, `${formatMeasure(measure)} (${detail})`];
    }),
  ];
  const said = [...warnings.map((warning) => `warning: ${warning}`), ...notes.map(({ text }) => text)];
  const message = failure === undefined ? '' : formatFailure(failure);
  const account = [message, ...run.account.map(asAscii), `replay: ${replay}`].map(printable).join('\n');
  const told = [
    ...(failure ? [element(outcome === 'ERROR' ? 'error' : 'failure', { message, type: outcome }, escaped(account))] : []),
    ...(said.length > 0 ? [element('system-out', {}, escaped(said.map(printable).join('\n')))] : []),
  ];
  const folders = path
    .dirname(file)
    .split(path.sep)
    .filter((part) => !/^\.{0,2}$/.test(part));
  const classname = [...folders, path.parse(file).name].join('.');
  return suiteOf(file, [run], properties, [element('testcase', { classname, name: titleOf(scenario), time: seconds(virtualUs) }, told)]);
}

/** `content`: elements, each on lines of its own, or text that is escaped already. */
function element(name: string, attributes: Attributes, content: string | readonly string[] = []): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escaped(printable(String(value)))}"`);
  const head = `<${name}${written.join('')}`;
  if (content.length === 0) return `${head}/>`;
  return typeof content === 'string' ? `${head}>${content}</${name}>` : `${head}>\n${content.join('\n')}\n</${name}>`;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** What XML has no character for is replaced: halves of a character, and the two that are none. Control characters went before. */
const escaped = (text: string): string =>
  text.replace(/[\p{Cs}\ufffe\uffff]/gu, '\ufffd').replace(/[&<>"]/g, (character) => ENTITIES[character] ?? '');
