/** What must hold of a recorder in every order and at every timing, and the monitor that watches over it: what it remembers, and when it is broken. */
import type { Us } from '../../units.ts';

/**
 * Something that can be seen: `power-up`, `wipe all`, `held factory-default`, `buzzer on`, ... A word more than the pattern has is let pass: `power-up` is seen in `power-up brown-out` too.
 */
export type Sight = string;

export type Property = { readonly name: string; readonly because?: string | undefined } & (
  | { readonly kind: 'never'; readonly never: Sight }
  | { readonly kind: 'only-after'; readonly only: Sight; readonly after: readonly Sight[]; readonly since: readonly Sight[] }
  | { readonly kind: 'at-most-once'; readonly atMostOnce: Sight; readonly since: readonly Sight[] }
  | { readonly kind: 'within'; readonly after: Sight; readonly must: Sight; readonly withinUs: Us; readonly unless: readonly Sight[] }
  | { readonly kind: 'always-possible'; readonly alwaysPossible: Sight }
);

export const isSeen = (pattern: Sight, sight: string): boolean =>
  sight.startsWith(pattern) && (sight.length === pattern.length || sight[pattern.length] === ' ' || sight[pattern.length] === '.');

/** Whether it means anything to the property that this is seen. */
export function concerns(property: Property, sight: string): boolean {
  const isAny = (...patterns: readonly Sight[]) => patterns.some((each) => isSeen(each, sight));
  switch (property.kind) {
    case 'never':
      return isAny(property.never);
    case 'only-after':
      return isAny(property.only, ...property.after, ...property.since);
    case 'at-most-once':
      return isAny(property.atMostOnce, ...property.since);
    case 'within':
      return isAny(property.after, property.must, ...property.unless);
    case 'always-possible':
      return false;
    default:
      return property satisfies never;
  }
}

/** What one monitor remembers: 0 nothing, 1 that what it waits for or counts has been. */
export type Memory = 0 | 1;

export interface Watched {
  readonly memory: Memory;
  readonly isBroken: boolean;
  /** Of a `within`: its time begins, or ends. */
  readonly timer: 'starts' | 'stops' | undefined;
}

const still = (memory: Memory): Watched => ({ memory, isBroken: false, timer: undefined });

/** Takes in one thing that was seen. */
export function watch(property: Property, memory: Memory, sight: string): Watched {
  switch (property.kind) {
    case 'never':
      return { ...still(memory), isBroken: isSeen(property.never, sight) };
    case 'only-after':
      if (isSeen(property.only, sight)) return { ...still(0), isBroken: memory === 0 };
      if (property.after.some((each) => isSeen(each, sight))) return still(1);
      return still(property.since.some((each) => isSeen(each, sight)) ? 0 : memory);
    case 'at-most-once':
      if (isSeen(property.atMostOnce, sight)) return { ...still(1), isBroken: memory === 1 };
      return still(property.since.some((each) => isSeen(each, sight)) ? 0 : memory);
    case 'within':
      if (memory === 1 && [property.must, ...property.unless].some((each) => isSeen(each, sight))) return { ...still(0), timer: 'stops' };
      if (memory === 0 && isSeen(property.after, sight)) return { ...still(1), timer: 'starts' };
      return still(memory);
    case 'always-possible':
      return still(memory);
    default:
      return property satisfies never;
  }
}
