/** The matchers of recsim/vitest: each holds, fails, and is asked with .not; what people then read is in messages/. */
import { describe, expect, expectTypeOf, test } from 'vitest';
import type { Bench } from '../../src/bench/bench.ts';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';
import { decodeScenario } from '../../src/scenario/decode.ts';
import { runScenario } from '../../src/scenario/runner.ts';
import { type BenchMatchers, createBench, type RunMatchers, type TestBench } from '../../src/vitest.ts';
import { fileOf } from '../support/scenarios.ts';

/** A provisioned recorder held at power-up for so long from the plug, 4.5 s before it, and a second more. */
function held(holdUs: number): TestBench {
  const bench = createBench({ state: 'provisioned' });
  bench.finger.press('none');
  bench.advance('4.5 s');
  bench.supply.plugIn();
  bench.advance(holdUs);
  bench.finger.release('none');
  return bench;
}

/** A provisioned recorder that was plugged in so long ago. */
function poweredFor(duration: string): TestBench {
  const bench = createBench({ state: 'provisioned' });
  bench.supply.plugIn();
  bench.advance(duration);
  return bench;
}

async function atQrCode(): Promise<TestBench> {
  const bench = poweredFor('30 s');
  for (const button of ['Forgot Pattern', 'Forgot Password', 'OK']) await bench.click(button);
  return bench;
}

const run = (steps: string) => runScenario(unwrap(decodeScenario(unwrap(parseSource(fileOf(steps), 'mine.yaml')))));

type Ask = () => void | Promise<void>;

