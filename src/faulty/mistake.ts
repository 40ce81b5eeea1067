/** What is wrong with a firmware, without what it believes of its board: a variant that has no name yet. */
import type { Parts } from '../firmware/parts.ts';
import type { Storage } from '../storage/storage.ts';
import type { Variant } from '../variant.ts';

export interface Mistake extends Pick<Variant, 'system' | 'menus' | 'feeds'> {
  readonly storage?: (right: typeof Storage) => typeof Storage;
  readonly parts?: (right: Parts) => Partial<Parts>;
}
