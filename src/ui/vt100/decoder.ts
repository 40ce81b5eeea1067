/**
 * What a terminal sends, decoded: characters in UTF-8, keys, the mouse (xterm's modes 1000 and 1002, in SGR form 1006 and in the old one), and the answer to the
 * question for its size. Bytes may arrive in any portions; the same bytes give the same events. Memory is bounded: a sequence longer than any real one is skipped
 * to its end, and whatever is broken ends at the next byte that cannot belong to it.
 * Not decoded, and silently dropped: function keys, keys with modifiers, pasted-text marks. Sources: ECMA-48; xterm's control sequences.
 */

export type InputEvent =
  /** A character by itself, or a key by its name; a blank is `space`. */
  | { readonly type: 'key'; readonly key: string }
  /** Cells count from 0. Moves come while the button is down. */
  | { readonly type: 'mouse'; readonly kind: 'press' | 'move' | 'release'; readonly x: number; readonly y: number }
  /** Where the cursor is: the lower right corner, when that was asked for. */
  | { readonly type: 'position'; readonly row: number; readonly column: number };

const ESC = 0x1b;
/** The longest sequence worth keeping: a mouse report has at most 3 numbers. */
const LONGEST = 32;

const CONTROL: Readonly<Record<number, string>> = { 8: 'backspace', 9: 'tab', 10: 'enter', 13: 'enter', 32: 'space', 127: 'backspace' };
const FINALS: Readonly<Record<string, string>> = { A: 'up', B: 'down', C: 'right', D: 'left', H: 'home', F: 'end', Z: 'shift-tab' };
/** `ESC [ 3 ~` and the like; two numberings of Home and End are in use. */
const NUMBERED: Readonly<Record<string, string>> = { 1: 'home', 3: 'delete', 4: 'end', 5: 'page-up', 6: 'page-down', 7: 'home', 8: 'end' };

export class InputDecoder {
  #mode: 'ground' | 'escape' | 'ss3' | 'csi' | 'old-mouse' | 'utf-8' = 'ground';
  #sequence = '';
  /** Bytes of a character, or of an old mouse report, and how many it takes. */
  #bytes: number[] = [];
  #wanted = 0;

  /** Whether an Escape waits for what may follow it. */
  get isPending(): boolean {
    return this.#mode !== 'ground';
  }

  feed(bytes: Uint8Array): InputEvent[] {
    const events: InputEvent[] = [];
    for (const byte of bytes) this.#take(byte, events);
    return events;
  }

  /** Nothing followed for some time: an Escape was the key itself, and anything else unfinished is forgotten. */
  flush(): InputEvent[] {
    const wasEscape = this.#mode === 'escape';
    this.#mode = 'ground';
    return wasEscape ? [{ type: 'key', key: 'escape' }] : [];
  }

  #take(byte: number, events: InputEvent[]): void {
    const event = this.#decode(byte, events);
    if (event) events.push(event);
  }

  #decode(byte: number, events: InputEvent[]): InputEvent | undefined {
    switch (this.#mode) {
      case 'escape':
        return this.#afterEscape(byte);
      case 'ss3':
        this.#mode = 'ground';
        return key(FINALS[String.fromCharCode(byte)]);
      case 'csi':
        return this.#inSequence(byte);
      case 'old-mouse':
        return this.#inOldMouse(byte);
      case 'utf-8':
        return this.#inCharacter(byte, events);
      default:
        return this.#onGround(byte);
    }
  }

  #onGround(byte: number): InputEvent | undefined {
    if (byte === ESC) {
      this.#mode = 'escape';
      return undefined;
    }
    if (byte >= 0xc2 && byte <= 0xf4) {
      this.#mode = 'utf-8';
      this.#bytes = [byte];
      this.#wanted = byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
      return undefined;
    }
    if (byte > 0x7f) return undefined;
    return key(
      CONTROL[byte] ?? (byte >= 1 && byte <= 26 ? `ctrl-${String.fromCharCode(0x60 + byte)}` : byte > 0x20 ? String.fromCharCode(byte) : undefined),
    );
  }

  #afterEscape(byte: number): InputEvent | undefined {
    this.#sequence = '';
    if (byte === 0x5b) this.#mode = 'csi';
    else if (byte === 0x4f) this.#mode = 'ss3';
    else if (byte === ESC) return key('escape');
    // Alt and a key: the key without meaning of its own is dropped.
    else this.#mode = 'ground';
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
    if (final === 'M' && this.#sequence === '') {
      this.#mode = 'old-mouse';
      this.#bytes = [];
      return undefined;
    }
    if (final === 'R') return position(this.#sequence);
    if (final === '~') return key(NUMBERED[this.#sequence]);
    if (this.#sequence === '') return key(FINALS[final]);
    return final === 'M' || final === 'm' ? mouse(this.#sequence, final) : undefined;
  }

  /** Button, column and row, each as a byte from 32 on. */
  #inOldMouse(byte: number): InputEvent | undefined {
    if (byte === ESC) {
      this.#mode = 'escape';
      return undefined;
    }
    this.#bytes.push(byte);
    if (this.#bytes.length < 3) return undefined;
    this.#mode = 'ground';
    const [button = 0, column = 0, row = 0] = this.#bytes;
    const kinds: Readonly<Record<number, 'press' | 'move' | 'release'>> = { 32: 'press', 64: 'move', 35: 'release' };
    const kind = kinds[button];
    return kind && column > 32 && row > 32 ? { type: 'mouse', kind, x: column - 33, y: row - 33 } : undefined;
  }

  #inCharacter(byte: number, events: InputEvent[]): InputEvent | undefined {
    if (byte < 0x80 || byte > 0xbf) {
      // The character was cut off; this byte begins something else.
      this.#mode = 'ground';
      this.#take(byte, events);
      return undefined;
    }
    this.#bytes.push(byte);
    if (this.#bytes.length < this.#wanted) return undefined;
    this.#mode = 'ground';
    const text = new TextDecoder().decode(Uint8Array.from(this.#bytes));
    return /^[^\p{Cc}\p{Cs}\ufffd]$/u.test(text) ? key(text) : undefined;
  }
}

function key(name: string | undefined): InputEvent | undefined {
  return name === undefined ? undefined : { type: 'key', key: name };
}

/** `<button;column;row`, counted from 1. Only the left button counts; the wheel does not. */
function mouse(sequence: string, final: string): InputEvent | undefined {
  const match = /^<(\d{1,5});(\d{1,5});(\d{1,5})$/.exec(sequence);
  const [, button, column, row] = match ?? [];
  if ((button !== '0' && button !== '32') || Number(column) < 1 || Number(row) < 1) return undefined;
  const kind = final === 'm' ? 'release' : button === '32' ? 'move' : 'press';
  return { type: 'mouse', kind, x: Number(column) - 1, y: Number(row) - 1 };
}

function position(sequence: string): InputEvent | undefined {
  const [, row, column] = /^(\d{1,5});(\d{1,5})$/.exec(sequence) ?? [];
  return row === undefined || column === undefined ? undefined : { type: 'position', row: Number(row), column: Number(column) };
}
