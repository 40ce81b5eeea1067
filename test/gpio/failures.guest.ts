/** What goes wrong with real lines: each is told as a problem with a remedy, and none is a crash. */
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Problem } from '../../src/errors.ts';
import type { BackendName } from '../../src/hal/pi/gpio.ts';
import { chipPaths, GpioChip } from '../../src/hal/pi/gpio-chip.ts';
import { createPiHal } from '../../src/hal/pi/index.ts';
import { loadKernel } from '../../src/hal/pi/kernel.ts';
import { MS, S } from '../support/world.ts';
import { pause, type Rigged, rigged, simBoard, stall, until } from './pi-rig.ts';
import { SimChip } from './sim-chip.ts';

async function rig(...args: Parameters<typeof rigged>): Promise<Rigged> {
  const found = await rigged(...args);
  onTestFinished(() => found.close());
  return found;
}

function chip(parts?: readonly string[]): SimChip {
  const made = new SimChip(parts);
  onTestFinished(() => made.remove());
  return made;
}

/** Why the hardware cannot be had; nothing of it is kept. */
async function refusal(gpio: BackendName, board: Parameters<typeof createPiHal>[0]): Promise<Problem> {
  const result = await createPiHal(board, { gpio, observe() {}, failed() {} });
  if (!result.ok) return result.problems[0] as Problem;
  result.value.close();
  throw new Error('it was there');
}

test('the chips of this machine, their lines, and who holds them', async () => {
  const { chip } = await rig('cdev');
  const kernel = await loadKernel();
  const found = chipPaths().map((path) => GpioChip.open(kernel, path));
  const ours = found.find(({ name }) => name === chip.chip);
  expect(ours?.allLines()).toEqual([
    { offset: 0, name: chip.line('reset').name, consumer: 'recsim', isOutput: false },
    { offset: 1, name: chip.line('buzzer').name, consumer: 'recsim', isOutput: true },
    { offset: 2, name: chip.line('led').name, consumer: 'recsim', isOutput: true },
    { offset: 3, name: chip.line('power').name, consumer: 'recsim', isOutput: false },
  ]);
  for (const each of found) each.close();
});

for (const gpio of ['cdev', 'onoff'] as const)
  describe(`${gpio}: what is in the way`, () => {
    test('a line that somebody holds', async () => {
      const { board } = await rig('cdev');
      const problem = await refusal(gpio, board);
      expect(problem.code).toBe('hardware');
      expect(problem.message).toMatch(/^line .* is in use by "recsim"$/);
      expect(problem.remedy).toBeTruthy();
    });

    test('a line that another program has exported', async () => {
      const { board } = await rig('onoff');
      expect((await refusal(gpio, board)).message).toMatch(/in use by ("sysfs"|another recsim)/);
    });

    test('a line that is not there: near names are named, and the lines taken before are given back', async () => {
      const sim = chip();
      const board = simBoard(sim);
      const reset = sim.line('reset').name;
      const wrong = { ...board, pins: { ...board.pins, reset: { line: `${reset}x`, assumed: 'a test' } } };
      expect(await refusal(gpio, wrong)).toMatchObject({
        code: 'hardware',
        message: `there is no GPIO line "${reset}x"`,
        remedy: `Did you mean "${reset}"?`,
      });
      const result = await createPiHal(board, { gpio, observe() {}, failed() {} });
      expect(result.ok).toBe(true);
      if (result.ok) result.value.close();
    });

    test('a chip and an offset instead of a name; an offset too far', async () => {
      const sim = chip();
      const board = simBoard(sim);
      const at = (offset: number) => ({ ...board, pins: { ...board.pins, reset: { line: `${sim.chip}:${offset}`, assumed: 'a test' } } });
      const result = await createPiHal(at(0), { gpio, observe() {}, failed() {} });
      expect(result.ok).toBe(true);
      if (result.ok) {
        expect(result.value.facts().lines).toContain(`reset: ${sim.chip}:0`);
        result.value.close();
      }
      expect((await refusal(gpio, at(99))).message).toContain('there is no line 99: the chip has lines 0 to 3');
    });

    test('permission', async () => {
      const board = simBoard(chip());
      process.seteuid?.(65_534);
      try {
        const problem = await refusal(gpio, board);
        expect(problem).toMatchObject({ code: 'hardware', message: expect.stringContaining('permission denied') });
        expect(problem.remedy).toContain('gpio');
      } finally {
        process.seteuid?.(0);
      }
    });

    test('the chip is pulled out while it runs: a failure is told, the process goes on', async () => {
      const { pi, chip, failures } = await rig(gpio);
      pi.act(() => pi.hal.buzzer.sound(true));
      chip.unplug();
      expect(await until(() => failures.length > 0, 5 * S)).toBe(true);
      expect(failures[0]).toMatchObject({ code: 'hardware' });
      expect(() => pi.hal.buzzer.sound(false)).not.toThrow();
    });
  });

