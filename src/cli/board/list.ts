/** `recsim board list`: one line for each shipped board. */
import { type Board, holdPhases, type Stage } from '../../board.ts';
import { loadBoard, shippedBoards } from '../../board-file.ts';
import { unwrap } from '../../errors.ts';
import { formatDuration } from '../../units.ts';
import { columns, createStyle } from '../text.ts';

export function listBoards({ json }: { readonly json?: true }): void {
  const files = shippedBoards().map((name) => unwrap(loadBoard(name)));
  if (json) {
    const boards = files.map(({ file, board }) => ({
      name: board.name,
      title: board.title,
      file,
      procedure: board.procedure,
      hasResetButton: board.hasResetButton,
      armOn: board.armOn,
      decideAt: board.decideAt,
      overHold: board.overHold,
      // A stage without an end has toUs null.
      stages: board.stages,
      phases: holdPhases(board).map(({ name, fromUs, verdict }) => ({ name, fromUs, verdict })),
      pins: board.pins,
    }));
    process.stdout.write(`${JSON.stringify(boards, null, 2)}\n`);
    return;
  }
  const style = createStyle(process.stdout);
  const rows = files.map(({ board }) => rowOf(board));
  const [head = '', ...lines] = columns([['NAME', 'WINDOW', 'DECIDES AT', 'OVER-HOLD', 'BUTTON', 'PINS', 'TITLE'], ...rows]);
  process.stdout.write(`${[style('bold', head), ...lines].join('\n')}\n\nrecsim board show NAME tells more.\n`);
}

function rowOf(board: Board): string[] {
  const pins = Object.keys(board.pins).join(', ') || '-';
  if (!board.hasResetButton) return [board.name, '-', '-', '-', 'none', pins, board.title];
  const when = board.armOn.includes('press') ? (board.armOn.length > 1 ? 'power-up or press' : 'press') : 'power-up';
  const last = board.stages.at(-1);
  const overHold = last && Number.isFinite(last.toUs) && board.decideAt === 'release' ? board.overHold : '-';
  return [board.name, windowText(board.stages), board.decideAt, overHold, when, pins, board.title];
}

/** The window that restores factory defaults, and how many others act: `15 s to 20 s (+2)`. */
function windowText(stages: readonly Stage[]): string {
  const acting = stages.filter((stage) => stage.action !== 'none');
  const main = acting.find((stage) => stage.action === 'factory-default') ?? acting[0];
  if (!main) return '-';
  const more = acting.length > 1 ? ` (+${acting.length - 1})` : '';
  const from = formatDuration(main.fromUs);
  return `${Number.isFinite(main.toUs) ? `${from} to ${formatDuration(main.toUs)}` : `from ${from}`}${more}`;
}
