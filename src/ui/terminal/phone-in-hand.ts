/** The phone in the hand: which of its buttons the keys are at, and what Enter, the arrows and Escape do with it. */
import type { Phone } from '../../outside/phone.ts';
import type { ButtonPart, Part } from '../screen/model.ts';

/** Icons in a row of the phone's home screen. */
export const ICONS_IN_A_ROW = 2;

const isButton = (part: Part): part is ButtonPart => part.kind === 'button';

export class PhoneInHand {
  #state = '';
  #at = 0;

  /** The button that the keys are at; `undefined` where there is none. */
  selected(phone: Phone): string | undefined {
    return this.#buttons(phone)[this.#at]?.id;
  }

  move(phone: Phone, key: string): void {
    const buttons = this.#buttons(phone);
    const row = phone.state === 'apps' ? ICONS_IN_A_ROW : 1;
    const by = { up: -row, down: row, left: -1, right: 1 }[key] ?? 1;
    if (buttons[this.#at + by]) this.#at += by;
  }

  tap(phone: Phone): void {
    const id = this.selected(phone);
    if (id !== undefined) phone.tap(id);
  }

  /** A step back. Returns false on the phone's home screen, where there is no further back. */
  back(phone: Phone): boolean {
    if (phone.state === 'apps') return false;
    const ids = this.#buttons(phone).map(({ id }) => id);
    const way = ['back', 'deny', 'done'].find((id) => ids.includes(id));
    if (way !== undefined) phone.tap(way);
    else if (phone.state === 'app') phone.close();
    return true;
  }

  /** On another screen the keys begin at the button that leads on. */
  #buttons(phone: Phone): readonly ButtonPart[] {
    const buttons = phone.screen.parts.filter(isButton);
    if (this.#state !== phone.state) {
      this.#state = phone.state;
      this.#at = Math.max(
        0,
        buttons.findIndex(({ isPrimary }) => isPrimary),
      );
    }
    return buttons;
  }
}
