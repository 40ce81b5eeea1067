/**
 * The room around the desk: the seat at the monitor, the phone, the inbox. Where keys and mouse go there, and what they do. At the monitor they are the recorder's
 * own, as they would be on its serial console.
 */
import type { ReceivedMail } from '../../outside/post.ts';
import type { Hit } from '../cells/canvas.ts';
import type { ScreenTarget } from '../cells/draw-pattern.ts';
import type { InputEvent } from '../vt100/decoder.ts';
import { inputOfKey } from '../vt100/keyboard.ts';
import { Pointer } from '../vt100/pointer.ts';
import type { Desk, Done } from './desk.ts';
import type { RoomAction } from './keys.ts';
import { PhoneInHand } from './phone-in-hand.ts';
import { type InHand, type Place, Whereabouts } from './whereabouts.ts';

/** What the panel has to show of it. */
export interface RoomState {
  readonly place: Place;
  readonly inHand: InHand | undefined;
  /** The button of the phone that the keys are at. */
  readonly selectedButton: string | undefined;
  /** The mail that is open. */
  readonly openMail: ReceivedMail | undefined;
}

/** The places on the panel that react to the mouse, beside those of the desk. */
export interface RoomHits {
  readonly screen: readonly Hit<ScreenTarget>[];
  /** Buttons of the phone. */
  readonly phone: readonly Hit[];
  readonly mails: readonly Hit<ReceivedMail>[];
}

type Mouse = Extract<InputEvent, { type: 'mouse' }>;

export class Room {
  readonly #desk: Desk;
  readonly #whereabouts = new Whereabouts();
  readonly #phone = new PhoneInHand();
  #pointer = new Pointer();
  #openMail: ReceivedMail | undefined;

  constructor(desk: Desk) {
    this.#desk = desk;
  }

  get place(): Place {
    return this.#whereabouts.place;
  }

  get state(): RoomState {
    const { place, inHand } = this.#whereabouts;
    return { place, inHand, selectedButton: this.#phone.selected(this.#outside.phone), openMail: this.#openMail };
  }

  get #outside() {
    return this.#desk.bench.outside;
  }

  /** Another recorder is on the desk. */
  reset(): void {
    this.#whereabouts.getUp();
    this.#pointer = new Pointer();
    this.#openMail = undefined;
  }

  /** A mail has come: whoever looks at an empty inbox reads it. */
  mailCame(): void {
    if (this.place === 'inbox' && !this.#openMail) this.#open(this.#outside.post.inbox.at(-1));
  }

  readonly deeds: Readonly<Record<RoomAction, (key: string) => Done | undefined>> = {
    monitor: () => void this.#whereabouts.sit(),
    desk: () => void this.#whereabouts.getUp(),
    phone: () => void this.#whereabouts.take('phone'),
    inbox: () => this.#takeMail(),
    move: (key) => (this.place === 'inbox' ? this.#moveMail(key) : void this.#phone.move(this.#outside.phone, key)),
    tap: () => (this.#desk.isHosting ? undefined : void this.#phone.tap(this.#outside.phone)),
    back: () => this.#back(),
    'type-code': () => this.#typeCode(),
  };

  /** A key that the panel has no meaning for. */
  typed(key: string): void {
    const input = this.place === 'monitor' && !this.#desk.isHosting ? inputOfKey(key) : undefined;
    if (input) this.#desk.bench.recorder.firmware?.input(input);
  }

  /** Returns whether the mouse met something. */
  mouse(event: Mouse, { screen, phone, mails }: RoomHits): boolean {
    const inputs = this.#desk.isHosting ? [] : this.#pointer.take(event, screen);
    for (const input of inputs) this.#desk.bench.recorder.firmware?.input(input);
    if (inputs.length > 0 && event.kind === 'press') this.#whereabouts.sit();
    if (inputs.length > 0 || event.kind !== 'press') return inputs.length > 0;
    const button = hitBy(event, phone)?.action;
    const mail = hitBy(event, mails)?.action;
    if (button !== undefined) {
      if (this.place !== 'phone') this.#whereabouts.take('phone');
      if (button !== '' && !this.#desk.isHosting) this.#outside.phone.tap(button);
    }
    if (mail !== undefined) {
      if (this.place !== 'inbox') this.#whereabouts.take('inbox');
      this.#open(mail);
    }
    return button !== undefined || mail !== undefined;
  }

  #back(): undefined {
    const hasWay = this.place === 'phone' && !this.#desk.isHosting && this.#phone.back(this.#outside.phone);
    if (!hasWay) this.#whereabouts.putAway();
  }

  /** Whoever looks into the inbox reads the latest mail. */
  #takeMail(): undefined {
    this.#whereabouts.take('inbox');
    if (this.place === 'inbox') this.#open(this.#outside.post.inbox.at(-1));
  }

  /** The latest mail is at the top. */
  #moveMail(key: string): undefined {
    const { inbox } = this.#outside.post;
    const at = this.#openMail ? inbox.indexOf(this.#openMail) : inbox.length;
    this.#open(inbox[at + (key === 'up' ? 1 : -1)] ?? this.#openMail);
  }

  #open(mail: ReceivedMail | undefined): void {
    this.#openMail = mail;
    if (mail) this.#desk.memory.read(mail);
  }

  #typeCode(): Done {
    const done = this.#desk.typeCode();
    if (done.ok) this.#whereabouts.sit();
    return done;
  }
}

/** The topmost of `hits` under the mouse. */
export function hitBy<Target>({ x, y }: Pick<Mouse, 'x' | 'y'>, hits: readonly Hit<Target>[]): Hit<Target> | undefined {
  return hits.findLast((hit) => x >= hit.x && x < hit.x + hit.width && y >= hit.y && y < hit.y + hit.height);
}