/** What holds, and what fails and is told in messages/. */
const CASES: Record<keyof (BenchMatchers & RunMatchers), { holds: Ask[]; fails: Ask[] }> = {
  toBeInState: {
    holds: [() => expect(poweredFor('30 s')).toBeInState('boot.ready'), () => expect(createBench()).not.toBeInState('boot')],
    fails: [() => expect(poweredFor('30 s')).toBeInState('boot.ready.wizard'), () => expect(poweredFor('30 s')).not.toBeInState('boot.ready')],
  },
  toBeOn: {
    holds: [() => expect(poweredFor('60 ms')).toBeOn('buzzer'), () => expect(createBench()).not.toBeOn('power')],
    fails: [() => expect(poweredFor('30 s')).toBeOn('buzzer'), () => expect(poweredFor('30 s')).not.toBeOn('led')],
  },
  toHaveLed: {
    holds: [() => expect(poweredFor('30 s')).toHaveLed('on'), () => expect(poweredFor('30 s')).not.toHaveLed('off')],
    fails: [() => expect(poweredFor('30 s')).toHaveLed('fast-blink'), () => expect(poweredFor('30 s')).not.toHaveLed('on')],
  },
  toHaveBeeped: {
    holds: [
      () => expect(poweredFor('30 s')).toHaveBeeped(),
      () => expect(poweredFor('30 s')).toHaveBeeped({ count: 1, on: '150 ms' }),
      () => expect(poweredFor('30 s')).toHaveBeeped({ on: '140 ms', tolerance: '10 ms' }),
      () => expect(poweredFor('60 ms')).toHaveBeeped(),
      () => expect(poweredFor('60 ms')).not.toHaveBeeped({ on: '150 ms' }),
      () => expect(createBench()).toHaveBeeped({ count: 0 }),
      () => expect(createBench()).not.toHaveBeeped(),
      () => expect(poweredFor('30 s')).not.toHaveBeeped({ count: 2 }),
      () => expect(poweredFor('30 s')).not.toHaveBeeped({ since: 'boot.ready' }),
    ],
    fails: [
      () => expect(createBench()).toHaveBeeped(),
      () => expect(poweredFor('30 s')).toHaveBeeped({ count: 2 }),
      () => expect(poweredFor('30 s')).toHaveBeeped({ on: '100 ms', tolerance: '10 ms' }),
      () => expect(poweredFor('30 s')).not.toHaveBeeped(),
    ],
  },
  toHaveVerdict: {
    holds: [
      () => expect(held(25_000_000)).toHaveVerdict('reset'),
      () => expect(held(9_550_000)).toHaveVerdict('short', { because: 'short of the window' }),
      () => expect(held(9_550_000)).toHaveVerdict('short', { because: 'released-early' }),
      () => expect(held(9_550_000)).not.toHaveVerdict('reset'),
      () => expect(held(9_550_000)).not.toHaveVerdict('short', { because: 'debounce' }),
      () => expect(createBench()).not.toHaveVerdict('short'),
    ],
    fails: [
      () => expect(held(9_550_000)).toHaveVerdict('reset'),
      () => expect(held(9_550_000)).toHaveVerdict('short', { because: 'debounce' }),
      () => expect(createBench()).toHaveVerdict('reset'),
      () => expect(held(9_550_000)).not.toHaveVerdict('short'),
    ],
  },
  toHaveStored: {
    holds: [() => expect(createBench()).toHaveStored('factory'), () => expect(createBench({ state: 'provisioned' })).not.toHaveStored('corrupt')],
    fails: [() => expect(createBench()).toHaveStored('present'), () => expect(createBench({ state: 'provisioned' })).not.toHaveStored('present')],
  },
  toHaveInFlash: {
    holds: [
      () => expect(createBench({ state: 'provisioned' })).toHaveInFlash('owner@recorder.test'),
      () => expect(createBench({ state: 'provisioned' })).not.toHaveInFlash('Recorder2026'),
    ],
    fails: [
      () => expect(createBench()).toHaveInFlash('owner@recorder.test'),
      () => expect(createBench({ state: 'provisioned' })).not.toHaveInFlash('owner@recorder.test'),
    ],
  },
  toHaveTaken: {
    holds: [
      () => expect(poweredFor('30 s')).toHaveTaken({ from: 'buzzer.on', to: 'buzzer.off', atLeast: '150 ms', atMost: '150 ms' }),
      () => expect(poweredFor('30 s')).toHaveTaken({ from: 'power.on', to: 'boot.ready' }),
      () => expect(poweredFor('30 s')).not.toHaveTaken({ from: 'power.on', to: 'boot.ready', atMost: '1 s' }),
    ],
    fails: [
      () => expect(poweredFor('30 s')).toHaveTaken({ from: 'buzzer.on', to: 'buzzer.off', atMost: '100 ms' }),
      () => expect(poweredFor('30 s')).toHaveTaken({ from: 'power.on', to: 'verdict.reset' }),
      () => expect(poweredFor('30 s')).not.toHaveTaken({ from: 'power.on', to: 'boot.initialising', atMost: '60 ms' }),
    ],
  },
  toReachState: {
    holds: [
      () => expect(held(25_000_000)).toReachState('boot.ready.wizard', { within: '60 s' }),
      () => expect(held(25_000_000)).toReachState('boot.defaulting.requesting'),
      () => expect(held(9_550_000)).not.toReachState('boot.defaulting', { within: '60 s' }),
    ],
    fails: [
      () => expect(held(9_550_000)).toReachState('boot.ready.wizard', { within: '60 s' }),
      () => expect(createBench()).toReachState('boot.ready', { within: 1_000_000 }),
      () => expect(held(25_000_000)).not.toReachState('boot.defaulting', { within: '60 s' }),
    ],
  },
  toStayInState: {
    holds: [
      () => expect(poweredFor('30 s')).toStayInState('boot.ready', { for: '1 h' }),
      () => expect(held(25_000_000)).not.toStayInState('boot.initialising', { for: '1 h' }),
      () => expect(createBench()).not.toStayInState('boot', { for: '1 s' }),
    ],
    fails: [
      () => expect(held(25_000_000)).toStayInState('boot.initialising', { for: '60 s' }),
      () => expect(poweredFor('30 s')).not.toStayInState('boot.ready', { for: '1 h' }),
    ],
  },
  toStayOn: {
    holds: [
      () => expect(poweredFor('1 s')).toStayOn('power', { for: '1 h' }),
      () => expect(poweredFor('60 ms')).not.toStayOn('buzzer', { for: '1 s' }),
      () => expect(createBench()).not.toStayOn('led', { for: '1 s' }),
    ],
    fails: [
      () => expect(poweredFor('60 ms')).toStayOn('buzzer', { for: '1 s' }),
      () => expect(poweredFor('1 s')).not.toStayOn('power', { for: '1 s' }),
    ],
  },
  toStayOff: {
    holds: [
      () => expect(poweredFor('1 s')).toStayOff('buzzer', { for: '1 h' }),
      () => expect(createBench()).toStayOff('led', { for: '1 h' }),
      () => expect(held(25_000_000)).not.toStayOff('buzzer', { for: '60 s' }),
    ],
    fails: [
      () => expect(held(25_000_000)).toStayOff('buzzer', { for: '60 s' }),
      () => expect(poweredFor('1 s')).toStayOff('led', { for: '1 s' }),
      () => expect(poweredFor('1 s')).not.toStayOff('buzzer', { for: '1 s' }),
    ],
  },
  toShowScreen: {
    holds: [
      () => expect(poweredFor('30 s')).toShowScreen('Unlock Pattern'),
      () => expect(poweredFor('1 s')).toShowScreen({ contains: 'Forgot Pattern', absent: 'Fault' }, { within: '60 s' }),
      () => expect(poweredFor('1 s')).not.toShowScreen('Unlock Pattern'),
      () => expect(poweredFor('1 s')).not.toShowScreen({ contains: 'Fault' }, { within: '60 s' }),
    ],
    fails: [
      () => expect(poweredFor('30 s')).toShowScreen('Set-up Wizard'),
      () => expect(poweredFor('1 s')).toShowScreen({ title: 'Unlock Pattern', contains: 'Fault' }, { within: '60 s' }),
      () => expect(poweredFor('1 s')).not.toShowScreen('Unlock Pattern', { within: '60 s' }),
    ],
  },
  toReceiveMail: {
    holds: [
      async () => {
        const bench = await atQrCode();
        await bench.scanQr();
        await expect(bench).toReceiveMail({ to: 'owner@recorder.test', subject: 'security code', within: '1 min' });
        await expect(bench).not.toReceiveMail({ within: '1 min' });
      },
    ],
    fails: [
      async () => {
        const bench = await atQrCode();
        bench.outside.post.delay = 'lost';
        await bench.scanQr();
        await expect(bench).toReceiveMail({ within: '1 min' });
      },
      async () => {
        const bench = await atQrCode();
        await bench.scanQr();
        await expect(bench).toReceiveMail({ to: 'somebody@else.test', subject: 'code', within: '1 min' });
      },
      async () => {
        const bench = await atQrCode();
        await bench.scanQr();
        await expect(bench).not.toReceiveMail({ within: '1 min' });
      },
    ],
  },
  toSay: {
    holds: [
      () => expect(poweredFor('1 ms')).toSay('Press Enter', { within: '60 s' }),
      () => expect(poweredFor('1 ms')).toSay(/Press (Enter|Return)/, { within: '60 s' }),
      async () => {
        const word = /\w+/gu;
        const bench = poweredFor('30 s');
        for (let count = 0; count < 10; count++) await expect(bench).toSay(word, { within: '1 ms' });
      },
      () => expect(poweredFor('30 s')).not.toSay('panic', { within: '60 s' }),
    ],
    fails: [
      () => expect(poweredFor('30 s')).toSay('panic', { within: '60 s' }),
      () => expect(createBench()).toSay('panic', { within: '1 s' }),
      () => expect(poweredFor('30 s')).not.toSay(/Press (Enter|Return)/, { within: '60 s' }),
    ],
  },
  toHavePassed: {
    holds: [
      async () => expect(await run('  - power: on\n')).toHavePassed(),
      async () => expect(await run('  - expect-pin: { part-id: power, value: 1 }\n')).not.toHavePassed(),
    ],
    fails: [
      async () => expect(await run('  - power: on\n  - delay: 1 s\n  - expect-state: { state: boot.ready }\n')).toHavePassed(),
      async () => expect(await run('  - power: on\n')).not.toHavePassed(),
    ],
  },
};

