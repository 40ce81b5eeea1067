/**
 * What stands in a saved session in place of the secrets that were typed: other texts that the recorder takes in the same way - as long, of the same kinds of characters, equal where they
 * were equal and different where they differed. Secrets that recsim itself made public (see bench/factory.ts) stand as they are.
 */
import { OWNER } from '../bench/factory.ts';
import { answerText, patternText } from '../storage/credentials.ts';

/** As answers are compared; that makes no secret of another spelling of a public password. */
const PUBLIC_TEXTS: ReadonlySet<string> = new Set([OWNER.password, ...(OWNER.questions ?? []).map(({ answer }) => answer)].map(answerText));
const PUBLIC_PATTERN = patternText(OWNER.pattern ?? []);
/** No pattern is so short. */
const PATTERN_MIN = 4;

export class StandIns {
  readonly #forbidden: string;
  /** By what was typed. */
  readonly #texts = new Map<string, string>();
  readonly #patterns = new Map<string, readonly number[]>();

  /** `forbidden`: characters that the recorder refuses, which stay what they are. */
  constructor(forbidden: string) {
    this.#forbidden = forbidden;
  }

  /** How many secrets have another text in their place. */
  get count(): number {
    return this.#texts.size + this.#patterns.size;
  }

  /** The text to be written for a secret; itself where everybody knows it. */
  textFor(secret: string): string {
    if (secret === '' || PUBLIC_TEXTS.has(answerText(secret))) return secret;
    const known = this.#texts.get(secret);
    if (known !== undefined) return known;
    const standIn = this.#newText(secret);
    this.#texts.set(secret, standIn);
    return standIn;
  }

  /** A text that is no secret, with the secrets in it replaced: a hint may have one. */
  without(text: string): string {
    return [...this.#texts].reduce((left, [secret, standIn]) => (secret.length < 4 ? left : left.replaceAll(secret, standIn)), text);
  }

  patternFor(points: readonly number[]): readonly number[] {
    const drawn = patternText(points);
    if (points.length < PATTERN_MIN || drawn === PUBLIC_PATTERN) return points;
    const known = this.#patterns.get(drawn);
    if (known) return known;
    const taken = new Set([PUBLIC_PATTERN, drawn, ...[...this.#patterns.values()].map(patternText)]);
    const repeats = new Set(points).size < points.length;
    const standIn = walks(repeats ? points.length - 1 : points.length)
      .map((walk) => (repeats ? [...walk, walk[0] as number] : walk))
      .find((walk) => !taken.has(patternText(walk)));
    this.#patterns.set(drawn, standIn ?? points);
    return standIn ?? points;
  }

  /** One character of each kind that was there, and more of the last of them. */
  #newText(secret: string): string {
    const characters = [...secret];
    const refused = [...new Set(characters.filter((character) => this.#forbidden.includes(character)))];
    const kinds = [...new Set(characters.filter((character) => !this.#forbidden.includes(character)).map(kindOf))].sort();
    const taken = new Set([...PUBLIC_TEXTS, ...this.#texts.keys(), ...this.#texts.values(), secret].map((text) => text.toLowerCase()));
    let made = secret;
    for (let number = 0; number < TRIES; number++) {
      const letters = characters.map((_, index) => refused[index] ?? this.#letter(kinds, index - refused.length, number, characters.length));
      made = letters.join('');
      if (!taken.has(made.toLowerCase())) break;
    }
    return made;
  }

  #letter(kinds: readonly Kind[], index: number, number: number, length: number): string {
    const kind = kinds[Math.min(index, kinds.length - 1)];
    const choices = [...(kind === undefined ? '' : LETTERS[kind])].filter((letter) => !this.#forbidden.includes(letter));
    // The last two count, so that no two are alike.
    const digit = index === length - 1 ? number : index === length - 2 ? Math.floor(number / choices.length) : 0;
    return choices[digit % choices.length] ?? '?';
  }
}

const TRIES = 200;
const LETTERS = { upper: 'ABCDEFGHJKMNPQRSTVWXYZ', lower: 'abcdefghjkmnpqrstvwxyz', digit: '0123456789', other: '-_+.!#%=', space: ' ' } as const;
type Kind = keyof typeof LETTERS;

/** As the rules for passwords have them; spaces are apart, because they may not count. */
function kindOf(character: string): Kind {
  if (/\p{Lu}/u.test(character)) return 'upper';
  if (/\p{Ll}/u.test(character)) return 'lower';
  if (/\p{Nd}/u.test(character)) return 'digit';
  return character === ' ' ? 'space' : 'other';
}

const NEIGHBOURS: Readonly<Record<number, readonly number[]>> = {
  1: [2, 4],
  2: [1, 3, 5],
  3: [2, 6],
  4: [1, 5, 7],
  5: [2, 4, 6, 8],
  6: [3, 5, 9],
  7: [4, 8],
  8: [5, 7, 9],
  9: [6, 8],
};

/** Ways of so many points from neighbour to neighbour, none twice. */
function walks(length: number): number[][] {
  const found: number[][] = [];
  const go = (walk: readonly number[]) => {
    if (walk.length === length) found.push([...walk]);
    else for (const next of NEIGHBOURS[walk.at(-1) as number] ?? []) if (!walk.includes(next)) go([...walk, next]);
  };
  for (let first = 1; first <= 9; first++) go([first]);
  return found;
}
