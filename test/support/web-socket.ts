/** One end of a WebSocket by hand, on a plain socket: it can say what no browser would, and read nothing. */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import type { Socket } from 'node:net';

export interface Closed {
  readonly code: number;
  readonly why: string;
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;

export class WebSocketEnd {
  readonly socket: Socket;
  /** What has come, as JSON. */
  readonly heard: Record<string, unknown>[] = [];
  /** How it was closed; 1006 where nobody said so. */
  closed: Closed | undefined;
  #bytes: Buffer;
  readonly #watchers = new Set<() => void>();

  private constructor(socket: Socket, head: Buffer) {
    this.socket = socket;
    this.#bytes = head;
    socket.on('data', (data) => {
      this.#bytes = Buffer.concat([this.#bytes, data]);
      this.#read();
    });
    socket.on('error', () => {});
    socket.on('close', () => {
      this.closed ??= { code: 1006, why: '' };
      this.#tell();
    });
    this.#read();
  }

  /** Resolves with the status of an answer that is no WebSocket. */
  static open(url: string, headers: Record<string, string> = {}): Promise<WebSocketEnd | number> {
    const { hostname, port, pathname } = new URL(url);
    const opening = {
      connection: 'Upgrade',
      upgrade: 'websocket',
      'sec-websocket-version': '13',
      'sec-websocket-key': randomBytes(16).toString('base64'),
    };
    return new Promise((resolve, reject) => {
      const asked = request({
        host: hostname.replace(/^\[|\]$/g, ''),
        port,
        path: pathname === '/' ? '/live' : pathname,
        headers: { ...opening, ...headers },
      });
      asked.on('upgrade', (_, socket, head) => resolve(new WebSocketEnd(socket as Socket, head)));
      asked.on('response', (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? 0);
      });
      asked.on('error', reject);
      asked.end();
    });
  }

  say(message: unknown): void {
    this.#write(TEXT, Buffer.from(typeof message === 'string' ? message : JSON.stringify(message)));
  }

  sayBytes(bytes: Uint8Array): void {
    this.#write(BINARY, bytes);
  }

  /** Whatever it is, without a frame around it. */
  write(bytes: Uint8Array): void {
    this.socket.write(bytes);
  }

  /** The first message that is such, also of those that have come already. */
  async hear(isIt: (message: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    await this.until(() => this.closed !== undefined || this.heard.some(isIt));
    const found = this.heard.find(isIt);
    if (!found) throw new Error(`it was closed with ${JSON.stringify(this.closed)}; heard was ${JSON.stringify(this.heard).slice(0, 2_000)}`);
    return found;
  }

  async isClosed(): Promise<Closed> {
    await this.until(() => this.closed !== undefined);
    return this.closed as Closed;
  }

  until(holds: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!holds()) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  leave(): void {
    this.socket.destroy();
  }

  #tell(): void {
    for (const look of [...this.#watchers]) look();
  }

  #write(opcode: number, payload: Uint8Array): void {
    const { length } = payload;
    const size = length < 126 ? [0x80 | length] : length < 65_536 ? [0xfe, length >> 8, length & 255] : [0xff, 0, 0, 0, 0, ...int32(length)];
    // Masked with zeros, which leaves it as it is.
    this.socket.write(Buffer.concat([Uint8Array.from([0x80 | opcode, ...size, 0, 0, 0, 0]), payload]));
  }

  #read(): void {
    for (;;) {
      const bytes = this.#bytes;
      const short = (bytes[1] ?? 0) & 127;
      const head = short === 126 ? 4 : short === 127 ? 10 : 2;
      if (bytes.length < head) break;
      const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short;
      if (bytes.length < head + length) break;
      const payload = bytes.subarray(head, head + length);
      this.#bytes = bytes.subarray(head + length);
      const opcode = (bytes[0] ?? 0) & 15;
      if (opcode === TEXT) this.heard.push(JSON.parse(payload.toString('utf8')));
      if (opcode === CLOSE) {
        this.closed = { code: payload.length >= 2 ? payload.readUInt16BE(0) : 1005, why: payload.subarray(2).toString('utf8') };
        this.#write(CLOSE, payload.subarray(0, 2));
      }
    }
    this.#tell();
  }
}

const int32 = (value: number): number[] => [value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255];
