/** The wiring as lines of text: the header as it is seen from above with pin 1 at the top left, what is connected, and what the board file says of it. */
import type { Board } from '../board.ts';
import { type HeaderPin, placeOfPart, wiringOf } from './header.ts';

const GLYPHS = {
  unicode: { pin: '○', wired: '●', wire: '─' },
  ascii: { pin: 'o', wired: '@', wire: '-' },
} as const;

/** Columns: what is connected, the pin's name. */
const PART = 9;
const NAME = 7;

/** Empty for a board that says of no part where it is connected. */
export function wiringText(board: Pick<Board, 'pins'>, { ascii = false }: { readonly ascii?: boolean | undefined } = {}): string[] {
  const wiring = wiringOf(board);
  if (!wiring) return [];
  const { pin: free, wired, wire } = ascii ? GLYPHS.ascii : GLYPHS.unicode;
  const { header, parts } = wiring;
  const left = ({ number, name, part }: HeaderPin) => {
    const label = part === undefined ? '' : `${part} ${wire.repeat(PART - part.length - 1)}`;
    return `${label.padEnd(PART)}${part ? wire : ' '}${name.padStart(NAME)} ${String(number).padStart(2)} ${part ? wired : free}`;
  };
  const right = ({ number, name, part }: HeaderPin) => {
    const label = part === undefined ? '' : `${wire.repeat(PART - part.length)} ${part}`;
    return `${part ? wired : free} ${String(number).padEnd(2)} ${name.padEnd(NAME)}${label}`.trimEnd();
  };
  const rows = Array.from({ length: header.length / 2 }, (_, row) => {
    const [odd, even] = [header[row * 2] as HeaderPin, header[row * 2 + 1] as HeaderPin];
    return `  ${left(odd)} ${right(even)}`;
  });
  const notes = parts.flatMap(({ part, pin, doubt }) => [
    `  ${part.padEnd(PART)}${placeOfPart(pin)}${pin.note === undefined ? '' : `: ${pin.note}`}`,
    ...(doubt === undefined ? [] : [`  ${' '.repeat(PART)}DOUBTFUL: ${doubt}`]),
  ]);
  const drawn = parts.some(({ pin }) => pin.header !== undefined) ? [...rows, ''] : [];
  return [...drawn, ...notes];
}
