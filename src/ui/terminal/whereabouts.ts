/**
 * Where the person is, and so where the keys go: at the desk, at the monitor with the keyboard before them, with the phone in the hand, or reading mail.
 * Phone and mail lie beside the monitor, as they would; put away, they leave the person where they sat before.
 */

export type Place = 'desk' | 'monitor' | 'phone' | 'inbox';

/** What can be taken along to the monitor. */
export type InHand = Extract<Place, 'phone' | 'inbox'>;

export class Whereabouts {
  #place: Place = 'desk';
  #seat: 'desk' | 'monitor' = 'desk';
  #inHand: InHand | undefined;

  get place(): Place {
    return this.#place;
  }

  /** What lies beside the monitor. */
  get inHand(): InHand | undefined {
    return this.#inHand;
  }

  sit(): void {
    this.#seat = 'monitor';
    this.#place = 'monitor';
  }

  /** Takes it, or turns to it where it lies; the same again puts it away. */
  take(what: InHand): void {
    if (this.#place === what) this.putAway();
    else {
      this.#inHand = what;
      this.#place = what;
    }
  }

  putAway(): void {
    this.#inHand = undefined;
    this.#place = this.#seat;
  }

  /** Back to the desk, with nothing in the hand. */
  getUp(): void {
    this.#seat = 'desk';
    this.putAway();
  }
}
