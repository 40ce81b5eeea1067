/** What accompanies a run is closed on every way out. */
import { describe, expect, it } from 'vitest';
import { type Companion, Companions } from '../../src/cli/run/companions.ts';

function opened() {
  const told: string[] = [];
  const companions = new Companions();
  const add = (name: string, more: Partial<Companion> = {}) => companions.add({ close: () => void told.push(`${name} closed`), ...more });
  return { companions, add, told };
}

describe('companions', () => {
  it('are closed one after another, the latest first, each of them once', async () => {
    const { companions, add, told } = opened();
    add('first');
    add('second', {
      close: async () => {
        await Promise.resolve();
        told.push('second closed');
      },
    });
    add('third');
    await companions.close();
    await companions.close();
    expect(told).toEqual(['third closed', 'second closed', 'first closed']);
  });

  it('are all closed, though one of them cannot be; then that is told', async () => {
    const { companions, add, told } = opened();
    add('first');
    add('second', {
      close: () => {
        throw new Error('a port that hangs');
      },
    });
    add('third');
    await expect(companions.close()).rejects.toThrow('a port that hangs');
    expect(told).toEqual(['third closed', 'first closed']);
  });

  it('hear of the run once it goes on', () => {
    const { companions, add, told } = opened();
    add('first');
    add('second', { join: () => void told.push('joined') });
    companions.join({ happen: (act) => act(), keepUp() {} });
    expect(told).toEqual(['joined']);
  });
});
