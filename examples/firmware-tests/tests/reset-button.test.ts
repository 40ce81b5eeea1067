/** The reset button of the shop's recorder. */
import { forSeeds } from 'recsim/vitest';
import { describe, expect, test } from 'vitest';
import { holdThroughPowerUp, shopDvr } from './shop-dvr.js';

describe('the reset button', () => {
  test('held as the guide says: one beep, and the recorder asks to be set up', async () => {
    const recorder = shopDvr();
    holdThroughPowerUp(recorder, '12 s');
    expect(recorder).toHaveBeeped({ count: 1, on: '200 ms' });
    recorder.finger.release();
    await expect(recorder).toShowScreen('Set-up Wizard', { within: '60 s' });
    expect(recorder).toHaveVerdict('reset');
    expect(recorder).toHaveStored('factory');
    expect(recorder).not.toHaveInFlash('owner@recorder.test');
  });

  test('let go too early: nothing is erased', async () => {
    const recorder = shopDvr();
    holdThroughPowerUp(recorder, '9 s');
    recorder.finger.release();
    expect(recorder).toHaveVerdict('short', { because: 'short of the window (10.000 s to 15.000 s)' });
    await expect(recorder).not.toReachState('boot.defaulting', { within: '60 s' });
    expect(recorder).toHaveStored('present');
  });

  test('a worn contact that opens for 21 ms ends the hold, one that opens for 19 ms does not', async () => {
    for (const [open, verdict] of [
      [21_000, 'short'],
      [19_000, 'reset'],
    ] as const) {
      const recorder = shopDvr();
      holdThroughPowerUp(recorder, '6 s');
      recorder.finger.disturb([0, open]);
      recorder.advance('6 s');
      recorder.finger.release();
      expect(recorder).toHaveVerdict(verdict);
    }
  });

  test('pressed when the recorder runs already: it has no meaning', async () => {
    const recorder = shopDvr();
    recorder.supply.plugIn();
    await expect(recorder).toReachState('boot.ready.login', { within: '60 s' });
    recorder.finger.press();
    await expect(recorder).toStayInState('boot.ready.login', { for: '1 min' });
    recorder.finger.release();
    await expect(recorder).toStayOff('buzzer', { for: '1 min' });
  });

  test('power is lost while the settings are erased: the next start finishes the reset without the button', async () => {
    const recorder = shopDvr();
    holdThroughPowerUp(recorder, '12 s');
    recorder.cutPower({ operation: 5, when: 'during' });
    recorder.finger.release();
    await expect(recorder).not.toStayOn('power', { for: '60 s' });
    recorder.advance('2 s');
    recorder.supply.plugIn();
    await expect(recorder).toShowScreen({ title: 'Factory Default', contains: 'going on where it stopped' }, { within: '1 s' });
    await expect(recorder).toReachState('boot.ready.wizard', { within: '60 s' });
    expect(recorder).toHaveStored('factory');
    expect(recorder).not.toHaveInFlash('owner@recorder.test');
  });

  test('however its contact bounces, a hold of 12 s resets', async () => {
    await forSeeds(100, (seed) => {
      const recorder = shopDvr(seed);
      holdThroughPowerUp(recorder, '12 s');
      recorder.finger.release();
      expect(recorder).toHaveVerdict('reset');
    });
  });
});
