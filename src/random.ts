/** Random numbers from a seed: the same seed gives the same world, on any machine. Generator: xoroshiro128+ of pure-rand. */
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';

export interface Random {
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
}

export function createRandom(seed: number): Random {
  const generator = xoroshiro128plus(seed);
  return { int: (min, max) => uniformInt(generator, min, max) };
}
