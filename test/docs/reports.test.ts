/** docs/reports.md says what the reports hold: its numbers and names are those of the code. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { loadBoard } from '../../src/board-file.ts';
import { coverageOf, shareOf } from '../../src/coverage/coverage.ts';
import { unwrap } from '../../src/errors.ts';
import { LIMITS } from '../../src/report/rows.ts';

const text = readFileSync('docs/reports.md', 'utf8').replace(/\s+/g, ' ');

test('the limits of the page are told', () => {
  expect(text).toContain(
    `Up to ${LIMITS.passed} passed runs are there in full; of more, each has a line and only the ${LIMITS.slowest} slowest have more`,
  );
  expect(text).toContain(
    `The first ${LIMITS.failed} that did not pass and the first ${LIMITS.marginal} marginal ones are there in full, ${LIMITS.diagrams} with a picture`,
  );
});

test('the names and totals in its table of coverage are those of the board', () => {
  const { board } = unwrap(loadBoard('seed'));
  const [{ regions } = { regions: [] }] = coverageOf([{ board, hits: {} }]);
  for (const region of regions) expect(text).toMatch(new RegExp(`${region.region} \\d+/${shareOf([region], ['states']).total} `));
  const names = regions.flatMap(({ states, transitions, timers }) => [states, transitions, timers].flatMap((hits) => Object.keys(hits)));
  for (const name of ['hold.counting.overdue', 'hold.counting --button.released [latchedIn early]--> hold.short', 'button.released stopped'])
    expect([name, names.includes(name), text.includes(name)]).toEqual([name, true, true]);
});

test('its picture is there', () => {
  expect(text).toContain('(images/report.png)');
  expect(existsSync('docs/images/report.png')).toBe(true);
});
