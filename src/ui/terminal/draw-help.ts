/** The help over the panel: what this is about, what the owner had set, and every key of the desk. The keys of other places stand below them there. */
import { OWNER } from '../../bench/factory.ts';
import { type Canvas, columnsOf, shorten, wrap } from '../cells/canvas.ts';
import { keysAt } from './keys.ts';
import type { PanelView } from './view.ts';

/** Rows from which on there is room for the procedure. */
const ROOMY = 28;

export function drawHelp(canvas: Canvas, view: PanelView): void {
  const { board, console, web } = view;
  const keys = keysAt('desk');
  const width = Math.min(canvas.width - 4, 88);
  const procedure = canvas.height < ROOMY ? [] : [...wrap(`${board.title}: ${board.procedure}`, width - 4).slice(0, 3), ''];
  const text = [...procedure, ...wrap(ownersText(view), width - 4)];
  const height = Math.min(canvas.height, keys.length + text.length + 2);
  const x = Math.floor((canvas.width - width) / 2);
  const y = Math.floor((canvas.height - height) / 2);
  canvas.fill(x, y, width, height, ' ', 'plain');
  canvas.frame(x, y, width, height, { title: 'HELP: ? hides it', style: 'accent', titleStyle: 'accent' });
  // In the edge, because there is no row to spare: whoever attaches copies it from here.
  if (console !== undefined) canvas.putRight(x + width - 2, y, ` ${shorten(console, width - 26)} `, 'plain');
  text.forEach((line, index) => {
    canvas.put(x + 2, y + 1 + index, line, 'plain');
  });
  const top = y + 1 + text.length;
  keys.forEach(({ shown, meaning }, index) => {
    canvas.put(x + 2, top + index, ` ${shown} `, 'key');
    canvas.put(x + 2 + 9, top + index, shorten(meaning, width - 13), 'plain');
  });
  if (web !== undefined) canvas.put(x + 2, y + height - 1, ` ${shorten(web, width - 26)} `, 'plain');
  const mouse = web === undefined ? ' the mouse works too: hold the button, click plug, lid, monitor, keys ' : ' the mouse works too ';
  canvas.put(x + width - columnsOf(mouse) - 2, y + height - 1, mouse, 'dim');
}

/** As long as the recorder has what its owner set. */
function ownersText({ memory }: PanelView): string {
  if (!memory.knowsAnswers || memory.knowsPassword) return 'Pattern and passwords are those that you set.';
  const answers = OWNER.questions?.map(({ answer }) => answer).join(', ');
  return `Its owner set: password ${OWNER.password}, pattern ${OWNER.pattern?.join(' ')}, answers ${answers}; mail comes to your inbox.`;
}
