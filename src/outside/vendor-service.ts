/**
 * The vendor's service: it has the keys of the recorders it made, knows where their owners want mail, and answers a genuine QR code with a security code by mail.
 * It keeps its own clock and its own limits. An app is told the same whatever came of its request; only the trace knows better.
 * Not modelled: accounts, its transport, and how an address got into its books before the recorder came to the bench. Source: the reset guide for mail and sender;
 * manuals for two codes a QR code; the rest is ours (docs/recovery-scheme.md).
 */
import type { Observe } from '../hal/ports.ts';
import { decodeToService, encodeToRecorder } from '../recovery/messages.ts';
import { decodeQr, formatCode, isGenuine, type QrRequest, securityCode } from '../recovery/scheme.ts';
import type { Language } from '../ui/screen/model.ts';
import { formatDuration, US_PER_MS, type Us } from '../units.ts';
import { codeMail, type MailText, passwordChangedMail } from './mail-texts.ts';

const DAY_MS = 24 * 3600 * 1000;

export interface VendorLimits {
  readonly codesPerQr: number;
  readonly codesPer24h: number;
  readonly codeLifetimeUs: Us;
}

/** A recorder as the service has it in its books when it first hears of it. */
export interface Registered {
  readonly serial: string;
  /** In hex. */
  readonly key: string;
  readonly email: string | undefined;
}

export interface VendorParts {
  readonly limits: VendorLimits;
  readonly language: Language;
  /** The service's clock, in ms since 1970. */
  readonly nowMs: () => number;
  /** What is in the books on a serial number; `undefined` for one that was never made. */
  readonly lookUp: (serial: string) => Registered | undefined;
  readonly mail: (mail: MailText & { readonly to: string; readonly id: string }) => void;
  readonly toRecorder: (message: Uint8Array) => void;
  readonly observe: Observe;
}

/** What the service has written down about a recorder it has heard of. The key is not in it: that is in the recorder. */
export interface Book {
  readonly serial: string;
  readonly email: string | undefined;
  readonly sequence: number;
  readonly nonce: string;
  readonly issued: number;
  readonly sentMs: readonly number[];
  readonly mails: number;
}

interface Customer extends Registered {
  email: string | undefined;
  /** The latest challenge that a code was asked for, and how many were sent for it. */
  sequence: number;
  nonce: string;
  issued: number;
  /** When codes were sent. */
  sentMs: number[];
  mails: number;
}

type Refusal = 'not-ours' | 'unknown-recorder' | 'not-genuine' | 'superseded' | 'no-address' | 'used-up' | 'too-many';

export class VendorService {
  readonly #parts: VendorParts;
  readonly #customers = new Map<string, Customer>();

  constructor(parts: VendorParts) {
    this.#parts = parts;
  }

  /** All that is written down at this moment. */
  get books(): readonly Book[] {
    return [...this.#customers.values()].map(({ key: _, ...book }) => ({ ...book, sentMs: [...book.sentMs] }));
  }

  /** Puts back what was written down. A recorder whose key is not known any more is forgotten. */
  putBooks(books: readonly Book[]): void {
    this.#customers.clear();
    for (const book of books) {
      const registered = this.#parts.lookUp(book.serial);
      if (registered) this.#customers.set(book.serial, { ...registered, ...book, sentMs: [...book.sentMs] });
    }
  }

  /** An app sends what it read. The answer is always the same, so there is none. */
  request(qrText: string): void {
    const decoded = decodeQr(qrText);
    const customer = decoded && this.#customer(decoded.serial);
    const refusal = this.#refuses(decoded, customer);
    if (refusal !== undefined || !decoded || !customer?.email) {
      this.#parts.observe('service', 'refused', refusal);
      return;
    }
    this.#issue(decoded, customer, customer.email);
  }

  /** A recorder says something. */
  hear(message: Uint8Array): void {
    const said = decodeToService(message, (serial) => this.#customer(serial)?.key);
    const customer = said && this.#customer(said.serial);
    if (!said || !customer) {
      this.#parts.observe('service', 'ignored', 'not genuine');
      return;
    }
    if (said.type === 'registration') customer.email = said.email ?? undefined;
    else if (customer.email) this.#mail(customer, customer.email, passwordChangedMail(this.#parts.language, said.by));
  }

  #refuses(decoded: (QrRequest & { readonly mac: string }) | undefined, customer: Customer | undefined): Refusal | undefined {
    const { codesPerQr, codesPer24h } = this.#parts.limits;
    if (!decoded) return 'not-ours';
    if (!customer) return 'unknown-recorder';
    if (!isGenuine(decoded, customer.key)) return 'not-genuine';
    const isSame = decoded.sequence === customer.sequence && decoded.nonce === customer.nonce;
    if (decoded.sequence <= customer.sequence && !isSame) return 'superseded';
    if (customer.email === undefined) return 'no-address';
    if (isSame && customer.issued >= codesPerQr) return 'used-up';
    return this.#sentToday(customer).length >= codesPer24h ? 'too-many' : undefined;
  }

  #issue(request: QrRequest, customer: Customer, email: string): void {
    const { limits, language, nowMs, toRecorder, observe } = this.#parts;
    if (request.sequence !== customer.sequence) Object.assign(customer, { sequence: request.sequence, nonce: request.nonce, issued: 0 });
    customer.issued++;
    customer.sentMs = [...this.#sentToday(customer), nowMs()];
    const { serial, key, issued: issue } = customer;
    observe('service', 'code-sent', `code ${issue} for QR code ${request.sequence}`);
    toRecorder(encodeToRecorder({ type: 'code-sent', serial, nonce: request.nonce, sequence: request.sequence, issue }, key));
    const untilMs = nowMs() + limits.codeLifetimeUs / US_PER_MS;
    const code = formatCode(securityCode(request, issue, key));
    this.#mail(customer, email, codeMail(language, { code, untilMs, lifetime: formatDuration(limits.codeLifetimeUs) }));
  }

  #mail(customer: Customer, to: string, text: MailText): void {
    customer.mails++;
    this.#parts.mail({ ...text, to, id: `${customer.serial.toLowerCase()}.${customer.mails}` });
  }

  #sentToday({ sentMs }: Customer): number[] {
    const nowMs = this.#parts.nowMs();
    return sentMs.filter((atMs) => nowMs - atMs < DAY_MS);
  }

  #customer(serial: string): Customer | undefined {
    const known = this.#customers.get(serial);
    if (known) return known;
    const registered = this.#parts.lookUp(serial);
    if (!registered) return undefined;
    const customer: Customer = { ...registered, sequence: 0, nonce: '', issued: 0, sentMs: [], mails: 0 };
    this.#customers.set(serial, customer);
    return customer;
  }
}
