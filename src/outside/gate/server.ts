/** The inner side of the gate: answers for one running recorder. It never keeps the process alive, and takes its socket away when it closes. */
import { rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { fail, ok, type Result } from '../../errors.ts';
import type { ReceivedMail } from '../post.ts';
import { type GateAnswer, type GateRequest, gateFolder, LONGEST_LINE, socketOf } from './protocol.ts';

/** What is behind the gate. */
export interface GateWorld {
  readonly board: string;
  readonly isServiceUp: boolean;
  readonly inbox: readonly ReceivedMail[];
  photograph(): Promise<Uint8Array>;
  /** The text of a QR code reaches the service. Throws where nobody may ask it now; the message says why. */
  request(qrText: string): void;
}

export interface Gate {
  readonly pid: number;
  close(): void;
}

/** Opens the gate; resolves when programs can come in. `world` is asked anew for each request, for another recorder may have taken its place. */
export async function openGate(world: () => GateWorld, pid: number = process.pid): Promise<Result<Gate>> {
  const folder = gateFolder();
  if (!folder.ok) return folder;
  const file = socketOf(folder.value, pid);
  rmSync(file, { force: true });
  const server = createServer((socket) => serve(socket, world));
  const problem = await listen(server, file);
  if (problem !== undefined)
    return fail({ code: 'file-unwritable', message: problem, place: { file }, remedy: 'Name another folder in RECSIM_RUNTIME_DIR' });
  server.unref();
  return ok({
    pid,
    close() {
      server.close();
      rmSync(file, { force: true });
    },
  });
}

function listen(server: Server, file: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    server.once('error', (error: NodeJS.ErrnoException) => resolve(`the socket of the run cannot be opened (${error.code ?? error.message})`));
    server.listen(file, () => resolve(undefined));
  });
}

function serve(socket: Socket, world: () => GateWorld): void {
  let text = '';
  socket.unref();
  socket.setEncoding('utf8');
  // Who leaves in the middle is not waited for.
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (text.length > LONGEST_LINE) {
      socket.destroy();
      return;
    }
    const end = text.indexOf('\n');
    if (end < 0) return;
    const line = text.slice(0, end);
    text = '';
    answer(line, world()).then(
      (said) => socket.end(`${JSON.stringify(said)}\n`),
      (error: unknown) => socket.end(`${JSON.stringify({ ok: false, why: error instanceof Error ? error.message : String(error) })}\n`),
    );
  });
}

async function answer(line: string, world: GateWorld): Promise<GateAnswer> {
  const request = decode(line);
  switch (request?.ask) {
    case 'picture':
      return { ok: true, picture: Buffer.from(await world.photograph()).toString('base64') };
    case 'scan':
      if (world.isServiceUp) world.request(request.text);
      return { ok: true, isServiceUp: world.isServiceUp };
    case 'inbox':
      return { ok: true, mails: world.inbox, board: world.board };
    default:
      return { ok: false, why: 'this is no request' };
  }
}

function decode(line: string): GateRequest | undefined {
  try {
    const value = JSON.parse(line) as { ask?: unknown; text?: unknown } | null;
    if (value?.ask === 'picture' || value?.ask === 'inbox') return { ask: value.ask };
    return value?.ask === 'scan' && typeof value.text === 'string' ? { ask: 'scan', text: value.text } : undefined;
  } catch {
    return undefined;
  }
}
