/** Who may look at a panel, and what the server makes of those who may not, or who send what no page would: on real sockets. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect, createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { isOurHost, namesOf } from '../../../src/ui/panel/admission.ts';
import { decodeMessage, MESSAGE_MAX } from '../../../src/ui/panel/deed.ts';
import { WINDOWS_MAX } from '../../../src/ui/panel/windows.ts';
import { type ServedPanel, servePanel } from '../../support/web-panel.ts';
import { WebSocketEnd } from '../../support/web-socket.ts';

const closing: (() => Promise<unknown> | unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(options: Parameters<typeof servePanel>[0] = {}): Promise<ServedPanel> {
  const panel = await servePanel(options);
  closing.push(() => panel.close());
  return panel;
}

async function look(url: string, headers: Record<string, string> = {}): Promise<WebSocketEnd> {
  const end = await WebSocketEnd.open(url, headers);
  if (typeof end === 'number') throw new Error(`refused with ${end}`);
  closing.push(() => end.leave());
  return end;
}

interface Answered {
  readonly code: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The path goes out as it is written, which no `fetch` does. */
function get(url: string, path = '/', headers: Record<string, string> = {}, method = 'GET'): Promise<Answered> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: hostname.replace(/^\[|\]$/g, ''), port, path, headers, method, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (piece) => {
        text += piece;
      });
      answer.on('end', () => resolve({ code: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.on('error', reject);
    asked.end();
  });
}

const isFrame = ({ type }: Record<string, unknown>) => type === 'frame';
const isFault = ({ type }: Record<string, unknown>) => type === 'fault';
const answerTo = (id: number) => (message: Record<string, unknown>) => message['type'] === 'answer' && message['id'] === id;
/** Its first frame, or how it was closed. */
async function welcomeOf(end: WebSocketEnd): Promise<Record<string, unknown>> {
  await end.until(() => end.heard.length > 0 || end.closed !== undefined);
  return end.heard[0] ?? { ...end.closed };
}
const portOf = (url: string) => new URL(url).port;

