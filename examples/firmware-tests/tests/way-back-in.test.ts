/** The way back in without a screwdriver: QR code, phone, mail. `test` of recsim/vitest hands out a `bench()`. */
import { test } from 'recsim/vitest';
import { expect } from 'vitest';

test('the owner who forgot the pattern comes back in by QR code, phone and mail', async ({ bench }) => {
  const recorder = bench({ board: 'boards/shop-dvr', state: 'provisioned' });
  recorder.supply.plugIn();
  await expect(recorder).toShowScreen('Unlock Pattern', { within: '60 s' });
  for (const button of ['Forgot Pattern', 'Forgot Password', 'OK']) await recorder.click(button);
  await recorder.scanQr('gDMSS');
  await expect(recorder).toReceiveMail({ to: 'owner@recorder.test', subject: 'security code', within: '1 min' });
  await recorder.input('Security code', recorder.mailedCode);
  await recorder.click('Next');
  await recorder.input('New Password', 'Camera2027');
  await recorder.input('Confirm Password', 'Camera2027');
  await recorder.click('Save');
  await expect(recorder).toShowScreen({ contains: 'Your new password is now applied' }, { within: '10 s' });
  await expect(recorder).toReceiveMail({ subject: 'password was changed', within: '1 min' });
});

test('a security code is worth nothing after its 24 h', async ({ bench }) => {
  const recorder = bench({ board: 'boards/shop-dvr', state: 'provisioned' });
  recorder.supply.plugIn();
  await expect(recorder).toShowScreen('Unlock Pattern', { within: '60 s' });
  for (const button of ['Forgot Pattern', 'Forgot Password', 'OK']) await recorder.click(button);
  await recorder.scanQr();
  await expect(recorder).toReceiveMail({ within: '1 min' });
  await recorder.pass('24 h');
  await recorder.input('Security code', recorder.mailedCode);
  await recorder.click('Next');
  await recorder.pass('1 s');
  await expect(recorder).not.toShowScreen({ contains: 'New Password' }, { within: '10 s' });
});
