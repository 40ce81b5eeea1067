/** What contact and plug did on real lines, edge by edge, as a VCD file that grows; and a line for people of how it stands. */
import type { Board, Level } from '../../board.ts';
import type { PiLines } from '../../hal/pi/lines.ts';
import { formatSeconds, US_PER_MS, type Us } from '../../units.ts';
import { SIGNALS } from '../../wave/signals.ts';
import { VcdWriter } from '../../wave/vcd.ts';

/** An edge is handed over at most so much later than the clock has come to its time, however the process is kept waiting for the processor. */
const SETTLED_US = 100 * US_PER_MS;

export class EdgeRecorder {
  readonly #clock: Pick<PiLines['clock'], 'nowUs' | 'wallUs'>;
  readonly #writer: VcdWriter;
  #isPowered = false;
  #edges = 0;
  #closedUs: Us | undefined;

  /** Records from now on. `write` is given whole lines of the file, in their order. */
  constructor(
    { closedLevel }: Pick<Board, 'closedLevel'>,
    { clock, reset, powerPin }: Pick<PiLines, 'reset' | 'powerPin'> & { readonly clock: Pick<PiLines['clock'], 'nowUs' | 'wallUs'> },
    write: (lines: string) => void,
  ) {
    this.#clock = clock;
    const names: readonly string[] = [...(powerPin ? ['plug'] : []), ...(reset ? ['contact'] : [])];
    const signals = SIGNALS.filter(({ name }) => names.includes(name));
    const [plugIndex, contactIndex] = ['plug', 'contact'].map((name) => signals.findIndex((signal) => signal.name === name)) as [number, number];
    this.#writer = new VcdWriter(signals, write);
    const contact = (level: Level, atUs: Us) => {
      const isClosed = level === closedLevel;
      this.#closedUs = isClosed ? atUs : undefined;
      this.#edges++;
      this.#writer.change(contactIndex, isClosed ? 1 : 0, atUs);
    };
    const plug = (level: Level, atUs: Us) => {
      this.#isPowered = level === 1;
      this.#edges++;
      this.#writer.change(plugIndex, level, atUs);
    };
    if (reset && reset.read() === closedLevel) contact(closedLevel, clock.nowUs);
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

  /** What is written from now on tells of how it stands, however long nothing happens. */
  mark(): void {
    this.#writer.mark(this.#clock.nowUs - SETTLED_US);
  }

  /** Nothing comes any more. */
  end(): void {
    this.#writer.mark(this.#clock.nowUs);
  }
}