describe('on this machine alone', () => {
  it('serves the page to whoever asks by one of its names, and nothing but the page', async () => {
    const { url } = await serve();
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/);
    for (const host of ['127.0.0.1', 'localhost', 'LOCALHOST', '[::1]'])
      expect((await get(url, '/', { host: `${host}:${portOf(url)}` })).code).toBe(200);
    const { text } = await get(url);
    // Everything it loads is there, and is its own.
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, to = '']) => to).filter((to) => !to.startsWith('data:'));
    expect(loaded.length).toBeGreaterThan(1);
    for (const to of loaded) {
      expect(to).toMatch(/^\.\//);
      expect((await get(url, to.slice(1))).code).toBe(200);
    }
    // From no other machine: no address of the web in any file but names of XML and pages for people to read.
    for (const to of loaded) expect((await get(url, to.slice(1))).text).not.toMatch(/(?:url\(|import |fetch\(|src=)['"]?https?:/);
  });

  it.each([
    'evil.example',
    'evil.example:PORT',
    '127.0.0.1',
    '127.0.0.1:1',
    'localhost.evil.example:PORT',
    '127.0.0.1.evil.example:PORT',
    '[::2]:PORT',
    '127.0.0.1:PORT:PORT',
    '@127.0.0.1:PORT',
  ])('a name of somebody else in Host is refused, against DNS rebinding: %s', async (host) => {
    const { url } = await serve();
    const named = host.replaceAll('PORT', portOf(url));
    expect((await get(url, '/', { host: named })).code).toBe(421);
    expect(await WebSocketEnd.open(url, { host: named })).toBe(421);
  });

  it.each([
    'http://evil.example',
    'http://127.0.0.1:1',
    'https://127.0.0.1:PORT',
    'http://localhost:PORT',
    'null',
    'file://',
    'http://127.0.0.1:PORT/',
  ])('the page of another origin is refused: %s', async (origin) => {
    const { url } = await serve();
    const named = origin.replace('PORT', portOf(url));
    expect((await get(url, '/', { origin: named })).code).toBe(403);
    expect(await WebSocketEnd.open(url, { origin: named })).toBe(403);
  });

  it('its own page is let in, and a program that has none', async () => {
    const { url } = await serve();
    for (const headers of [{}, { origin: new URL(url).origin }]) await (await look(url, headers)).hear(isFrame);
  });

  it('works by IPv6 and by any other address of the loopback', async () => {
    for (const [host, shown] of [
      ['::1', '[::1]'],
      ['[::1]', '[::1]'],
      ['127.0.0.2', '127.0.0.2'],
    ] as const) {
      const { url } = await serve({ host });
      expect(url).toMatch(new RegExp(`^http://${shown.replace(/[.[\]]/g, '\\$&')}:\\d+/$`));
      expect((await get(url)).code).toBe(200);
      await (await look(url, { origin: new URL(url).origin })).hear(isFrame);
    }
  });

  it.each([
    '/../../package.json',
    '/..%2f..%2fpackage.json',
    '/%2e%2e/%2e%2e/package.json',
    '/assets/../../main.js',
    '/assets/..\\..\\main.js',
    '//etc/passwd',
    '/main.js',
    '/index.html/',
    '/index.html%00.js',
    '/%',
    '/%ff',
    `/${'a'.repeat(5_000)}`,
    '/constructor',
    '/__proto__',
  ])('no path leads to another file: %s', async (path) => {
    const { url } = await serve();
    const { code, text } = await get(url, path);
    expect([400, 404, 414]).toContain(code);
    expect(text.length).toBeLessThan(200);
  });

  it('each answer has a policy that loads nothing from elsewhere and lets no other page in, errors too', async () => {
    const { url } = await serve();
    const asked = [
      get(url),
      get(url, '/nothing'),
      get(url, '/%'),
      get(url, '/live'),
      get(url, '/', {}, 'POST'),
      get(url, '/', {}, 'HEAD'),
      get(url, '/', {}, 'OPTIONS'),
      get(url, '/', { host: 'evil.example' }),
      get(url, '/', { origin: 'http://evil.example' }),
      get(url, '/', { 'content-length': '99999999', 'content-type': 'application/json' }, 'PUT'),
    ];
    for (const { code, headers } of await Promise.all(asked)) {
      const policy = headers['content-security-policy'];
      expect([code, policy]).toEqual([code, expect.stringMatching(/^default-src 'none'; script-src 'self'; .*frame-ancestors 'none'$/)]);
      expect(String(policy).match(/script-src[^;]*/)?.[0]).toBe("script-src 'self'");
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
        'cache-control': 'no-store',
      });
      expect(headers['access-control-allow-origin']).toBeUndefined();
    }
    expect((await get(url, '/', {}, 'POST')).code).toBeGreaterThanOrEqual(400);
  });

  it('what is no HTTP at all is answered or hung up on, and the panel lives', async () => {
    const { url } = await serve();
    for (const nonsense of [
      'GET / HTTP/1.0\r\n\r\n',
      '\r\n\r\n',
      'GET / HTTP/9.9\r\n\r\n',
      `GET / HTTP/1.1\r\nx: ${'y'.repeat(100_000)}\r\n\r\n`,
      '\0\xff\xfe'.repeat(50),
    ]) {
      const socket = connect(Number(portOf(url)), '127.0.0.1');
      socket.on('error', () => {});
      socket.end(nonsense, 'latin1');
      socket.resume();
      await once(socket, 'close');
    }
    expect((await get(url)).code).toBe(200);
  });
});

