/** The power-cut checks can fail: each mistake planted in storage is seen by the check named with it. That they are silent without one is shown by test/explore. */
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { probeFlip } from './run-flip.ts';
import { STORAGE_FLIPS } from './storage-flips.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

describe('planted mistakes', () => {
  test.concurrent.each(STORAGE_FLIPS)(
    'seen by "$check": $name',
    async (flip) => {
      expect(await probeFlip(ROOT, flip)).toBeTypeOf('string');
    },
    90_000,
  );
});
