/** The guided session, rehearsed in virtual time: every person, every defect, every phase it may be ended in, and several units in a row. */
import { describe, expect, test } from 'vitest';
import type { Bench } from '../../src/bench/bench.ts';
import { LIFT_US } from '../../src/bench/explain.ts';
import { shippedBoards } from '../../src/board-file.ts';
import { parseSource } from '../../src/document.ts';
import { ProblemError, unwrap } from '../../src/errors.ts';
import { decodePlan } from '../../src/rig/plan.ts';
import { PHASES, type PhaseName, recordJson, yieldOf, yieldText } from '../../src/rig/record.ts';
import { DEFECT_NAMES, type DefectName, PERSON_NAMES, type PersonName } from '../../src/rig/rehearsal-names.ts';
import { PATIENCE } from '../../src/rig/unit-test.ts';
import { MS, S } from '../support/world.ts';
import { guide, rehearse } from './rehearsal.ts';

describe('a session that goes well', () => {
  test('goes through every phase, with its prompts in order', async () => {
    const { record, prompts, said, outcome } = await rehearse();
    expect([outcome, record.outcome, record.reasons]).toEqual(['DONE', 'PASS', []]);
    expect(record.phases.map(({ name, outcome }) => [name, outcome])).toEqual(PHASES.map((name) => [name, 'DONE']));
    expect(prompts.map(({ deed }) => deed)).toEqual(['press', 'let-go', 'hold', 'give-power', 'release']);
    expect(said).toEqual(['The wiring is right: the button reads released, pressed, and released again.', 'Beep, 50 ms after power, for 150 ms.']);
    for (const [index, phase] of record.phases.entries()) {
      expect(phase.endUs).toBeGreaterThanOrEqual(phase.startUs);
      if (index > 0) expect(phase.startUs).toBe(record.phases[index - 1]?.endUs);
    }
  });

  test('says when to act a fifth into what is allowed, so that a quick hand is not too early', async () => {
    const { record } = await rehearse();
    const at = (deed: string) => record.phases.flatMap(({ prompts }) => prompts).find(({ prompt }) => prompt.deed === deed)?.atUs ?? 0;
    const [attempt] = record.attempts;
    const { pressedUs = 0, firstSampleUs = 0 } = attempt?.times ?? {};
    expect(at('give-power') - (attempt?.startUs ?? 0) - pressedUs).toBe(4.2 * S);
    expect(at('release') - (attempt?.startUs ?? 0) - firstSampleUs).toBe(22 * S);
  });

  test('shows ten times a second how long is held and what comes, down to the moment', async () => {
    const { shown } = await rehearse();
    const before = shown.filter(({ advice }) => advice.includes('get ready'));
    expect(before.length).toBeGreaterThan(40);
    expect(before.map(({ heldUs, inUs = 0 }) => heldUs + inUs).every((sum) => sum === 4.2 * S)).toBe(true);
    const holding = shown.filter(({ advice }) => advice === 'Keep holding');
    expect(holding.length).toBeGreaterThan(200);
    expect(holding.at(-1)?.inUs).toBeLessThanOrEqual(S / 10);
  });

  test('the same seed gives the same record, another seed another', async () => {
    const [one, again, other] = [await rehearse({ seed: 7 }), await rehearse({ seed: 7 }), await rehearse({ seed: 8 })];
    expect(recordJson(again.record)).toEqual(recordJson(one.record));
    expect(other.record.attempts[0]?.measurements).not.toEqual(one.record.attempts[0]?.measurements);
  });
});

const OF_PERSON: Readonly<Record<PersonName, readonly [outcome: string, attempts: readonly string[]]>> = {
  good: ['PASS', ['PASS']],
  early: ['PASS', ['INVALID released-early', 'PASS']],
  late: ['PASS', ['INVALID released-late', 'PASS']],
  hasty: ['PASS', ['INVALID power-early', 'PASS']],
  tardy: ['PASS', ['INVALID power-first', 'PASS']],
  shaky: ['PASS', ['INVALID let-go', 'PASS']],
  'pulls-plug': ['PASS', ['INVALID power-lost', 'PASS']],
  stubborn: ['ERROR', ['INVALID released-early', 'INVALID released-early', 'INVALID released-early']],
  'forgets-power': ['TIMEOUT', ['INVALID no-power', 'INVALID no-power', 'INVALID no-power']],
  'falls-asleep': ['PASS', ['INVALID never-released', 'PASS']],
  absent: ['TIMEOUT', []],
};

