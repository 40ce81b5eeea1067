/** A phone of one's own at a panel: how it is let in, and what the server makes of pictures that it should not have been sent. On real sockets, and by real decoders. */
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { readQr } from '../../../src/outside/qr-reader.ts';
import { showPicture } from '../../../src/ui/panel/carry-out.ts';
import { qrRows } from '../../../src/ui/panel/state.ts';
import { blackPng, qrPng } from '../../support/png.ts';
import { skipWithout } from '../../support/tool.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';

const MB = 1024 * 1024;
const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(options: Parameters<typeof servePanel>[0] = {}): Promise<ServedPanel> {
  const panel = await servePanel(options);
  closing.push(() => panel.close());
  return panel;
}

interface Answered {
  readonly code: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

interface Asked {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly body?: Uint8Array;
}

/** Of any name in Host, which no `fetch` does. */
function ask(url: string, { headers = {}, method = 'GET', body }: Asked = {}): Promise<Answered> {
  const { hostname, port, pathname, search } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: hostname, port, path: pathname + search, headers, method, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      answer.on('end', () => resolve({ code: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

const at = (url: string, place: string) => new URL(place, url).href;
const show = (url: string, body: Uint8Array, headers: Record<string, string> = {}) =>
  ask(at(url, '/picture'), { method: 'POST', body, headers: { 'content-type': 'image/png', ...headers } });

const QR = qrPng(qrRows('https://example.test/'));
const NOT_ASKED = { ok: false, refused: 'the app does not ask for a picture: open Reset Password in it first' };

/** With the app's camera open. */
async function servedWithCamera(): Promise<ServedPanel> {
  const panel = await serve();
  const { phone } = panel.desk.bench.outside;
  for (const id of ['app-gDMSS', 'home', 'setting', 'password-security', 'reset-password', 'allow']) phone.tap(id);
  expect(phone.state).toBe('camera');
  return panel;
}

/** From the way in that is printed, or another one: the cookie that it leaves. */
async function cookieOf(url: string, place = url): Promise<string> {
  const { code, headers } = await ask(place);
  expect([code, headers['location']]).toEqual([303, new URL(place).pathname]);
  return String(headers['set-cookie']).split(';')[0] ?? '';
}

describe('the way in of a phone', () => {
  it('is none on this machine alone, and the page says why', async () => {
    const { url } = await serve();
    const { code, text } = await ask(at(url, '/phone-link'));
    expect([code, JSON.parse(text)]).toEqual([200, { url: null }]);
    expect((await ask(at(url, '/phone'))).code).toBe(200);
  });

  it('is a link with the token, told to whoever is admitted and to nobody else; it admits to the app alone, and leaves the cookie', async () => {
    const { url } = await serve({ host: '0.0.0.0' });
    expect((await ask(at(url, '/phone-link'))).code).toBe(401);
    expect((await ask(at(url, '/phone'))).code).toBe(401);
    expect((await ask(at(url, '/phone?token=wrong'))).code).toBe(401);
    const cookie = await cookieOf(url);
    const { url: link } = JSON.parse((await ask(at(url, '/phone-link'), { headers: { cookie } })).text) as { url: string };
    expect([new URL(link).host, new URL(link).pathname]).toEqual([new URL(url).host, '/phone']);
    expect(new URL(link).searchParams.get('token')).toBe(new URL(url).searchParams.get('token'));
    const own = await cookieOf(url, link);
    expect(own).toBe(cookie);
    const page = await ask(at(link, '/phone'), { headers: { cookie: own } });
    expect([page.code, page.text.includes('id="panel"')]).toEqual([200, true]);
  });

  const withLink = async () => {
    const { url } = await serve({ host: '0.0.0.0' });
    const { text } = await ask(at(url, '/phone-link'), { headers: { cookie: await cookieOf(url) } });
    return JSON.parse(text) as { url: string; qr: string[] };
  };

  it('is what its QR code says, to the letter, for the decoder of the app', async () => {
    const { url, qr } = await withLink();
    expect(await readQr(qrPng(qr))).toBe(url);
  });

  it.skipIf(skipWithout('zbarimg', ['zbarimg', '--version'], 'the QR code of a phone’s way in, read by an outside decoder', 'zbar-tools'))(
    'and for zbarimg',
    async () => {
      const folder = mkdtempSync(path.join(tmpdir(), 'recsim-link-'));
      closing.push(() => rmSync(folder, { recursive: true }));
      const { url, qr } = await withLink();
      const file = path.join(folder, 'link.png');
      writeFileSync(file, qrPng(qr));
      expect(spawnSync('zbarimg', ['--quiet', '--raw', '-Sdisable', '-Sqrcode.enable', file], { encoding: 'utf8' }).stdout.trim()).toBe(url);
    },
  );
});

describe('a picture', () => {
  it('of somebody without the cookie, of a foreign Host and of the page of another origin is refused', async () => {
    const { url } = await serve({ host: '0.0.0.0' });
    const { port } = new URL(url);
    const cookie = await cookieOf(url);
    expect((await show(url, QR)).code).toBe(401);
    expect((await show(`${at(url, '/')}`, QR, { cookie: cookie.replace(/.$/, '') })).code).toBe(401);
    const token = new URL(url).searchParams.get('token');
    expect((await ask(at(url, `/picture?token=${token}`), { method: 'POST', body: QR, headers: { 'content-type': 'image/png' } })).code).toBe(401);
    expect((await show(url, QR, { cookie, host: `evil.example:${port}` })).code).toBe(421);
    expect((await show(url, QR, { cookie, origin: 'http://evil.example' })).code).toBe(403);
    const { code, text } = await show(url, QR, { cookie, origin: new URL(url).origin });
    expect([code, JSON.parse(text)]).toEqual([200, NOT_ASKED]);
  });

  it.each([
    'text/plain',
    'application/json',
    'multipart/form-data; boundary=x',
    'application/x-www-form-urlencoded',
    'application/octet-stream',
    'image',
  ])('is none as %s, which the pages of other sites could send', async (type) => {
    const { url, desk } = await servedWithCamera();
    const { code, text } = await show(url, QR, { 'content-type': type });
    expect([code, text]).toEqual([415, 'Send a picture.\n']);
    expect(desk.bench.outside.phone.state).toBe('camera');
  });

  it('may have 12 MB and no byte more, whether its length is told before or not, and the run goes on', async () => {
    const { url, desk } = await servedWithCamera();
    const padded = (bytes: number) => Buffer.concat([QR, Buffer.alloc(bytes - QR.length)]);
    const tooLarge = await show(url, padded(12 * MB + 1));
    expect([tooLarge.code, tooLarge.text]).toEqual([413, 'The picture is larger than 12 MB.\n']);
    // In pieces, without a length.
    expect((await show(url, padded(12 * MB + 1), { 'transfer-encoding': 'chunked' })).code).toBe(413);
    expect(desk.bench.outside.phone.state).toBe('camera');
    expect(JSON.parse((await show(url, padded(12 * MB))).text)).toEqual({ ok: true });
    await expect.poll(() => desk.bench.outside.phone.state).toBe('foreign-read');
  });

  it('that breaks off in the middle changes nothing', async () => {
    const { url, desk } = await servedWithCamera();
    const { hostname, port, host } = new URL(url);
    const socket = connect(Number(port), hostname);
    socket.write(`POST /picture HTTP/1.1\r\nhost: ${host}\r\ncontent-type: image/png\r\ncontent-length: 100000\r\n\r\n`);
    socket.write(QR.subarray(0, 100), () => socket.destroy());
    await once(socket, 'close');
    expect((await ask(url)).code).toBe(200);
    expect(desk.bench.outside.phone.state).toBe('camera');
  });

  it.each<[string, Uint8Array, RegExp]>([
    ['of no bytes', Uint8Array.of(), /^this is no picture that can be read: take a PNG or JPEG file$/],
    ['of noise', Buffer.from('nonsense '.repeat(1_000)), /^this is no picture that can be read/],
    ['that claims 30000 x 30000 pixels', blackPng(30_000, 30_000, { unpacked: 100 }), /^the picture is too large: 30000 x 30000 pixels/],
  ])('%s is refused with what is wrong with it, and the camera stays open', async (_, bytes, why) => {
    const { url, desk } = await servedWithCamera();
    const { code, text } = await show(url, bytes);
    expect([code, JSON.parse(text)]).toEqual([200, { ok: false, refused: expect.stringMatching(why) }]);
    expect(desk.bench.outside.phone.state).toBe('camera');
  });

  it.each<[string, Uint8Array, string]>([
    ['without a QR code', blackPng(300, 200), 'nothing-read'],
    ['of half a file', QR.subarray(0, QR.length / 2), 'nothing-read'],
    ['of a foreign QR code', QR, 'foreign-read'],
  ])('%s is taken, and the app says so', async (_, bytes, state) => {
    const { url, desk } = await servedWithCamera();
    expect(JSON.parse((await show(url, bytes)).text)).toEqual({ ok: true });
    await expect.poll(() => desk.bench.outside.phone.state).toBe(state);
  });

  it('that no app asks for is refused with what to do, and so is one while another is being read', async () => {
    const { url } = await serve();
    expect(JSON.parse((await show(url, QR)).text)).toEqual(NOT_ASKED);
    const { desk } = await servedWithCamera();
    expect([showPicture(QR, desk), desk.bench.outside.phone.state]).toEqual([{ ok: true }, 'reading']);
    expect(showPicture(QR, desk)).toEqual({ ok: false, refused: 'another picture is being read' });
  });

  it('of a recorder that a scenario is played on is refused, as every hand is', async () => {
    const { desk } = await servedWithCamera();
    desk.host(desk.bench, 'provisioned', desk.time);
    expect(showPicture(QR, desk)).toEqual({ ok: false, refused: 'a scenario is played here: stop it first' });
    expect(desk.bench.outside.phone.state).toBe('camera');
  });
});
