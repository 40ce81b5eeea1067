/** What the flash of a bench holds, in the words of scenarios. */
import type { Bench } from '../bench/bench.ts';

/** The login data as the next boot would read it; `factory`: no password is set. */
export type Stored = 'factory' | 'present' | 'corrupt';

export function stored({ credentials }: Bench): Stored {
  return credentials === 'absent' ? 'factory' : credentials;
}

/** Where the text stands in the raw image of the flash; `undefined` where it does not. */
export function placeInFlash({ hal: { flash } }: Bench, text: string): number | undefined {
  const at = Buffer.from(flash.read(0, flash.size)).indexOf(text);
  return at < 0 ? undefined : at;
}
