/** Matchers that let virtual time pass until what is expected has come, or must have. They stop the moment it is decided. */
import type { Bench } from '../bench/bench.ts';
import { type ScreenTexts, screenCondition, stateCondition } from '../scenario/condition.ts';
import { describeMail, isMail, type MailWish, whyNoMail } from '../scenario/mails.ts';
import { activeBeside } from '../scenario/states.ts';
import { formatDuration, formatSeconds, US_PER_S } from '../units.ts';
import { checkState, leaving, type Part, partText, turn } from './conditions.ts';
import { type Duration, toUs } from './duration.ts';
import type { Finding } from './finding.ts';
import { reach } from './reach.ts';
import { TestBench } from './test-bench.ts';

/** How long is waited, in virtual time; 10 min if not said, as long as a scenario has. */
export interface Within {
  readonly within?: Duration;
}

/** How long it must last, in virtual time. */
export interface For {
  readonly for: Duration;
}

const WITHIN_US = 600 * US_PER_S;

const withinUs = ({ within = WITHIN_US }: Within): number => toUs(within);

export async function reachState(bench: Bench, path: string, wait: Within = {}): Promise<Finding> {
  checkState(bench, path);
  const limitUs = withinUs(wait);
  const holds = await reach(bench, stateCondition(bench, path), limitUs);
  const found = holds ? `${path} at ${formatSeconds(bench.nowUs)}` : `it is in ${activeBeside(path, bench)}`;
  return { holds, wanted: `reach ${path} within ${formatDuration(limitUs)}`, found };
}

export async function stayInState(bench: Bench, path: string, duration: For): Promise<Finding> {
  checkState(bench, path);
  const forUs = toUs(duration.for);
  const isLeft = await reach(bench, leaving(bench, path), forUs);
  const found = isLeft ? `it is in ${activeBeside(path, bench)} since ${formatSeconds(bench.nowUs)} at the latest` : 'it never left it';
  return { holds: !isLeft, wanted: `stay in ${path} for ${formatDuration(forUs)}`, found };
}

async function stay(bench: Bench, part: Part, isWantedOn: boolean, duration: For): Promise<Finding> {
  const forUs = toUs(duration.for);
  const isBroken = await reach(bench, turn(bench, part, !isWantedOn), forUs);
  const found = `${partText(bench, part)} at ${formatSeconds(bench.nowUs)}${isBroken ? '' : ' still'}`;
  return { holds: !isBroken, wanted: `keep its ${part} ${isWantedOn ? 'on' : 'off'} for ${formatDuration(forUs)}`, found };
}

export const stayOn = (bench: Bench, part: Part, duration: For): Promise<Finding> => stay(bench, part, true, duration);
export const stayOff = (bench: Bench, part: Part, duration: For): Promise<Finding> => stay(bench, part, false, duration);

/** Without `within` it looks once. */
export async function showScreen(bench: Bench, wanted: string | ScreenTexts, { within }: Within = {}): Promise<Finding> {
  const texts = typeof wanted === 'string' ? { title: wanted } : wanted;
  if (texts.title === undefined && texts.contains === undefined && texts.absent === undefined)
    throw new Error('say what the screen is to show: a title, or { title, contains, absent }');
  const condition = screenCondition(bench, texts);
  const holds = within === undefined ? condition.holds() : await reach(bench, condition, toUs(within));
  const wait = within === undefined ? '' : ` within ${formatDuration(toUs(within))}`;
  return { holds, wanted: `show ${condition.wanted}${wait}`, found: condition.actual() };
}

/** How many mails of a bench an expectation has met. */
const met = new WeakMap<Bench, number>();

/** Of the mails that no expectation has met yet, one arrives or has arrived. */
export async function receiveMail(bench: Bench, { within, ...wish }: MailWish & Within = {}): Promise<Finding> {
  const { post } = bench.outside;
  const from = met.get(bench) ?? 0;
  const find = () => post.inbox.findIndex((mail, index) => index >= from && isMail(mail, wish));
  const limitUs = withinUs(within === undefined ? {} : { within });
  const holds = await reach(bench, { holds: () => find() >= 0, matches: () => false }, limitUs);
  const mail = post.inbox[find()];
  if (mail) met.set(bench, find() + 1);
  const others = post.inbox.slice(from).map(({ to, subject }) => `"${subject}" to ${to}`);
  const found = mail
    ? `"${mail.subject}" to ${mail.to} at ${formatSeconds(mail.arrivedUs)}`
    : others.length > 0
      ? `only ${others.join(', ')}`
      : whyNoMail(bench);
  return { holds, wanted: `make the service send ${describeMail(wish)} that arrives within ${formatDuration(limitUs)}`, found };
}

/** The text comes on the serial console, or came since the last that was found; it is used up then. */
export async function say(bench: Bench, wanted: string | RegExp, wait: Within = {}): Promise<Finding> {
  if (!(bench instanceof TestBench)) throw new Error('nobody listens to the serial console of this bench: make it by createBench');
  const limitUs = withinUs(wait);
  // Flags g and y would remember a place in a text that goes on changing.
  const pattern = typeof wanted === 'string' ? wanted : new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, ''));
  let holds = false;
  const isHeard = () => {
    holds ||= bench.serial.hears(pattern);
    return holds;
  };
  await reach(bench, { holds: isHeard, matches: () => false }, limitUs);
  const tail = bench.serial.tail;
  const found = holds ? `it came by ${formatSeconds(bench.nowUs)}` : tail === '' ? 'nothing came' : `the last line is "${tail}"`;
  return {
    holds,
    wanted: `say ${typeof wanted === 'string' ? `"${wanted}"` : wanted} on its serial console within ${formatDuration(limitUs)}`,
    found,
  };
}