describe('the person', () => {
  test.each(PERSON_NAMES)('%s', async (person) => {
    for (const seed of [1, 2, 3]) {
      const { record } = await rehearse({ person, seed });
      const [outcome, attempts] = OF_PERSON[person];
      expect(record.attempts.map(({ outcome, findings }) => [outcome, ...findings.map(({ code }) => code)].join(' '))).toEqual(attempts);
      expect(record.outcome).toBe(outcome);
      for (const { outcome, blame } of record.attempts) expect(blame).toBe(outcome === 'INVALID' ? 'person' : undefined);
    }
  });

  test('hears after a spoiled attempt what was wrong, that the unit is not to blame, and which attempt comes', async () => {
    const { said } = await rehearse({ person: 'early' });
    expect(said).toContain(
      'This attempt does not count: released 0.398 s too early, held 19.602 s; 20 s to 30 s are asked for. That is not the fault of the unit.',
    );
    expect(said).toContain('Again, attempt 2 of 3.');
  });

  test('has as many attempts as the plan gives', async () => {
    for (const attempts of [1, 5]) expect((await rehearse({ person: 'stubborn', plan: guide({ attempts }) })).record.attempts).toHaveLength(attempts);
  });

  test('who never releases is told to let go first and to take the power away then, for a firmware that took it for stuck to see it', async () => {
    const { prompts } = await rehearse({ person: 'falls-asleep' });
    expect(prompts.map(({ text }) => text).join('; ')).toContain(
      'Too late. Let go of the button; Take the finger off the reset button; Take the power away; Press and hold',
    );
  });

  test('who is not there is asked whether the button was pressed, before the unit is blamed', async () => {
    const { record, asked } = await rehearse({ person: 'absent' });
    expect(asked).toHaveLength(3);
    expect(record.reasons).toEqual([{ code: 'nobody-there', text: 'nobody pressed the button' }]);
    expect(record.lengthUs).toBe(3 * PATIENCE.check);
  });
});

const OF_DEFECT: Readonly<Record<DefectName, readonly [outcome: string, codes: readonly string[]]>> = {
  none: ['PASS', []],
  'worn-contact': ['FAIL', ['no-reset', 'out-of-limits']],
  'bouncy-contact': ['FAIL', ['out-of-limits', 'out-of-limits']],
  inverted: ['FAIL', ['inverted']],
  'no-contact': ['FAIL', ['never-closes']],
  'stuck-contact': ['FAIL', ['stuck-closed']],
  silent: ['FAIL', ['missing', 'missing']],
  'wrong-window': ['FAIL', ['no-reset']],
};

describe('a unit with the defect', () => {
  test.each(DEFECT_NAMES)('%s', async (defect) => {
    for (const seed of [1, 2, 3]) {
      const { record } = await rehearse({ defect, seed });
      expect([record.outcome, record.reasons.map(({ code }) => code)]).toEqual(OF_DEFECT[defect]);
      // A device is not given another try.
      expect(record.attempts.length).toBeLessThanOrEqual(1);
    }
  });

  test.each([
    ['inverted', /GPIO17 \(pin 11\) is low \(0 V\) while it is open .* leads to 3\.3 V instead of ground/],
    ['no-contact', /GPIO17 \(pin 11\) stayed high \(3\.3 V\)\. Probably a wire is off/],
    ['stuck-contact', /stays low \(0 V\)\. Probably a short to ground, a welded contact, or a pull-up that is not there/],
  ] as const)('%s: a likely cause is told, with pins and levels', async (defect, cause) => {
    expect((await rehearse({ defect })).record.reasons[0]?.text).toMatch(cause);
  });

  test('a button that sticks once it is pressed is found when it is let go', async () => {
    const { record } = await rehearse({
      meddle: ({ bench, prompt }) => {
        // The contact welds: whatever the finger does, the pin stays.
        if (prompt?.deed === 'let-go') bench.hal.resetButton.drive = () => {};
      },
    });
    expect([record.outcome, record.reasons[0]?.code]).toEqual(['FAIL', 'never-opens']);
  });

  test('a button that sticks in an attempt is the fault of the unit, once the person says that it was let go', async () => {
    const { record, asked } = await rehearse({
      meddle: ({ bench, prompt }) => {
        if (prompt?.deed === 'release') bench.hal.resetButton.drive = () => {};
      },
    });
    expect(asked).toEqual(['It still reads pressed. Did you let go of the button? [y/n] ']);
    expect([record.outcome, record.reasons[0]?.code]).toEqual(['FAIL', 'never-opens']);
    expect(record.attempts.map(({ outcome, blame }) => [outcome, blame])).toEqual([['FAIL', 'device']]);
    expect(JSON.parse(JSON.stringify(recordJson(record))).attempts[0].findings[0].code).toBe('never-opens');
  });

  test('where nobody answers, neither unit nor person is found guilty: the session waits in vain', async () => {
    const { record, asked } = await rehearse({
      isMute: true,
      plan: guide({ attempts: 1 }),
      meddle: ({ bench, prompt }) => {
        if (prompt?.deed === 'release') bench.hal.resetButton.drive = () => {};
      },
    });
    expect(asked).toHaveLength(1);
    expect([record.outcome, record.reasons[0]?.code]).toEqual(['TIMEOUT', 'not-judged']);
  });

  test('and so is one that closes no more', async () => {
    const { record } = await rehearse({
      meddle: ({ bench, prompt }) => {
        if (prompt?.deed === 'hold') bench.hal.resetButton.drive = () => {};
      },
    });
    expect([record.outcome, record.reasons[0]?.code, record.attempts[0]?.blame]).toEqual(['FAIL', 'never-closes', 'device']);
  });

  test('one that sticks while the person sleeps is found before the next attempt, once the finger is off', async () => {
    const { record, asked } = await rehearse({
      person: 'falls-asleep',
      meddle: ({ bench, prompt }) => {
        if (prompt?.deed === 'release') bench.hal.resetButton.drive = () => {};
      },
    });
    expect(asked).toHaveLength(2);
    expect(record.attempts.map(({ findings }) => findings[0]?.code)).toEqual(['never-released']);
    expect([record.outcome, record.reasons[0]?.code]).toEqual(['FAIL', 'never-opens']);
  });
});

