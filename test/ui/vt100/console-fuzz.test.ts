/**
 * A million bytes of nonsense at the serial console: nothing breaks, nothing grows, and afterwards a person logs in. Half of it is any bytes, half looks like what a terminal
 * sends. The seed is told when it fails; RECSIM_FUZZ_SEED=N tries another.
 */
import { describe, expect, it } from 'vitest';
import type { Bench } from '../../../src/bench/bench.ts';
import { createRandom } from '../../../src/random.ts';
import { Attached, KEYS } from '../../support/attached.ts';
import { heapInUse } from '../../support/heap.ts';
import { OWNER, readyBench } from '../../support/owner.ts';
import { MS, S, seedBoard } from '../../support/world.ts';

const SEED = Number(process.env['RECSIM_FUZZ_SEED'] ?? 1);
const BYTES = 1_000_000;
/** The most bytes in a portion: as much as a read of a port gives at once. */
const PORTION = 512;
const MIB = 2 ** 20;

const PIECES: readonly string[] = [
  ...Object.values(KEYS).filter((key) => key !== KEYS['ctrl-d']),
  ...['\x1b[C', '\x1b[D', '\x1bOA', '\x1b[H', '\x1b[5~', '\x1b[999~', '\x1b[200~', '\x1b[1;5A'],
  ...['\x1b[24;80R', '\x1b[9999;9999R', '\x1b[1;1R', '\x1b[;R', '\x1b[40;132R'],
  ...['\x1b[<0;40;12M', '\x1b[<0;40;12m', '\x1b[<32;41;13M', '\x1b[<64;1;1M', '\x1b[<0;0;0M', '\x1b[M !!', '\x1b[M#!!', `\x1b[<${'9'.repeat(40)}`],
  ...['a', 'Ω', '漢', '😀', 'e\u0301', '\u202e', '123', '\x00', '\x7f', ' '],
];

function portion(random: ReturnType<typeof createRandom>, isTerminal: boolean): Buffer {
  const length = random.int(1, PORTION);
  if (!isTerminal) return Buffer.from(Array.from({ length }, () => random.int(0, 255)));
  let text = '';
  while (text.length < length) text += PIECES[random.int(0, PIECES.length - 1)];
  return Buffer.from(text);
}

describe.each([
  ['any bytes', false],
  ['what a terminal might send', true],
])('%s', (_, isTerminal) => {
  it(`half a million of them: no crash, nothing grows, and a person logs in afterwards (seed ${SEED})`, async () => {
    const random = createRandom(SEED + (isTerminal ? 1 : 0));
    // The trace of a bench is all it ever saw; it would be what grows.
    const bench = readyBench({ board: seedBoard(), trace: false });
    let sent = 0;
    bench.hal.console.onSent((bytes) => {
      sent += bytes.length;
      return true;
    });
    let after100k = 0;
    for (let total = 0; total < BYTES / 2; ) {
      const bytes = portion(random, isTerminal);
      try {
        bench.hal.console.receive(bytes);
        bench.advance(random.int(0, 100) * MS);
      } catch (error) {
        throw new Error(`seed ${SEED}, byte ${total} and on, ${bytes.toString('hex')}`, { cause: error });
      }
      total += bytes.length;
      if (after100k === 0 && total > 100_000) after100k = heapInUse();
    }
    const grown = heapInUse() - after100k;
    expect(sent, `seed ${SEED}`).toBeGreaterThan(0);
    expect(grown / MIB, `seed ${SEED}: grown by`).toBeLessThan(1);
    await logIn(bench);
  }, 120_000);
});

/** Whatever the recorder was left in: a person leaves the screen, waits until no lock is left, and logs in by keys. */
async function logIn(bench: Bench): Promise<void> {
  const at = new Attached(bench);
  await at.wait(S);
  await at.type(KEYS['ctrl-d'], KEYS.enter);
  await at.wait(2 * 3600 * S);
  for (let tries = 0; at.menu !== 'login.pattern' && tries < 10; tries++) {
    await at.type(KEYS.escape);
    await at.wait(S);
  }
  expect([at.menu, at.lines[0]?.trim()], `seed ${SEED}`).toEqual(['login.pattern', 'Unlock Pattern']);
  // Points that were drawn already.
  await at.goTo('pattern');
  await at.type(...new Array<string>(10).fill(KEYS.backspace));
  await at.draw(OWNER.pattern ?? []);
  await at.wait(S);
  expect([at.menu, at.lines[0]?.trim()], `seed ${SEED}`).toEqual(['desktop.home', 'Main Menu']);
}
