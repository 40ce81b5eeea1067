/**
 * Which of two lists of named things belong together, both in their order: as many pairs as there can be, and of several such choices the one whose pairs lie nearest to one
 * another. So of three beeps and two, the beep in the middle is the one that is missing, where it is.
 */
export interface Sides<T> {
  readonly nameOf: (each: T) => string;
  /** How far a pair lies apart, 0 or more; infinite where it is none. */
  readonly distance: (a: T, b: T) => number;
  /** Pairs that lie no further apart go together without a search, from both ends of the lists on. */
  readonly near: number;
}

export type Pair<T> = readonly [T | undefined, T | undefined];

/** What is searched takes memory and time by the product of both lengths. Beyond this the n-th of a name goes with the n-th of that name. */
const CELLS_MAX = 1_000_000;

/** The pairs in the order of `a`, then what only `b` has. */
export function align<T>(a: readonly T[], b: readonly T[], sides: Sides<T>): Pair<T>[] {
  const belong = (one: T | undefined, other: T | undefined): boolean =>
    one !== undefined && other !== undefined && sides.nameOf(one) === sides.nameOf(other) && sides.distance(one, other) <= sides.near;
  let head = 0;
  while (belong(a[head], b[head])) head++;
  let tail = 0;
  while (tail < Math.min(a.length, b.length) - head && belong(a.at(-1 - tail), b.at(-1 - tail))) tail++;
  const between = [a.slice(head, a.length - tail), b.slice(head, b.length - tail)] as const;
  const isLong = between[0].length * between[1].length > CELLS_MAX;
  const found = isLong ? inOrderOfNames(...between, sides.nameOf) : searched(...between, sides);
  const partners = new Map<T, T | undefined>(found.flatMap(([one, other]) => (one === undefined ? [] : [[one, other]])));
  return [
    ...a.map((one, index): Pair<T> => {
      if (index < head) return [one, b[index]];
      return [one, index >= a.length - tail ? b[index - a.length + b.length] : partners.get(one)];
    }),
    ...found.filter(([one]) => one === undefined),
  ];
}

/** The n-th of a name with the n-th of that name. */
export function inOrderOfNames<T>(a: readonly T[], b: readonly T[], nameOf: (each: T) => string): Pair<T>[] {
  const waiting = new Map<string, T[]>();
  for (const each of b) {
    const name = nameOf(each);
    const alike = waiting.get(name);
    if (alike) alike.push(each);
    else waiting.set(name, [each]);
  }
  for (const alike of waiting.values()) alike.reverse();
  const pairs: Pair<T>[] = a.map((each) => [each, waiting.get(nameOf(each))?.pop()]);
  return [...pairs, ...[...waiting.values()].flatMap((alike) => alike.reverse().map((each): Pair<T> => [undefined, each]))];
}

const ALONE_A = 1;
const ALONE_B = 2;
const TOGETHER = 3;

/** The best way from each place in both lists to their ends, from the ends on. */
function searched<T>(a: readonly T[], b: readonly T[], { nameOf, distance }: Sides<T>): Pair<T>[] {
  const width = b.length + 1;
  const ways = new Uint8Array((a.length + 1) * width);
  // Of the row below and of this one: pairs to come, and how far they lie apart in all.
  let below = { pairs: new Float64Array(width), apart: new Float64Array(width) };
  ways.fill(ALONE_B, a.length * width);
  for (let row = a.length - 1; row >= 0; row--) {
    const here = { pairs: new Float64Array(width), apart: new Float64Array(width) };
    const one = a[row] as T;
    for (let column = b.length; column >= 0; column--) {
      const other = b[column];
      let way = ALONE_A;
      let pairs = below.pairs[column] as number;
      let apart = below.apart[column] as number;
      const consider = (nextWay: number, nextPairs: number, nextApart: number) => {
        if (nextPairs < pairs || (nextPairs === pairs && nextApart >= apart)) return;
        [way, pairs, apart] = [nextWay, nextPairs, nextApart];
      };
      if (other !== undefined) {
        consider(ALONE_B, here.pairs[column + 1] as number, here.apart[column + 1] as number);
        const between = nameOf(one) === nameOf(other) ? distance(one, other) : Number.POSITIVE_INFINITY;
        if (between < Number.POSITIVE_INFINITY)
          consider(TOGETHER, (below.pairs[column + 1] as number) + 1, (below.apart[column + 1] as number) + between);
      }
      ways[row * width + column] = way;
      here.pairs[column] = pairs;
      here.apart[column] = apart;
    }
    below = here;
  }
  const found: Pair<T>[] = [];
  for (let row = 0, column = 0; row < a.length || column < b.length; ) {
    const way = ways[row * width + column];
    found.push([way === ALONE_B ? undefined : a[row], way === ALONE_A ? undefined : b[column]]);
    if (way !== ALONE_B) row++;
    if (way !== ALONE_A) column++;
  }
  return found;
}
