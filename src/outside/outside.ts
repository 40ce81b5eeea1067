/**
 * The world outside the room: the owner's phone, the vendor's service with its clock, the mail. What takes real time there - reading a picture, an exchange with a
 * mail server - takes no virtual time: whoever runs the clock waits for `settled` while `isBusy`. So a run is the same every time.
 */
import type { Board } from '../board.ts';
import type { NetworkCable } from '../hal/machine/network-cable.ts';
import type { Clock, Observe } from '../hal/ports.ts';
import type { Language } from '../ui/screen/model.ts';
import { US_PER_MS } from '../units.ts';
import { Phone } from './phone.ts';
import { type Carrier, Post } from './post.ts';
import { type Registered, VendorService } from './vendor-service.ts';

/** The address that the reset guide names as the sender's. It stands in the inbox of our own only: no mail leaves this machine with it. */
export const SEED_SENDER = 'support_gpwd@htmicrochip.com';

export interface OutsideParts {
  readonly clock: Clock;
  readonly board: Board;
  readonly language: Language;
  readonly network: NetworkCable;
  /** A picture of the recorder's monitor, as a PNG file. */
  readonly photograph: () => Promise<Uint8Array>;
  /** What the service has in its books. */
  readonly lookUp: (serial: string) => Registered | undefined;
  /** The service's clock when the world begins, in ms since 1970. */
  readonly epochMs: number;
  readonly mail?: MailWay | undefined;
  readonly observe: Observe;
}

/** Where mail goes instead of the inbox of our own, and who sends it. */
export interface MailWay {
  readonly carrier: () => Promise<Carrier>;
  readonly from: string;
}

const OWN_INBOX: MailWay = { carrier: async () => (await import('./smtp.ts')).embeddedCarrier(), from: SEED_SENDER };

export class Outside {
  readonly #parts: OutsideParts;
  readonly phone: Phone;
  readonly post: Post;
  readonly service: VendorService;
  #epochMs: number;
  /** Whether a phone gets through to the service. */
  isServiceUp = true;
  readonly #work = new Set<Promise<void>>();

  constructor(parts: OutsideParts) {
    this.#parts = parts;
    this.#epochMs = parts.epochMs;
    const { clock, board, language, network, observe, lookUp, photograph, mail = OWN_INBOX } = parts;
    const during = (work: Promise<void>) => this.#during(work);
    this.post = new Post({ clock, ...mail, during, observe });
    this.service = new VendorService({
      limits: board,
      language,
      nowMs: () => this.serverTimeMs,
      lookUp,
      mail: ({ id, ...text }) => this.post.send({ ...text, dateMs: this.serverTimeMs, messageId: `<${id}.${Math.round(clock.nowUs)}@recsim.test>` }),
      toRecorder: (message) => network.deliver(message),
      observe,
    });
    network.onSent((message) => this.service.hear(message));
    this.phone = new Phone({
      clock,
      photograph,
      readQr: async (image) => (await import('./qr-reader.ts')).readQr(image),
      ask: async (qrText) => {
        if (this.isServiceUp) this.service.request(qrText);
        return this.isServiceUp;
      },
      during,
      observe,
    });
  }

  /** The clock of the vendor's service, in ms since 1970. */
  get serverTimeMs(): number {
    return this.#epochMs + Math.floor(this.#parts.clock.nowUs / US_PER_MS);
  }

  setServerTime(unixMs: number): void {
    this.#epochMs = unixMs - Math.floor(this.#parts.clock.nowUs / US_PER_MS);
    this.#parts.observe('server-clock', 'set', new Date(unixMs).toISOString());
  }

  /** Something goes on in real time: virtual time must not. */
  get isBusy(): boolean {
    return this.#work.size > 0;
  }

  /** Resolves when nothing goes on any more. */
  async settled(): Promise<void> {
    while (this.#work.size > 0) await Promise.all(this.#work);
  }

  #during(work: Promise<void>): void {
    const ended: Promise<void> = work.finally(() => this.#work.delete(ended));
    this.#work.add(ended);
  }
}
