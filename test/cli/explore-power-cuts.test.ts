/** `recsim explore --power-cuts`: what holds is said to hold, and a mistake in the storage is told by the property that it breaks, with the operation that was cut, a line that shows it again, and a scenario. */
import { mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { addExploreCommand } from '../../src/cli/explore.ts';
import { unwrap } from '../../src/errors.ts';
import { loadScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import type { FlashJob } from '../../src/storage/job.ts';
import { Storage } from '../../src/storage/storage.ts';
import { runVerb } from '../support/run-verb.ts';

const explore = (...args: string[]) => runVerb(addExploreCommand, ['explore', '--power-cuts', ...args]);

/** The journal says of each block that it is erased before it is. */
function plantErasedEarly(): void {
  vi.spyOn(Storage.prototype, 'eraseSettings').mockImplementation(function* (this: Storage): FlashJob<boolean> {
    const note = (blocks: number) => this.journal.progress(Math.min(blocks, this.settingsBlocks));
    const from = this.journal.pending?.erased ?? 0;
    yield* note(from + 1);
    return yield* this.settings.erase('all', from, function* (blocks) {
      return (yield* note(blocks + 1)) === 'written';
    });
  });
}

afterEach(() => {
  vi.restoreAllMocks();
});

describe('a storage that is right', () => {
  test('keeps every property, and all of a story is looked at', async () => {
    const { stdout, exitCode } = await explore('--story', 'wrong guess');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('✓ attempts never decrease except by success');
    expect(stdout).toMatch(/one power cut +1 stories +2 flash operations +114 cuts/);
    expect(stdout).toContain('every one was looked at');
  });

  test('a search that --max-states ends says that it did not look at everything', async () => {
    const { stdout, exitCode } = await explore('--story', 'factory reset', '--max-states', '300');
    expect(exitCode).toBe(4);
    expect(stdout).toContain('not all were looked at');
    expect(stdout).not.toContain('✓');
  });

  test('one list of cuts is told by what comes of it', async () => {
    const { stdout, exitCode } = await explore('--story', 'factory reset', '--cuts', '11/after');
    expect([stdout, exitCode]).toEqual(['seed, factory reset: after op 11 of 30 (erase): nothing is wrong\n', 0]);
  });

  test.each([
    [['--story', 'nothing'], 'there is no such story. Write one of: first set-up; '],
    [['--story', 'factory reset', '--cuts', '99/after'], '--cuts 99/after: that life has 30 operations, no operation 99. '],
    [['--cuts', '1/after'], '--cuts needs the story that they cut. '],
  ])('%j is refused', async (args, complaint) => {
    const { stderr, exitCode } = await explore(...args);
    expect(stderr).toContain(complaint);
    expect(exitCode).toBe(2);
  });
});

describe('a storage whose journal says that a block is erased before it is', () => {
  test('leaves something old: told with the operation, shown again by its line, and by a scenario that passes when it is mended', async () => {
    plantErasedEarly();
    const folder = mkdtempSync(path.join(tmpdir(), 'recsim-cuts-'));
    const story = 'resume factory reset, requested';
    const { stdout, exitCode } = await explore('--story', story, '--max-states', '1600', '--save-counterexamples', folder, '--json', '-');
    expect(exitCode).toBe(1);
    const [example] = JSON.parse(stdout).boards[0].powerCuts.broken;
    expect(example).toMatchObject({ property: 'nothing old is left in the image after a reset', story, found: { kind: 'remains' } });
    expect(example.words).toEqual([
      expect.stringMatching(/^after op \d of \d+ \(program\): the seal of journal: ERASING \d in block \d \(device, 0x[0-9a-f]+\)$/),
    ]);
    expect(example.again).toMatch(/^recsim explore --board seed --power-cuts --story "resume factory reset, requested" --cuts \d\/after$/);

    const again = await explore('--story', story, '--cuts', example.again.split(' ').at(-1));
    expect(again.exitCode).toBe(1);
    expect(again.stdout).toContain(example.found.text);

    expect(readdirSync(folder).toSorted()).toEqual(['seed-cut-1.json', 'seed-cut-1.yaml']);
    const scenario = path.join(folder, 'seed-cut-1.yaml');
    expect(readFileSync(scenario, 'utf8')).toContain('state: ./seed-cut-1.json');
    const played = async () => (await runScenario(unwrap(loadScenario(scenario)))).outcome;
    expect(await played()).toBe('FAIL');
    vi.restoreAllMocks();
    expect(await played()).toBe('PASS');
  });
});
