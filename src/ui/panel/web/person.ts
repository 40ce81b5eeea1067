/** What the person at this window is about: what they do goes to the run, what came of it is told to them. Nothing here is known to other windows. */
import type { Deed, SimpleDeed } from '../deed.ts';
import type { Answer } from './message.ts';
import { Photo } from './photo.ts';
import { sentence } from './words.ts';

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
  #photo: Photo | undefined;
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

  /** The latest that was taken here; `undefined` before that, and once the person is about something else. */
  get photo(): Photo | undefined {
    return this.#photo;
  }

  /** To the app, which asks for a picture of the monitor. */
  shows(taken: Blob): void {
    if (this.#photo?.isOnItsWay) return;
    this.forgetsPhoto();
    this.#photo = new Photo(taken, this.#changed);
  }

  forgetsPhoto(): void {
    this.#photo?.forget();
    this.#photo = undefined;
  }

  /** Something of this window alone changes. */
  set<Key extends 'isLatching' | 'tab' | 'openMail' | 'filter'>(key: Key, value: this[Key]): void {
    this[key] = value;
    this.#changed();
  }

  #say(text: string): void {
    this.#notice = sentence(text);
    clearTimeout(this.#cancel);
    this.#cancel = window.setTimeout(() => {
      this.#notice = undefined;
      this.#changed();
    }, NOTICE_MS);
    this.#changed();
  }
}
