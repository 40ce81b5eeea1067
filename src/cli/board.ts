/**
 * `recsim board`: boards as data, looked at, begun and checked. The actions are in src/cli/board/, loaded when they run.
 */
import type { Command } from 'commander';

export function addBoardCommand(program: Command): void {
  const board = program
    .command('board')
    .description('boards: recorder models and reset policies as data')
    .helpCommand(false)
    .addHelpText('after', '\nExamples:\n  recsim board list\n  recsim board show xvr-gui4\n  recsim board new my-dvr && recsim board lint my-dvr');

  board
    .command('list')
    .description('the boards that ship with recsim')
    .option('--faulty', 'those whose firmware has a mistake instead, and what finds it')
    .option('--json', 'as JSON')
    .addHelpText('after', '\nExamples:\n  recsim board list\n  recsim board list --faulty\n  recsim board list --json | jq -r ".[].name"')
    .action(async (options: { json?: true; faulty?: true }) => (await import('./board/list.ts')).listBoards(options));

  board
    .command('show')
    .description('a board: every value with where it comes from, the phases of a hold, the pins')
    .argument('<name-or-path>', 'a shipped board, a folder or a board.json')
    .option('--json', 'as JSON')
    .option('--wiring', 'only how its parts are connected to the 40-pin header of a Raspberry Pi')
    .option('--ascii', 'draw with ASCII characters only')
    .addHelpText('after', '\nExamples:\n  recsim board show seed\n  recsim board show ./boards/my-dvr --json\n  recsim board show pi-4 --wiring')
    .action(async (nameOrPath: string, options: { json?: true; wiring?: true; ascii?: true }) =>
      (await import('./board/show.ts')).showBoard(nameOrPath, options),
    );

  board
    .command('new')
    .description('begin a board of your own; nothing is overwritten')
    .argument('<name>', 'its name: lower-case letters, digits and hyphens')
    .option('--from <board>', 'copy the values of this board')
    .option('--out <folder>', 'where its folder goes', 'boards')
    .addHelpText('after', '\nExamples:\n  recsim board new my-dvr\n  recsim board new my-dvr --from xvr-gui4 --out firmware/boards')
    .action(async (name: string, options: { from?: string; out: string }) => (await import('./board/new.ts')).newBoard(name, options));

  board
    .command('lint')
    .description('check board files: errors, and legal values that will probably disappoint')
    .argument('[files...]', 'shipped names, folders or board.json files; the shipped boards by default')
    .option('--strict', 'exit 1 when there are warnings')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      '\nExamples:\n  recsim board lint\n  recsim board lint boards/my-dvr --strict\n\nExit codes: 0 no errors, 1 warnings with --strict, 2 errors',
    )
    .action(async (files: string[], options: { strict?: true; json?: true }) => (await import('./board/lint.ts')).lintBoards(files, options));

  board
    .command('schema')
    .description('the format of a board file: JSON Schema for editors')
    .option('--markdown', 'the parameters as a Markdown table instead')
    .addHelpText('after', '\nExample:\n  recsim board schema > boards/board.schema.json')
    .action(async (options: { markdown?: true }) => (await import('./board/schema.ts')).printSchema(options));
}
