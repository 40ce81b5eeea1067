/** The seed's procedure with a finger on the lines of a real kernel, in real time. */
import { spawn } from 'node:child_process';
import { afterAll, describe, expect, type TestContext, test } from 'vitest';
import { type Board, holdPhases } from '../../src/board.ts';
import type { BackendName } from '../../src/hal/pi/gpio.ts';
import { MS, S } from '../support/world.ts';
import { pause, stall, until } from './pi-rig.ts';
import { type OnDesk, recorderOn } from './recorder-on.ts';

const told: string[] = [];
afterAll(() => console.log(told.join('\n')));

/** A desk for one test. Tests that run side by side have a context each. */
async function desk({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, ...args: Parameters<typeof recorderOn>): Promise<OnDesk> {
  const found = await recorderOn(...args);
  onTestFinished(() => found.close());
  return found;
}

/** The verdict for a hold of this time. A slow machine lets go later than it meant to: what counts is when. */
const verdictAt = (board: Board, heldUs: number) => holdPhases(board).findLast(({ fromUs }) => heldUs >= fromUs)?.verdict;

function procedures(gpio: BackendName): void {
  test.concurrent.for([
    ['early: nothing is reset', 1 * S],
    ['in the window: the recorder is reset', 2.5 * S],
    ['too late: nothing is reset', 3.5 * S],
  ] as const)('released %s', async ([, holdUs], { expect, onTestFinished }) => {
    const on = await desk({ onTestFinished }, gpio);
    await on.heldToT0();
    const { fromUs, toUs } = await on.releaseAt(holdUs);
    const verdict = await on.verdict();
    expect(on.openedUs).toBeGreaterThanOrEqual(fromUs);
    // onoff has the time at which this process woke up.
    expect(on.openedUs).toBeLessThanOrEqual(toUs + (gpio === 'cdev' ? 1 * MS : 500 * MS));
    expect(verdict).toBe(verdictAt(on.board, on.heldUs));
    if (verdict === 'reset') await until(() => on.trace.last('journal')?.value === 'done', 5 * S);
    expect(on.isProvisioned).toBe(verdict !== 'reset');
    expect(on.failures).toEqual([]);
    const { lateEdges, buzzerLatency } = on.pi.facts();
    told.push(`${gpio}, ${verdict}: beep ordered ${buzzerLatency.mostUs / MS} ms after it was due at most; ${lateEdges.edges} late edges (emulated)`);
  });

  test.concurrent('contacts that bounce, pressed and released', async ({ expect, onTestFinished }) => {
    const on = await desk({ onTestFinished }, gpio);
    await on.heldToT0(() => on.bounce(0));
    await on.afterT0(2.4 * S);
    on.bounce(1);
    expect(await on.verdict()).toBe(verdictAt(on.board, on.heldUs));
    expect(on.trace.all('verdict').length).toBe(1);
    expect(on.pi.hal.resetButton.read()).toBe(1);
  });
}

describe('the procedure on onoff', () => procedures('onoff'));
describe('the procedure on cdev', () => procedures('cdev'));

test('the event loop stalls for 200 ms, again and again, during the hold: the times are the same', async ({ expect, onTestFinished }) => {
  const on = await desk({ onTestFinished }, 'cdev');
  await on.heldToT0();
  const startUs = on.trace.last('firmware')?.atUs ?? 0;
  for (let time = 0; time < 8; time++) {
    stall(200 * MS);
    await pause(20 * MS);
  }
  await on.releaseAt(2.4 * S);
  stall(200 * MS);
  expect(await on.verdict()).toBe(verdictAt(on.board, on.heldUs));
  const beeps = on.trace.all('buzzer').map(({ atUs }) => atUs - startUs);
  const { samplingStartUs, bootBeep } = on.board;
  // To the microsecond, as in virtual time.
  expect(beeps.slice(0, 2)).toEqual([samplingStartUs, samplingStartUs + bootBeep.onUs]);
});

test('the event loop stalls from within the window until after it, and the button is released meanwhile: the verdict is that of the moment it opened', async ({
  onTestFinished,
}) => {
  const on = await desk({ onTestFinished }, 'cdev');
  const finger = spawn('sh', ['-c', `read word; echo pull-up >${on.chip.fileOf('reset')}`], { stdio: ['pipe', 'inherit', 'inherit'] });
  await on.heldToT0();
  await on.afterT0(2.1 * S);
  const fromUs = on.pi.clock.wallUs;
  finger.stdin.write('release\n');
  stall(1.2 * S);
  const toUs = on.pi.clock.wallUs;
  expect(await on.verdict()).toBe('reset');
  expect(on.openedUs).toBeGreaterThanOrEqual(fromUs);
  expect(on.openedUs).toBeLessThan(toUs - 200 * MS);
  expect(on.pi.clock.late.edges).toBe(0);
});

test('power lost while it runs ends the firmware; given again it starts anew', async ({ onTestFinished }) => {
  const on = await desk({ onTestFinished }, 'cdev');
  await on.heldToT0();
  on.chip.line('power').drive(0);
  expect(await until(() => on.recorder.firmware === undefined, 2 * S)).toBe(true);
  expect(on.chip.line('buzzer').level()).toBe(0);
  on.chip.line('power').drive(1);
  expect(await until(() => on.recorder.firmware !== undefined, 2 * S)).toBe(true);
});

// Beside process-ends.guest.ts, because it takes so long.
describe.concurrent('the procedure at full length', () => {
  test.concurrent('4.5 s before power, 25 s after it', { timeout: 90_000 }, async ({ expect, onTestFinished }) => {
    const on = await desk({ onTestFinished }, 'cdev', { actionBeep: { count: 1, onUs: 150 * MS, offUs: 150 * MS } });
    await on.heldToT0();
    const { fromUs, toUs } = await on.releaseAt(25 * S);
    expect(await on.verdict()).toBe('reset');
    expect(on.openedUs).toBeGreaterThanOrEqual(fromUs);
    expect(on.openedUs).toBeLessThanOrEqual(toUs + 1 * MS);
    await until(() => on.trace.last('journal')?.value === 'done', 5 * S);
    expect(on.isProvisioned).toBe(false);
    await until(() => on.trace.all('buzzer', 1).length === 2, 5 * S);
    const beepUs = on.trace.all('buzzer', 1).at(-1)?.atUs ?? 0;
    const orderedUs = beepUs - on.openedUs + on.pi.facts().buzzerLatency.lastUs;
    told.push(`cdev, at full length: held ${on.heldUs / MS} ms by the kernel's stamps; beep ordered ${orderedUs / MS} ms after the edge (emulated)`);
  });
});
