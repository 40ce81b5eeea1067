/** `recsim compare`: what differs in time between two records of the same scenarios. The work is in src/cli/compare/, loaded when it runs. */
import type { Command } from 'commander';
import type { CompareOptions } from './compare/compare-records.ts';

export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .summary('compare the times of two records')
    .description(
      `Compares two records that "recsim test --json" wrote of the same scenarios, for example in virtual time and with a real button: outcomes, measures, and how long each step took; and, where both were recorded with --with-trace, what happened, event by event: pins, beeps, LED, screens and verdicts, each counted from the input before it by which both agree best. What a person does (press, power, ...) is shown and not compared: it takes as long as the person does.`,
    )
    .argument('<a>', 'a record')
    .argument('<b>', 'another')
    .option(
      '--tolerance <[kind=]duration>',
      'times that differ by no more are the same (default: 0 us); of one kind: measure, step, power, reset, buzzer, led, screen, verdict. May be given for several',
      (value: string, before: string[] = []) => [...before, value],
    )
    .option('--json', 'print the comparison as JSON, and nothing else')
    .option('--quiet', 'print only what differs')
    .addHelpText(
      'after',
      `
Examples:
  recsim test hold.yaml --board pi-4 --json virtual.json
  recsim test hold.yaml --board pi-4 --hal pi --json real.json
  recsim compare virtual.json real.json --tolerance "50 ms"
  recsim test hold.yaml --with-trace --json a.json                      with all that happened
  recsim compare a.json b.json --tolerance 5ms --tolerance buzzer=60ms   beeps may differ by more
  recsim compare a.json b.json --tolerance reset=1ms                     edges of the button too, bounce included

Exit codes: 0 all the same, 1 something differs, 2 bad file or usage`,
    )
    .action(async (a: string, b: string, options: CompareOptions) => {
      const { compareRecords } = await import('./compare/compare-records.ts');
      process.exitCode = compareRecords(a, b, options);
    });
}
