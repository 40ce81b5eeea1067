/** `recsim merge-reports`: joins the JSON records of shards into one, and into the other reports. */
import type { Command } from 'commander';
import type { MergeOptions } from './merge/merge.ts';

export function addMergeReportsCommand(program: Command): void {
  program
    .command('merge-reports')
    .summary('join the JSON records of shards')
    .description('Joins the records that "recsim test --shard I/N --json FILE" wrote. DIR is a folder with all of them and no other *.json file.')
    .argument('<dir>', 'the folder with the records')
    .option('--junit <file>', 'write a JUnit report')
    .option('--json <file>', 'write one JSON record, the same that an unsharded run writes; "-" writes it to stdout, and nothing else')
    .option('--html <file>', 'write a report for people: one page that needs nothing else')
    .option('--coverage', 'tell what of the statecharts all of them covered together; the shards need --coverage too')
    .option('--coverage-min <percent>', 'fail when less of the statechart of a board was covered, "BOARD=PERCENT": of this board; implies --coverage')
    .addHelpText(
      'after',
      `
Examples:
  recsim test scenarios --shard 1/2 --json shards/1.json     on one machine
  recsim test scenarios --shard 2/2 --json shards/2.json     on another
  recsim merge-reports shards --junit report.xml --html report.html   afterwards

Exit codes: those of recsim test, for all runs together and what they covered together; 2 also for a shard that is missing`,
    )
    .action(async (folder: string, options: MergeOptions) => {
      const { mergeReports } = await import('./merge/merge.ts');
      process.exitCode = await mergeReports(folder, options);
    });
}
