/** `recsim replay`: a press that was recorded, by recsim or by a logic analyser, plays to a recorder. The work is in src/cli/replay/, loaded when it runs. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ReplayOptions } from './replay/replay-file.ts';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

export function addReplayCommand(program: Command): void {
  program
    .command('replay')
    .summary('play a recorded press to a recorder')
    .description(
      `Plays what contact and plug did in a VCD file, bounce included, to a recorder, each edge at its time, and tells the verdict and why.
The file comes from recsim test --vcd, or from a logic analyser (sigrok-cli -O vcd, PulseView, a scope). It needs a signal for the contact, 1 while the
button is closed, and one for the power, 1 while the plug is in; with other names say which by --map. x and z count as what was before.`,
    )
    .argument('<file>', 'VCD file; "-" reads it from stdin')
    .option('--board <name>', 'the recorder (a name or a path)', 'seed')
    .option('--map <role=signal>', 'which signal of the file is contact, power or supply (volts, a real); may be given for each', collect)
    .option('--invert <role>', 'contact or power is the other way round in the file: 0 while closed, or plugged in', collect)
    .option('--power-at <time>', 'the plug goes in at this time of the recording, for a file without the power')
    .option('--after <duration>', 'how long to go on after the end of the recording', '1 s')
    .addOption(new Option('--state <state>', 'how the recorder comes').choices(['factory', 'provisioned']).default('factory'))
    .option('--seed <n>', 'for the random numbers of the recorder', seed, 1)
    .option('--expect <verdict>', 'exit with 1 when the verdict is another')
    .option('--vcd <file>', 'write the waveforms of the replay')
    .option('--svg <file>', 'write a timing diagram as a picture')
    .option('--trace', 'print all that happened')
    .option('--json', 'print a record, and nothing else')
    .addHelpText(
      'after',
      `
Examples:
  recsim test hold.yaml --vcd waves && recsim replay waves/hold.vcd
  sigrok-cli -d fx2lafw -c samplerate=1m --time 60s -O vcd -o press.vcd
  recsim replay press.vcd --map contact=D0 --map power=D1 --invert contact --board xvr-gui4
  recsim replay press.vcd --map contact=D0 --power-at 4.5s --expect reset      for CI
  recsim replay press.vcd --map contact=D0 --map power=D1 --after 60s --vcd out.vcd

Exit codes: 0 replayed (and as expected), 1 another verdict than --expect, 2 bad file or usage`,
    )
    .action(async (file: string, options: ReplayOptions) => {
      const { replayFile } = await import('./replay/replay-file.ts');
      process.exitCode = await replayFile(file, options);
    });
}

function seed(written: string): number {
  if (/^\d{1,9}$/.test(written)) return Number(written);
  throw new InvalidArgumentError(`Write a whole number, for example 1`);
}
