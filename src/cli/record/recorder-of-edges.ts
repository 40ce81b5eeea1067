/** What contact and plug did on real lines, edge by edge, as a trace that waves are made of; and a line for people of how it stands. */
import { Trace } from '../../bench/trace.ts';
import type { Board, Level } from '../../board.ts';
import type { PiLines } from '../../hal/pi/lines.ts';
import { formatSeconds, type Us } from '../../units.ts';
import { vcdOf } from '../../wave/vcd.ts';
import { type Wave, waveOf } from '../../wave/wave.ts';

export class EdgeRecorder {
  readonly #board: Board;
  readonly #clock: PiLines['clock'];
  readonly #trace = new Trace();
  /** The signals that the lines tell of. */
  readonly #signals: readonly string[];
  #isPowered = false;
  #edges = 0;
  #closedUs: Us | undefined;

  /** Records from now on. */
  constructor(board: Board, { clock, reset, powerPin }: Pick<PiLines, 'clock' | 'reset' | 'powerPin'>) {
    this.#board = board;
    this.#clock = clock;
    this.#signals = [...(powerPin ? ['plug'] : []), ...(reset ? ['contact'] : [])];
    const contact = (level: Level, atUs: Us) => this.#contact(level, atUs);
    const plug = (level: Level, atUs: Us) => this.#plug(level, atUs);
    if (reset && reset.read() === board.closedLevel) contact(board.closedLevel, clock.nowUs);
    if (powerPin?.read() === 1) plug(1, clock.nowUs);
    this.#edges = 0;
    reset?.watch(contact);
    powerPin?.watch(plug);
  }

  /** Of both lines, since it began. */
  get edges(): number {
    return this.#edges;
  }

  /** `4.200 s  contact closed for 3.200 s, power on, 17 edges`. */
  get status(): string {
    const held = this.#closedUs === undefined ? 'open' : `closed for ${formatSeconds(Math.max(0, this.#clock.wallUs - this.#closedUs))}`;
    return `${formatSeconds(this.#clock.wallUs)}  contact ${held}, power ${this.#isPowered ? 'on' : 'off'}, ${this.#edges} edges`;
  }

  /** The file as it would be now. */
  get vcd(): string {
    const { signals, endUs }: Wave = waveOf({ trace: this.#trace.entries, board: this.#board, virtualUs: this.#clock.nowUs });
    return vcdOf({ signals: signals.filter(({ name }) => this.#signals.includes(name)), endUs });
  }

  #contact(level: Level, atUs: Us): void {
    const isClosed = level === this.#board.closedLevel;
    this.#closedUs = isClosed ? atUs : undefined;
    this.#edges++;
    this.#trace.add(atUs, 'reset', level);
  }

  #plug(level: Level, atUs: Us): void {
    this.#isPowered = level === 1;
    this.#edges++;
    this.#trace.add(atUs, 'plug', level === 1 ? 'in' : 'out');
  }
}
