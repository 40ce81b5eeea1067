/** A program of its own that beeps on a simulated chip, for tests of how it ends: `node gpio-beeper.mjs BACKEND BOARD [throw]`, BOARD as JSON. */
import type { Board } from '../../src/board.ts';
import { unwrap } from '../../src/errors.ts';
import type { BackendName } from '../../src/hal/pi/gpio.ts';
import { createPiHal } from '../../src/hal/pi/index.ts';

const [gpio, board = '', way] = process.argv.slice(2);
const pi = unwrap(await createPiHal(JSON.parse(board) as Board, { gpio: gpio as BackendName, observe() {}, failed() {} }));
pi.act(() => pi.hal.buzzer.sound(true));
process.stdout.write('beeping\n');
if (way === 'throw') {
  process.stdin.once('data', () => {
    throw new Error('a crash');
  });
}
