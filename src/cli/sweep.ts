/** `recsim sweep`: a grid of holds on the bench, drawn as a heat map and checked against the rules. The work is in src/cli/sweep/, loaded when it runs. */
import type { Command } from 'commander';
import type { SweepVerbOptions } from './sweep/run.ts';

export function addSweepCommand(program: Command): void {
  program
    .command('sweep')
    .summary('play a grid of holds and draw what comes of them')
    .description(
      `Plays every hold with every hold before power, bounce of the contact and dip of the mains (in the middle of the hold), draws the outcomes as a heat map, and
compares each with what the rules of the board say. The smallest that differs can be saved as a scenario.`,
    )
    .option('--board <name...>', 'shipped names, folders or board.json files', ['seed'])
    .option('--hold <axis>', 'A..B/STEP, A..B:N or a list; by default past the last window of the board, with its edges')
    .option('--pre-hold <axis>', 'how long before power; by default around what the board asks for')
    .option('--bounce <axis>', "0 for none; by default none, the board's, and three times its debounce")
    .option('--dip <axis>', '0 for none; by default none, one that the supply bridges, one that it does not')
    .option('--seed <n>', 'of the bounce', '1')
    .option('--jobs [n]', 'play on this many threads; without a number on all cores')
    .option('--html <file>', 'draw the maps in one HTML file')
    .option('--csv <file>', 'write a line for each trial; "-": to stdout')
    .option('--json <file>', 'write all as JSON; "-": to stdout')
    .option('--save-counterexample <file>', 'write the smallest trial that is not as the rules say as a scenario')
    .addHelpText(
      'after',
      `
Examples:
  recsim sweep                                                 the seed board, in the terminal
  recsim sweep --board boards/my-dvr --html sweep.html
  recsim sweep --hold "19.9 s..20.1 s/1 ms" --dip 0            every millisecond around an edge
  recsim sweep --hold "0 s..40 s:401" --bounce "0, 2 ms, 40 ms" --csv sweep.csv --jobs
  recsim sweep --save-counterexample bug.yaml; recsim test bug.yaml

Ctrl-C ends it; what was played until then is told and written, marked as partial. docs/thresholds.md has more.

Exit codes: 0 all as the rules say; 1 something is not; 2 bad board or usage; 4 ended by Ctrl-C`,
    )
    .action(async (options: SweepVerbOptions) => {
      process.exitCode = await (await import('./sweep/run.ts')).runSweep(options);
    });
}
