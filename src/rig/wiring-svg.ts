/** The wiring as a picture for a page. Its colours are those of the page it stands in; what it shows is said in words too. */
import type { Board } from '../board.ts';
import { type Html, html } from '../report/html.ts';
import { type HeaderPin, placeOfPart, wiringOf } from './header.ts';

const ROW = 20;
const WIDTH = 420;
const MIDDLE = WIDTH / 2;
const PIN_X = 12;
const NAME_X = 32;
const WIRE_X = 104;
const END_X = 134;

/** `undefined` for a board that says of no part where it is connected. */
export function wiringSvg(board: Pick<Board, 'pins'>): Html | undefined {
  const wiring = wiringOf(board);
  if (!wiring) return undefined;
  const { header, parts } = wiring;
  const height = (header.length / 2) * ROW;
  const said = parts.map(({ part, pin }) => `${part} to ${placeOfPart(pin)}`).join('; ');
  return html`<svg class="wiring" viewBox="0 0 ${WIDTH} ${height + 16}" role="img" aria-label="Wiring of the 40-pin header: ${said}">
<rect class="header" x="${MIDDLE - 26}" y="2" width="52" height="${height + 10}" rx="6"/>
${header.map(pinOf)}
</svg>`;
}

function pinOf({ number, name, part }: HeaderPin): Html {
  const isLeft = number % 2 === 1;
  const side = isLeft ? -1 : 1;
  const y = Math.floor((number - 1) / 2) * ROW + 17;
  const anchor = isLeft ? 'end' : 'start';
  const at = (distance: number) => MIDDLE + side * distance;
  const wire =
    part &&
    html`<path class="wire" d="M${at(WIRE_X)} ${y - 4}H${at(END_X)}"/><text class="part" x="${at(END_X + 6)}" y="${y}" text-anchor="${anchor}">${part}</text>`;
  return html`<g${part ? html` class="wired"` : ''}><circle cx="${at(PIN_X)}" cy="${y - 4}" r="6"/><text x="${at(NAME_X)}" y="${y}" text-anchor="${anchor}">${isLeft ? `${name} ${number}` : `${number} ${name}`}</text>${wire}</g>
`;
}
