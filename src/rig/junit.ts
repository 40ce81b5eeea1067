/** Units as a JUnit file: each is a run of the one reporter there is, with the measures of its last attempt as properties. Counts, and what was prompted, stand in its output. */
import { junitReport } from '../scenario/report-junit.ts';
import type { TimedRun } from '../scenario/report-text.ts';
import type { Measure, RunRecord } from '../scenario/run.ts';
import { DEFAULT_BRAND } from '../scenario/scenario.ts';
import { formatLimits, formatValue, MEASURES, type Measurement } from './measures.ts';
import { attachmentOf, type UnitRecord } from './record.ts';

/** A unit, and the folder its record is in, where there is one. */
export interface KeptUnit {
  readonly record: UnitRecord;
  readonly folder: string | undefined;
}

export const junitOf = (units: readonly KeptUnit[]): string => junitReport(units.map(runOf));

function runOf({ record, folder }: KeptUnit): TimedRun {
  const { dutId, stationId, plan, seed, outcome, reasons, phases, attempts, lengthUs, startMs, endMs } = record;
  const { name, closedLevel, supplyVolts, debounceUs } = plan.board;
  const last = attempts.at(-1);
  const run: RunRecord = {
    scenario: {
      file: plan.file,
      name: `${plan.name}: unit ${dutId}`,
      board: { name, closedLevel, supplyVolts, debounceUs },
      ...{ brand: DEFAULT_BRAND, seed, state: 'provisioned', variables: {} },
    },
    outcome,
    ...(outcome === 'PASS'
      ? {}
      : {
          failure: {
            outcome,
            message: reasons.map(({ text }) => text).join('; '),
            atUs: lengthUs,
            step: phases.at(-1)?.name ?? 'wiring',
            place: { file: plan.file },
          },
        }),
    steps: [],
    measures: (last?.measurements ?? []).flatMap(measureOf),
    warnings: [],
    notes: [
      { atUs: 0, text: `station ${stationId}` },
      ...phases.flatMap(({ prompts }) => prompts.map(({ atUs, prompt }) => ({ atUs, text: prompt.text }))),
      ...attempts.map(({ number, outcome, findings, startUs, lengthUs }) => ({
        atUs: startUs + lengthUs,
        text: [`attempt ${number}: ${outcome}`, ...findings.map(({ text }) => text)].join('; '),
      })),
      ...(last?.measurements ?? []).filter(isCount).map((count) => ({ atUs: lengthUs, text: countText(count) })),
    ],
    virtualUs: lengthUs,
    screen: { title: '', lines: [] },
    account: [],
    trace: [],
    traceHash: '',
  };
  const file = last && folder !== undefined ? `${folder}/${attachmentOf(last)}` : 'attempt.vcd';
  return { run, wallMs: endMs - startMs, replay: `recsim replay ${file} --board ${name}` };
}

const isCount = ({ name, value }: Measurement): boolean => MEASURES[name].unit === 'count' && value !== undefined;

function countText({ name, value, min, max, grade }: Measurement): string {
  const allowed = formatLimits({ name, min, max });
  return `${name}: ${formatValue(name, value)}${allowed === '' ? '' : ` (allowed ${allowed}, ${grade})`}`;
}

function measureOf({ name, value, min, max, grade }: Measurement): Measure[] {
  const { unit } = MEASURES[name];
  if (value === undefined || unit === 'count') return [];
  const graded = grade === 'bad' || grade === 'marginal' ? grade : 'good';
  return [{ name, valueUs: value, unit, grade: graded, ...(min === undefined ? {} : { minUs: min }), ...(max === undefined ? {} : { maxUs: max }) }];
}
