/** What the person at this window is about: what they do goes to the run, what came of it is told to them. Nothing here is known to other windows. */
import type { Deed, SimpleDeed } from '../deed.ts';
import type { Answer } from './message.ts';

/** How long an answer stands. */
const NOTICE_MS = 6_000;

/** `url` is null where the panel is for its own machine alone. */
export interface PhoneLink {
  readonly url: string | null;
  readonly qr?: readonly string[];
}

export type Tab = 'timing' | 'trace' | 'machines' | 'flash' | 'console' | 'board' | 'scenario';

export class Person {
  readonly #send: (deed: Deed) => Promise<Answer>;
  readonly #changed: () => void;
  #notice: string | undefined;
  #cancel = 0;
  #link: PhoneLink | undefined;
  /** The button stays down when the finger is lifted, for those who cannot hold it. */
  isLatching = false;
  tab: Tab = 'timing';
  openMail: number | undefined;
  filter = '';

  constructor(send: (deed: Deed) => Promise<Answer>, changed: () => void) {
    this.#send = send;
    this.#changed = changed;
  }

  get notice(): string | undefined {
    return this.#notice;
  }

  /** Tells the person why, where it was not possible. Resolves with whether it was. */
  async does(deed: Deed): Promise<boolean> {
    const { ok, refused, note } = await this.#send(deed);
    const text = ok ? note : refused;
    if (text !== undefined) this.#say(text);
    return ok;
  }

  simply(deed: SimpleDeed): Promise<boolean> {
    return this.does({ do: deed });
  }

  /** How a phone of one's own comes in; `undefined` before it was asked for. */
  get link(): PhoneLink | undefined {
    return this.#link;
  }

  async asksForLink(): Promise<void> {
    if (this.#link) return;
    const response = await fetch('/phone-link');
    if (response.ok) this.#link = (await response.json()) as PhoneLink;
    this.#changed();
  }

  /** To the app, which asks for a picture of the monitor. */
  async shows(picture: Blob): Promise<void> {
    const response = await fetch('/picture', { method: 'POST', body: picture, headers: { 'content-type': picture.type || 'image/jpeg' } });
    const { ok, refused } = response.ok ? ((await response.json()) as Answer) : { ok: false, refused: await response.text() };
    if (!ok && refused !== undefined) this.#say(refused);
  }

  /** Something of this window alone changes. */
  set<Key extends 'isLatching' | 'tab' | 'openMail' | 'filter'>(key: Key, value: this[Key]): void {
    this[key] = value;
    this.#changed();
  }

  #say(text: string): void {
    this.#notice = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
    clearTimeout(this.#cancel);
    this.#cancel = window.setTimeout(() => {
      this.#notice = undefined;
      this.#changed();
    }, NOTICE_MS);
    this.#changed();
  }
}
