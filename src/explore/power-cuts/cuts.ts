/**
 * Power cuts by name. A cut happens in one life of the recorder, at one flash operation of it, counted from the boot: before it, after it (done, but nobody
 * was told), or in the middle, in one of the ways a NOR flash can be torn. Written `3/before`, `3/after`, `3/17`, a list of them with commas.
 */

import { fail, ok, type Result } from '../../errors.ts';
import type { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashOperation } from '../../hal/ports.ts';

export interface Cut {
  /** From 1, in the life that the cut ends. */
  readonly operation: number;
  /** A number is a torn variant of NorArray. */
  readonly when: 'before' | 'after' | number;
}

/** Which torn variants are tried: all, or of a program longer than a seal only those of whole bytes, or only a few of these, from the first to the last. */
export type Fineness = 'all' | 'bytes' | 'few';

const LONGEST_SEAL = 16;
const FEW = 4;

/** How many cuts there are at an operation. */
export function cutsAt(array: NorArray, operation: FlashOperation, fineness: Fineness): number {
  return 2 + variantsOf(array, operation, fineness);
}

/** The `index`-th of them, 0 to cutsAt - 1. */
export function whenOf(index: number, operation: FlashOperation, fineness: Fineness): Cut['when'] {
  if (index === 0) return 'before';
  if (index === 1) return 'after';
  if (!isCoarse(operation, fineness)) return index - 2;
  const last = operation.bytes.length - 2;
  const byte = fineness === 'few' ? Math.floor(((index - 2) * last) / (FEW - 1)) : index - 2;
  // Odd variants of a program end with a whole byte.
  return 2 * byte + 1;
}

function variantsOf(array: NorArray, operation: FlashOperation, fineness: Fineness): number {
  if (!isCoarse(operation, fineness)) return array.tornVariants(operation);
  return fineness === 'few' ? FEW : operation.bytes.length - 1;
}

function isCoarse(operation: FlashOperation, fineness: Fineness): operation is FlashOperation & { readonly type: 'program' } {
  return fineness !== 'all' && operation.type === 'program' && operation.bytes.length > LONGEST_SEAL;
}

/** Leaves of the operation what the cut leaves. */
export function strike(array: NorArray, operation: FlashOperation, when: Cut['when']): void {
  if (when === 'after') array.perform(operation);
  else if (when !== 'before') array.tear(operation, when);
}

/** `op 2 of 3 (program) torn after 17 bytes`. */
export function describeCut({ operation, when }: Cut, of: number, type: FlashOperation['type'] | undefined): string {
  const name = `op ${operation} of ${of}${type ? ` (${type})` : ''}`;
  if (typeof when === 'string') return `${when} ${name}`;
  if (type === 'erase') return `${name} torn in way ${when}`;
  return `${name} torn after ${(when + 1) >> 1}${when % 2 === 0 ? ' and a half' : ''} bytes`;
}

export const formatCuts = (cuts: readonly Cut[]): string => cuts.map(({ operation, when }) => `${operation}/${when}`).join(',');

export function parseCuts(text: string): Result<readonly Cut[]> {
  const cuts: Cut[] = [];
  for (const part of text.split(',')) {
    const [, operation, when] = /^\s*([1-9]\d{0,5})\/(before|after|\d{1,6})\s*$/.exec(part) ?? [];
    if (operation === undefined || when === undefined) {
      const message = `"${part}" is no power cut`;
      return fail({ code: 'usage', message, remedy: 'Write the operation and the way, such as 2/before, 2/17 or 2/after; more cuts with commas' });
    }
    cuts.push({ operation: Number(operation), when: when === 'before' || when === 'after' ? when : Number(when) });
  }
  return ok(cuts);
}
