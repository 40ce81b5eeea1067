/** Whatever somebody does at the panel, saved and played again: the recorder does the same, and no secret is in the file. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSource } from '../../../src/document.ts';
import { unwrap } from '../../../src/errors.ts';
import { breachOfPassword, breachOfPattern } from '../../../src/firmware/rules.ts';
import { decodeScenario } from '../../../src/scenario/decode.ts';
import { runScenario } from '../../../src/scenario/runner.ts';
import { Diary } from '../../../src/session/diary.ts';
import { scenarioText } from '../../../src/session/scenario-text.ts';
import { StandIns } from '../../../src/session/stand-ins.ts';
import { isControl, type UiInput, type UiKey } from '../../../src/ui/screen/model.ts';
import { Desk } from '../../../src/ui/terminal/desk.ts';
import { openLid } from '../../support/desk.ts';
import { outcomeOf } from '../../support/scenarios.ts';
import { seedBoard } from '../../support/world.ts';

const SECRET = 'Xq7Gq4Zw';
const TEXTS = ['Recorder2026', SECRET, `${SECRET}9`, 'blue', 'REX', 'porto', 'x', '', 'me@home.test', `\${CODE_1}`];
const KEYS: readonly UiKey[] = ['enter', 'escape', 'tab', 'down', 'backspace'];

type Deed = (desk: Desk) => void;

/** Something to be done with the n-th control there is. */
const onScreen = (pick: number, make: (part: { readonly kind: string; readonly id: string }) => UiInput | undefined): Deed => {
  return ({ bench }) => {
    const { firmware } = bench.recorder;
    const controls = firmware?.screen.parts.filter(isControl) ?? [];
    const part = controls[pick % Math.max(1, controls.length)];
    const input = part && make(part);
    if (input) firmware?.input(input);
  };
};

const atDesk = fc.constantFrom<Deed>(
  (desk) => desk.plugIn(),
  (desk) => desk.plugIn(),
  (desk) => desk.unplug(),
  (desk) => {
    openLid(desk);
    desk.press();
  },
  (desk) => desk.release(),
  (desk) => desk.dip(),
  (desk) => desk.brownOut(),
  (desk) => desk.cutPower(2, 'during'),
  (desk) => desk.hang(),
  (desk) => desk.reboot(),
);
const atMonitor = fc.tuple(fc.nat(12), fc.constantFrom(...TEXTS), fc.constantFrom(...KEYS), fc.nat(9)).map(
  ([pick, text, key, way]): Deed =>
    onScreen(pick, ({ kind, id }) => {
      if (way === 0) return { type: 'key', key };
      if (id === 'email') return { type: 'set', part: id, value: pick % 2 === 0 ? 'me@home.test' : `${pick}` };
      if (kind === 'field') return way < 4 ? { type: 'text', text } : { type: 'set', part: id, value: text };
      if (kind === 'choice') return { type: 'choose', part: id, index: pick % 3 };
      if (kind === 'pattern') return { type: 'draw', part: id, points: way < 5 ? [1, 2, 3, 6, 9] : [4, 5, 6, 9, 8] };
      return { type: 'click', part: id };
    }),
);
const waiting = fc.constantFrom(1_000, 1_234_567, 4_500_000, 21_000_000, 25_000_000, 95_000_017);
const step = fc.tuple(fc.oneof(atDesk, atMonitor, atMonitor, atMonitor), waiting);

const seen = (trace: readonly { atUs: number; signal: string; value: string | number }[]) =>
  trace
    .filter(({ signal }) => /^(plug|rail|reset|buzzer|led|verdict|screen|supply|state\.\w+|fault|journal)$/.test(signal))
    .map(({ atUs, signal, value }) => `${atUs} ${signal} ${value}`);

describe('a session, saved and played', () => {
  it('does the same at the same microseconds, whatever was done', async () => {
    let withSecret = 0;
    await fc.assert(
      fc.asyncProperty(fc.constantFrom('factory', 'provisioned'), fc.array(step, { minLength: 5, maxLength: 40 }), async (state, steps) => {
        const desk = new Desk({ board: seedBoard(), seed: 3, state, hashCost: 4, trace: true });
        const diary = new Diary(desk.bench);
        desk.bench.advance(25_000_000);
        for (const [deed, forUs] of steps) {
          deed(desk);
          desk.bench.advance(forUs);
        }
        const text = scenarioText(diary, { board: 'seed', state });
        expect(text).not.toContain(SECRET);
        if (text.includes('stand here instead')) withSecret++;
        const run = await runScenario(unwrap(decodeScenario(unwrap(parseSource(text, 'session.yaml')), { hashCost: 4 })));
        expect(outcomeOf(run)).toBe('PASS');
        expect(seen(run.trace)).toEqual(seen(desk.bench.trace.entries));
        expect(run.screen.title).toBe(desk.bench.shown.title);
      }),
      { numRuns: 120, seed: 7 },
    );
    expect(withSecret).toBeGreaterThan(20);
  });
});

describe('what stands in place of a secret', () => {
  const rules = { passwordMin: 8, passwordMax: 32, passwordClasses: 2, passwordForbidden: '\'";:&' };
  const password = fc.string({ unit: fc.constantFrom(...'abcXYZ0189-_ ;&é'), minLength: 1, maxLength: 34 });

  it('is taken or refused for the same reason, is as long, and is the same for the same secret only', () => {
    fc.assert(
      fc.property(fc.uniqueArray(password, { minLength: 1, maxLength: 6 }), (secrets) => {
        const standIns = new StandIns(rules.passwordForbidden);
        const made = secrets.map((secret) => standIns.textFor(secret));
        for (const [index, secret] of secrets.entries()) {
          const standIn = made[index] as string;
          expect([...standIn].length).toBe([...secret].length);
          expect(breachOfPassword(standIn, standIn, rules)?.key).toBe(breachOfPassword(secret, secret, rules)?.key);
          expect(standIns.textFor(secret)).toBe(standIn);
        }
      }),
      { seed: 7 },
    );
  });

  it('differs from it and from all others, where anybody could have such a secret', () => {
    const standIns = new StandIns(rules.passwordForbidden);
    const secrets = Array.from({ length: 100 }, (_, number) => `Secret${number}x`);
    const made = secrets.map((secret) => standIns.textFor(secret));
    expect(new Set([...made, ...secrets])).toHaveLength(200);
  });

  it('is a pattern of as many points, repeated where it was, and never the owner whom all know', () => {
    const standIns = new StandIns('');
    const drawn = [
      [7, 4, 1, 2],
      [7, 4, 1, 2, 3, 6, 9, 8, 5],
      [4, 5, 6, 5],
      [1, 2, 3, 6, 8],
    ];
    const made = drawn.map((points) => standIns.patternFor(points));
    for (const [index, points] of drawn.entries()) {
      expect(made[index]).toHaveLength(points.length);
      expect(made[index]).not.toEqual(points);
      expect(breachOfPattern(made[index] ?? [], 4)?.key).toBe(breachOfPattern(points, 4)?.key);
    }
    expect(made.map((points) => points.join('-'))).not.toContain('1-2-3-6-9');
    expect(standIns.patternFor([1, 2, 3, 6, 9])).toEqual([1, 2, 3, 6, 9]);
  });
});
