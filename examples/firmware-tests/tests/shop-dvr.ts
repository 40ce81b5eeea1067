/** The recorder of these tests: ours, set up by its owner, and held at power-up. */
import { createBench, type TestBench } from 'recsim/vitest';

export const shopDvr = (seed = 1): TestBench => createBench({ board: 'boards/shop-dvr', state: 'provisioned', seed });

/** The guide's beginning: the button goes down, 4.5 s later the plug goes in; then the button is held for `duration` more. */
export function holdThroughPowerUp(recorder: TestBench, duration: string): void {
  recorder.finger.press();
  recorder.advance('4.5 s');
  recorder.supply.plugIn();
  recorder.advance(duration);
}
