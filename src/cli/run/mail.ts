/** Where the mail of a run goes: to the inbox of recsim's own, or with --smtp to a server of the user's choice, in the name of --mail-from. */
import { ProblemError } from '../../errors.ts';
import { breachOfEmail } from '../../firmware/rules.ts';
import { type MailWay, SEED_SENDER } from '../../outside/outside.ts';

/** `undefined`: the inbox of our own. Throws a ProblemError for options that do not fit. */
export function mailWayOf(smtp: string | undefined, from: string | undefined): MailWay | undefined {
  if (smtp === undefined) {
    if (from === undefined) return undefined;
    throw usage('--mail-from is the sender of mails that leave this machine, and none do', 'Add --smtp smtp://host, or leave it out');
  }
  if (!isSmtp(smtp))
    throw usage(`--smtp ${withoutPassword(smtp)} is not the address of a mail server`, 'Write smtp://host:port, or smtps://user:password@host');
  if (from === undefined)
    throw usage('mails that leave this machine need a sender', 'Add --mail-from with an address that the server lets you send from');
  if (breachOfEmail(from)) throw usage(`--mail-from ${from} is not an email address`, 'Write it as in me@example.org');
  if (from.toLowerCase() === SEED_SENDER) throw usage(`${from} is somebody else's address`, 'Name one of your own');
  return { carrier: async () => (await import('../../outside/smtp.ts')).smtpCarrier(smtp), from };
}

function isSmtp(text: string): boolean {
  try {
    const { protocol, hostname } = new URL(text);
    return (protocol === 'smtp:' || protocol === 'smtps:') && hostname !== '';
  } catch {
    return false;
  }
}

/** A password in an address is not repeated. */
const withoutPassword = (url: string): string => url.replace(/:[^:@/]*@/, ':...@');

const usage = (message: string, remedy: string): ProblemError => new ProblemError([{ code: 'usage', message, remedy }]);
