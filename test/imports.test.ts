/** The import rules hold, and the program that checks them can fail. */
import { describe, expect, test } from 'vitest';
// @ts-expect-error -- a plain script without types
import { checkImports, readSources } from '../scripts/check-imports.mjs';

const broken = (file: string, text: string): string[] => checkImports(new Map([[file, text]]));

describe('import rules', () => {
  test('the sources keep them', () => {
    expect(checkImports(readSources())).toEqual([]);
  });

  test.each([
    ['fsm/system.ts', "import { Bench } from '../bench/bench.ts';", 'fsm may not import bench/bench.ts'],
    ['hal/mock/flash.ts', "import { x } from '../pi/gpio.ts';", 'mock may not import hal/pi/gpio.ts'],
    ['hal/pi/gpio.ts', "import { x } from '../mock/flash.ts';", 'pi may not import hal/mock/flash.ts'],
    ['hal/machine/watchdog.ts', "import { x } from '../wall-time.ts';", 'machine may not import hal/wall-time.ts'],
    ['storage/settings.ts', "import { readFileSync } from 'node:fs';", 'storage may not use the package node:fs'],
    ['bench/bench.ts', "const { run } = await import('../scenario/runner.ts');", 'bench may not import scenario/runner.ts'],
    ['bench/trace.ts', 'const now = Date.now();', 'wall time or chance outside src/hal'],
    ['firmware/firmware.ts', 'setTimeout(() => {}, 10);', 'wall time or chance outside src/hal'],
    ['ui/cells/draw-screen.ts', "import { pictureOf } from '../picture/picture.ts';", 'cells may not import ui/picture/picture.ts'],
    ['ui/picture/picture.ts', "import { drawMonitor } from '../terminal/draw-monitor.ts';", 'picture may not import ui/terminal/draw-monitor.ts'],
    ['ui/picture/picture.ts', "import { readFileSync } from 'node:fs';", 'picture may not use the package node:fs'],
    ['novel/thing.ts', '', 'belongs to no zone'],
  ])('%s with %j is refused', (file, text, fault) => {
    expect(broken(file, text).join('\n')).toContain(fault);
  });

  test('the HAL may read the time', () => {
    expect(broken('hal/wall-clock.ts', 'export const now = () => performance.now();')).toEqual([]);
  });
});
