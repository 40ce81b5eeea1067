/** What a bench says of the button, against what is expected of it. */
import type { Bench } from '../bench/bench.ts';
import type { Verdict } from '../board.ts';
import type { Us } from '../units.ts';

/** A finger that was lifted a moment ago has decided the hold: how long the contact takes to rest and to be debounced; 0 when there is nothing to wait for. */
export function settlingUs({ board, finger, recorder, verdict }: Bench): Us {
  return verdict || finger.isPressing || !recorder.firmware ? 0 : board.bounceDurationUs + board.debounceUs;
}

/** What is wrong with the verdict, or nothing. `because` is the code of the explanation or a part of its text. */
export function verdictProblem(bench: Bench, verdict: Verdict, because?: string): string | undefined {
  const found = bench.explain();
  if (!found) {
    const why = bench.supply.isGood ? `the hold is ${bench.recorder.firmware?.regions.hold}` : 'the recorder has no power';
    return `expected ${verdict}, got no verdict yet - ${why}`;
  }
  if (found.verdict !== verdict) return `expected ${verdict}, got ${found.verdict} - ${found.text}`;
  if (because === undefined || found.text.includes(because) || found.because === because) return undefined;
  return `expected ${verdict} because of "${because}", got it because of something else - ${found.because}: ${found.text}`;
}
