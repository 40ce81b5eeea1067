/** What came of a unit, in lines for a terminal. */
import { formatLimits, formatValue, type Measurement } from '../../rig/measures.ts';
import type { AttemptRecord, UnitRecord } from '../../rig/record.ts';
import { columns, type Style } from '../text.ts';

export function unitText({ dutId, outcome, isMarginal, reasons, attempts }: UnitRecord, style: Style): string[] {
  const last = attempts.at(-1);
  const colour = outcome === 'PASS' ? 'green' : 'red';
  const uncounted = attempts.filter((attempt) => attempt.outcome === 'INVALID').length;
  return [
    '',
    ...(last && (outcome === 'PASS' || outcome === 'FAIL') ? [...measureLines(last, style), ''] : []),
    `${style([colour, 'bold'], outcome)}  unit ${dutId}${isMarginal ? ', marginal' : ''}${
      uncounted > 0 ? ` (${uncounted} ${uncounted === 1 ? 'attempt' : 'attempts'} did not count)` : ''
    }`,
    ...reasons.map(({ text }) => `  ${text}`),
  ];
}

function measureLines({ measurements }: AttemptRecord, style: Style): string[] {
  const rows = measurements.map((measurement) => {
    const { name, value, grade } = measurement;
    return ['', name, formatValue(name, value), formatLimits(measurement), gradeText(grade)];
  });
  return columns(rows).map((line) => line.replace(/(BAD|MISSING|marginal)$/, (grade) => style(grade === 'marginal' ? 'yellow' : 'red', grade)));
}

/** What is wrong is seen without colours too. */
const gradeText = (grade: Measurement['grade']): string =>
  grade === 'bad' || grade === 'missing' ? grade.toUpperCase() : grade === 'unlimited' ? '' : grade;
