/** A mail that is waited for, by its address and words of its subject. */
import type { Bench } from '../bench/bench.ts';
import type { ReceivedMail } from '../outside/post.ts';

export interface MailWish {
  readonly to?: string | undefined;
  /** A part of the subject. */
  readonly subject?: string | undefined;
}

export const isMail = (mail: ReceivedMail, { to, subject }: MailWish): boolean =>
  (to === undefined || mail.to === to) && (subject === undefined || mail.subject.includes(subject));

/** `a mail to owner@recorder.test about "security code"` */
export const describeMail = ({ to, subject }: MailWish): string =>
  ['a mail', ...(to === undefined ? [] : [`to ${to}`]), ...(subject === undefined ? [] : [`about "${subject}"`])].join(' ');

/** Why there is none. */
export function whyNoMail({ trace }: Bench): string {
  const last = trace.last('mail');
  if (last?.value === 'failed') return `the exchange failed: ${last.detail}`;
  return last?.value === 'lost' ? `"${last.detail}" was lost on its way` : 'none came';
}
