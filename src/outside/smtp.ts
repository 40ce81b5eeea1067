/**
 * Mail by SMTP: nodemailer sends; by default to an inbox of our own, a real SMTP server on the loopback interface whose mails are parsed as any mail program would.
 * The line is kept open from mail to mail, because the server greets each new one only after a tenth of a second; idle, it does not keep the process alive.
 * Not promised: delivery by a server of somebody else's; it is told as handed over.
 */
import type { AddressInfo, Socket } from 'node:net';
import { connect } from 'node:net';
import { simpleParser } from 'mailparser';
import nodemailer from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import type { Carrier, Mail } from './post.ts';

/** No mail of ours comes near this. */
const LARGEST = 100_000;
const IDLE_MS = 3_600_000;
/** The header by which the inbox knows which mail has arrived. */
const NUMBER = 'x-recsim-number';

let embedded: Promise<Carrier> | undefined;

/** The inbox of our own: one for the whole process, opened when it is first asked for. */
export function embeddedCarrier(): Promise<Carrier> {
  embedded ??= EmbeddedInbox.open();
  return embedded;
}

class EmbeddedInbox implements Carrier {
  readonly #server: SMTPServer;
  readonly #sockets = new Set<Socket>();
  /** Mails under way, by their number: recorders of one process may well give theirs the same Message-ID. */
  readonly #awaited = new Map<string, (mail: Mail) => void>();
  #lastNumber = 0;
  #transport: ReturnType<typeof nodemailer.createTransport> | undefined;

  static async open(): Promise<EmbeddedInbox> {
    const inbox = new EmbeddedInbox();
    await new Promise<void>((resolve, reject) => {
      inbox.#server.on('error', reject);
      inbox.#server.listen(0, '127.0.0.1', resolve);
    });
    inbox.#server.server.unref();
    inbox.#connect((inbox.#server.server.address() as AddressInfo).port);
    return inbox;
  }

  private constructor() {
    this.#server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['AUTH', 'STARTTLS'],
      disableReverseLookup: true,
      size: LARGEST,
      socketTimeout: IDLE_MS,
      onData: (stream, _session, done) => {
        simpleParser(stream)
          .then((parsed) => {
            const [from] = parsed.from?.value ?? [];
            const to = Array.isArray(parsed.to) ? parsed.to[0] : parsed.to;
            this.#awaited.get(String(parsed.headers.get(NUMBER)))?.({
              from: { name: from?.name ?? '', address: from?.address ?? '' },
              to: to?.text ?? '',
              subject: parsed.subject ?? '',
              text: (parsed.text ?? '').trimEnd(),
              dateMs: parsed.date?.getTime() ?? 0,
              messageId: parsed.messageId ?? '',
            });
            done();
          })
          .catch(done);
      },
    });
    this.#server.server.on('connection', (socket: Socket) => this.#keep(socket));
  }

  async carry(mail: Mail): Promise<Mail> {
    this.#lastNumber++;
    const number = String(this.#lastNumber);
    const arrived = new Promise<Mail>((resolve) => this.#awaited.set(number, resolve));
    for (const socket of this.#sockets) socket.ref();
    try {
      await this.#transport?.sendMail({ ...messageOf(mail), headers: { [NUMBER]: number } });
      return await arrived;
    } finally {
      this.#awaited.delete(number);
      if (this.#awaited.size === 0) for (const socket of this.#sockets) socket.unref();
    }
  }

  #connect(port: number): void {
    this.#transport = nodemailer.createTransport({
      pool: true,
      maxConnections: 1,
      maxMessages: Number.POSITIVE_INFINITY,
      host: '127.0.0.1',
      port,
      ignoreTLS: true,
      getSocket: (_options: unknown, callback: (error: Error | null, socket?: { connection: Socket }) => void) => {
        const socket = connect(port, '127.0.0.1', () => callback(null, { connection: socket }));
        socket.on('error', callback);
        this.#keep(socket);
      },
    } as Parameters<typeof nodemailer.createTransport>[0]);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
  }
}

/** A server of the user's choice: smtp://host:port, smtps://user:password@host. */
export function smtpCarrier(url: string): Carrier {
  const transport = nodemailer.createTransport(url);
  return {
    async carry(mail) {
      await transport.sendMail(messageOf(mail));
      return undefined;
    },
  };
}

const messageOf = ({ from, to, subject, text, dateMs, messageId }: Mail) => ({ from, to, subject, text, date: new Date(dateMs), messageId });
