/** The owner's inbox: the mails with their sender, subject and time, the latest at the top, and the one that is open. Times are those of the virtual clock. */

import { codeIn } from '../../outside/mail-texts.ts';
import type { ReceivedMail } from '../../outside/post.ts';
import { type Box, type Canvas, columnsOf, type Hit, shorten, wrap } from '../cells/canvas.ts';
import type { StyleName } from '../cells/palette.ts';
import { formatClock } from './clock-text.ts';
import type { PanelView } from './view.ts';

/** In the list: who and when, then the subject. */
const ENTRY_ROWS = 2;
const LISTED_MOST = 5;
/** Columns of a mail from which on its head stands in columns. */
const NARROW = 56;
/** Rows that the open mail needs. */
const MAIL_ROWS = 14;

const senderOf = ({ from }: ReceivedMail): string => `${from.name} <${from.address}>`;

export function drawInbox(canvas: Canvas, box: Box, view: PanelView): Hit<ReceivedMail>[] {
  const { mails, openMail, place } = view;
  const { x, y, width, height } = box;
  const style: StyleName = place === 'inbox' ? 'accent' : 'frame';
  canvas.fill(x, y, width, height, ' ', 'plain');
  canvas.frame(x, y, width, height, { title: 'INBOX', style, titleStyle: place === 'inbox' ? 'accent' : 'heading' });
  if (mails.length === 0) {
    canvas.putCentred(x + 1, y + Math.floor(height / 2) - 1, width - 2, 'No mail has come yet.', 'dim');
    return [];
  }
  const most = Math.max(1, Math.min(LISTED_MOST, Math.floor((height - MAIL_ROWS) / ENTRY_ROWS)));
  const at = openMail ? Math.max(0, mails.indexOf(openMail)) : 0;
  const from = Math.min(Math.max(0, at - most + 1), Math.max(0, mails.length - most));
  const listed = mails.slice(from, from + most);
  const hits = listed.map((mail, index) =>
    drawEntry(canvas, { x: x + 1, y: y + 1 + index * ENTRY_ROWS, width: width - 2, height: ENTRY_ROWS }, mail, view),
  );
  const below = y + 1 + listed.length * ENTRY_ROWS;
  canvas.put(x, below, `├${'─'.repeat(width - 2)}┤`, style);
  if (mails.length > most) canvas.putRight(x + width - 2, below, ` ${at + 1} of ${mails.length} `, 'dim');
  if (openMail) drawMail(canvas, { x: x + 2, y: below + 1, width: width - 4, height: y + height - below - 2 }, openMail);
  return hits;
}

function drawEntry(canvas: Canvas, box: Box, mail: ReceivedMail, { openMail, unreadMails }: PanelView): Hit<ReceivedMail> {
  const { x, y, width, height } = box;
  const style: StyleName = mail === openMail ? 'mailNow' : unreadMails.has(mail) ? 'mailNew' : 'plain';
  canvas.fill(x, y, width, height, ' ', style);
  const time = formatClock(mail.arrivedUs);
  canvas.putRight(x + width - 1, y, time, style);
  const room = width - columnsOf(time) - 6;
  const sender = senderOf(mail);
  canvas.put(x + 1, y, `${unreadMails.has(mail) ? '●' : ' '} ${columnsOf(sender) <= room ? sender : shorten(mail.from.name, room)}`, style);
  canvas.put(x + 3, y + 1, shorten(mail.subject, width - 4), style);
  return { x, y, width, height, action: mail };
}

function drawMail(canvas: Canvas, { x, y, width, height }: Box, mail: ReceivedMail): void {
  const code = codeIn(mail.text);
  const lines: (readonly [text: string, style: StyleName])[] = [];
  const isNarrow = width < NARROW;
  const head = (label: string, text: string) => {
    const before = isNarrow ? `${label}: ` : label.padEnd(9);
    const [first = '', ...more] = wrap(text, width - before.length);
    lines.push([`${before}${first}`, 'dim'], ...more.map((line) => [`${' '.repeat(before.length)}${line}`, 'dim'] as const));
  };
  head('From', senderOf(mail));
  head('To', mail.to);
  head('Subject', mail.subject);
  head('Arrived', formatClock(mail.arrivedUs));
  lines.push(['', 'plain']);
  for (const line of mail.text.split('\n'))
    for (const part of wrap(line, width)) lines.push([part, code !== undefined && part.includes(code) ? 'good' : 'plain']);
  lines.slice(0, height).forEach(([text, style], row) => {
    canvas.put(x, y + row, text, style);
  });
}
