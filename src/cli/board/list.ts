/** `recsim board list`: one line for each shipped board, or for each faulty one. */
import { type Board, holdPhases, type Stage } from '../../board.ts';
import { faultyBoards, loadBoard, shippedBoards } from '../../board-file.ts';
import { unwrap } from '../../errors.ts';
import { formatDuration } from '../../units.ts';
import { columns, createStyle } from '../text.ts';

export function listBoards({ json, faulty }: { readonly json?: true; readonly faulty?: true }): void {
  const names = faulty ? faultyBoards() : shippedBoards();
  const files = names.map((name) => unwrap(loadBoard(name)));
  if (json) {
    const boards = files.map(({ file, board, fault }, index) => ({
      name: names[index],
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
      ...(fault ? { fault: { symptom: fault.symptom, bug: fault.bug, ...fault.basis, search: fault.search, breaks: fault.breaks } } : {}),
    }));
    process.stdout.write(`${JSON.stringify(boards, null, 2)}\n`);
    return;
  }
  const style = createStyle(process.stdout);
  if (faulty) {
    const [head = '', ...lines] = columns([
      ['NAME', 'FOUND BY', 'BREAKS'],
      ...files.map(({ fault }, index) => [names[index] ?? '', SEARCH[fault?.search ?? 'timings'], fault?.breaks ?? '']),
    ]);
    process.stdout.write(
      `${[style('bold', head), ...lines].join('\n')}\n\nTheir firmware has mistakes: docs/find-the-bug.md. recsim board show NAME tells which.\n`,
    );
    return;
  }
  const rows = files.map(({ board }) => rowOf(board));
  const [head = '', ...lines] = columns([['NAME', 'WINDOW', 'DECIDES AT', 'OVER-HOLD', 'BUTTON', 'PINS', 'TITLE'], ...rows]);
  process.stdout.write(
    `${[style('bold', head), ...lines].join('\n')}\n\nrecsim board show NAME tells more; recsim board list --faulty has those whose firmware is faulty.\n`,
  );
}

const SEARCH = { timings: 'recsim explore', 'power-cuts': 'recsim explore --power-cuts', menus: 'recsim explore --menus' } as const;

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
