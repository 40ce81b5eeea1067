/** `recsim merge-reports`: joins the JSON records of shards into one, and into the other reports. */
import type { Command } from 'commander';
import type { ReportPlaces } from './test/reports.ts';

export function addMergeReportsCommand(program: Command): void {
  program
    .command('merge-reports')
    .summary('join the JSON records of shards')
    .description('Joins the records that "recsim test --shard I/N --json FILE" wrote. DIR is a folder with all of them and no other *.json file.')
    .argument('<dir>', 'the folder with the records')
    .option('--junit <file>', 'write a JUnit report')
    .option('--json <file>', 'write one JSON record, the same that an unsharded run writes; "-" writes it to stdout, and nothing else')
    .addHelpText(
      'after',
      `
Examples:
  recsim test scenarios --shard 1/2 --json shards/1.json     on one machine
  recsim test scenarios --shard 2/2 --json shards/2.json     on another
  recsim merge-reports shards --junit report.xml             afterwards

Exit codes: those of recsim test, for all runs together; 2 also for a shard that is missing`,
    )
    .action(async (folder: string, options: ReportPlaces) => {
      const { mergeReports } = await import('./merge/merge.ts');
      process.exitCode = await mergeReports(folder, options);
    });
}
