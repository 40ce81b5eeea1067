/**
 * The plain commands for the recorder's screen, the phone and the inbox. They find fields and buttons by the words on them (bench/hands.ts). What is typed and drawn is
 * a secret until proven otherwise: the log says where, never what.
 */
import type { Handled } from '../../bench/hands.ts';
import { formatProblem, suggest } from '../../errors.ts';
import { APP_NAMES, type AppName, DEFAULT_APP } from '../../outside/phone-apps.ts';
import { writeWhole } from '../../whole-file.ts';
import { isControl, UI_KEYS } from '../screen/model.ts';
import { textLines } from '../screen/text-lines.ts';
import { formatClock } from './clock-text.ts';
import type { Desk } from './desk.ts';
import { type Command, did, tell, type Wish, wrong } from './wish.ts';

const later = (wish: Promise<Wish>): Wish => ({ kind: 'later', wish });

export const SCREEN_COMMANDS: readonly Command[] = [
  { name: 'screen', args: '', meaning: "read the recorder's monitor", run: (desk) => tell(...linesOf(desk)) },
  { name: 'click', args: 'LABEL', meaning: 'click a button or a box: click Forgot Pattern', run: click },
  { name: 'type', args: 'FIELD = TEXT', meaning: 'type into a field, in place of what is in it', run: type },
  { name: 'choose', args: 'FIELD = OPTION', meaning: 'choose from a drop-down list: choose Reset Type = Security Questions', run: choose },
  { name: 'draw', args: 'POINTS', meaning: 'draw a pattern through points 1 to 9: draw 1 2 3 6 9', run: draw },
  { name: 'key', args: 'NAME', meaning: 'press a key of the keyboard at the monitor: key tab, key enter, key 5', run: key },
  { name: 'scan', args: '[APP]', meaning: 'scan the QR code on the monitor with an app of the phone', run: scan },
  { name: 'inbox', args: '', meaning: 'list the mails, and read the latest', run: (desk) => tell(...inboxOf(desk)) },
  {
    name: 'code',
    args: '',
    meaning: 'type the security code that the latest mail says',
    run: (desk) => acted(desk, () => desk.typeCode(), 'typed the code of the mail'),
  },
  { name: 'screenshot', args: 'FILE', meaning: 'save what is on the monitor, as a picture (.png) or as text (.txt)', run: screenshot },
];

/** Does something to the screen. A recorder that is checking or storing shows nothing to do it to. */
function acted(desk: Desk, act: () => Handled, told?: string): Wish {
  const { firmware } = desk.bench.recorder;
  if (firmware && firmware.regions.menu !== 'closed' && !firmware.screen.parts.some(isControl))
    return { kind: 'refused', why: 'the recorder is at work: let some time pass, for example "wait 1s"' };
  const done = desk.byHand(act);
  return done.ok && told !== undefined ? tell(told) : did(done);
}

function click(desk: Desk, _args: readonly string[], label: string): Wish {
  return label === '' ? wrong('click what? For example: click Forgot Pattern') : acted(desk, () => desk.hands.click(label));
}

/** What stands before the first `=` and what behind it, without the blanks around. */
function pair(rest: string): readonly [string, string] | undefined {
  const match = /^([^=]*[^=\s])\s*=\s*(.*)$/s.exec(rest);
  return match ? [match[1] as string, match[2] as string] : undefined;
}

function type(desk: Desk, _args: readonly string[], rest: string): Wish {
  // What was written here may be a secret in the wrong place: it is not repeated.
  const [field, text] = pair(rest) ?? [];
  if (field === undefined || text === undefined) return wrong('type takes a field, "=" and the text, for example "type Security code = 1A2B-3C4D"');
  return acted(desk, () => desk.hands.input(field, text), `typed into ${field}`);
}

function choose(desk: Desk, _args: readonly string[], rest: string): Wish {
  const [list, option] = pair(rest) ?? [];
  if (list === undefined || option === undefined) return wrong('choose takes a list, "=" and an option: choose Reset Type = Security Questions');
  return acted(desk, () => desk.hands.choose(list, option));
}

function draw(desk: Desk, args: readonly string[]): Wish {
  const points = args.flatMap((each) => [...each]).map(Number);
  if (points.length === 0 || points.some((point) => !(point >= 1 && point <= 9)))
    return wrong('draw takes the points of a pattern, 1 to 9: draw 1 2 3 6 9');
  return acted(desk, () => desk.hands.draw(points));
}

function key(desk: Desk, args: readonly string[]): Wish {
  const [name = '', ...more] = args;
  const names: readonly string[] = [...UI_KEYS, 'space'];
  if (more.length > 0 || (!names.includes(name) && [...name].length !== 1))
    return wrong(`key takes one key: a character, or ${UI_KEYS.join(', ')}, space. ${suggest(name.slice(0, 20), names)}`.trimEnd());
  return acted(desk, () => desk.hands.key(name));
}

function scan(desk: Desk, [name = DEFAULT_APP, ...more]: readonly string[]): Wish {
  const app = APP_NAMES.find((each) => each.toLowerCase() === name.toLowerCase());
  if (!app || more.length > 0) return wrong(`scan takes the name of an app. ${suggest(name.slice(0, 40), APP_NAMES)}`);
  return later(scanned(desk, app));
}

async function scanned(desk: Desk, app: AppName): Promise<Wish> {
  const mayI = desk.byHand(() => ({ ok: true }));
  if (!mayI.ok) return did(mayI);
  const { outside } = desk.bench;
  await outside.phone.scan(app);
  await outside.settled();
  return tell(...textLines(outside.phone.screen).map((line) => `| ${line}`));
}

function linesOf({ bench: { shown } }: Desk): string[] {
  return [shown.title, ...shown.lines].map((line) => `| ${line}`);
}

function inboxOf({ bench: { outside }, memory }: Desk): string[] {
  const { inbox } = outside.post;
  const latest = inbox.at(-1);
  if (!latest) return ['no mail has come yet'];
  memory.read(latest);
  const list = inbox.map(({ from, subject, arrivedUs }) => `${formatClock(arrivedUs)}  ${from.name} <${from.address}>  ${subject}`);
  return [...list, ...[`To: ${latest.to}`, '', ...latest.text.split('\n')].map((line) => `| ${line}`.trimEnd())];
}

function screenshot(desk: Desk, _args: readonly string[], file: string): Wish {
  if (!/\.(png|txt)$/.test(file)) return wrong('screenshot takes a file that ends in .png or .txt');
  return later(saved(desk, file));
}

async function saved(desk: Desk, file: string): Promise<Wish> {
  const { shown } = desk.bench;
  const written = writeWhole(file, file.endsWith('.txt') ? `${[shown.title, ...shown.lines].join('\n')}\n` : await desk.bench.photograph());
  return written.ok ? tell(`saved ${file}`) : { kind: 'refused', why: written.problems.map(formatProblem).join('; ') };
}
