/** A press that was recorded, and played again: the same edges, the same verdict. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import { formatProblem, unwrap } from '../../src/errors.ts';
import { holdsIn, play, type ReadingOptions, readRecording } from '../../src/wave/recording.ts';
import { vcdOf } from '../../src/wave/vcd.ts';
import { waveOf } from '../../src/wave/wave.ts';
import { MS, S, seedBoard } from '../support/world.ts';

const recorded = (bench: Bench) => vcdOf(waveOf({ trace: bench.trace.entries, board: bench.board, virtualUs: bench.nowUs }));
const edges = ({ trace }: Bench) => trace.all('reset').map(({ atUs, value }) => `${atUs} ${value}`);

function replayed(text: string, board = seedBoard(), options: ReadingOptions = {}, afterUs = 0): Bench {
  const bench = new Bench({ board, seed: 99 });
  play(bench, unwrap(readRecording(text, 'a.vcd', options)), afterUs);
  return bench;
}

/** A capture of a logic analyser: D0 falls while the button is held, D1 is the 12 V. */
const CAPTURE = `$timescale 100 ns $end $scope module libsigrok $end $var wire 1 ! D0 $end $var wire 1 " D1 $end $upscope $end $enddefinitions $end
#0 1! 0"
#10000000 0!
#10000100 1!
#10000250 0!
#55000000 1"
#310000000 1!
#310000080 0!
#310000200 1!
#311000000
`;
const MAPPED: ReadingOptions = { map: { contact: 'D0', power: 'D1' }, invert: ['contact'] };

type Move = readonly ['press' | 'release' | 'plug' | 'unplug' | 'lift' | 'dip', number];
const MOVES: fc.Arbitrary<Move> = fc.oneof(
  { weight: 3, arbitrary: fc.tuple(fc.constantFrom('press', 'release', 'plug') as fc.Arbitrary<Move[0]>, fc.integer({ min: 1, max: 12 * S })) },
  { weight: 1, arbitrary: fc.tuple(fc.constantFrom('unplug', 'lift', 'dip') as fc.Arbitrary<Move[0]>, fc.integer({ min: 1, max: 60 * MS })) },
);

function carryOut(bench: Bench, [kind, us]: Move): void {
  if (kind === 'press') bench.finger.press();
  else if (kind === 'release') bench.finger.release();
  else if (kind === 'plug') bench.supply.plugIn();
  else if (kind === 'unplug') bench.supply.unplug();
  else if (kind === 'lift') bench.finger.disturb([0, us]);
  else bench.supply.dip(us, 5);
  bench.advance(us + (kind === 'lift' || kind === 'dip' ? 1 : 0));
}

describe('a recording of recsim that was cut off', () => {
  const WHOLE = recorded(replayed(CAPTURE, seedBoard(), MAPPED));
  const DUMPED = '\n$end\n';
  const headLength = WHOLE.indexOf(DUMPED, WHOLE.indexOf('$dumpvars')) + DUMPED.length;

  test('is read up to its last whole line, wherever that is, and told', () => {
    fc.assert(
      fc.property(fc.integer({ min: headLength, max: WHOLE.length }), fc.nat(9), (length, zeros) => {
        const cut = WHOLE.slice(0, length) + '\0'.repeat(zeros);
        const { contact, warnings } = unwrap(readRecording(cut, 'a.vcd.part'));
        const all = unwrap(readRecording(WHOLE, 'a.vcd')).contact;
        expect(contact).toEqual(all.slice(0, contact.length));
        expect(warnings).toEqual(cut.endsWith('\n') ? [] : ['the recording was cut off in the middle of a line, which is left out']);
      }),
    );
  });

  test('of another program a line without an end counts', () => {
    expect(unwrap(readRecording(CAPTURE.trimEnd(), 'a.vcd', MAPPED)).endUs).toBe(31_100_000);
  });
});

describe('a round trip', () => {
  test('whatever a person does with button, plug and supply: the file of the run gives the same edges and the same verdict', () => {
    fc.assert(
      fc.property(fc.array(MOVES, { minLength: 2, maxLength: 8 }), fc.nat(1000), (moves, seed) => {
        const bench = new Bench({ board: seedBoard(), seed });
        bench.finger.press();
        bench.advance(4.5 * S);
        bench.supply.plugIn();
        bench.advance(5 * S);
        for (const move of moves) carryOut(bench, move);
        const again = replayed(recorded(bench));
        expect(edges(again)).toEqual(edges(bench));
        expect([again.nowUs, again.verdict]).toEqual([bench.nowUs, bench.verdict]);
        expect(again.explain()?.because).toBe(bench.explain()?.because);
        expect(again.trace.all('verdict')).toEqual(bench.trace.all('verdict'));
      }),
      { numRuns: 60, seed: 5 },
    );
  });

  test('on a board whose closed contact is high too', () => {
    const board = seedBoard({ activeLevel: 1, closedLevel: 1 });
    const bench = new Bench({ board });
    bench.finger.press();
    bench.advance(4.5 * S);
    bench.supply.plugIn();
    bench.advance(25 * S);
    bench.finger.release();
    bench.advance(1 * S);
    const again = replayed(recorded(bench), board);
    expect([edges(again), again.verdict]).toEqual([edges(bench), 'reset']);
  });

  test('a file that was played gives the same file', () => {
    const first = replayed(CAPTURE, seedBoard(), MAPPED);
    expect(recorded(replayed(recorded(first)))).toBe(recorded(first));
  });
});

