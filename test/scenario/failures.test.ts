/** What failures look like: a text file that was read and found good. `npx vitest run -u` writes it anew; then read it again. */
import { describe, expect, test } from 'vitest';
import { formatRun } from '../../src/scenario/report-text.ts';
import type { Run } from '../../src/scenario/run.ts';
import { runSteps } from '../support/scenarios.ts';

const HELD = '  - press: { bounce: none }\n  - delay: 4.5 s\n  - power: on\n';
const STORIES: Readonly<Record<string, string>> = {
  'a worn contact opens for 41 ms': `${HELD}  - delay: 9.6 s\n  - set-control: { part-id: reset, control: contact, value: 0 }\n  - delay: 41 ms\n  - set-control: { part-id: reset, control: contact, value: 1 }\n  - delay: 20.359 s\n  - expect-verdict: { verdict: reset }\n`,
  'let go too early, with bounce':
    '  - press: { for: 24.4 s }\n  - delay: 4.5 s\n  - power: on\n  - delay: 30 s\n  - expect-verdict: { verdict: reset }\n',
  'a sag in the middle of the hold': `${HELD}  - delay: 12 s\n  - dip: { for: 500 ms, to: 8 V }\n  - expect-never: { state: boot.starting, for: 10 s }\n  - delay: 10 s\n`,
  'the watchdog bites': `${HELD}  - delay: 6 s\n  - set-control: { part-id: power, control: hang, value: 1 }\n  - delay: 40 s\n  - release: { bounce: none }\n  - expect-verdict: { verdict: reset }\n`,
  'a beep of another length': '  - power: on\n  - expect-pulse: { part-id: buzzer, on: 200 ms }\n',
  'a button that is not on the screen':
    '  - power: on\n  - wait-screen: { title: Unlock Pattern }\n  - click: Forgot Pattern\n  - delay: 3 s\n  - click: Frobnicate\n',
  'a wait that runs out': '  - power: on\n  - wait-state: { state: boot.defaulting }\n',
  'at the very beginning': '  - expect-pin: { part-id: power, value: 1 }\n',
};

const told = (run: Run, wallMs = 0) => formatRun({ run, wallMs, replay: 'recsim test test.yaml --seed 1' }, (_, text) => text, false);

describe('a failure', () => {
  test('tells where, what, how it came, with a diagram, the screen and the way to see it again', async () => {
    const pages: string[] = [];
    for (const [name, steps] of Object.entries(STORIES)) {
      const run = await runSteps(steps, 'state: provisioned');
      pages.push(`=== ${name} ===\n${told(run)}\n`);
    }
    await expect(pages.join('\n')).toMatchFileSnapshot('snapshots/failures.txt');
  });

  test('is told in at most 40 lines, causes and diagram no wider than 125 columns', async () => {
    const lines = told(await runSteps(STORIES['a worn contact opens for 41 ms'] as string)).split('\n');
    expect(lines.length).toBeLessThanOrEqual(40);
    expect(lines.slice(2, lines.indexOf('  the screen:')).filter((line) => line.length > 125)).toEqual([]);
  });

  test('names the lift of a bad contact beside the debounce that judged it', async () => {
    const account = (await runSteps(STORIES['a worn contact opens for 41 ms'] as string)).account.join('\n');
    expect(account).toContain('14.100 s  contact opened 41 ms with the finger still down; debounce is 30 ms');
    expect(account).toMatch(/time .* 14\.100 s +14\.130 s +14\.141 s/);
  });

  test('a run that passes has none', async () => {
    expect((await runSteps('  - delay: 1 s\n')).account).toEqual([]);
  });
});
