/** What `recsim inbox` does. It waits in real time: the recorder that is asked runs by itself. */
import { ProblemError, unwrap } from '../../errors.ts';
import { createWallClock } from '../../hal/wall-clock.ts';
import { GateClient } from '../../outside/gate/client.ts';
import { codeIn } from '../../outside/mail-texts.ts';
import type { ReceivedMail } from '../../outside/post.ts';
import { formatSeconds, parseDuration, US_PER_MS } from '../../units.ts';
import { EXIT } from '../exit.ts';
import type { InboxOptions } from '../phone.ts';
import { printable } from '../text.ts';

const LOOK_MS = 100;

/** Returns the exit code. */
export async function inbox({ run, wait, after, code, json }: InboxOptions): Promise<number> {
  const waitMs = wait === undefined ? 0 : waitOf(wait);
  const client = unwrap(await GateClient.find(run));
  const wall = createWallClock();
  const untilMs = wall.nowMs + waitMs;
  const isWanted = (mail: ReceivedMail) => code === undefined || codeIn(mail.text) !== undefined;
  for (;;) {
    const { mails = [] } = unwrap(await client.ask({ ask: 'inbox' }));
    const found = mails.slice(after).filter(isWanted);
    if (found.length > 0 || wall.nowMs >= untilMs) return tell(found, after, { ...(code ? { code } : {}), ...(json ? { json } : {}) });
    await new Promise<void>((resolve) => wall.after(LOOK_MS, resolve));
  }
}

function tell(mails: readonly ReceivedMail[], after: number, { code, json }: Pick<InboxOptions, 'code' | 'json'>): number {
  const write = (text: string) => process.stdout.write(`${text}\n`);
  const latest = mails.at(-1);
  if (code) {
    if (latest) write(codeIn(latest.text) ?? '');
    else process.stderr.write('No security code has come.\n');
  } else if (json) write(JSON.stringify(mails, null, 2));
  else if (!latest) write('No mail.');
  else write(mails.map((mail, index) => asText(mail, after + index + 1)).join('\n\n'));
  return latest ? EXIT.pass : EXIT.failed;
}

function asText({ from, to, subject, text, dateMs, arrivedUs }: ReceivedMail, number: number): string {
  return [
    `Mail ${number}, arrived at ${formatSeconds(arrivedUs)}`,
    `From:    ${printable(from.name)} <${printable(from.address)}>`,
    `To:      ${printable(to)}`,
    `Date:    ${new Date(dateMs).toUTCString()}`,
    `Subject: ${printable(subject)}`,
    '',
    ...text.split('\n').map((line) => `  ${printable(line)}`),
  ].join('\n');
}

function waitOf(written: string): number {
  const parsed = parseDuration(written);
  if (parsed.ok) return parsed.value / US_PER_MS;
  throw new ProblemError([{ code: 'usage', message: `--wait: ${parsed.problem}` }]);
}
