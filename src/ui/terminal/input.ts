/**
 * What a terminal sends, decoded: keys, and the mouse in SGR form (xterm, mode 1006). Bytes may arrive in any portions; the same bytes
 * give the same events. Memory is bounded: a sequence longer than any real one is skipped to its end.
 * Not decoded, and silently dropped: function keys other than arrows, other mouse forms, characters outside ASCII.
 */

export type InputEvent =
  | { readonly type: 'key'; readonly key: string }
  | { readonly type: 'mouse'; readonly kind: 'press' | 'release'; readonly x: number; readonly y: number };

const ESC = 0x1b;
/** The longest sequence worth keeping: a mouse report has at most 3 numbers. */
const LONGEST = 32;

const CONTROL: Readonly<Record<number, string>> = {
  3: 'ctrl-c',
  9: 'tab',
  10: 'enter',
  12: 'ctrl-l',
  13: 'enter',
  26: 'ctrl-z',
  32: 'space',
  127: 'backspace',
};
const ARROWS: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left' };

export class InputDecoder {
  #mode: 'ground' | 'escape' | 'ss3' | 'csi' = 'ground';
  #sequence = '';

  /** Whether an Escape waits for what may follow it. */
  get isPending(): boolean {
    return this.#mode !== 'ground';
  }

  feed(bytes: Uint8Array): InputEvent[] {
    const events: InputEvent[] = [];
    for (const byte of bytes) {
      const event = this.#take(byte);
      if (event) events.push(event);
    }
    return events;
  }

  /** Nothing followed an Escape for some time: it was the key itself. An unfinished sequence is forgotten. */
  flush(): InputEvent[] {
    const wasEscape = this.#mode === 'escape';
    this.#mode = 'ground';
    return wasEscape ? [{ type: 'key', key: 'escape' }] : [];
  }

  #take(byte: number): InputEvent | undefined {
    switch (this.#mode) {
      case 'escape':
        return this.#afterEscape(byte);
      case 'ss3':
        this.#mode = 'ground';
        return key(ARROWS[String.fromCharCode(byte)]);
      case 'csi':
        return this.#inSequence(byte);
      default:
        return this.#onGround(byte);
    }
  }

  #onGround(byte: number): InputEvent | undefined {
    if (byte === ESC) {
      this.#mode = 'escape';
      return undefined;
    }
    return key(CONTROL[byte] ?? (byte > 0x20 && byte < 0x7f ? String.fromCharCode(byte) : undefined));
  }

  #afterEscape(byte: number): InputEvent | undefined {
    if (byte === 0x5b) this.#mode = 'csi';
    else if (byte === 0x4f) this.#mode = 'ss3';
    else if (byte === ESC) return key('escape');
    // Alt and a key: the key without meaning of its own is dropped.
    else this.#mode = 'ground';
    this.#sequence = '';
    return undefined;
  }

  #inSequence(byte: number): InputEvent | undefined {
    if (byte === ESC) {
      this.#mode = 'escape';
      return undefined;
    }
    if (byte < 0x40 || byte > 0x7e) {
      if (this.#sequence.length < LONGEST) this.#sequence += String.fromCharCode(byte);
      // Ctrl-C must work even when a broken sequence swallows everything else.
      if (byte !== 3) return undefined;
      this.#mode = 'ground';
      return key('ctrl-c');
    }
    this.#mode = 'ground';
    const final = String.fromCharCode(byte);
    if (this.#sequence === '') return key(ARROWS[final]);
    return final === 'M' || final === 'm' ? mouse(this.#sequence, final) : undefined;
  }
}

function key(name: string | undefined): InputEvent | undefined {
  return name === undefined ? undefined : { type: 'key', key: name };
}

/** `<button;column;row`, counted from 1. Only the left button counts; motion and wheel do not. */
function mouse(sequence: string, final: string): InputEvent | undefined {
  const match = /^<(\d{1,5});(\d{1,5});(\d{1,5})$/.exec(sequence);
  if (!match || Number(match[1]) !== 0) return undefined;
  return { type: 'mouse', kind: final === 'M' ? 'press' : 'release', x: Number(match[2]) - 1, y: Number(match[3]) - 1 };
}
