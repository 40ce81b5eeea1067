/** The mistakes that faulty boards name in `fault.variant`, where they are more than another parameter. What comes of each, and where it was seen, is in its board.json. */
import { HOLD_MISTAKES } from './holds.ts';
import { LOGIN_MISTAKES } from './logins.ts';
import type { Mistake } from './mistake.ts';
import { RESET_MISTAKES } from './resets.ts';
import { STORAGE_MISTAKES } from './storages.ts';

export const VARIANTS: Readonly<Record<string, Mistake>> = { ...HOLD_MISTAKES, ...RESET_MISTAKES, ...STORAGE_MISTAKES, ...LOGIN_MISTAKES };