describe('an end before its time', () => {
  const inPhase = (wanted: PhaseName) => {
    const deeds: Readonly<Record<PhaseName, string>> = {
      wiring: 'press',
      'power-away': 'power-away',
      'pre-power-hold': 'hold',
      beep: 'give-power',
      hold: 'give-power',
      release: 'release',
      verdict: 'release',
    };
    return deeds[wanted];
  };

  /** Whether the session is in the phase, once its prompt was heard. */
  const isIn = (phase: PhaseName, bench: Bench, pieces: number): boolean => {
    const lastEdgeUs = bench.trace.last('reset')?.atUs ?? 0;
    if (phase === 'beep') return bench.hal.buzzerPin.level === 1;
    if (phase === 'hold') return bench.isIn('hold.counting.early') && pieces > 60;
    return phase !== 'verdict' || (!bench.finger.isPressing && bench.nowUs - lastEdgeUs > LIFT_US);
  };

  test.each(PHASES)('aborted in the phase %s: a whole record, ABORTED', async (phase) => {
    let heard = false;
    let pieces = 0;
    const { record, outcome, records } = await rehearse({
      // With a first attempt that is spoiled there is a power to take away.
      person: phase === 'power-away' ? 'early' : 'good',
      // A verdict that takes its time.
      ...(phase === 'verdict' ? { plan: guide({ board: { ...guide().board, debounceUs: 450 * MS } }) } : {}),
      units: 2,
      meddle: ({ bench, prompt, abort }) => {
        heard ||= prompt?.deed === inPhase(phase);
        if (!heard || prompt) return;
        pieces++;
        if (isIn(phase, bench, pieces)) abort();
      },
    });
    expect([outcome, record.outcome, record.reasons]).toEqual(['ABORTED', 'ABORTED', [{ code: 'aborted', text: `aborted in the phase ${phase}` }]]);
    expect(record.phases.at(-1)).toMatchObject({ name: phase, outcome: 'ABORTED' });
    expect(records).toHaveLength(1);
    const json = JSON.parse(JSON.stringify(recordJson(record)));
    expect(json).toMatchObject({ dut_id: 'U1', outcome: 'ABORTED', format: 1 });
    if (!['wiring', 'power-away'].includes(phase)) expect(json.attempts.at(-1)).toMatchObject({ outcome: 'ABORTED', blame: null });
  });

  test('while a serial number is asked for: no unit was begun', async () => {
    const { outcome, records } = await rehearse({ typed: ['A1'], meddle: ({ prompt, abort }) => prompt?.deed === 'release' && abort() });
    expect([outcome, records.length]).toEqual(['ABORTED', 1]);
  });

  test('hardware that fails is an ERROR with what it said, and ends the session', async () => {
    const { record, outcome, records } = await rehearse({
      units: 3,
      meddle: ({ bench }) => {
        if (bench.states.includes('hold.counting.early'))
          throw new ProblemError([{ code: 'hardware', message: 'line GPIO17 is gone', remedy: 'Plug it in' }]);
      },
    });
    expect([outcome, record.outcome, records.length]).toEqual(['ERROR', 'ERROR', 1]);
    expect(record.reasons).toEqual([{ code: 'error', text: 'line GPIO17 is gone. Plug it in' }]);
    expect(record.attempts.at(-1)).toMatchObject({ outcome: 'ERROR', blame: undefined });
  });

  test('a defect of our own is thrown on, once the record was handed over', async () => {
    const oops = new Error('oops');
    await expect(
      rehearse({
        meddle: ({ bench }) => {
          if (bench.supply.isGood) throw oops;
        },
      }),
    ).rejects.toBe(oops);
  });
});