describe('on other hosts', () => {
  const served = () => serve({ host: '0.0.0.0' });
  const cookieOf = ({ headers }: Answered) => String(headers['set-cookie']).split(';')[0] ?? '';

  it('wants the token of the address that is printed, and keeps it in a cookie that no script reads and no other site sends', async () => {
    const { url } = await served();
    const { searchParams } = new URL(url);
    expect(searchParams.get('token')).toMatch(/^[\w-]{24}$/);
    expect((await get(url)).code).toBe(401);
    const welcome = await get(url, `/?token=${searchParams.get('token')}`);
    expect([welcome.code, welcome.headers.location]).toEqual([303, '/']);
    expect(String(welcome.headers['set-cookie'])).toMatch(/^recsim-\d+=[\w-]{24}; Path=\/; HttpOnly; SameSite=Strict$/);
    const cookie = cookieOf(welcome);
    const page = await get(url, '/', { cookie: `other=1; ${cookie}` });
    expect([page.code, page.text.includes(searchParams.get('token') ?? '?')]).toEqual([200, false]);
    await (await look(url, { cookie })).hear(isFrame);
  });

  it.each(['', 'token=', 'token=a', 'token=TOKENx', 'token=%00', 'token=TOKEN&token=TOKEN', 'token[]=TOKEN', 'xtoken=TOKEN', 'token=toke'])(
    'a wrong token is refused: ?%s',
    async (query) => {
      const { url } = await served();
      const token = new URL(url).searchParams.get('token') ?? '';
      const { code, headers } = await get(url, `/?${query.replaceAll('TOKEN', token)}`);
      expect([code, headers['set-cookie']]).toEqual([401, undefined]);
    },
  );

  it('a wrong cookie is refused, that of another run too, and the token elsewhere than at the door', async () => {
    const [one, other] = [await served(), await served()];
    const token = new URL(other.url).searchParams.get('token');
    for (const cookie of ['', 'recsim=1', `recsim-${portOf(one.url)}=`, `recsim-${portOf(one.url)}=${token}`]) {
      expect((await get(one.url, '/', { cookie })).code).toBe(401);
      expect(await WebSocketEnd.open(one.url, { cookie })).toBe(401);
    }
    const own = new URL(one.url).searchParams.get('token');
    expect((await get(one.url, `/index.html?token=${own}`)).code).toBe(401);
    expect((await get(one.url, `/live?token=${own}`)).code).toBe(401);
  });

  it('a foreign Host and a foreign Origin are refused with the right token too', async () => {
    const { url } = await served();
    const cookie = cookieOf(await get(url, `/?token=${new URL(url).searchParams.get('token')}`));
    expect((await get(url, '/', { cookie, host: 'evil.example' })).code).toBe(421);
    expect(await WebSocketEnd.open(url, { cookie, origin: 'http://evil.example' })).toBe(403);
  });

  it('an address of IPv6 goes by its brackets', () => {
    const names = namesOf('2001:DB8::5', []);
    expect([isOurHost('[2001:db8::5]:80', names, 80), isOurHost('[2001:db8::5]', names, 80), isOurHost('2001:db8::5', names, 80)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('ports', () => {
  it('one that is taken is refused where it was asked for, and says what to do', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    closing.push(() => taken.close());
    await once(taken, 'listening');
    const { port } = taken.address() as { port: number };
    await expect(serve({ port })).rejects.toMatchObject({
      problems: [{ message: `the panel cannot have port ${port} of 127.0.0.1: somebody else has it`, remedy: expect.stringContaining('--port') }],
    });
  });

  it.each(['203.0.113.7', 'no-such-host.invalid'])('a host that is not this machine is told: %s', async (host) => {
    await expect(serve({ host })).rejects.toMatchObject({
      problems: [{ message: `this machine is not ${host}`, remedy: expect.stringContaining('--host') }],
    });
  });
});

describe('messages', () => {
  it('that are too long end the window, and no other', async () => {
    const { url } = await serve();
    const [long, other] = [await look(url), await look(url)];
    const deed = { id: 1, deed: { do: 'type', text: '' } };
    long.say(JSON.stringify(deed).padEnd(MESSAGE_MAX, ' '));
    await long.hear(answerTo(1));
    long.say(JSON.stringify(deed).padEnd(MESSAGE_MAX + 1, ' '));
    expect((await long.isClosed()).code).toBe(1009);
    other.say({ id: 2, deed: { do: 'pause' } });
    await other.hear(answerTo(2));
  });

  it('of bytes, of nothing, of half a frame and of broken UTF-8 are told or end the window', async () => {
    const { url } = await serve();
    const end = await look(url);
    end.sayBytes(Uint8Array.of(1, 2, 3));
    end.say('');
    await end.until(() => end.heard.filter(isFault).length === 2 || end.closed !== undefined);
    expect(end.heard.filter(isFault)).toHaveLength(2);
    for (const bytes of [
      [0x81, 0x82, 0, 0, 0, 0, 0xff, 0xfe],
      [0x8f, 0x80, 0, 0, 0, 0],
      [0x81, 0x01, 65],
    ]) {
      const bad = await look(url);
      bad.write(Uint8Array.from(bytes));
      expect([1002, 1006, 1007]).toContain((await bad.isClosed()).code);
    }
  });

  it('that mean nothing are told, and after twenty in a row the window is closed; one that means something forgives them', async () => {
    const { url } = await serve();
    const end = await look(url);
    for (let count = 0; count < 19; count++) end.say('{}');
    end.say({ id: 1, deed: { do: 'pause' } });
    for (let count = 0; count < 20; count++) end.say('nonsense');
    expect(await end.isClosed()).toEqual({ code: 1008, why: 'too many messages that mean nothing' });
    expect(end.heard.filter(isFault)).toHaveLength(39);
  });

  it('of any kind, two thousand of them, are deeds or faults, and never more', () => {
    let deeds = 0;
    const deed = fc.record(
      {
        do: fc.constantFrom('press', 'type', 'input', 'pace', 'tap', 'renew', 'read-mail', 'constructor', ''),
        input: fc.oneof(fc.object(), fc.record({ type: fc.constantFrom('click', 'set', 'draw', 'key'), part: fc.string(), value: fc.string() })),
        text: fc.string({ maxLength: 5_000 }),
        pace: fc.oneof(fc.double(), fc.constant('max')),
        button: fc.string(),
        mail: fc.double(),
      },
      { requiredKeys: ['do'] },
    );
    const message = fc.oneof(
      fc.string(),
      fc.json(),
      fc.record({ id: fc.oneof(fc.nat(), fc.anything()), deed }).map((each) => JSON.stringify(each) ?? ''),
      deed.map(({ do: name }) => JSON.stringify({ id: 1, deed: { do: name } })),
    );
    fc.assert(
      fc.property(message, (text) => {
        const decoded = decodeMessage(text);
        if ('fault' in decoded) expect(decoded.fault.length).toBeLessThan(500);
        else deeds++;
      }),
      { numRuns: 2_000, seed: 1 },
    );
    expect(deeds).toBeGreaterThan(10);
  });

  it('of any deed there is, in any order, leave the run alive', async () => {
    const { url } = await serve({ pace: 60 });
    const end = await look(url);
    const part = fc.constantFrom('forgot-pattern', 'forgot-password', 'ok', 'password', 'pattern', 'next', '', 'no-such-part');
    const input = fc.oneof(
      fc.record({ type: fc.constant('click'), part }, { requiredKeys: ['type', 'part'] }),
      fc.record({ type: fc.constant('set'), part, value: fc.string({ maxLength: 40, unit: 'grapheme' }) }),
      fc.record({ type: fc.constant('choose'), part, index: fc.integer({ min: -1, max: 20 }) }),
      fc.record({ type: fc.constant('draw'), part, points: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 9 }) }),
      fc.record({ type: fc.constant('key'), key: fc.constantFrom('tab', 'enter', 'escape', 'backspace', 'up') }),
      fc.record({ type: fc.constant('text'), text: fc.string({ maxLength: 20 }) }),
    );
    const deed = fc.oneof(
      fc.record({
        do: fc.constantFrom('plug-in', 'unplug', 'open-further', 'close-lid', 'press', 'release', 'dip', 'brown-out', 'cut-power', 'hang', 'reboot'),
      }),
      fc.record({ do: fc.constantFrom('pause', 'go-on', 'step', 'jump') }),
      fc.record({ do: fc.constant('input'), input }),
      fc.record({ do: fc.constant('tap'), button: fc.constantFrom('app-gDMSS', 'home', 'setting', 'scan', '', 'x') }),
      fc.record({ do: fc.constant('type'), text: fc.string({ maxLength: 20, unit: 'binary' }) }),
      fc.record({ do: fc.constant('read-mail'), mail: fc.nat(3) }),
      fc.record({ do: fc.constant('renew'), state: fc.constantFrom('factory', 'provisioned') }),
    );
    const deeds = fc.sample(deed, { numRuns: 300, seed: 1 });
    for (const [id, each] of deeds.entries()) {
      end.say({ id, deed: each });
      expect(await end.hear(answerTo(id))).toMatchObject({ ok: expect.any(Boolean) });
    }
    expect(end.heard.filter(isFault)).toEqual([]);
    await (await look(url)).hear(isFrame);
  });
});

describe('windows', () => {
  it(`of a hundred ${WINDOWS_MAX} are let in and see the same; the others are told why not`, async () => {
    const { url, tempo } = await serve();
    tempo.pause(true);
    const ends = await Promise.all(Array.from({ length: 100 }, () => look(url)));
    const first = await Promise.all(ends.map(welcomeOf));
    const refused = first.filter((each) => 'code' in each);
    expect(refused).toEqual(Array.from({ length: 100 - WINDOWS_MAX }, () => ({ code: 1013, why: `${WINDOWS_MAX} windows are open already` })));
    const inside = ends.filter(({ closed }) => !closed);
    expect(new Set(first.filter((each) => !('code' in each)).map(({ state }) => JSON.stringify((state as { box: object }).box))).size).toBe(1);
    inside[7]?.say({ id: 1, deed: { do: 'unplug' } });
    const isOut = ({ state }: Record<string, unknown>) => (state as { box?: { isPlugged: boolean } })?.box?.isPlugged === false;
    await Promise.all(inside.map((end) => end.hear(isOut)));
    // One leaves, another comes.
    inside[0]?.leave();
    await inside[0]?.isClosed();
    await expect.poll(async () => Object.keys(await welcomeOf(await look(url)))).toContain('state');
  });

  it('that come back see what is now, not what was', async () => {
    const { url } = await serve();
    const first = await look(url);
    first.say({ id: 1, deed: { do: 'pause' } });
    first.say({ id: 2, deed: { do: 'unplug' } });
    await first.hear(answerTo(2));
    first.leave();
    const again = await look(url);
    const { state, trace } = await again.hear(isFrame);
    expect(state).toMatchObject({ box: { isPlugged: false }, time: { isPaused: true } });
    expect((trace as { entries: { signal: string }[] }).entries.some(({ signal }) => signal === 'plug' || signal === 'supply')).toBe(true);
  });
});
