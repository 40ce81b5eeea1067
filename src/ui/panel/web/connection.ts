/** The line to the run: frames come in, deeds go out. It reconnects by itself, sooner at first; after that the run tells anew what there is. */
import type { Deed } from '../deed.ts';
import { type Answer, readMessage } from './message.ts';
import type { Model } from './model.ts';

const FIRST_WAIT_MS = 250;
const LONGEST_WAIT_MS = 4_000;
/** A page as young as this was loaded from the run that it does not understand: loading it once more would not help. */
const YOUNG_MS = 10_000;

/** `lost`: it is looked for; `locked`: a run is there, but with another token; `foreign`: one of another version than this page. */
export type Line = 'open' | 'lost' | 'locked' | 'foreign';

export class Connection {
  readonly #model: Model;
  readonly #changed: () => void;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  #socket: WebSocket | undefined;
  #waitMs = FIRST_WAIT_MS;
  #nextId = 0;
  #line: Line = 'lost';

  constructor(model: Model, changed: () => void) {
    this.#model = model;
    this.#changed = changed;
    this.#open();
  }

  get line(): Line {
    return this.#line;
  }

  /** Resolves with what came of it. */
  send(deed: Deed): Promise<Answer> {
    if (this.#line !== 'open') return Promise.resolve({ ok: false, refused: 'the run cannot be reached' });
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
      this.#line = 'open';
      this.#waitMs = FIRST_WAIT_MS;
      this.#model.beginAnew();
      this.#changed();
    });
    socket.addEventListener('message', ({ data }) => this.#receive(String(data)));
    socket.addEventListener('close', () => {
      if (this.#line === 'open') this.#line = 'lost';
      else if (this.#line !== 'foreign') void this.#ask();
      for (const resolve of this.#waiting.values()) resolve({ ok: false, refused: 'the run was lost meanwhile' });
      this.#waiting.clear();
      this.#changed();
      if (this.#line === 'foreign') return;
      setTimeout(() => this.#open(), this.#waitMs);
      this.#waitMs = Math.min(LONGEST_WAIT_MS, this.#waitMs * 2);
    });
  }

  #receive(text: string): void {
    const message = readMessage(text);
    if (!message) this.#misfit();
    else if (message.type === 'frame') this.#model.take(message);
    else if (message.type === 'answer') {
      this.#waiting.get(message.id)?.(message);
      this.#waiting.delete(message.id);
    }
    this.#changed();
  }

  /** Whether somebody is there who lets in others alone. */
  async #ask(): Promise<void> {
    const response = await fetch(location.pathname, { method: 'HEAD' }).catch(() => undefined);
    if (this.#line === 'open' || this.#line === 'foreign') return;
    this.#line = response?.status === 401 ? 'locked' : 'lost';
    this.#changed();
  }

  /** Another recsim answers here than the one that gave this page: its own page is fetched. */
  #misfit(): void {
    this.#line = 'foreign';
    this.#socket?.close();
    if (performance.now() > YOUNG_MS) location.reload();
  }
}
