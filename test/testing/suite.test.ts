/** What a suite gets beside the matchers: a bench with hands and durations as text, a fixture, properties over seeds. */
import { afterEach, describe, expect, test as plainTest, vi } from 'vitest';
import { loadBoard } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { createBench, forSeeds, test } from '../../src/vitest.ts';

describe('createBench', () => {
  plainTest('makes a seed recorder fresh from its box, or another board by name, path or value', () => {
    expect(createBench().board.name).toBe('seed');
    expect(createBench({ board: 'xvr-gui4' }).board.name).toBe('xvr-gui4');
    expect(createBench({ board: 'boards/seed' }).board.name).toBe('seed');
    const { board } = unwrap(loadBoard('pi-4'));
    expect(createBench({ board }).board).toBe(board);
  });

  plainTest('says which board was meant', () => {
    expect(() => createBench({ board: 'sed' })).toThrow('there is no board "sed". Did you mean "seed"?');
  });

  plainTest('takes durations as text or in microseconds', async () => {
    const bench = createBench();
    bench.advance('1.5 s');
    bench.advance(500_000);
    await bench.pass('1 ms');
    expect(bench.nowUs).toBe(2_001_000);
    expect(() => bench.advance('25')).toThrow('"25" has no unit');
    expect(() => bench.advance(-1)).toThrow('-1 is not a duration');
  });
});

describe('a person at the monitor', () => {
  plainTest('goes the whole way back in, waiting where the recorder is busy', async () => {
    const bench = createBench({ state: 'provisioned' });
    bench.supply.plugIn();
    await expect(bench).toShowScreen('Unlock Pattern', { within: '60 s' });
    for (const button of ['Forgot Pattern', 'Forgot Password', 'OK']) await bench.click(button);
    await bench.scanQr('iDMSS');
    await expect(bench).toReceiveMail({ subject: 'security code' });
    await bench.input('Security code', bench.mailedCode);
    await bench.click('Next');
    await bench.input('New Password', 'Camera2027');
    await bench.input('Confirm Password', 'Camera2027');
    await bench.click('Save');
    await expect(bench).toShowScreen({ contains: 'Your new password is now applied' }, { within: '10 s' });
  });

  plainTest('who cannot do a thing is stopped, with what is there instead', async () => {
    const bench = createBench({ state: 'provisioned' });
    await expect(bench.click('OK')).rejects.toThrow('there is nothing on the monitor: the recorder has no power');
    bench.supply.plugIn();
    bench.advance('30 s');
    await expect(bench.click('Forgot Patern')).rejects.toThrow('Did you mean "Forgot Pattern"?');
    await expect(bench.scanQr()).rejects.toThrow('On the monitor is "Unlock Pattern"');
    expect(() => bench.mailedCode).toThrow('no mail has arrived. Wait for it first');
  });
});

describe('the fixture', () => {
  test('makes benches for a test', ({ bench }) => {
    const [one, other] = [bench({ state: 'provisioned' }), bench({ seed: 2 })];
    expect(one).toHaveStored('present');
    expect(other).toHaveStored('factory');
    expect(other.seed).toBe(2);
  });
});

describe('forSeeds', () => {
  afterEach(() => vi.unstubAllEnvs());

  plainTest('runs the property once for each seed', async () => {
    const seen: number[] = [];
    await forSeeds(3, (seed) => void seen.push(seed));
    expect(seen).toEqual([1, 2, 3]);
  });

  plainTest('stops at the first seed that fails, and says which and how to run it alone', async () => {
    const seen: number[] = [];
    const run = forSeeds(9, async (seed) => {
      seen.push(seed);
      expect(seed).toBeLessThan(4);
    });
    await expect(run).rejects.toThrow(/^seed 4 of 9 fails \(alone: RECSIM_SEED=4\)\nexpected 4 to be less than 4/);
    expect(seen).toEqual([1, 2, 3, 4]);
  });

  plainTest('runs one seed alone when the environment names it', async () => {
    vi.stubEnv('RECSIM_SEED', '7');
    const seen: number[] = [];
    await forSeeds(3, (seed) => void seen.push(seed));
    expect(seen).toEqual([7]);
    vi.stubEnv('RECSIM_SEED', 'seven');
    await expect(forSeeds(3, () => undefined)).rejects.toThrow('RECSIM_SEED=seven is not a seed');
  });
});
