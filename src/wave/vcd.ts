/**
 * A wave as a Value Change Dump (IEEE 1364-2005, clause 18) at 1 us. Levels are wires, volts a real. States and titles are strings, an
 * extension that GTKWave made; readers without it (sigrok) pass over them, with a warning for each.
 */
import { VERSION } from '../version.ts';
import type { Value } from './signals.ts';
import type { Signal, Wave } from './wave.ts';

const VAR = { level: 'wire 1', volts: 'real 64', text: 'string 1' } as const;

/** The text of a VCD file at 1 us; docs/waveforms.md lists its signals. No date stands in it: the same run gives the same file. */
export function vcdOf(wave: Wave): string {
  const { signals, endUs } = wave;
  const lines = [`$version recsim ${VERSION} $end`, '$timescale 1 us $end', '$scope module recsim $end'];
  for (const group of new Set(signals.map((signal) => signal.group))) {
    lines.push(`$scope module ${group} $end`);
    signals.forEach((signal, index) => {
      if (signal.group === group) lines.push(`$var ${VAR[signal.kind]} ${codeOf(signal, index)} ${signal.name} $end`);
    });
    lines.push('$upscope $end');
  }
  lines.push('$upscope $end', '$enddefinitions $end');
  const changes = signals.flatMap((signal, index) =>
    signal.changes.map(({ atUs, value }) => ({ atUs, index, line: `${valueText(signal, value)}${codeOf(signal, index)}` })),
  );
  changes.sort((a, b) => a.atUs - b.atUs || a.index - b.index);
  const after = changes.findIndex(({ atUs }) => atUs > 0);
  const atStart = after < 0 ? changes : changes.slice(0, after);
  lines.push('#0', '$dumpvars', ...atStart.map(({ line }) => line), '$end');
  let nowUs = 0;
  for (const { atUs, line } of changes.slice(atStart.length)) {
    if (atUs > nowUs) lines.push(`#${atUs}`);
    nowUs = atUs;
    lines.push(line);
  }
  if (endUs > nowUs) lines.push(`#${endUs}`);
  return `${lines.join('\n')}\n`;
}

/** The short code of a signal in the file. That of a text begins like no token, so that a reader that does not know strings passes over it too. */
const codeOf = ({ kind }: Signal, index: number): string => (kind === 'text' ? `k${index}` : String.fromCharCode('!'.charCodeAt(0) + index));

function valueText({ kind }: Signal, value: Value): string {
  if (kind === 'level') return String(value);
  return kind === 'volts' ? `r${value} ` : `s${asOneWord(String(value))} `;
}

/** As in C: a value ends at white space, and must be ASCII. */
function asOneWord(text: string): string {
  return [...Buffer.from(text)].map((byte) => (byte > 0x20 && byte < 0x7f && byte !== 0x5c ? String.fromCharCode(byte) : hex(byte))).join('');
}

const hex = (byte: number): string => `\\x${byte.toString(16).padStart(2, '0')}`;
