/** The part of wavedrom that is used; it has no types of its own. */
declare module 'wavedrom' {
  /** An element as an array: its name, its attributes, what is in it. */
  export type Onml = [string, Record<string, string | number>, ...(Onml | string)[]];
  interface Wavedrom {
    renderAny(index: number, source: unknown, skin: unknown): Onml;
    readonly waveSkin: unknown;
    readonly onml: { stringify(tree: Onml): string };
  }
  const wavedrom: Wavedrom;
  export default wavedrom;
}
