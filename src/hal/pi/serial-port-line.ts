/**
 * A serial line on a real port, by the package serialport: an adapter on USB, a UART, one end of a PTY pair. What waits to be sent is bounded; a port that
 * vanishes is opened again as soon as it is back, whatever the adapter did meanwhile. Modem lines are neither read nor set: a PTY has none.
 * Not promised: that bytes under way when the port vanishes arrive, or arrive whole.
 * Source: serialport 13; its traps are told beside the code.
 */
import type { SerialPort } from 'serialport';
import { fail, ok, type Problem, type Result } from '../../errors.ts';
import type { SerialLine } from '../ports.ts';
import type { WallClock } from '../wall-clock.ts';

export interface SerialPortOptions {
  /** As in `/dev/ttyUSB0`. */
  readonly path: string;
  readonly baud: number;
  readonly wall: WallClock;
  /** The port vanished, or is back. */
  readonly changed?: (isThere: boolean) => void;
}

/** So many bytes may wait to be sent; a single piece may be larger when nothing else waits. */
const ROOM = 65_536;
/** How long until a port that vanished is looked for, doubled each time. */
const RETRY_MS = 250;
const LONGEST_RETRY_MS = 4_000;
/** How often an open port is asked whether it is still one. */
const PROBE_MS = 1_000;
/** How long `close` waits for what is still to be sent: nobody may be reading. */
const FAREWELL_MS = 300;

/** Opens the port, or says why it cannot be. */
export async function openSerialPort(options: SerialPortOptions): Promise<Result<SerialPortLine>> {
  let Port: typeof SerialPort;
  try {
    // Not at the top: it loads a native library, which most runs do without.
    ({ SerialPort: Port } = await import('serialport'));
  } catch (error) {
    const message = `the package serialport cannot be loaded: ${(error as Error).message}`;
    return fail({ code: 'tool-missing', message, place: { file: options.path }, remedy: 'Install it with: npm install serialport' });
  }
  const line = new SerialPortLine(Port, options);
  try {
    await line.open();
  } catch (error) {
    return fail(problemOfPort(options.path, (error as Error).message, await listOf(Port)));
  }
  return ok(line);
}

/** The ports of this machine, by their paths. None where nobody can tell: the list is made by udevadm, which containers do without. */
async function listOf(Port: typeof SerialPort): Promise<string[]> {
  try {
    return (await Port.list()).map(({ path }) => path);
  } catch {
    return [];
  }
}

/** Why a port could not be opened: `message` is how serialport, or the system below it, put it. */
export function problemOfPort(path: string, message: string, ports: readonly string[]): Problem {
  const place = { file: path };
  if (/no such (file|device)|not a directory/i.test(message)) {
    const some = ports.length > 8 ? [...ports.slice(0, 8), '...'] : ports;
    const remedy = ports.length > 0 ? `There are: ${some.join(', ')}` : 'Plug the adapter in, or use --console pty';
    return { code: 'file-missing', message: 'there is no such serial port', place, remedy };
  }
  if (/permission denied|access denied/i.test(message)) {
    const remedy = 'Join the group that may (Debian: sudo usermod -aG dialout $USER), then log in anew';
    return { code: 'file-unreadable', message: 'permission denied', place, remedy };
  }
  if (/cannot lock port|resource busy/i.test(message))
    return {
      code: 'in-use',
      message: 'another program has this port',
      place,
      remedy: 'End that one first (fuser -v names it), or name another port',
    };
  if (/inappropriate ioctl|is a directory|invalid argument/i.test(message))
    return { code: 'bad-type', message: 'this is no serial port', place, remedy: 'Name one, as in /dev/ttyUSB0, or use --console pty' };
  return { code: 'file-unreadable', message: `cannot be opened: ${message}`, place, remedy: 'Name another port, or use --console pty' };
}

