/** `recsim chart`: the statecharts that run, for documentation. */
import type { Command } from 'commander';
import type { ChartOptions } from './chart/print.ts';

const FORMATS = ['mermaid', 'dot', 'scxml', 'json'] as const;
export type ChartFormat = (typeof FORMATS)[number];

export function addChartCommand(program: Command): void {
  program
    .command('chart')
    .summary('the statechart of a board, as a drawing or as data')
    .description(
      'Prints the statechart that runs on a board, read from the machine itself: states, transitions, guards, and timers with their times. By default the system: contact, hold, boot and buzzer.',
    )
    .option('--board <name>', 'a shipped name, a folder or a board.json', 'seed')
    .option('--menus', 'the menus instead: wizard, login, recovery, desktop')
    .addOption(program.createOption('--format <format>', 'what to print').choices(FORMATS).default('mermaid'))
    .addHelpText(
      'after',
      `
Examples:
  recsim chart > chart.mmd                                     for Markdown, in a block of mermaid
  recsim chart --board xvr-gui4 --format dot | dot -Tsvg > chart.svg
  recsim chart --menus --format scxml > menus.scxml            for tools that read State Chart XML
  recsim chart --format json | jq -r '.. | .path? // empty'    every state, as scenarios name them`,
    )
    .action(async (options: ChartOptions) => (await import('./chart/print.ts')).printChart(options));
}
