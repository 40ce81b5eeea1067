/** Mail over real SMTP sockets: the inbox of our own, a server of somebody else's, and servers that do not work. */
import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import type { Mail } from '../../src/outside/post.ts';
import { Post } from '../../src/outside/post.ts';
import { embeddedCarrier, smtpCarrier } from '../../src/outside/smtp.ts';
import { closeMailServers, mailServer, obligingMailServer } from '../support/mail-server.ts';
import { until } from '../support/pty.ts';
import { S } from '../support/world.ts';

const MAIL: Mail = {
  from: { name: 'Password Reset', address: 'sender@vendor.test' },
  to: 'owner@recorder.test',
  subject: 'Su código de seguridad',
  text: 'Código: AB12-CD34\n\n.\nLa línea con un punto llega también.',
  dateMs: Date.UTC(2026, 0, 2, 3, 4, 5),
  messageId: '<one@recsim.test>',
};

afterEach(closeMailServers);

describe('the inbox of our own', () => {
  test('gives a mail back as it was sent, through a socket and a mail parser', async () => {
    const carrier = await embeddedCarrier();
    expect(await carrier.carry(MAIL)).toEqual(MAIL);
  });

  test('takes many at once and mixes none up', async () => {
    const carrier = await embeddedCarrier();
    const mails = Array.from({ length: 20 }, (_, index) => ({
      ...MAIL,
      to: `o${index}@recorder.test`,
      text: `number ${index}`,
      messageId: `<many-${index}@recsim.test>`,
    }));
    expect(await Promise.all(mails.map((mail) => carrier.carry(mail)))).toEqual(mails);
  });

  test('two recorders that give their mails the same Message-ID both get their own', async () => {
    const carrier = await embeddedCarrier();
    const mails = ['a', 'b'].map((text) => ({ ...MAIL, text }));
    expect(await Promise.all(mails.map((mail) => carrier.carry(mail)))).toEqual(mails);
  });

  test('keeps the process alive as long as a mail is under way, and no longer', async () => {
    const carrier = await embeddedCarrier();
    const sockets = () => process.getActiveResourcesInfo().filter((resource) => resource === 'TCPSocketWrap').length;
    await carrier.carry(MAIL);
    // Files that ran before in this process may have left mails under way.
    expect(await until(() => sockets() === 0)).toBe(true);
    const mails = Array.from({ length: 20 }, (_, index) => carrier.carry({ ...MAIL, messageId: `<alive-${index}@recsim.test>` }));
    // One is there, the others are not yet.
    await Promise.race(mails);
    expect(sockets()).toBeGreaterThan(0);
    await Promise.all(mails);
    expect(sockets()).toBe(0);
  });

  test('is one for the whole process', async () => {
    expect(await embeddedCarrier()).toBe(await embeddedCarrier());
  });
});

describe("somebody else's server", () => {
  test('is told sender, recipient and text by SMTP, and no inbox of ours has the mail', async () => {
    const { url, heard } = await obligingMailServer();
    expect(await smtpCarrier(url).carry(MAIL)).toBeUndefined();
    expect(heard).toEqual(
      expect.arrayContaining([expect.stringMatching(/^MAIL FROM:<sender@vendor\.test>/), expect.stringMatching(/^RCPT TO:<owner@recorder\.test>/)]),
    );
    expect(heard.join('\n')).toMatch(/From: Password Reset <sender@vendor\.test>/);
  });

  test('that refuses, or is not there, ends in a reason that can be shown', async () => {
    const { url } = await mailServer((line) => (line.startsWith('RCPT') ? '550 no such user' : '250 fine'));
    await expect(smtpCarrier(url).carry(MAIL)).rejects.toThrow(/550 no such user/);
    const dead = await mailServer(() => undefined);
    closeMailServers();
    await expect(smtpCarrier(dead.url).carry(MAIL)).rejects.toThrow(/ECONNREFUSED/);
  });
});

describe('the post', () => {
  function post(carry: (mail: Mail) => Promise<Mail | undefined>) {
    const clock = new VirtualClock();
    const work: Promise<void>[] = [];
    const seen: string[] = [];
    const made = new Post({
      clock,
      carrier: async () => ({ carry }),
      from: 'sender@vendor.test',
      during: (going) => work.push(going),
      observe: (_, value, detail) => seen.push(`${clock.nowUs} ${value} ${detail}`),
    });
    return { post: made, clock, seen, done: () => Promise.all(work) };
  }
  const { from: _, ...handedOver } = MAIL;

  test('brings a mail so long after it was sent as was asked, in virtual time', async () => {
    const { post: mails, clock, seen, done } = post(async (mail) => mail);
    mails.delay = 7 * S;
    clock.advance(3 * S);
    mails.send(handedOver);
    await done();
    clock.advance(7 * S - 1);
    expect(mails.inbox).toEqual([]);
    clock.advance(1);
    expect(mails.inbox).toEqual([{ ...MAIL, arrivedUs: 10 * S }]);
    expect(seen).toEqual([`${3 * S} sent ${MAIL.subject}`, `${10 * S} arrived ${MAIL.subject}`]);
  });

  test('a mail that time has overtaken arrives at once, a lost one never, a failed one with its reason', async () => {
    let finish = () => {};
    const late = post((mail) => new Promise((resolve) => (finish = () => resolve(mail))));
    late.post.send(handedOver);
    late.clock.advance(60 * S);
    await Promise.resolve();
    await Promise.resolve();
    finish();
    await late.done();
    late.clock.advance(0);
    expect(late.post.inbox[0]?.arrivedUs).toBe(60 * S);
    const lost = post(async (mail) => mail);
    lost.post.delay = 'lost';
    lost.post.send(handedOver);
    await lost.done();
    lost.clock.advance(1000 * S);
    expect([lost.post.inbox, lost.seen]).toEqual([[], [`0 sent ${MAIL.subject}`, `0 lost ${MAIL.subject}`]]);
    const failed = post(() => Promise.reject(new Error('550 no')));
    failed.post.send(handedOver);
    await failed.done();
    expect(failed.seen.at(-1)).toBe('0 failed 550 no');
  });
});
