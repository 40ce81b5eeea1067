/**
 * What the person remembers of the way back in: whether they know the password by now, what came of the scan, which mails they have read and the security code
 * in them. Gathered from what can be seen on the bench; the coach advises from it.
 */
import type { TraceEntry } from '../../bench/trace.ts';
import { codeIn } from '../../outside/mail-texts.ts';
import type { ReceivedMail } from '../../outside/post.ts';
import { type StringKey, wordsOf } from '../screen/strings.ts';

/** What came of asking the vendor's service for a code by the QR code that is on the monitor now. */
export type Errand =
  | { readonly kind: 'open' | 'sent' | 'lost' | 'handed-over' }
  /** `why` as the service has it: `used-up`, `too-many`, ... */
  | { readonly kind: 'refused'; readonly why: string };

/** Whose recorder it is: fresh from its box, set up by the owner that recsim knows, or by somebody. */
export type SetUpBy = 'factory' | 'provisioned' | 'unknown';

const logged = (...keys: StringKey[]): ReadonlySet<unknown> => new Set(keys.map((key) => wordsOf(key, 'en').text));
const RECOVERED = logged('event.recovered-by-code', 'event.recovered-by-answers');
const NEW_PASSWORD = logged('event.set-up', 'event.password-changed');
const NEW_PATTERN = logged('event.set-up', 'event.pattern-changed');
const NEW_QUESTIONS = logged('event.set-up', 'event.questions-changed');
const NEW_WAY = logged('event.email-changed', 'event.questions-changed');

export class Memory {
  readonly #post: { readonly inbox: readonly ReceivedMail[] };
  readonly #read = new Set<ReceivedMail>();
  #errand: Errand = { kind: 'open' };
  /** How many mails had come before the present QR code was made: codes in those are for another one. */
  #before = 0;
  #knowsPassword = false;
  #knowsPattern = false;
  #isWayClosed = false;
  #knowsAnswers: boolean;

  constructor(post: { readonly inbox: readonly ReceivedMail[] }, setUpBy: SetUpBy) {
    this.#post = post;
    this.#knowsAnswers = setUpBy === 'provisioned';
  }

  get errand(): Errand {
    return this.#errand;
  }

  get knowsPassword(): boolean {
    return this.#knowsPassword;
  }

  get knowsPattern(): boolean {
    return this.#knowsPattern;
  }

  /** The answers to the security questions are those of the owner whom recsim knows. */
  get knowsAnswers(): boolean {
    return this.#knowsAnswers;
  }

  /** The menus have said that they know no way back. */
  get isWayClosed(): boolean {
    return this.#isWayClosed;
  }

  get unread(): number {
    return this.#post.inbox.filter((mail) => !this.#read.has(mail)).length;
  }

  isRead(mail: ReceivedMail): boolean {
    return this.#read.has(mail);
  }

  read(mail: ReceivedMail): void {
    this.#read.add(mail);
  }

  /** A mail with a code for the present QR code has come. */
  get hasCodeMail(): boolean {
    return this.#codeMail !== undefined;
  }

  /** The code for the present QR code, once it was read. */
  get code(): string | undefined {
    const mail = this.#codeMail;
    return mail && this.#read.has(mail) ? codeIn(mail.text) : undefined;
  }

  /** Looks up the latest code there is, and has read that mail then. */
  recall(): string | undefined {
    const mail = this.#post.inbox.findLast(({ text }) => codeIn(text) !== undefined);
    if (mail) this.#read.add(mail);
    return mail && codeIn(mail.text);
  }

  heed({ signal, value, detail = '' }: TraceEntry): void {
    if (signal === 'recovery' && value === 'qr-code') this.#begin();
    else if (signal === 'service' && value === 'code-sent') this.#errand = { kind: 'sent' };
    else if (signal === 'service' && value === 'refused') this.#errand = { kind: 'refused', why: detail };
    else if (signal === 'mail' && this.#errand.kind === 'sent') this.#followMail(value);
    else if (signal === 'state.menu' && value === 'recovery.closed') this.#isWayClosed = true;
    else if (signal === 'journal' && value === 'defaulted') this.#forget();
    else if (signal === 'log') this.#learn(value);
  }

  get #codeMail(): ReceivedMail | undefined {
    return this.#post.inbox.slice(this.#before).findLast(({ text }) => codeIn(text) !== undefined);
  }

  /** Another QR code: whatever was sent for one before is void. */
  #begin(): void {
    this.#errand = { kind: 'open' };
    this.#before = this.#post.inbox.length;
  }

  #followMail(value: string | number): void {
    if (value === 'lost' || value === 'failed') this.#errand = { kind: 'lost' };
    else if (value === 'handed-over') this.#errand = { kind: 'handed-over' };
  }

  #learn(event: string | number): void {
    if (RECOVERED.has(event)) {
      this.#begin();
      this.#knowsPassword = true;
    }
    if (NEW_PASSWORD.has(event)) this.#knowsPassword = true;
    if (NEW_PATTERN.has(event)) this.#knowsPattern = true;
    if (NEW_QUESTIONS.has(event)) this.#knowsAnswers = false;
    if (NEW_WAY.has(event)) this.#isWayClosed = false;
  }

  /** Factory defaults: nothing of before holds. */
  #forget(): void {
    this.#begin();
    this.#knowsPassword = false;
    this.#knowsPattern = false;
    this.#knowsAnswers = false;
    this.#isWayClosed = false;
  }
}
