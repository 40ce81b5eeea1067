/** A picture that the camera of a phone of one's own has taken, on its way to the app. */
import type { Answer } from './message.ts';

/** Pixels on the longer side: what the camera of a phone gives is ten times as much, and no easier to read. */
const SIDE_MAX = 2_000;
const QUALITY = 0.9;

export class Photo {
  readonly #taken: Blob;
  readonly #changed: () => void;
  #url: string | undefined;
  #isOnItsWay = true;
  #fault: string | undefined;

  /** Sends it; `changed` whenever there is something new to be told of it. */
  constructor(taken: Blob, changed: () => void) {
    this.#taken = taken;
    this.#changed = changed;
    void this.#send();
  }

  /** To be shown; `undefined` while it is made smaller, and of a file that this browser cannot show. */
  get url(): string | undefined {
    return this.#url;
  }

  get isOnItsWay(): boolean {
    return this.#isOnItsWay;
  }

  /** Why it was not taken. */
  get fault(): string | undefined {
    return this.#fault;
  }

  async #send(): Promise<void> {
    try {
      const picture = await this.#smaller();
      const response = await fetch('/picture', { method: 'POST', body: picture, headers: { 'content-type': picture.type || 'image/jpeg' } });
      const { refused } = response.ok ? ((await response.json()) as Answer) : { refused: await response.text() };
      this.#fault = refused;
    } catch {
      this.#fault = 'the picture did not get through: the run cannot be reached';
    }
    this.#isOnItsWay = false;
    this.#changed();
  }

  forget(): void {
    if (this.#url) URL.revokeObjectURL(this.#url);
  }

  /** Upright, and as JPEG whatever the camera makes. A file that this browser cannot read goes as it is: the run says what it makes of it. */
  async #smaller(): Promise<Blob> {
    const bitmap = await createImageBitmap(this.#taken).catch(() => undefined);
    if (!bitmap) return this.#taken;
    const scale = Math.min(1, SIDE_MAX / Math.max(bitmap.width, bitmap.height));
    const canvas = Object.assign(document.createElement('canvas'), {
      width: Math.max(1, Math.round(bitmap.width * scale)),
      height: Math.max(1, Math.round(bitmap.height * scale)),
    });
    canvas.getContext('2d')?.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
    bitmap.close();
    const picture = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/jpeg', QUALITY));
    if (!picture) return this.#taken;
    this.#url = URL.createObjectURL(picture);
    this.#changed();
    return picture;
  }
}
