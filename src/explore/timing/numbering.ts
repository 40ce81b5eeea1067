/** Things numbered from 0 in the order in which they came; those with the same key are the same. */
export class Numbering<Thing> {
  readonly #things: Thing[] = [];
  readonly #numbers = new Map<string, number>();

  get size(): number {
    return this.#things.length;
  }

  /** The first that came with this number. */
  at(number: number): Thing {
    return this.#things[number] as Thing;
  }

  /** A new one has the number that `size` was. */
  of(key: string, thing: Thing): number {
    let found = this.#numbers.get(key);
    if (found === undefined) {
      found = this.#things.length;
      this.#things.push(thing);
      this.#numbers.set(key, found);
    }
    return found;
  }
}
