/** Time that passes until something holds, also for an instant only. */
import type { Bench } from '../bench/bench.ts';
import type { Condition } from '../scenario/condition.ts';
import type { Us } from '../units.ts';

/** Whether the condition holds now or comes to hold within `withinUs`; time stops there. Waits for what takes real time outside. */
export async function reach(bench: Bench, condition: Pick<Condition, 'holds' | 'matches'>, withinUs: Us): Promise<boolean> {
  if (condition.holds()) return true;
  let reached = false;
  const isReached = () => reached || condition.holds();
  const stopListening = bench.trace.onEntry((entry) => {
    reached ||= condition.matches(entry);
  });
  try {
    await bench.pass(withinUs, isReached);
    return isReached();
  } finally {
    stopListening();
  }
}
