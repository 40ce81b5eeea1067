/** Diagrams of a wave: in text, as WaveJSON, as SVG. */
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { stopsOf } from '../../src/wave/axis.ts';
import { waveSvg } from '../../src/wave/svg.ts';
import { waveText } from '../../src/wave/text.ts';
import { signalOf, type Wave } from '../../src/wave/wave.ts';
import { waveJson } from '../../src/wave/wave-json.ts';
import { runSteps } from '../support/scenarios.ts';
import { waveOfRun } from '../support/waves.ts';
import { MS, S } from '../support/world.ts';

let wave: Wave;
beforeAll(async () => {
  const steps =
    '  - press:\n  - delay: 4.5 s\n  - power: on\n  - delay: 9.6 s\n  - set-control: { part-id: reset, control: contact, value: 0 }\n  - delay: 41 ms\n  - set-control: { part-id: reset, control: contact, value: 1 }\n  - delay: 20 s\n';
  wave = waveOfRun(await runSteps(steps, 'state: provisioned'));
});

const WHOLE = { fromUs: 0, toUs: 34.141 * S };

const drawn = () => (['contact', 'buzzer'] as const).map((name) => signalOf(wave, name));

describe('the axis', () => {
  test('has a stop wherever something changes, one for a whole bounce', () => {
    expect(stopsOf(drawn(), { ...WHOLE, stopsMax: 99 })).toEqual([0, 4.55, 4.7, 14.1, 14.141, 34.141].map((s) => Math.round(s * S)));
  });

  test('with too few stops gives up those that follow another soonest, but what is to be kept', () => {
    const options = { ...WHOLE, stopsMax: 5 };
    expect(stopsOf(drawn(), options)).not.toContain(14.141 * S);
    expect(stopsOf(drawn(), { ...options, keep: [14.141 * S] })).toContain(14.141 * S);
  });
});

describe('a diagram in text', () => {
  test('has a row for each signal that does something, times above, lengths below, and a marker', () => {
    const text = waveText(wave, { fromUs: 4 * S, toUs: 15 * S, columns: 90, isAscii: true, markers: [{ atUs: 14.13 * S, label: 'verdict' }] });
    expect(`\n${text.join('\n')}\n`).toMatchInlineSnapshot(`
      "
         time  4.000 s       4.500 s      4.700 s         14.100 s     14.130 s       15.000 s
         plug  ______________##################################################################
      contact  ###########################################_____________########################
       buzzer  ______________#############_____________________________________________________
         hold  ______________xearly....................................|short..................
         boot  ______________xinitialising.....................................................
               |+500 ms      |+200 ms     |+9.4 s         |+30 ms      |+870 ms       |
                                                                       ^ verdict
      "
    `);
  });

  test('is never wider than it may be, nor anything but ASCII where that is asked for, whatever stretch is shown', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 34 * S }),
        fc.integer({ min: 1, max: 34 * S }),
        fc.integer({ min: 40, max: 200 }),
        (fromUs, us, columns) => {
          const lines = waveText(wave, {
            fromUs,
            toUs: fromUs + us,
            columns,
            isAscii: true,
            markers: [{ atUs: fromUs + us, label: 'expect-verdict' }],
          });
          for (const line of lines) expect(line).toMatch(new RegExp(`^[\\x20-\\x7e]{0,${columns}}$`));
        },
      ),
    );
  });

  test('a pulse between two stops shows as busy', () => {
    const [line] = waveText(wave, { fromUs: 4 * S, toUs: 34 * S, columns: 60, names: ['buzzer'], isAscii: true, keep: [4.5 * S, 20 * S] }).filter(
      (each) => each.includes('buzzer'),
    );
    expect(line).toMatch(/^ buzzer {2}_+x_+$/);
  });
});

describe('WaveJSON', () => {
  test('has lanes over stops, their times above and the lengths between them below', () => {
    expect(waveJson(wave, { fromUs: 4 * S, toUs: 15 * S, names: ['plug', 'contact', 'hold'] })).toMatchInlineSnapshot(`
      {
        "foot": {
          "tick": ". . +500ms . . +50ms . . . +9.55s . . . +30ms . +11ms . . +859ms . . . . .",
        },
        "head": {
          "tick": "4.000s . . . 4.500s . . 4.550s . . . . 14.100s . 14.130s . 14.141s . . . 15.000s . . .",
        },
        "signal": [
          {
            "name": "plug",
            "wave": "0...1.................",
          },
          {
            "name": "contact",
            "wave": "1...........0...1.....",
          },
          {
            "data": [
              "unsampled",
              "early",
              "short",
            ],
            "name": "hold",
            "wave": "z...2..3......2.......",
          },
        ],
      }
    `);
  });

  test('all lanes and rulers are as long as one another, whatever stretch is shown', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 34 * S }), fc.integer({ min: 1, max: 34 * S }), (fromUs, us) => {
        const { signal, head, foot } = waveJson(wave, { fromUs, toUs: fromUs + us });
        const lengths = new Set(signal.map((lane) => lane.wave.length));
        const rulers = [head, foot].map(({ tick }) => tick.split(' ').length - 2);
        expect([lengths.size <= 1, ...rulers]).toEqual([true, ...Array(2).fill([...lengths][0] ?? rulers[0])]);
        for (const lane of signal) expect(lane.data?.length ?? 0).toBe(lane.data ? (lane.wave.match(/[237]/g)?.length ?? 0) : 0);
      }),
    );
  });
});

describe('an SVG picture', () => {
  const idsIn = (svg: string) => [...svg.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);

  test('shows its times and states, is well formed, and needs nothing from outside', () => {
    const svg = waveSvg(wave, WHOLE);
    const texts = [...svg.matchAll(/<tspan>([^<]*)</g)].map(([, text]) => text);
    expect(texts).toEqual(expect.arrayContaining(['4.550s', '14.100s', '+150ms', 'early', 'ready.login']));
    const open: string[] = [];
    for (const [, end, name, , closed] of svg.matchAll(/<(\/?)([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/g)) {
      if (end) expect(open.pop()).toBe(name);
      else if (!closed) open.push(name as string);
    }
    expect(open).toEqual([]);
    expect(svg.match(/</g)?.length).toBe([...svg.matchAll(/<\/?[\w:]+[^<>]*>/g)].length);
    const ids = new Set(idsIn(svg));
    for (const [, link] of svg.matchAll(/xlink:href="#([^"]*)"/g)) expect(ids).toContain(link);
    expect(svg).not.toMatch(/href="[^#]/);
  });

  test('two pictures in one page have no id in common, and change no other style of it', () => {
    const [one, two] = [waveSvg(wave, { ...WHOLE, id: 'one' }), waveSvg(wave, { ...WHOLE, id: 'two' })];
    const ids = idsIn(one);
    expect([new Set(ids).size, ids.every((id) => id?.startsWith('one-'))]).toEqual([ids.length, true]);
    expect(two.replaceAll('two-', 'one-')).toBe(one);
    const style = /<style[^>]*>([^<]*)</.exec(one)?.[1] ?? '';
    for (const [, selector] of style.matchAll(/(?:^|\})([^{}]+)\{/g)) expect(selector).toMatch(/^(\.WaveDrom text|\.wavedrom-[\w-]+)$/);
  });

  test('of a second is small: shapes that are not drawn are left out', () => {
    expect(waveSvg(wave, { fromUs: 4.5 * S, toUs: 4.5 * S + 500 * MS }).length).toBeLessThan(25_000);
  });
});
