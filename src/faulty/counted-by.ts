/** A mistake of the storage: another counter counts its guesses. */
import type { AttemptCounter } from '../storage/attempts.ts';
import { RECORD } from '../storage/storage.ts';
import type { Mistake } from './mistake.ts';

export const countedBy = (Counter: typeof AttemptCounter): Mistake => ({
  storage: (Right) =>
    class extends Right {
      override readonly attempts: AttemptCounter = new Counter(this.settings, RECORD.attempts);
    },
});
