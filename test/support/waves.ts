/** Waves of scenarios, and what programs from outside read in their files. */
import { spawnSync } from 'node:child_process';
import type { Run } from '../../src/scenario/run.ts';
import { type Wave, waveOf } from '../../src/wave/wave.ts';

export function waveOfRun({ trace, virtualUs, scenario }: Run): Wave {
  return waveOf({ trace, virtualUs, board: scenario.board });
}

/** What sigrok's timing decoder measures between the edges of a signal, in order: `["150.000 ms"]`. */
export function timesBySigrok(file: string, signal: string): string[] {
  const { stdout, stderr, status } = spawnSync(
    'sigrok-cli',
    ['-l', '1', '-I', 'vcd', '-i', file, '-P', `timing:data=${signal}`, '--protocol-decoder-annotations', 'timing=time'],
    { encoding: 'utf8' },
  );
  if (status !== 0 || stderr !== '') throw new Error(`sigrok-cli: ${status} ${stderr}`);
  return stdout
    .trim()
    .split('\n')
    .map((line) => line.replace(/^timing-1: +/, '').replace(/ *\(.*/, ''));
}