describe('edges on cdev', () => {
  /**
   * Toggles the button `count` times, one edge every `everyUs`, without letting the loop run. Late ones follow faster, but not so fast that the emulated kernel
   * takes two for one.
   */
  const toggle = ({ chip, pi }: Rigged, count: number, everyUs: number) => {
    const button = chip.line('reset');
    const startUs = pi.clock.wallUs;
    let lastUs = 0;
    for (let edge = 0; edge < count; edge++) {
      stall(Math.max(startUs + edge * everyUs, lastUs + 0.8 * everyUs) - pi.clock.wallUs);
      lastUs = pi.clock.wallUs;
      button.drive(edge % 2 === 0 ? 0 : 1);
    }
  };

  /** 400 edges while the loop stalls: every one, in order, with the time it happened at. Returns how many came a second. */
  const allOf400 = async (): Promise<number> => {
    const on = await rig('cdev');
    const seen: [number, number][] = [];
    on.pi.hal.resetButton.watch((level, atUs) => seen.push([level, atUs]));
    const fromUs = on.pi.clock.wallUs;
    toggle(on, 400, 5 * MS);
    const toUs = on.pi.clock.wallUs;
    await until(() => seen.length >= 400, 3 * S);
    expect(seen.map(([level]) => level)).toEqual(Array.from({ length: 400 }, (_, edge) => edge % 2));
    expect(on.pi.facts().lostEdges).toBe(0);
    const times = seen.map(([, atUs]) => atUs);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(times[0]).toBeGreaterThanOrEqual(fromUs);
    expect(times[399]).toBeLessThanOrEqual(toUs);
    return 399 / (((times[399] ?? 0) - (times[0] ?? 0)) / S);
  };

  test('200 a second for 2 s, while the loop stalls: every one, in order, with the time it happened at', async () => {
    // The finger is emulated too, and a busy host slows it down: then it shows less than it should, and tries again.
    let rate = await allOf400();
    for (let again = 0; again < 4 && rate <= 190; again++) rate = await allOf400();
    expect(rate).toBeGreaterThan(190);
    console.log(`edges: 400 at ${rate.toFixed(0)} a second, none lost (emulated)`);
  });

  test('more than the kernel keeps: the oldest are lost, counted and told, and the level is right', async () => {
    const on = await rig('cdev');
    let seen = 0;
    on.pi.hal.resetButton.watch(() => seen++);
    toggle(on, 1501, 300);
    await pause(300 * MS);
    const lost = on.pi.facts().lostEdges ?? 0;
    // The first of the edges that were kept has the level from before: nobody hears of it.
    expect([lost, seen]).toEqual([1501 - 1024, 1023]);
    expect(on.pi.hal.resetButton.read()).toBe(0);
    expect(on.notices.join()).toContain(`the kernel lost ${lost} edges`);
    expect(on.trace.last('gpio')).toMatchObject({ value: 'edges-lost' });
  });

  test('facts name the lines and their chip', async () => {
    const on = await rig('cdev');
    expect(on.pi.facts()).toMatchObject({ backend: 'cdev', lateEdges: { edges: 0 } });
    expect(on.pi.facts().lines[0]).toContain(`buzzer: ${on.chip.chip}:1 (`);
  });
});

test('onoff says that it cannot set a bias, and cannot tell how many edges are lost', async () => {
  const sim = chip();
  const board = simBoard(sim);
  const notices: string[] = [];
  const pins = { ...board.pins, reset: { line: sim.line('reset').name, bias: 'pull-up' as const, assumed: 'a test' } };
  const result = await createPiHal({ ...board, pins }, { gpio: 'onoff', observe() {}, failed() {}, notice: (text) => notices.push(text) });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  expect(notices.join()).toContain('onoff cannot set a pull-up');
  expect(result.value.facts().lostEdges).toBeUndefined();
  result.value.close();
});

test('cdev sets the bias: a line that floats reads as pulled up', async () => {
  const sim = chip();
  sim.line('reset').drive(0);
  const board = simBoard(sim);
  const pins = { ...board.pins, reset: { line: sim.line('reset').name, bias: 'pull-up' as const, assumed: 'a test' } };
  const result = await createPiHal({ ...board, pins }, { observe() {}, failed() {} });
  if (!result.ok) throw new Error(result.problems[0]?.message);
  expect(result.value.hal.resetButton.read()).toBe(1);
  result.value.close();
});
