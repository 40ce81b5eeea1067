/** Serves a panel: its page, from memory, and the line over which state goes out and deeds come in. It writes nothing, and asks nothing of another machine. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname, networkInterfaces } from 'node:os';
import path from 'node:path';
import websocket from '@fastify/websocket';
import createFastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { fail, ok, type Result } from '../../errors.ts';
import { cookieIn, cookieName, inUrl, isLoopback, isOurHost, isOurOrigin, isToken, namesOf, newToken } from './admission.ts';
import { MESSAGE_MAX } from './deed.ts';
import { addFileRoutes, type PanelFiles } from './files.ts';
import type { Windows } from './windows.ts';

export interface PanelServer {
  /** To be opened in a browser; with the token, where one is needed. */
  readonly url: string;
  close(): Promise<void>;
}

export interface ServerOptions {
  readonly windows: Windows;
  readonly host: string;
  /** 0: any that is free. */
  readonly port: number;
  /** Where the built page is. */
  readonly folder: string;
  readonly files: PanelFiles;
}

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** Nothing is loaded from elsewhere, nothing is sent there, and no other page shows this one. Styles are set by scripts of ours (xterm.js makes its own). */
const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** Fails where the port cannot be had, or the page was not built. */
export async function openPanelServer({ windows, host, port, folder, files: own }: ServerOptions): Promise<Result<PanelServer>> {
  if (!existsSync(path.join(folder, 'index.html')))
    return fail({ code: 'file-missing', message: 'the page of the panel is not there', place: { file: folder }, remedy: 'Build it: make build' });
  const files = readFiles(folder);
  const token = isLoopback(host) ? undefined : newToken();
  const names = namesOf(host, ownNames());
  const app = createFastify({ bodyLimit: 1024, routerOptions: { maxParamLength: 200 } });
  let actual = port;
  await app.register(websocket, { options: { maxPayload: MESSAGE_MAX } });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (!isOurHost(request.headers.host, names, actual)) return refuse(reply, 421, 'This is not the name of this panel.');
    if (!isOurOrigin(request.headers.origin, request.headers.host)) return refuse(reply, 403, 'Another page may not look at this panel.');
    if (token === undefined || isToken(cookieIn(request.headers.cookie, cookieName(actual)), token)) return undefined;
    const { token: given } = request.query as { token?: unknown };
    if (request.url.startsWith('/?') && typeof given === 'string' && isToken(given, token)) return welcome(reply, token, actual);
    return refuse(reply, 401, 'Open the address that recsim printed: it has the token of this run.');
  });
  app.get('/live', { websocket: true }, (socket) => {
    const window = windows.open({
      get bufferedAmount() {
        return socket.bufferedAmount;
      },
      send: (text) => socket.send(text),
      // Whoever takes nothing does not take a farewell either.
      close: (code, why) => (socket.bufferedAmount > 0 ? socket.terminate() : socket.close(code, why)),
    });
    if (!window) return;
    socket.on('message', (data: Buffer, isBinary: boolean) => window.receive(isBinary ? '' : data.toString('utf8')));
    socket.on('close', () => window.close());
    socket.on('error', () => window.close());
  });
  addFileRoutes(app, own);
  app.get('/*', (request, reply) => send(request, reply, files));
  return listen(app, host, port, token, (found) => {
    actual = found;
  });
}

async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  token: string | undefined,
  found: (port: number) => void,
): Promise<Result<PanelServer>> {
  try {
    await app.listen({ host: host.replace(/^\[|\]$/g, ''), port });
  } catch (error) {
    await app.close();
    const { code, message } = error as NodeJS.ErrnoException;
    const why = code === 'EADDRINUSE' ? 'somebody else has it' : code === 'EACCES' ? 'this user may not have it' : message;
    return fail({
      code: 'in-use',
      message: `the panel cannot have port ${port} of ${host}: ${why}`,
      remedy: 'Take another with --port, or 0 for any that is free',
    });
  }
  const address = app.server.address();
  const actual = typeof address === 'object' && address ? address.port : port;
  found(actual);
  const shown = host === '0.0.0.0' || host === '::' ? (ownNames()[0] ?? 'localhost') : host;
  return ok({ url: `http://${inUrl(shown)}:${actual}/${token === undefined ? '' : `?token=${token}`}`, close: () => app.close() });
}

/** Addresses of this machine that others can reach, and its name. */
const ownNames = (): string[] => [
  ...Object.values(networkInterfaces())
    .flatMap((each) => each ?? [])
    .filter(({ internal }) => !internal)
    .map(({ address }) => inUrl(address)),
  hostname(),
];

function readFiles(folder: string): ReadonlyMap<string, { readonly type: string; readonly bytes: Buffer }> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => TYPES[path.extname(name)]);
  return new Map(
    names.map((name) => [
      `/${name.split(path.sep).join('/')}`,
      { type: TYPES[path.extname(name)] ?? '', bytes: readFileSync(path.join(folder, name)) },
    ]),
  );
}

function send(request: FastifyRequest, reply: FastifyReply, files: ReturnType<typeof readFiles>): FastifyReply {
  const name = request.url.split('?')[0] ?? '';
  const file = files.get(name === '/' ? '/index.html' : name);
  if (!file) return refuse(reply, 404, 'There is no such page.');
  return reply.type(file.type).send(file.bytes);
}

const refuse = (reply: FastifyReply, code: number, why: string): FastifyReply => reply.code(code).type('text/plain; charset=utf-8').send(`${why}\n`);

/** From now on the cookie says it; the address with the token is not kept in the history. */
const welcome = (reply: FastifyReply, token: string, port: number): FastifyReply =>
  reply.header('set-cookie', `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`).redirect('/', 303);
