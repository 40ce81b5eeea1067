/**
 * What the recorder keeps in flash, one record a block:
 *   block 0  device: kept by every reset (a stuck reset button seen by an earlier boot)
 *   block 1  password: present once the set-up wizard was finished
 *   block 2  all other settings
 * A record is its length (2 bytes, big endian) and JSON; an erased block (0xFF) holds none.
 * Not promised: surviving a power cut in the middle of a write. The layout is ours; real recorders do not publish theirs.
 */
import type { Alarm, Clock, Flash } from '../hal/ports.ts';
import type { Us } from '../units.ts';

const DEVICE_BLOCK = 0;
const PASSWORD_BLOCK = 1;
const EMPTY = 0xffff;

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder();

/** What a boot needs to know. */
export interface Stored {
  /** A stuck button was seen and no release since. */
  readonly stuckBefore: boolean;
  /** A password is set. */
  readonly provisioned: boolean;
}

export class Settings {
  readonly #flash: Flash;

  constructor(flash: Flash) {
    this.#flash = flash;
  }

  load(): Stored {
    return { stuckBefore: this.#read(DEVICE_BLOCK)?.['stuck'] === true, provisioned: this.#lengthOf(PASSWORD_BLOCK) !== EMPTY };
  }

  storeStuck(stuck: boolean): void {
    this.#write(DEVICE_BLOCK, { stuck });
  }

  /** Marks the recorder as set up for `user`. */
  provision(user: string): void {
    this.#write(PASSWORD_BLOCK, { user });
    this.#write(PASSWORD_BLOCK + 1, { configured: true });
  }

  /**
   * Erases settings block by block, each taking `eraseUs`; the last block erased, or one that cannot be, `done` is called. A block is gone at the end of its time:
   * power lost before then leaves it as it was. Returns a function that stops the work, as the loss of power does.
   */
  erase(scope: 'all' | 'password', clock: Clock, eraseUs: Us, done: (erased: boolean) => void): () => void {
    const { eraseSize, size } = this.#flash;
    const end = scope === 'password' ? (PASSWORD_BLOCK + 1) * eraseSize : size;
    let address = PASSWORD_BLOCK * eraseSize;
    let alarm: Alarm;
    const eraseNext = () => {
      if (!this.#flash.erase(address)) {
        done(false);
        return;
      }
      address += eraseSize;
      if (address >= end) done(true);
      else alarm = clock.at(clock.nowUs + eraseUs, eraseNext);
    };
    alarm = clock.at(clock.nowUs + eraseUs, eraseNext);
    return () => clock.cancel(alarm);
  }

  #read(block: number): Record<string, unknown> | undefined {
    const length = this.#lengthOf(block);
    if (length === EMPTY) return undefined;
    return JSON.parse(DECODER.decode(this.#flash.read(block * this.#flash.eraseSize + 2, length))) as Record<string, unknown>;
  }

  /** Of the record in `block`, without its content; `EMPTY` when it holds none. */
  #lengthOf(block: number): number {
    const [high = 0xff, low = 0xff] = this.#flash.read(block * this.#flash.eraseSize, 2);
    return high * 256 + low;
  }

  #write(block: number, record: Record<string, unknown>): void {
    const json = ENCODER.encode(JSON.stringify(record));
    const bytes = new Uint8Array(json.length + 2);
    bytes.set([json.length >> 8, json.length & 0xff]);
    bytes.set(json, 2);
    this.#flash.erase(block * this.#flash.eraseSize);
    this.#flash.write(block * this.#flash.eraseSize, bytes);
  }
}
