/**
 * A serial line with the bench at its other end: what the firmware sends can be listened to, and the last of it is kept for those who look later. Bytes take no
 * time. Modelled: a line that takes no more for now. Not modelled: baud rates, framing errors.
 */
import type { SerialLine } from '../ports.ts';

/** So much of what was sent is kept at least, and twice as much at most, in bytes. */
const KEPT = 65_536;

export class SerialCable implements SerialLine {
  #toFirmware: (bytes: Uint8Array) => void = () => {};
  #toBench: (bytes: Uint8Array) => boolean = () => true;
  #sent: Uint8Array[] = [];
  #kept = 0;
  #total = 0;

  write(bytes: Uint8Array): boolean {
    if (!this.#toBench(bytes)) return false;
    this.#sent.push(bytes);
    this.#kept += bytes.length;
    this.#total += bytes.length;
    if (this.#kept > 2 * KEPT) {
      this.#sent = [Buffer.concat(this.#sent).subarray(-KEPT)];
      this.#kept = KEPT;
    }
    return true;
  }

  onReceive(listener: (bytes: Uint8Array) => void): void {
    this.#toFirmware = listener;
  }

  /** Nobody listens any more: the processor was reset. */
  reset(): void {
    this.#toFirmware = () => {};
  }

  /** Bytes for the firmware. */
  receive(bytes: Uint8Array): void {
    this.#toFirmware(bytes);
  }

  /** What the firmware sends goes here; false when there is no room for it. One listener. */
  onSent(listener: (bytes: Uint8Array) => boolean): void {
    this.#toBench = listener;
  }

  /** How many bytes were ever sent. */
  get total(): number {
    return this.#total;
  }

  /** What was sent from the `from`-th byte on, as far as it is kept. */
  sentSince(from: number): Uint8Array {
    if (from >= this.#total) return new Uint8Array(0);
    const all = Buffer.concat(this.#sent);
    this.#sent = [all];
    return all.subarray(Math.max(0, from - (this.#total - all.length)));
  }
}