describe('a capture of a logic analyser', () => {
  test('is played by its own names, inverted, at its exact times', () => {
    const bench = replayed(CAPTURE, seedBoard(), MAPPED, 1 * S);
    expect(edges(bench)).toEqual(['1000000 0', '1000010 1', '1000025 0', '31000000 1', '31000008 0', '31000020 1']);
    expect([bench.verdict, bench.explain()?.heldUs]).toEqual(['reset', 25.45002 * S]);
  });

  test('without a signal for the power takes the time it was plugged in', () => {
    const bench = replayed(CAPTURE, seedBoard(), { map: { contact: 'libsigrok.D0' }, invert: ['contact'], powerAtUs: 5.5 * S }, 1 * S);
    expect([bench.verdict, bench.explain()?.heldUs]).toEqual(['reset', 25.45002 * S]);
  });

  test('x and z are what was before, and are told once', () => {
    const { contact, warnings } = unwrap(readRecording(CAPTURE.replace('#10000100 1!', '#10000100 x!\n#10000110 z!'), 'a.vcd', MAPPED));
    expect(contact.map(({ atUs }) => atUs)).toEqual([1_000_000, 31_000_000, 31_000_008, 31_000_020]);
    expect(warnings).toEqual(['libsigrok.D0 is not known (x or z) at line 4 of the file, or later too: taken for what it was before']);
  });

  test('whose contact was closed when it began is held from its beginning', () => {
    const bench = replayed(CAPTURE.replace('1! 0"', '0! 0"').replace('#10000000 0!', ''), seedBoard(), MAPPED, 1 * S);
    expect(edges(bench)[0]).toBe('0 0');
  });

  const problems = (text: string, options: ReadingOptions = {}) => {
    const result = readRecording(text, 'a.vcd', options);
    return result.ok ? [] : result.problems.map(formatProblem);
  };

  test('with other names: the error lists them and says how to map', () => {
    expect(problems(CAPTURE)).toEqual([
      'a.vcd: no signal is named contact. Say which it is: --map contact=NAME. There are: libsigrok.D0, libsigrok.D1',
      'a.vcd: no signal is named plug or power. Say which it is: --map power=NAME, or --power-at TIME. There are: libsigrok.D0, libsigrok.D1',
    ]);
    expect(problems(CAPTURE, { map: { contact: 'D3', power: 'D1' } })).toEqual([
      'a.vcd: no signal is named "D3". Did you mean "D0"? Say which it is: --map contact=NAME. There are: libsigrok.D0, libsigrok.D1',
    ]);
  });

  test('a name that two signals have wants its scope, and a bus or a text is no contact', () => {
    const two = CAPTURE.replace('$upscope', '$upscope $end $scope module other $end $var wire 1 c D0 $end $var wire 8 d bus $end $upscope');
    expect(problems(two, MAPPED)).toEqual([
      'a.vcd: "D0" is the name of 2 signals: libsigrok.D0, other.D0. Write it with its scopes: --map contact=libsigrok.D0',
    ]);
    expect(problems(two, { map: { contact: 'bus', power: 'D1' } })[0]).toMatch(
      /^a\.vcd: other\.bus is a wire of 8 bits; contact wants a wire of 1 bit\./,
    );
  });
});

describe('holds', () => {
  const hold = (...changes: readonly (readonly [number, number])[]) =>
    holdsIn({ contact: changes.map(([atUs, value]) => ({ atUs, value })), endUs: 10 * S }, { debounceUs: 30 * MS });

  test('begin with the first edge of the press and end with the last of the release, bounce counted but not taken for a lift', () => {
    expect(hold([100, 1], [150, 0], [180, 1], [5 * S, 0], [5 * S + 40, 1], [5 * S + 90, 0])).toEqual([
      { closedAtUs: 100, openedAtUs: 5 * S + 90, heldUs: 5 * S - 10, edges: 6, longestLiftUs: 0 },
    ]);
  });

  test('go on through a lift that is shorter than the debounce, and end at one that is as long', () => {
    expect(hold([0, 1], [1 * S, 0], [1 * S + 29_999, 1], [2 * S, 0])).toMatchObject([{ heldUs: 2 * S, longestLiftUs: 29_999 }]);
    expect(hold([0, 1], [1 * S, 0], [1 * S + 30_000, 1], [2 * S, 0])).toMatchObject([{ heldUs: 1 * S }, { closedAtUs: 1 * S + 30_000 }]);
  });

  test('need a contact that rests closed, and may last beyond the end', () => {
    expect(hold([0, 1], [29_999, 0])).toEqual([]);
    expect(hold([4 * S, 1])).toMatchObject([{ closedAtUs: 4 * S, openedAtUs: undefined, heldUs: 6 * S }]);
  });
});
