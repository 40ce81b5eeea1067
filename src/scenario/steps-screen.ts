/** Steps of a person in front of the screen, with a phone and an inbox. */
import type { Handled } from '../bench/hands.ts';
import { formatProblem } from '../errors.ts';
import { codeIn } from '../outside/mail-texts.ts';
import { DEFAULT_APP } from '../outside/phone-apps.ts';
import { textLines } from '../ui/screen/text-lines.ts';
import { formatDuration } from '../units.ts';
import { writeWhole } from '../whole-file.ts';
import type { StepValues } from './format.ts';
import type { Handlers } from './handlers.ts';
import { describeMail, isMail, whyNoMail } from './mails.ts';
import { compareScreenshot, saveScreenshot } from './screenshots.ts';
import type { Stage, Stop } from './stage.ts';

/** Does something to the screen, once it has something to do. */
async function handle(stage: Stage, act: () => Handled): Promise<Stop> {
  const failure = await stage.settleScreen();
  if (failure) return failure;
  const handled = act();
  return handled.ok ? undefined : stage.fail(handled.refused);
}

async function scanQr(stage: Stage, { app = DEFAULT_APP, 'save-as': file }: NonNullable<StepValues['scan-qr']>): Promise<Stop> {
  const { phone } = stage.bench.outside;
  const failure = await stage.settleScreen();
  if (failure) return failure;
  const scanned = await phone.scan(app);
  if (file !== undefined && phone.picture) {
    const written = writeWhole(stage.fileOf(file), phone.picture);
    if (!written.ok) return stage.fail(written.problems.map(formatProblem).join('; '));
  }
  if (scanned === 'answered') return undefined;
  return stage.fail(`${app} says: ${textLines(phone.screen)[0]} On the monitor is "${stage.bench.shown.title}"`);
}

/** How many mails of a stage's inbox a `wait-mail` has seen. */
const seen = new WeakMap<Stage, number>();

async function waitMail(stage: Stage, { to, subject, timeout, 'code-as': name }: NonNullable<StepValues['wait-mail']>): Promise<Stop> {
  const { post } = stage.bench.outside;
  const from = seen.get(stage) ?? 0;
  const wish = { to: to === undefined ? undefined : stage.text(to), subject };
  const find = () => post.inbox.findIndex((mail, index) => index >= from && isMail(mail, wish));
  const wanted = describeMail(wish);
  const { nowUs } = stage;
  const actual = () => whyNoMail(stage.bench);
  const failure = await stage.pass(stage.limitOf(timeout), () => find() >= 0, { wanted, actual });
  if (failure) return failure;
  const index = find();
  const mail = post.inbox[index];
  if (!mail) return stage.fail(`waited ${formatDuration(stage.nowUs - nowUs)} for ${wanted}, ${actual()}`);
  seen.set(stage, index + 1);
  const code = codeIn(mail.text);
  if (name !== undefined && code === undefined) return stage.fail(`the mail "${mail.subject}" has no security code`);
  if (name !== undefined && code !== undefined) stage.variables.set(name, code);
  return undefined;
}

async function takeScreenshot(stage: Stage, { 'save-to': save, 'compare-with': compare }: StepValues['take-screenshot']): Promise<Stop> {
  const failure = await stage.settleScreen();
  if (failure) return failure;
  const unsaved = save === undefined ? undefined : await saveScreenshot(stage.bench, stage.fileOf(save));
  const problem = unsaved ?? (compare === undefined ? undefined : await compareScreenshot(stage.bench, stage.fileOf(compare)));
  return problem === undefined ? undefined : stage.fail(problem);
}

async function waitSerial(stage: Stage, value: StepValues['wait-serial']): Promise<Stop> {
  const { text, regex, timeout } = typeof value === 'string' ? { text: value } : value;
  const pattern = text === undefined ? new RegExp(regex ?? '', 'u') : stage.text(text);
  const wanted = typeof pattern === 'string' ? `"${pattern}"` : `/${regex}/`;
  let heard = false;
  const hears = () => {
    heard ||= stage.serial.hears(pattern);
    return heard;
  };
  const actual = () => (stage.serial.tail === '' ? 'nothing came' : `the last line is "${stage.serial.tail}"`);
  const { nowUs } = stage;
  const failure = await stage.pass(stage.limitOf(timeout), hears, { wanted: `${wanted} on the serial console`, actual });
  if (failure || heard) return failure;
  return stage.fail(`waited ${formatDuration(stage.nowUs - nowUs)} for ${wanted} on the serial console, ${actual()}`);
}

function writeSerial(stage: Stage, value: StepValues['write-serial']): Stop {
  stage.bench.hal.console.receive(typeof value === 'string' ? new TextEncoder().encode(stage.text(value)) : Uint8Array.from(value));
  return undefined;
}

export const SCREEN_STEPS = {
  input: (stage, value) => handle(stage, () => stage.hands.input(value.field, stage.text(value.value))),
  choose: (stage, value) => handle(stage, () => stage.hands.choose(value.field, stage.text(value.option))),
  click: (stage, value) => handle(stage, () => stage.hands.click(value)),
  'draw-pattern': (stage, value) => handle(stage, () => stage.hands.draw(value)),
  key: (stage, value) => handle(stage, () => stage.hands.key(value)),
  'scan-qr': (stage, value) => scanQr(stage, value ?? {}),
  'wait-mail': (stage, value) => waitMail(stage, value ?? {}),
  'mail-delay': (stage, value) => {
    stage.bench.outside.post.delay = value;
    return undefined;
  },
  'wait-serial': waitSerial,
  'write-serial': writeSerial,
  'take-screenshot': takeScreenshot,
} satisfies Partial<Handlers>;