describe('every board that is held through power-up', () => {
  const plans = shippedBoards().flatMap((board) => {
    const plan = decodePlan(unwrap(parseSource('name: x\nversion: 1\n', 'x.yaml')), board);
    return plan.ok ? [[board, plan.value] as const] : [];
  });

  test.each(plans)('%s: a good person passes, an early one learns', async (_, plan) => {
    expect((await rehearse({ plan })).record.attempts.map(({ outcome, findings }) => [outcome, findings])).toEqual([['PASS', []]]);
    const { attempts } = (await rehearse({ plan, person: 'hasty' })).record;
    expect(attempts.at(-1)?.outcome).toBe('PASS');
  });
});

describe('several units', () => {
  test('are asked for until the answer is empty', async () => {
    const { records, asked } = await rehearse({ typed: ['A1', 'A2', ''] });
    expect(records.map(({ dutId }) => dutId)).toEqual(['A1', 'A2']);
    expect(asked).toHaveLength(3);
  });

  test('and until as many were tested as were wanted', async () => {
    const { records, asked } = await rehearse({ typed: ['A1', 'A2', 'A3'], units: 2 });
    expect([records.length, asked.length]).toEqual([2, 2]);
  });

  test('each have a bench of their own: what was done to one does not reach the next', async () => {
    const { records } = await rehearse({ units: 2, seed: 5 });
    expect(records.map(({ seed }) => seed)).toEqual([5, 6]);
    expect((await rehearse({ seed: 6 })).record.attempts[0]?.trace).toEqual(records[1]?.attempts[0]?.trace);
  });

  test.each([
    ['RS[0-9]{4}', 'RS123', 'it does not match RS[0-9]{4} of the plan'],
    ['RS[0-9]{4}', 'xRS1234', 'it does not match RS[0-9]{4} of the plan'],
    ['RS[0-9]{4}|X', 'RS1234X', 'it does not match RS[0-9]{4}|X of the plan'],
    [undefined, 'A\u001b[31mB', 'it has characters that cannot be printed: is the scanner set up for text?'],
    [undefined, 'A'.repeat(129), 'it has 129 characters; at most 128 are taken'],
  ])('of the pattern %s: %j is asked for again', async (serialPattern, typed, fault) => {
    const plan = guide(serialPattern === undefined ? {} : { serialPattern });
    const { records, said } = await rehearse({ plan, typed: [typed, 'RS1234', ''] });
    expect(records.map(({ dutId }) => dutId)).toEqual(['RS1234']);
    expect(said[0]).toBe(`This is no serial number here: ${fault}. Try again.`);
  });

  const unit = (dutId: string, outcome: 'PASS' | 'FAIL' | 'TIMEOUT' | 'ERROR' | 'ABORTED') => ({ dutId, outcome });
  test.each([
    [[], 'no unit was tested'],
    [[unit('A', 'PASS')], '1 of 1 unit passed (100.0 %)'],
    [[unit('A', 'PASS'), unit('B', 'FAIL'), unit('C', 'PASS')], '2 of 3 units passed (66.7 %)'],
    [[unit('A', 'PASS'), unit('B', 'TIMEOUT')], '1 of 1 unit passed (100.0 %); 1 more could not be judged'],
    [[unit('B', 'ABORTED')], '1 unit could not be judged'],
    // Tested again, a unit counts as it was judged last.
    [[unit('A', 'FAIL'), unit('A', 'PASS')], '1 of 1 unit passed (100.0 %)'],
    [[unit('A', 'FAIL'), unit('A', 'ERROR')], '0 of 1 unit passed (0.0 %)'],
  ])('%j have the yield: %s', (records, text) => {
    expect(yieldText(yieldOf(records))).toBe(text);
  });
});
