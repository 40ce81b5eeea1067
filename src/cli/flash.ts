/**
 * `recsim flash`: a look into the flash of a recorder. The action is in src/cli/flash/, loaded when it runs.
 */
import type { Command } from 'commander';

export interface ShowOptions {
  readonly board?: string;
  readonly all?: true;
  readonly json?: true;
}

export function addFlashCommand(program: Command): void {
  const flash = program
    .command('flash')
    .description('what is in the flash of a recorder')
    .helpCommand(false)
    .addHelpText('after', '\nExamples:\n  recsim run --state my-dvr\n  recsim flash show my-dvr');

  flash
    .command('show')
    .description('its blocks and records, and what a boot would make of them; nothing is changed, and no secret is shown')
    .argument('<file-or-dir>', 'a directory of recsim run --state, a snapshot that a scenario saved, a flash image, or the bytes of a flash')
    .option('--board <name|path>', 'the board it belongs to (default: the one its directory or snapshot names, or seed)')
    .option('--all', 'every record, also in blocks that are no longer in use')
    .option('--json', 'as JSON, always with all records')
    .addHelpText(
      'after',
      `
Examples:
  recsim flash show my-dvr
  recsim flash show set-up.json
  recsim flash show dump.bin --board xvr-gui4
  recsim flash show my-dvr --json | jq .boot

The recorder may be running meanwhile: nothing is locked and nothing written.

Exit codes: 0 shown, whatever state it is in; 2 bad usage, or no flash of that board`,
    )
    .action(async (where: string, options: ShowOptions) => (await import('./flash/show.ts')).showFlash(where, options));
}
