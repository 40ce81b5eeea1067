/** `recsim explore`: every order and timing of what can be done to a recorder, tried on its statechart. The work is in src/cli/explore/, loaded when it runs. */
import { type Command, Option } from 'commander';
import type { ExploreVerbOptions } from './explore/run.ts';

export function addExploreCommand(program: Command): void {
  program
    .command('explore')
    .summary('try every timing, and show the shortest way to what must not be')
    .description(
      `Tries every order and timing of edges of the contact, loss and return of power, hangs and restarts on the firmware's own statechart, with the reset journal as the \
storage keeps it, and checks what must hold whatever happens. What does not is shown with the shortest way to it, and can be saved as a scenario.`,
    )
    .option('--board <name...>', 'shipped names, folders or board.json files', ['seed'])
    .addOption(
      new Option('--mode <mode>', 'zones: all timings at once; limits: at each limit, a microsecond before and after; both: and they must agree')
        .choices(['zones', 'limits', 'both'])
        .default('zones'),
    )
    .option('--power-cuts', 'also a power cut at every flash operation, and second ones while the recorder mends and resumes')
    .option('--story <name>', 'of the power cuts only this story, and no timings')
    .option('--cuts <list>', 'with --story: only these cuts, such as 11/after or 2/17,1/before, and what comes of them')
    .option('--compare <boards...>', 'two boards, or a faulty one and its mended firmware: in which timings they differ, and nothing else')
    .option('--presses <n>', 'at most so many presses, each with all its bounces; any number by default')
    .option('--properties <file>', "what must hold; by default properties.yaml beside the board's file, else the one that ships")
    .option('--menus', 'instead: every order of inputs at the menus, by an adversary and an owner')
    .option('--moves <n>', 'of the menus: so many moves one after the other, at most')
    .option('--first <move...>', 'of the menus: these moves first, in their words, and nothing else on the way')
    .option('--until-broken', 'of the menus: the first broken property is enough')
    .option('--max-states <n>', 'stop after so many states, and say so')
    .option('--time <duration>', 'stop after so long, and say so')
    .option('--save-counterexample <file>', 'write the way to the first broken property as a scenario')
    .option('--save-counterexamples <folder>', 'write the way to each broken property as a scenario')
    .option('--json <file>', 'write all as JSON; "-" writes it to stdout, and nothing else')
    .addHelpText(
      'after',
      `
Examples:
  recsim explore                                               the seed board
  recsim explore --board boards/my-dvr openwrt --mode both
  recsim explore --board boards/my-dvr --save-counterexamples bugs; recsim test bugs
  recsim explore --power-cuts                                  a minute or so
  recsim explore --power-cuts --story "factory reset" --cuts 11/after
  recsim explore --compare seed xvr-gui4
  recsim explore --compare faulty/no-debounce
  recsim explore --time "1 min" --json found.json
  recsim explore --menus --moves 6
  recsim explore --menus --first "plugs in" "asks for the QR code" --until-broken

Ctrl-C ends it; what was found until then is told. docs/explore.md has the properties, and what is and is not tried.

Exit codes: 0 all holds, in every timing, or two boards do the same; 1 something does not, or they differ; 2 bad board, properties or usage; 4 ended by Ctrl-C, --time or --max-states before all was tried`,
    )
    .action(async (options: ExploreVerbOptions) => {
      process.exitCode = options.menus
        ? await (await import('./explore/menus.ts')).runExploreMenus(options)
        : await (await import('./explore/run.ts')).runExplore(options);
    });
}