export class SerialPortLine implements SerialLine {
  readonly #Port: typeof SerialPort;
  readonly #options: SerialPortOptions;
  #listener: (bytes: Uint8Array) => void = () => {};
  #port: SerialPort | undefined;
  #isClosed = false;
  /** What is to be sent, the first of it under way; and how many bytes that is. */
  readonly #queue: Uint8Array[] = [];
  #waiting = 0;
  #isSending = false;
  #allSent = () => {};
  #retryMs = RETRY_MS;
  #cancelTimer = () => {};

  constructor(Port: typeof SerialPort, options: SerialPortOptions) {
    this.#Port = Port;
    this.#options = options;
  }

  /** Bytes that wait to be sent. */
  get waiting(): number {
    return this.#waiting;
  }

  write(bytes: Uint8Array): boolean {
    if (!this.#port || this.#isClosed) return false;
    if (this.#waiting > 0 && this.#waiting + bytes.length > ROOM) return false;
    if (bytes.length === 0) return true;
    this.#queue.push(bytes);
    this.#waiting += bytes.length;
    this.#send();
    return true;
  }

  onReceive(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  /** Opens the port; rejects with the words of serialport. */
  async open(): Promise<void> {
    const { path, baud } = this.#options;
    const port = new this.#Port({ path, baudRate: baud, autoOpen: false });
    // A write that fails destroys the stream, with an error and a close of its own beside those of the port: the first one counts.
    port.on('error', () => this.#lose(port));
    port.on('close', () => this.#lose(port));
    port.on('data', (bytes: Uint8Array) => this.#listener(bytes));
    await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
    if (this.#isClosed) {
      port.close(() => {});
      return;
    }
    this.#port = port;
    this.#retryMs = RETRY_MS;
    this.#probe(port);
    this.#send();
  }

  /** Gives the port back, once what waits is sent or nobody takes it. */
  async close(): Promise<void> {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelTimer();
    const port = this.#port;
    if (!port) return;
    if (this.#waiting > 0) {
      await new Promise<void>((resolve) => {
        this.#allSent = resolve;
        this.#cancelTimer = this.#options.wall.after(FAREWELL_MS, resolve);
      });
      this.#cancelTimer();
    }
    this.#port = undefined;
    await new Promise<void>((resolve) => port.close(() => resolve()));
  }

  /** One piece at a time: what the stream was given, it would send after all. */
  #send(): void {
    const port = this.#port;
    const bytes = this.#queue[0];
    if (!port || !bytes || this.#isSending) return;
    this.#isSending = true;
    port.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), (error) => {
      if (error || port !== this.#port) return;
      this.#forgetFirst();
      if (this.#waiting === 0) this.#allSent();
      this.#send();
    });
  }

  #forgetFirst(): void {
    this.#isSending = false;
    this.#waiting -= this.#queue.shift()?.length ?? 0;
  }

  /** The port is gone. What was under way may have been sent in part, and is not sent again. */
  #lose(port: SerialPort): void {
    if (port !== this.#port) return;
    this.#port = undefined;
    this.#cancelTimer();
    if (this.#isSending) this.#forgetFirst();
    if (port.isOpen) port.close(() => {});
    this.#allSent();
    if (this.#isClosed) return;
    this.#options.changed?.(false);
    this.#retry();
  }

  #retry(): void {
    this.#cancelTimer = this.#options.wall.after(this.#retryMs, async () => {
      this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS);
      try {
        await this.open();
      } catch {
        if (!this.#isClosed) this.#retry();
        return;
      }
      if (this.#port) this.#options.changed?.(true);
    });
  }

  /**
   * serialport reads a hung-up port again and again without end where it had bytes to read at that moment (0 bytes read is no error to it), and never says
   * that the port is gone. The port itself does, when asked for its settings.
   */
  #probe(port: SerialPort): void {
    this.#cancelTimer = this.#options.wall.after(PROBE_MS, () => {
      port.port?.getBaudRate().then(
        () => {},
        (error: Error) => {
          if (/input\/output|no such device|bad file/i.test(error.message)) this.#lose(port);
        },
      );
      if (port === this.#port) this.#probe(port);
    });
  }
}
