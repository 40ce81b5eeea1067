/** Runs the tests of the timing core on a source with one flip applied: `FLIP=3 vitest run --config test/canary/vitest.config.ts`. */
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { FLIPS } from './flips.ts';

const root = path.resolve(import.meta.dirname, '../..');
const flip = FLIPS[Number(process.env['FLIP'])];

export default defineConfig({
  root,
  plugins: [
    {
      name: 'flip',
      enforce: 'pre',
      transform(code, id) {
        if (!flip || id.split('?')[0] !== path.join(root, 'src', flip.file)) return undefined;
        return code.replace(flip.from, flip.to);
      },
    },
  ],
  test: {
    include: [`test/${flip?.test}`],
    testNamePattern: flip?.title?.replace(/[.*+?^${}()|[\]\\]/g, '\\$&') ?? '',
    bail: 1,
    fileParallelism: false,
    reporters: ['json'],
  },
});
