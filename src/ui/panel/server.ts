/** Serves a panel: its page, from memory, and the line over which state goes out and deeds come in. It writes nothing, and asks nothing of another machine. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { hostname, networkInterfaces } from 'node:os';
import path from 'node:path';
import websocket from '@fastify/websocket';
import createFastify, { type FastifyError, type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { fail, ok, type Result } from '../../errors.ts';
import { cookieIn, cookieName, inUrl, isEverywhere, isLoopback, isOurHost, isOurOrigin, isToken, namesOf, newToken } from './admission.ts';
import { MESSAGE_MAX } from './deed.ts';
import { addFileRoutes, type PanelFiles } from './files.ts';
import { qrRows } from './state.ts';
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
  /** A picture that a phone of one's own has taken. Returns what came of it. */
  readonly scanPicture: (picture: Uint8Array) => object;
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

/** The panel, and the phone alone: the same page. */
const PAGES: ReadonlySet<string> = new Set(['/', '/phone']);
/** Bytes of a picture. */
const PICTURE_MAX = 12 * 1024 * 1024;

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
export async function openPanelServer({ windows, scanPicture, host, port, folder, files: own }: ServerOptions): Promise<Result<PanelServer>> {
  if (!existsSync(path.join(folder, 'index.html')))
    return fail({ code: 'file-missing', message: 'the page of the panel is not there', place: { file: folder }, remedy: 'Build it: make build' });
  const files = readFiles(folder);
  const token = isLoopback(host) ? undefined : newToken();
  const names = namesOf(host, ownNames());
  const app = createFastify({
    bodyLimit: 1024,
    // What never comes as far as the hooks: an address that cannot be read.
    frameworkErrors: (_, __, reply) => refuse(reply.headers(HEADERS), 400, 'This is no address.'),
  });
  let actual = port;
  await app.register(websocket, { options: { maxPayload: MESSAGE_MAX } });

  app.addHook('onRequest', async (request, reply) => {
    reply.headers(HEADERS);
    if (!isOurHost(request.headers.host, names, actual)) return refuse(reply, 421, 'This is not the name of this panel.');
    if (!isOurOrigin(request.headers.origin, request.headers.host)) return refuse(reply, 403, 'Another page may not look at this panel.');
    if (token === undefined || isToken(cookieIn(request.headers.cookie, cookieName(actual)), token)) return undefined;
    const { token: given } = request.query as { token?: unknown };
    const place = request.url.split('?')[0] ?? '';
    if (PAGES.has(place) && typeof given === 'string' && isToken(given, token)) return welcome(reply, token, actual, place);
    return refuse(reply, 401, 'Open the address that recsim printed: it has the token of this run.');
  });
  const connections = new Set<Socket>();
  app.get('/live', { websocket: true }, (socket, request) => {
    const connection = request.raw.socket;
    connections.add(connection);
    connection.on('close', () => connections.delete(connection));
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
  // Of the camera of a phone; scripts of other sites cannot send it, since it is neither text nor a form.
  app.addContentTypeParser(/^image\//, { parseAs: 'buffer', bodyLimit: PICTURE_MAX }, (_, body, done) => done(null, body));
  app.post('/picture', { errorHandler: refusePicture }, (request, reply) => {
    if (!Buffer.isBuffer(request.body)) return refuse(reply, 415, 'Send a picture.');
    return reply.send(scanPicture(request.body));
  });
  // For whoever is admitted, to let a phone of theirs in.
  app.get('/phone-link', (_, reply) => reply.send(token === undefined ? { url: null } : linkOf(`${originOf(host, actual)}/phone?token=${token}`)));
  addFileRoutes(app, own);
  app.get('/*', (request, reply) => send(request, reply, files));
  const opened = await listen(app, host, port, token, (found) => {
    actual = found;
  });
  if (!opened.ok) return opened;
  const close = async () => {
    // Their farewell is on its way; whoever does not answer it must not keep the run.
    for (const connection of connections) connection.destroySoon();
    await app.close();
  };
  return ok({ url: opened.value, close });
}

/** Returns the address to be opened. */
async function listen(
  app: FastifyInstance,
  host: string,
  port: number,
  token: string | undefined,
  found: (port: number) => void,
): Promise<Result<string>> {
  try {
    await app.listen({ host: host.replace(/^\[|\]$/g, ''), port });
  } catch (error) {
    await app.close();
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND' || code === 'EAI_AGAIN')
      return fail({
        code: 'usage',
        message: `this machine is not ${host}`,
        remedy: 'Name one of its addresses with --host, or 0.0.0.0 for all of them',
      });
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
  return ok(`${originOf(host, actual)}/${token === undefined ? '' : `?token=${token}`}`);
}

/** `http://192.168.1.20:8720`. */
const originOf = (host: string, port: number): string => `http://${inUrl(isEverywhere(host) ? (ownNames()[0] ?? 'localhost') : host)}:${port}`;

/** An address, and the QR code of it. */
function linkOf(url: string) {
  return { url, qr: qrRows(url) };
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
  const file = files.get(PAGES.has(name) ? '/index.html' : name);
  if (!file) return refuse(reply, 404, 'There is no such page.');
  return reply.type(file.type).send(file.bytes);
}

const refuse = (reply: FastifyReply, code: number, why: string): FastifyReply => reply.code(code).type('text/plain; charset=utf-8').send(`${why}\n`);

/** Before its body is read, or instead of that. */
function refusePicture({ statusCode = 500 }: FastifyError, { headers }: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (!headers['content-type']?.startsWith('image/')) return refuse(reply, 415, 'Send a picture.');
  if (statusCode === 413) return refuse(reply, 413, `The picture is larger than ${PICTURE_MAX / 1024 / 1024} MB.`);
  return refuse(reply, statusCode, 'The picture did not come.');
}

/** From now on the cookie says it; the address with the token is not kept in the history. */
const welcome = (reply: FastifyReply, token: string, port: number, place: string): FastifyReply =>
  reply.header('set-cookie', `${cookieName(port)}=${token}; Path=/; HttpOnly; SameSite=Strict`).redirect(place, 303);
