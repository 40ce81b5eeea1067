/**
 * The mail on its way: handed over at one moment of virtual time, carried by a real mail exchange, and in the owner's inbox at another. Virtual time stands still
 * while it is carried (see Outside), so that it arrives exactly `delayUs` after it was sent.
 */
import type { Clock, Observe } from '../hal/ports.ts';
import { US_PER_S, type Us } from '../units.ts';
import { SENDER_NAME } from './mail-texts.ts';

export interface Mail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: string;
  readonly subject: string;
  readonly text: string;
  /** By the service's clock, in ms since 1970. */
  readonly dateMs: number;
  /** Names this mail among all. */
  readonly messageId: string;
}

export interface ReceivedMail extends Mail {
  readonly arrivedUs: Us;
}

/** Carries mail over a real line. */
export interface Carrier {
  /** The mail as it came out at the other end; `undefined` where that is somebody else's inbox. Rejects with an Error that can be shown. */
  carry(mail: Mail): Promise<Mail | undefined>;
}

/** How long a mail takes. Source: assumed. */
const DELAY_US = 5 * US_PER_S;

export interface PostParts {
  readonly clock: Clock;
  readonly carrier: () => Promise<Carrier>;
  /** The sender's address. */
  readonly from: string;
  /** Something goes on that takes real time. */
  readonly during: (work: Promise<void>) => void;
  readonly observe: Observe;
}

export class Post {
  readonly #parts: PostParts;
  readonly #inbox: ReceivedMail[] = [];
  readonly #listeners: ((mail: ReceivedMail) => void)[] = [];
  /** How long each mail takes from now on; `lost`: it never arrives. */
  delay: Us | 'lost' = DELAY_US;

  constructor(parts: PostParts) {
    this.#parts = parts;
  }

  /** What has arrived, the latest last. */
  get inbox(): readonly ReceivedMail[] {
    return this.#inbox;
  }

  onArrival(listener: (mail: ReceivedMail) => void): void {
    this.#listeners.push(listener);
  }

  send(mail: Omit<Mail, 'from'>): void {
    const { clock, observe, during, from } = this.#parts;
    const { delay } = this;
    observe('mail', 'sent', mail.subject);
    if (delay === 'lost') observe('mail', 'lost', mail.subject);
    else during(this.#carry({ ...mail, from: { name: SENDER_NAME, address: from } }, clock.nowUs + delay));
  }

  async #carry(mail: Mail, dueUs: Us): Promise<void> {
    const { clock, carrier, observe } = this.#parts;
    let received: Mail | undefined;
    try {
      received = await (await carrier()).carry(mail);
    } catch (error) {
      observe('mail', 'failed', error instanceof Error ? error.message : String(error));
      return;
    }
    if (!received) {
      observe('mail', 'handed-over', mail.subject);
      return;
    }
    const arrives = received;
    clock.at(Math.max(dueUs, clock.nowUs), () => {
      const arrived = { ...arrives, arrivedUs: clock.nowUs };
      this.#inbox.push(arrived);
      observe('mail', 'arrived', arrives.subject);
      for (const listener of this.#listeners) listener(arrived);
    });
  }
}
