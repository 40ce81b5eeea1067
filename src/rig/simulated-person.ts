/**
 * A person who rehearses the session on the mock: hears the prompts, takes a moment, and moves finger and plug of the bench. The same seed gives the same hands. Some do as they are
 * told, others spoil their first attempt and learn from it, two never learn. What is wrong with the unit under the finger is not theirs (simulated-defect.ts).
 */

import type { Bench } from '../bench/bench.ts';
import { createRandom, type Random } from '../random.ts';
import { US_PER_MS, US_PER_S, type Us } from '../units.ts';
import type { Plan } from './plan.ts';
import type { PersonName } from './rehearsal-names.ts';
import type { Button } from './simulated-defect.ts';
import type { Prompt } from './station.ts';

/** How long a hand takes to follow a word. */
const REACTION_MS = { min: 250, max: 600 } as const;

export class SimulatedPerson {
  readonly #name: PersonName;
  readonly #bench: Bench;
  readonly #button: Button;
  readonly #plan: Plan;
  readonly #random: Random;
  /** How often it was asked to hold. */
  #attempt = 0;
  /** Did what it was asked last. */
  #hasObeyed = false;

  constructor(name: PersonName, bench: Bench, button: Button, plan: Plan, seed: number) {
    this.#name = name;
    this.#bench = bench;
    this.#button = button;
    this.#plan = plan;
    this.#random = createRandom(seed + 5);
  }

  /** Answers truthfully whether it did what it was asked to do. */
  answer(): string {
    return this.#hasObeyed ? 'y' : 'n';
  }

  hear({ deed }: Prompt): void {
    this.#hasObeyed = false;
    if (this.#name === 'absent') return;
    if (deed === 'hold') this.#attempt++;
    const spoils = this.#attempt === 1 || this.#name === 'stubborn' || this.#name === 'forgets-power';
    const reactionUs = this.#random.int(REACTION_MS.min, REACTION_MS.max) * US_PER_MS + this.#random.int(0, US_PER_MS - 1);
    if (!(spoils && this.#spoil(deed, reactionUs))) this.#after(reactionUs, () => this.#obey(deed));
  }

  #obey(deed: Prompt['deed']): void {
    const { supply } = this.#bench;
    const deeds: Readonly<Record<Prompt['deed'], () => void>> = {
      press: () => this.#button.press(),
      hold: () => this.#button.press(),
      'let-go': () => this.#button.release(),
      'hands-off': () => this.#button.release(),
      release: () => this.#button.release(),
      'power-away': () => supply.unplug(),
      'give-power': () => supply.plugIn(),
    };
    deeds[deed]();
  }

  /** Returns whether it does something of its own instead. */
  #spoil(deed: Prompt['deed'], reactionUs: Us): boolean {
    const { supply } = this.#bench;
    const give = () => supply.plugIn();
    const letGo = () => this.#button.release();
    const press = () => this.#button.press();
    switch (`${this.#name} ${deed}`) {
      case 'early give-power':
      case 'stubborn give-power':
        this.#after(reactionUs, give);
        this.#after(reactionUs + this.#fromPower(this.#plan.window.fromUs - 400 * US_PER_MS), letGo);
        return true;
      case 'late release':
      case 'falls-asleep release':
        if (this.#name === 'late') this.#after(this.#untilWindowCloses() + 700 * US_PER_MS, letGo);
        return true;
      case 'hasty hold':
        this.#after(reactionUs, press);
        this.#after(reactionUs + 2 * US_PER_S, give);
        return true;
      case 'tardy hold':
        this.#after(reactionUs, give);
        this.#after(reactionUs + 800 * US_PER_MS, press);
        return true;
      case 'shaky give-power':
        this.#after(reactionUs, give);
        this.#after(reactionUs + 8 * US_PER_S, letGo);
        this.#after(reactionUs + 8.5 * US_PER_S, press);
        return true;
      case 'pulls-plug give-power':
        this.#after(reactionUs, give);
        this.#after(reactionUs + 8 * US_PER_S, () => supply.unplug());
        return true;
      case 'forgets-power give-power':
        return true;
      default:
        return false;
    }
  }

  /** Time from power, for a time that counts from the first sample. */
  #fromPower(us: Us): Us {
    return this.#plan.board.samplingStartUs + us;
  }

  #untilWindowCloses(): Us {
    const { trace, nowUs } = this.#bench;
    const powerUs = trace.last('rail')?.atUs ?? nowUs;
    const { toUs } = this.#plan.window;
    return Number.isFinite(toUs) ? Math.max(0, powerUs + this.#fromPower(toUs) - nowUs) : 0;
  }

  #after(us: Us, act: () => void): void {
    const { clock } = this.#bench;
    clock.at(clock.nowUs + us, () => {
      this.#hasObeyed = true;
      act();
    });
  }
}
