/**
 * Time that passes on a bench while the world outside it may be at work: a picture is read, a mail is carried. That takes real time and must take no virtual time
 * (see Outside), so time is held until it is done.
 */
import type { Bench } from '../../bench/bench.ts';
import type { Us } from '../../units.ts';

/** The virtual time that passes, event by event. */
export interface Passing {
  readonly nowUs: Us;
  readonly nextUs: Us;
  /** It must not pass at the moment. */
  readonly isHeld?: boolean;
  /** To the next event. Returns false when there is none. */
  step(): boolean;
  /** To `atUs`, or to where it is held. */
  advanceTo(atUs: Us): void;
}

export function passingOf({ clock, outside }: Bench): Passing {
  return {
    get nowUs() {
      return clock.nowUs;
    },
    get nextUs() {
      return clock.nextUs;
    },
    get isHeld() {
      return outside.isBusy;
    },
    step: () => clock.step(),
    advanceTo(atUs) {
      while (!outside.isBusy && clock.nextUs <= atUs) clock.step();
      if (!outside.isBusy) clock.advanceTo(atUs);
    },
  };
}

/** Lets time pass to `atUs` or until `isOver`, and waits for the world outside wherever it is at work. The same run passes in the same way. */
export async function passSettled({ clock, outside }: Bench, atUs: Us, isOver: () => boolean = () => false): Promise<void> {
  for (;;) {
    if (outside.isBusy) await outside.settled();
    if (isOver()) return;
    if (clock.nextUs > atUs) break;
    clock.step();
  }
  clock.advanceTo(atUs);
}
