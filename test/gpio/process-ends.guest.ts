/** How a process that beeps ends: nothing is left sounding, or the next start ends it. Beside the tests of the procedure, which take their time. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, type TestContext, test } from 'vitest';
import type { BackendName } from '../../src/hal/pi/gpio.ts';
import { createPiHal } from '../../src/hal/pi/index.ts';
import { S } from '../support/world.ts';
import { simBoard, until } from './pi-rig.ts';
import { SimChip } from './sim-chip.ts';

// Five of them start at once, which takes long in there.
describe.concurrent('how a process that beeps ends', { timeout: 120_000 }, () => {
  /** Beeps. */
  async function beeper(
    finished: TestContext['onTestFinished'],
    gpio: BackendName,
    ...way: string[]
  ): Promise<{ sim: SimChip; child: ChildProcess }> {
    const sim = new SimChip();
    const child = spawn(process.execPath, ['tmp/gpio-beeper.mjs', gpio, JSON.stringify(simBoard(sim)), ...way], { stdio: ['pipe', 'pipe', 'pipe'] });
    finished(async () => {
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      sim.remove();
    });
    const said = { out: '', err: '' };
    child.stdout?.on('data', (text) => {
      said.out += text;
    });
    child.stderr?.on('data', (text) => {
      said.err += text;
    });
    await until(() => said.out !== '' || child.exitCode !== null, 90 * S);
    if (said.out === '') throw new Error(`it does not start: ${said.err}`);
    if (sim.line('buzzer').level() !== 1) throw new Error('it does not beep');
    return { sim, child };
  }

  test('a crash: silent', async ({ expect, onTestFinished }) => {
    const { sim, child } = await beeper(onTestFinished, 'cdev', 'throw');
    child.stdin?.write('crash\n');
    const [status] = await once(child, 'exit');
    expect(status).not.toBe(0);
    expect(sim.line('buzzer').level()).toBe(0);
  });

  for (const [gpio, signal] of [
    ['cdev', 'SIGTERM'],
    ['onoff', 'SIGHUP'],
  ] as const) {
    test(`${gpio}, ${signal}: silent, and ended by the signal`, async ({ expect, onTestFinished }) => {
      const { sim, child } = await beeper(onTestFinished, gpio);
      child.kill(signal);
      const [, by] = await once(child, 'exit');
      expect(by).toBe(signal);
      expect(sim.line('buzzer').level()).toBe(0);
    });

    test(`${gpio}, SIGKILL: the next start has the lines again, silent from the start`, async ({ expect, onTestFinished }) => {
      const { sim, child } = await beeper(onTestFinished, gpio);
      child.kill('SIGKILL');
      await once(child, 'exit');
      // The kernel gives lines of the character device back, and they fall to their pull; those of sysfs stay as they are.
      expect(sim.line('buzzer').level()).toBe(gpio === 'cdev' ? 0 : 1);
      const result = await createPiHal(simBoard(sim), { gpio, observe() {}, failed() {} });
      expect(result.ok).toBe(true);
      expect(sim.line('buzzer').level()).toBe(0);
      if (result.ok) result.value.close();
    });
  }
});
