/**
 * Writes down what is done with one recorder from its beginning: plug, finger, supply, lid, what is typed and clicked on its screens, the phone, the mails. Only what somebody did, at its
 * time; what comes of it the recorder knows by itself. So a diary of a day is short, and the same can be done again.
 * Not in it: keys that only move from control to control, or scroll a list; what is done by real lines bounces as it did only in the trace.
 */
import type { Bench } from '../bench/bench.ts';
import { nameOf } from '../bench/hands.ts';
import type { TraceEntry } from '../bench/trace.ts';
import type { Handling } from '../ui/screen/form.ts';
import type { Screen } from '../ui/screen/model.ts';
import { US_PER_S, type Us } from '../units.ts';

/** Typed at once as long as nobody pauses for longer: recorders log people out who do nothing. */
const PAUSE_US = 30 * US_PER_S;

/** Longer than anything that ended it. */
export const UNSEEN_US = US_PER_S;

export type Fill = {
  readonly did: 'fill';
  readonly atUs: Us;
  readonly field: string;
  readonly id: string;
  readonly value: string;
  readonly isSecret: boolean;
};

export type Move =
  | Fill
  | { readonly did: 'plug'; readonly atUs: Us; readonly isIn: boolean }
  | { readonly did: 'finger'; readonly atUs: Us; readonly isDown: boolean }
  /** `forUs` is undefined while it lasts. */
  | { readonly did: 'dip'; readonly atUs: Us; readonly volts: number; readonly forUs: Us | undefined }
  | { readonly did: 'cut'; readonly atUs: Us; readonly operation: number; readonly when: string }
  | { readonly did: 'hang' | 'reboot'; readonly atUs: Us }
  | { readonly did: 'lid'; readonly atUs: Us; readonly isOpen: boolean }
  | { readonly did: 'click'; readonly atUs: Us; readonly label: string }
  | { readonly did: 'choose'; readonly atUs: Us; readonly field: string; readonly option: string }
  | { readonly did: 'draw'; readonly atUs: Us; readonly points: readonly number[] }
  | { readonly did: 'scan'; readonly atUs: Us; readonly app: string };

export class Diary {
  readonly bench: Bench;
  readonly #moves: Move[] = [];
  #app = '';
  /** A power cut that was ordered and has not come. */
  #cut: Move | undefined;

  /** What was done with `bench` already is taken from its trace; its screens nobody may have touched. */
  constructor(bench: Bench) {
    this.bench = bench;
    for (const entry of bench.trace.entries) this.#heed(entry);
    bench.trace.onEntry((entry) => this.#heed(entry));
    bench.onHandled((handling, screen) => this.#handled(handling, screen));
  }

  /** In order of time. */
  get moves(): readonly Move[] {
    return this.#moves;
  }

  #heed({ atUs, signal, value, detail = '' }: TraceEntry): void {
    switch (signal) {
      case 'plug':
        this.#moves.push({ did: 'plug', atUs, isIn: value === 'in' });
        break;
      case 'rail':
        if (value === 'lost') this.#powerLost(atUs);
        break;
      case 'finger':
        this.#moves.push({ did: 'finger', atUs, isDown: value === 'down' });
        break;
      case 'supply':
        this.#supply(atUs, Number(value));
        break;
      case 'cut':
        this.#forgetCut();
        if (value === 'ordered') this.#orderCut(atUs, detail);
        break;
      case 'lid':
        if (value !== 'unscrewed') this.#moves.push({ did: 'lid', atUs, isOpen: value === 'open' });
        break;
      case 'firmware':
        if (value === 'hung') this.#moves.push({ did: 'hang', atUs });
        break;
      case 'request':
        this.#moves.push({ did: 'reboot', atUs });
        break;
      case 'phone':
        if (value === 'app' && detail !== '') this.#app = detail;
        else if (value === 'answered') this.#moves.push({ did: 'scan', atUs, app: this.#app });
        break;
      default:
        break;
    }
  }

  /** A cut that was ordered pulls the plug by itself, and takes the power at once. */
  #powerLost(atUs: Us): void {
    const last = this.#moves.at(-1);
    if (!this.#cut || last?.did !== 'plug' || last.isIn || last.atUs !== atUs || this.bench.board.supplyHoldUpUs === 0) return;
    this.#moves.pop();
    this.#cut = undefined;
  }

  #supply(atUs: Us, volts: number): void {
    const { supply, board } = this.bench;
    const index = this.#moves.findLastIndex(({ did }) => did === 'dip');
    const last = this.#moves[index];
    const isDip = supply.isPlugged && volts !== board.supplyVolts;
    // One that takes the place of another must find it there: how long that would have lasted, nobody can see.
    if (last?.did === 'dip' && last.forUs === undefined) this.#moves[index] = { ...last, forUs: atUs - last.atUs + (isDip ? UNSEEN_US : 0) };
    if (isDip) this.#moves.push({ did: 'dip', atUs, volts, forUs: undefined });
  }

  #orderCut(atUs: Us, detail: string): void {
    const [, when, operation] = /^(before|during|after) flash operation (\d+)/.exec(detail) ?? [];
    if (when === undefined) return;
    this.#cut = { did: 'cut', atUs, operation: Number(operation), when };
    this.#moves.push(this.#cut);
  }

  /** Another takes its place, or it was called off: it never comes. Without a hold-up nobody can tell from the trace whether it has come. */
  #forgetCut(): void {
    const index = this.#cut && this.bench.board.supplyHoldUpUs > 0 ? this.#moves.lastIndexOf(this.#cut) : -1;
    if (index >= 0) this.#moves.splice(index, 1);
    this.#cut = undefined;
  }

  #handled(handling: Handling, screen: Screen): void {
    const atUs = this.bench.nowUs;
    const name = nameOf(handling.part, screen);
    switch (handling.did) {
      case 'click':
        this.#moves.push({ did: 'click', atUs, label: name });
        break;
      case 'choose':
        this.#moves.push({ did: 'choose', atUs, field: name, option: handling.option });
        break;
      case 'draw':
        this.#moves.push({ did: 'draw', atUs, points: handling.points });
        break;
      case 'fill':
        this.#fill({
          did: 'fill',
          atUs,
          field: name,
          id: handling.part.id,
          value: handling.value,
          isSecret: handling.part.isSecret || handling.part.isPrivate === true,
        });
        break;
      default:
        handling satisfies never;
    }
  }

  /** Character after character is one move. */
  #fill(move: Fill): void {
    const last = this.#moves.at(-1);
    if (last?.did === 'fill' && last.id === move.id && move.atUs - last.atUs < PAUSE_US) this.#moves.pop();
    this.#moves.push(move);
  }
}
