/** `recsim record`: what a real button and a real power-sense line do, as a VCD file. The work is in src/cli/record/, loaded when it runs. */
import { type Command, Option } from 'commander';
import type { RecordOptions } from './record/record-lines.ts';

export function addRecordCommand(program: Command): void {
  program
    .command('record')
    .summary('record what a real button does')
    .description(
      `Writes the edges of the reset button and of the power-sense line of a board to a VCD file, each with the time at which the kernel saw it, bounce included, until
Ctrl-C. Until then the file is named FILE.part, and whatever becomes of this process or its power it can be read up to the last second. recsim replay plays the file to a recorder. Nothing is driven: buzzer and LED are left alone.`,
    )
    .requiredOption('--vcd <file>', 'where to write it')
    .option('--board <name>', 'whose lines they are (a name or a path)', 'pi-4')
    .option('--for <duration>', 'end by itself after this time')
    .addOption(new Option('--gpio <way>', 'how the lines are reached; onoff has no stamps of the kernel').choices(['cdev', 'onoff']).default('cdev'))
    .addHelpText(
      'after',
      `
Examples:
  recsim record --vcd press.vcd                     press the button, then Ctrl-C
  recsim record --vcd press.vcd --for "60 s"
  recsim replay press.vcd --board pi-4              what a recorder makes of it
  recsim replay press.vcd --board pi-4 --expect reset      for CI
  recsim replay press.vcd --board pi-4 --power-at 4.5s     recorded without a power-sense line

Exit codes: 0 recorded, 2 bad file or usage, or the disk is full, 3 hardware; what was recorded until then is there`,
    )
    .action(async (options: RecordOptions) => {
      const { recordLines } = await import('./record/record-lines.ts');
      process.exitCode = await recordLines(options);
    });
}
