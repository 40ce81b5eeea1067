/** The VCD parser: what it takes, what it refuses and how it says so. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatProblem } from '../../src/errors.ts';
import { parseVcd } from '../../src/wave/parse-vcd.ts';

const HEAD = '$timescale 1 us $end\n$scope module top $end\n$var wire 1 ! D0 $end\n$upscope $end\n$enddefinitions $end\n';

/** The changes of the first variable, or the complaint. */
function read(text: string): string[] {
  const parsed = parseVcd(text, 'a.vcd', (variables) => ({ ok: true, value: variables.slice(0, 1) }));
  if (!parsed.ok) return parsed.problems.map(formatProblem);
  return [...parsed.value.changes.values()].flat().map(({ atUs, value }) => `${atUs} ${value}`);
}

describe('a VCD file', () => {
  test('is read as sigrok writes it, several changes in a line', () => {
    expect(read(`$date today $end\n$version libsigrok $end\n$comment a\n b $end\n${HEAD}#0 1!\n#27 0!\n#190 1!\n#200`)).toEqual([
      '0 1',
      '27 0',
      '190 1',
    ]);
  });

  test('may have the line before it that sigrok-cli writes', () => {
    expect(read(`META samplerate: 1000000\n${HEAD}#7 1!`)).toEqual(['7 1']);
    expect(read(`META samplerate: 1000000\n${HEAD}#7 1?`)).toEqual(['a.vcd:7: "?" is no code of a variable. Each must be declared by a $var']);
  });

  test('is read with dumps, comments, x and z, bits as vectors, other variables and line ends of Windows', () => {
    const text = HEAD.replace(
      '$upscope',
      '$var reg 8 a bus [7:0] $end $var real 64 r volts $end $var string 1 s text $end $var wire 1 ! alias $end $upscope',
    );
    const body = '$dumpvars x! bxxxx a r0 r s s $end\n$comment #5 $end #10 b1 ! b10z1 a r1.5e1 r sHello s\n#20 $dumpoff z! $end #30 $dumpon X! $end';
    expect(read((text + body).replaceAll('\n', '\r\n'))).toEqual(['0 x', '10 1', '20 z', '30 x']);
  });

  test.each([
    ['1 s', '#3', 3_000_000],
    ['10 ms', '#3', 30_000],
    ['100us', '#3', 300],
    ['1 us', '#3', 3],
    ['100 ns', '#15', 2],
    ['1 ns', '#1499', 1],
    ['1 ns', '#1500', 2],
    ['10 ps', '#12345678', 123],
    ['1 fs', '#60000000000000000', 60_000_000],
  ])('in units of %s %s is %d us', (scale, time, atUs) => {
    expect(read(`${HEAD.replace('1 us', scale)}${time} 1!`)).toEqual([`${atUs} 1`]);
  });

  test.each([
    ['', 'a.vcd:1: $enddefinitions is missing. Is this a whole VCD file?'],
    ['name: hold\nversion: 2\n', 'a.vcd:1: expected a declaration such as $var, found "name:". Is this a VCD file?'],
    ['$timescale 3 us $end', 'a.vcd:1: "3us" is not a time scale. Write 1, 10 or 100 and s, ms, us, ns, ps or fs'],
    ['$scope module $end', 'a.vcd:1: $scope takes a type and a name'],
    ['$upscope $end', 'a.vcd:1: $upscope without a $scope'],
    ['$var wire ! D0 $end', 'a.vcd:1: $var takes a type, a size, a code and a name, for example $var wire 1 ! contact $end'],
    ['$date\n\n$version x\n', 'a.vcd:1: $date has no $end'],
    ['$foo $end', 'a.vcd:1: "$foo" is not known here'],
    ['$enddefinitions $end', 'a.vcd:1: $timescale is missing. Say how long a unit of time is, for example $timescale 1 us $end'],
    [`${HEAD}#10 1!\n#5 0!`, 'a.vcd:7: time goes back, from 10 us to 5 us'],
    [`${HEAD}#1\n\n1?`, 'a.vcd:8: "?" is no code of a variable. Each must be declared by a $var'],
    [`${HEAD}#-1`, 'a.vcd:6: "#-1" is not a time. Write a whole number of units after #'],
    [`${HEAD}#99999999999999`, 'a.vcd:6: the recording is longer than 720 h. Is the $timescale right?'],
    [`${HEAD}1`, 'a.vcd:6: the value 1 has no code of a variable right behind it'],
    [`${HEAD}h!`, 'a.vcd:6: "h!" is no change of a value. Write a time as #TIME, a change as VALUE and CODE'],
    [`${HEAD}rx !`, 'a.vcd:6: "x" is not a number'],
    [`${HEAD}b12 !`, 'a.vcd:6: "b12" is no vector of bits'],
    [`${HEAD}$dumpvars 1!`, 'a.vcd:6: $dumpvars has no $end'],
    [`${HEAD}\u001b[31m`, 'a.vcd:6: "?" is no change of a value. Write a time as #TIME, a change as VALUE and CODE'],
    ['$scope module a $end '.repeat(65), 'a.vcd:1: more than 64 scopes in one another'],
  ])('%j is refused', (text, complaint) => {
    expect(read(text)).toEqual([complaint]);
  });

  test('a million changes and no more are read', () => {
    const body = (count: number) => Array.from({ length: count }, (_, index) => `#${index}\n${index % 2}!`).join('\n');
    expect(read(HEAD + body(1_000_000))).toHaveLength(1_000_000);
    expect(read(HEAD + body(1_000_001))[0]).toContain('more than 1000000 changes');
  });

  test('any damage is refused with a place, or read: it never throws', () => {
    const whole = `${HEAD}$dumpvars 0! $end\n#10 1!\n#27 0!\n#190 x!\n`;
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.nat(6), fc.string({ maxLength: 6 }), (at, removed, inserted) => {
        for (const line of read(whole.slice(0, at) + inserted + whole.slice(at + removed))) expect(line).toMatch(/^\d+ [01xz]|^a\.vcd:\d+: /);
      }),
      { numRuns: 1000 },
    );
  });
});
