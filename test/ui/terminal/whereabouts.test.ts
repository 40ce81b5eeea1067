import { describe, expect, it } from 'vitest';
import { Whereabouts } from '../../../src/ui/terminal/whereabouts.ts';

describe('where the person is', () => {
  it('put away, a thing leaves them where they sat before', () => {
    const where = new Whereabouts();
    where.take('phone');
    expect([where.place, where.inHand]).toEqual(['phone', 'phone']);
    where.take('phone');
    expect([where.place, where.inHand]).toEqual(['desk', undefined]);
    where.sit();
    where.take('inbox');
    where.putAway();
    expect([where.place, where.inHand]).toEqual(['monitor', undefined]);
  });

  it('at the monitor the thing stays beside it, and can be turned to again', () => {
    const where = new Whereabouts();
    where.take('phone');
    where.sit();
    expect([where.place, where.inHand]).toEqual(['monitor', 'phone']);
    where.take('phone');
    expect([where.place, where.inHand]).toEqual(['phone', 'phone']);
    where.take('inbox');
    expect([where.place, where.inHand]).toEqual(['inbox', 'inbox']);
    where.getUp();
    expect([where.place, where.inHand]).toEqual(['desk', undefined]);
  });
});
