import type { Network, Observe } from '../ports.ts';

/** A network cable with the bench at its other end. Messages take no time; without the cable they are lost. */
export class NetworkCable implements Network {
  readonly #observe: Observe;
  #isPlugged = true;
  #toFirmware: (message: Uint8Array) => void = () => {};
  #toBench: (message: Uint8Array) => void = () => {};

  constructor(observe: Observe) {
    this.#observe = observe;
  }

  get isPlugged(): boolean {
    return this.#isPlugged;
  }

  send(message: Uint8Array): void {
    if (this.#isPlugged) this.#toBench(message);
  }

  onMessage(listener: (message: Uint8Array) => void): void {
    this.#toFirmware = listener;
  }

  /** Nobody listens any more: the processor was reset. */
  reset(): void {
    this.#toFirmware = () => {};
  }

  /** What the recorder sends goes here. */
  onSent(listener: (message: Uint8Array) => void): void {
    this.#toBench = listener;
  }

  /** A message for the recorder. */
  deliver(message: Uint8Array): void {
    if (this.#isPlugged) this.#toFirmware(message);
  }

  plug(isIn: boolean): void {
    if (isIn === this.#isPlugged) return;
    this.#isPlugged = isIn;
    this.#observe('network', isIn ? 'plugged' : 'unplugged');
  }
}
