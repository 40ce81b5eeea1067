/** Sets of credentials with a number that stands in every field that tells them apart. */
import { shortSet } from '../../src/explore/power-cuts/fixture.ts';
import type { Credentials } from '../../src/storage/credentials.ts';

export const setOf = (number: number): Credentials => ({ ...shortSet(`set${number}`), hint: String(number) });

/** The number, or a word when the fields do not belong together. */
export function numberOf(credentials: Credentials): number | string {
  const number = Number(credentials.hint);
  const expected = setOf(number);
  const isOne = credentials.password === expected.password && credentials.email === expected.email;
  return isOne ? number : `the fields of set ${credentials.hint} are mixed with another's`;
}
