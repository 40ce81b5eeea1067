/**
 * The finger on the reset button: it is there as long as the pointer or the key is down, wherever focus and pointer go meanwhile, so that the other hand can put the plug in. Latched, or
 * clicked by a screen reader, which knows no holding, one press holds and the next lets go.
 */
import type { Person } from './person.ts';

/** The pointer or the key of this window that holds it. */
let heldBy: number | string | undefined;
/** Whether the button went down by it. */
let went: Promise<boolean> = Promise.resolve(false);

/** A finger of this window holds it, and will let go by itself. */
export const isHeldHere = (): boolean => heldBy !== undefined;

export function putDown(by: number | string, isPressing: boolean, person: Person): void {
  if (person.isLatching) toggle(isPressing, person);
  else if (heldBy === undefined) {
    heldBy = by;
    // One that is down already is taken over, to be let go of.
    went = isPressing ? Promise.resolve(true) : person.simply('press');
  }
}

export function toggle(isPressing: boolean, person: Person): void {
  heldBy = undefined;
  void person.simply(isPressing ? 'release' : 'press');
}

/** Hears when pointer or key go up, and when this window can no longer tell. */
export function heedLifting(person: Person): void {
  const lift = (by?: number | string) => {
    if (heldBy === undefined || (by !== undefined && by !== heldBy)) return;
    heldBy = undefined;
    // What did not go down is not lifted.
    void went.then((isDown) => isDown && person.simply('release'));
  };
  addEventListener('pointerup', ({ pointerId }) => lift(pointerId));
  addEventListener('pointercancel', ({ pointerId }) => lift(pointerId));
  addEventListener('keyup', ({ code }) => lift(code));
  addEventListener('blur', () => lift());
  addEventListener('pagehide', () => lift());
}
