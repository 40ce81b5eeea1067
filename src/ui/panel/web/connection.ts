/** The line to the run: frames come in, deeds go out. It reconnects by itself, sooner at first; after that the run tells anew what there is. */
import type { Deed } from '../deed.ts';
import type { Model } from './model.ts';

export interface Answer {
  readonly ok: boolean;
  readonly refused?: string;
  readonly note?: string;
}

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;

export class Connection {
  readonly #model: Model;
  readonly #changed: () => void;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #socket: WebSocket | undefined;
  #waitMs = FIRST_WAIT_MS;
  #nextId = 0;
  #isOpen = false;

  constructor(model: Model, changed: () => void) {
    this.#model = model;
    this.#changed = changed;
    this.#open();
  }

  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** Resolves with what came of it. */
  send(deed: Deed): Promise<Answer> {
    if (!this.#isOpen) return Promise.resolve({ ok: false, refused: 'the run cannot be reached' });
    const id = this.#nextId++;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket?.send(JSON.stringify({ id, deed }));
    });
  }

  #open(): void {
    const socket = new WebSocket(`${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/live`);
    this.#socket = socket;
    socket.addEventListener('open', () => {
      this.#isOpen = true;
      this.#waitMs = FIRST_WAIT_MS;
      this.#model.beginAnew();
      this.#changed();
    });
    socket.addEventListener('message', ({ data }) => this.#receive(JSON.parse(String(data))));
    socket.addEventListener('close', () => {
      this.#isOpen = false;
      for (const resolve of this.#waiting.values()) resolve({ ok: false, refused: 'the run was lost meanwhile' });
      this.#waiting.clear();
      this.#changed();
      setTimeout(() => this.#open(), this.#waitMs);
      this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
    });
  }

  #receive(message: { readonly type: string; readonly id?: number }): void {
    if (message.type === 'frame') this.#model.take(message as unknown as Parameters<Model['take']>[0]);
    else if (message.type === 'answer' && message.id !== undefined) {
      this.#waiting.get(message.id)?.(message as unknown as Answer);
      this.#waiting.delete(message.id);
    }
    this.#changed();
  }
}