async function messageOf(ask: Ask): Promise<string> {
  try {
    await ask();
  } catch (error) {
    return (error as Error).message;
  }
  return 'NOTHING FAILED';
}

describe.each(Object.entries(CASES))('%s', (name, { holds, fails }) => {
  test('holds where it should, and .not where it should not', async () => {
    for (const ask of holds) await ask();
  });

  test('tells what was wanted, what there was, when, why, and what led to it', async () => {
    const told: string[] = [];
    for (const ask of fails) told.push(await messageOf(ask));
    await expect(`${told.join('\n\n')}\n`).toMatchFileSnapshot(`messages/${name}.txt`);
  });
});

describe('a mistake in the test itself', () => {
  const bench = poweredFor('30 s');
  test.each<[string, Ask, string]>([
    ['a state', () => expect(bench).toBeInState('boot.redy'), '"boot.redy" is not a state of the board "seed". Did you mean "boot.ready"?'],
    ['a state to wait for', () => expect(bench).toReachState('bot.ready'), '"bot.ready" is not a state'],
    ['an event', () => expect(bench).toHaveTaken({ from: 'buzzer.on', to: 'buzer.off' }), '"buzer.off" is not an event. Did you mean "buzzer.off"?'],
    ['a duration without a unit', () => expect(bench).toStayOff('buzzer', { for: '5' }), '"5" has no unit'],
    ['half a microsecond', () => expect(bench).toStayOff('buzzer', { for: 0.5 }), '0.5 is not a duration'],
    ['a part', () => expect(bench).toBeOn('buzer' as 'buzzer'), '"buzer" is not a part that is on or off. Did you mean "buzzer"?'],
    ['a verdict', () => expect(bench).toHaveVerdict('rest' as 'reset'), '"rest" is not a verdict. Did you mean "reset"?'],
    ['a pattern', () => expect(bench).toHaveLed('blink' as 'on'), '"blink" is not a pattern of the led.'],
    ['login data', () => expect(bench).toHaveStored('absent' as 'factory'), 'login data is never "absent"'],
    ['a count', () => expect(bench).toHaveBeeped({ count: 0.5 }), 'count 0.5 is not a number of beeps'],
    ['a screen', () => expect(bench).toShowScreen({}), 'say what the screen is to show'],
    ['no bench', () => expect(5).toBeOn('buzzer'), 'toBeOn is asked of a bench: write expect(bench).toBeOn(...) with what createBench gave'],
    ['no run', () => expect(5).toHavePassed(), 'toHavePassed is asked of what runScenario gave'],
  ])('%s is told in words, under .not too', async (_, ask, message) => {
    expect(await messageOf(ask)).toContain(message);
  });

  test('is an error under .not, not a pass', async () => {
    expect(await messageOf(() => expect(bench).not.toBeInState('boot.redy'))).toContain('is not a state');
    expect(await messageOf(() => expect(bench).not.toReachState('boot.redy'))).toContain('is not a state');
  });

  test('a bench without its trace is refused', async () => {
    const { Bench } = await import('../../src/bench/bench.ts');
    const blind = new Bench({ board: bench.board, trace: false });
    blind.supply.plugIn();
    expect(await messageOf(() => expect(blind).toHaveBeeped())).toContain('needs the trace');
  });
});

test('time stops the moment it is decided', async () => {
  const bench = poweredFor('1 s');
  await expect(bench).toReachState('boot.ready', { within: '1 h' });
  const readyUs = bench.trace.all('state.boot').at(-1)?.atUs;
  expect(bench.nowUs).toBe(readyUs);
  await expect(bench).not.toReachState('boot.defaulting', { within: '1 s' });
  expect(bench.nowUs).toBe((readyUs ?? 0) + 1_000_000);
});

test('what is true for an instant only is seen', async () => {
  const bench = poweredFor('30 s');
  const lostAtUs = bench.nowUs + 1_000_000;
  bench.clock.at(lostAtUs, () => {
    bench.supply.cut();
    bench.supply.plugIn();
  });
  await expect(bench).not.toStayOn('power', { for: '10 s' });
  expect([bench.nowUs, bench.supply.isGood]).toEqual([lostAtUs, true]);
});

test('the matchers are in the types of vitest', () => {
  expectTypeOf(expect({} as Bench).toReachState).toEqualTypeOf<BenchMatchers['toReachState']>();
  // @ts-expect-error -- the duration that is asked for is missing
  expectTypeOf(expect({} as Bench).toStayOff).toBeCallableWith('buzzer');
});
