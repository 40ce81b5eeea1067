/** `recsim threshold`: the edges of every hold window of a board, found by running it. The work is in src/cli/threshold/, loaded when it runs. */
import type { Command } from 'commander';
import type { ThresholdOptions } from './threshold/find.ts';

export function addThresholdCommand(program: Command): void {
  program
    .command('threshold')
    .summary('find the edges of every hold window of a board')
    .description(
      `Runs the recorder again and again until two holds that differ by 1 us come out differently, for every window of a board; the same for the hold
before power, the first sample, gaps of the contact, dips of the mains and the watchdog. Shows what was found beside what the board file says.`,
    )
    .option('--board <name...>', 'shipped names, folders or board.json files', ['seed'])
    .option('--expect <limit...>', 'exit 1 unless it holds: EDGE>=DURATION, also <=, =, >, <; BOARD:EDGE... for one of several boards')
    .option('--limits <file>', 'the same for many: a YAML file')
    .option('--write-limits <file>', 'write such a file of what was found')
    .option('--json <file>', 'write all as JSON; "-" writes it to stdout, and nothing else')
    .option('--seed <n>', 'of the random points that check each stretch', '1')
    .addHelpText(
      'after',
      `
Examples:
  recsim threshold                                             the seed board
  recsim threshold --board boards/my-dvr xvr-gui4              yours, and one to compare with
  recsim threshold --expect "factory-default.from>=19.9s" "factory-default.to<=30.1s"
  recsim threshold --write-limits limits.yaml                  once, then in CI:
  recsim threshold --limits limits.yaml --json found.json

Names of edges and the format of a limits file: docs/thresholds.md.

Exit codes: 0 found, every limit holds; 1 a limit does not hold; 2 bad board, limit or usage`,
    )
    .action(async (options: ThresholdOptions) => {
      process.exitCode = await (await import('./threshold/find.ts')).findThresholds(options);
    });
}
