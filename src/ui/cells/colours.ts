/** The 256 colours of a terminal as red, green and blue: 16 to 231 a cube, then greys. The first sixteen, which people choose for themselves, are not used. Source: xterm. */
const LEVELS = [0, 95, 135, 175, 215, 255] as const;

export type Rgb = readonly [red: number, green: number, blue: number];

/** Where a style names no colour: a dark ground and light ink. */
export const GROUND: Rgb = [22, 24, 29];
export const INK: Rgb = [212, 215, 221];

/** `index`: 16 to 255. */
export function rgbOf(index: number): Rgb {
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return [grey, grey, grey];
  }
  const cube = index - 16;
  const level = (step: number) => LEVELS[step % 6] ?? 0;
  return [level(Math.floor(cube / 36)), level(Math.floor(cube / 6)), level(cube)];
}

/** `#16181d`. */
export const hexOf = (rgb: Rgb): string => `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
