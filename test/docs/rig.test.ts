/** docs/rig.md says what the code says: its session, its plan, its tables. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { LIFT_US } from '../../src/bench/explain.ts';
import { MEASURE_NAMES, MEASURES } from '../../src/rig/measures.ts';
import { SHIPPED_PLAN } from '../../src/rig/plan.ts';
import { PLAN_KEYS } from '../../src/rig/plan-format.ts';
import { PHASES } from '../../src/rig/record.ts';
import { DEFECTS, PERSONS } from '../../src/rig/rehearsal-names.ts';
import { PATIENCE } from '../../src/rig/unit-test.ts';
import { MS, S } from '../support/world.ts';

const doc = readFileSync('docs/rig.md', 'utf8');

describe('docs/rig.md', () => {
  test('shows a session as it is', () => {
    const session = readFileSync('test/cli/rig-early.txt', 'utf8').trimEnd().split('\n');
    expect(doc).toContain(session.map((line) => (line === '' ? '' : `    ${line}`)).join('\n'));
  });

  test('shows the plan that ships', () => {
    expect(doc).toContain(readFileSync(SHIPPED_PLAN, 'utf8').trimEnd());
  });

  test('has every measure, key of a plan, phase, person and defect', () => {
    for (const name of MEASURE_NAMES) {
      const { of, unit, meaning } = MEASURES[name];
      expect(doc).toContain(`| \`${name}\` | ${of} | ${unit === 'count' ? 'count' : 'time'} | ${meaning} |`);
    }
    for (const key of Object.keys(PLAN_KEYS)) expect(doc).toContain(`| \`${key}\` |`);
    for (const phase of PHASES) expect(doc).toContain(`**${phase}**`);
    for (const [name, what] of Object.entries({ ...PERSONS, ...DEFECTS })) expect(doc).toContain(`| \`${name}\` | ${what} |`);
  });

  test('has the times that the code has', () => {
    expect(doc).toContain(`less than ${LIFT_US / MS} ms under the finger`);
    const { check, press, power, late, rest } = PATIENCE;
    const [a, b, c, d, e] = [check, press, power, late, rest].map((us) => us / S);
    expect(doc.replace(/\s+/g, ' ')).toContain(
      `${a} s for the wiring, ${b} s for a press, ${c} s for power, ${d} s after the window, ${e} s to bring the unit to rest`,
    );
  });
});
