// Draws docs/images/raspberry-pi.svg: the header of a Raspberry Pi with the pins that boards/pi-4/board.json names, and what is on each of them with its values.
// `make pictures` runs it; a test compares the committed picture with a new one.
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const FILE = 'docs/images/raspberry-pi.svg';

/** Of the 40-pin header, what the drawing needs. Source: Raspberry Pi documentation. */
const POWER = { 1: '3.3 V', 2: '5 V', 4: '5 V', 17: '3.3 V' };
const GROUND = [6, 9, 14, 20, 25, 30, 34, 39];
const CONSOLE = { 8: 'TXD', 10: 'RXD' };

const INK = '#222222';
const COLOURS = {
  reset: '#b03060',
  buzzer: '#8a5a00',
  led: '#b00020',
  power: '#1f5fa8',
  ground: '#222222',
  '3.3 V': '#d97706',
  '5 V': '#c81e1e',
  console: '#1d7a46',
};

const line = (x1, y1, x2, y2, colour = INK) => `<line x1="${x1}" y1="${y1}" x2="${x2}" y2="${y2}" stroke="${colour}"/>`;
const path = (d, fill = 'none') => `<path d="${d}" fill="${fill}" stroke="${INK}"/>`;
const text = (x, y, words, { anchor = 'start', size = 14, weight = 400, colour = INK } = {}) =>
  `<text x="${x}" y="${y}" text-anchor="${anchor}" font-size="${size}" font-weight="${weight}" fill="${colour}">${words}</text>`;
const dot = (x, y) => `<circle cx="${x}" cy="${y}" r="3" fill="${INK}" stroke="none"/>`;

/** A terminal that is a pin of the header. */
const pin = (x, y, number, colour) =>
  `<circle cx="${x}" cy="${y}" r="14" fill="${colour}" stroke="none"/>${text(x, y + 5, number, { anchor: 'middle', weight: 700, colour: '#ffffff' })}`;

/** Lying, from x to x + 60. */
const resistor = (x, y, value) =>
  `<rect x="${x}" y="${y - 9}" width="60" height="18" fill="#ffffff" stroke="${INK}"/>${text(x + 30, y - 15, value, { anchor: 'middle' })}`;
/** Standing, from y to y + 50. */
const standing = (x, y, value) =>
  `<rect x="${x - 9}" y="${y}" width="18" height="50" fill="#ffffff" stroke="${INK}"/>${text(x - 16, y + 30, value, { anchor: 'end' })}`;
/** Lying, its cathode at x + 24. */
const diode = (x, y) => path(`M${x} ${y - 12} L${x + 24} ${y} L${x} ${y + 12} Z`, '#ffffff') + line(x + 24, y - 12, x + 24, y + 12);
/** Two contacts and the bar between them, from x to x + 60. */
const contact = (x, y, bar) =>
  line(x, y, x + 14, y) +
  line(x + 46, y, x + 60, y) +
  `<circle cx="${x + 17}" cy="${y}" r="3" fill="#ffffff" stroke="${INK}"/><circle cx="${x + 43}" cy="${y}" r="3" fill="#ffffff" stroke="${INK}"/>` +
  bar;
const button = (x, y) =>
  contact(x, y, line(x + 12, y - 12, x + 48, y - 12) + line(x + 30, y - 12, x + 30, y - 24) + line(x + 22, y - 24, x + 38, y - 24));
const lever = (x, y) => contact(x, y, line(x + 19, y - 2, x + 42, y - 18));

function header(pins) {
  const parts = Object.fromEntries(Object.entries(pins).map(([part, { header: number, line: name }]) => [number, { part, name }]));
  const at = (number) => ({ x: number % 2 ? 150 : 186, y: 96 + Math.floor((number - 1) / 2) * 31 });
  const what = (number) => {
    if (parts[number]) return { colour: COLOURS[parts[number].part], words: `${parts[number].part}, ${parts[number].name}` };
    if (POWER[number]) return { colour: COLOURS[POWER[number]], words: POWER[number] };
    if (GROUND.includes(number)) return { colour: COLOURS.ground, words: 'ground' };
    if (CONSOLE[number]) return { colour: COLOURS.console, words: CONSOLE[number] };
    return { colour: '#c9c9c9', words: '' };
  };
  const drawn = Array.from({ length: 40 }, (_, index) => index + 1).map((number) => {
    const { x, y } = at(number);
    const { colour, words } = what(number);
    const isLeft = number % 2 === 1;
    return `${pin(x, y, number, colour)}${text(isLeft ? x - 24 : x + 24, y + 5, words, { anchor: isLeft ? 'end' : 'start', colour })}`;
  });
  return `<rect x="128" y="74" width="80" height="634" rx="6" fill="#f3f3f3" stroke="#999999"/>${drawn.join('')}
${text(168, 54, 'The header, seen from above', { anchor: 'middle', weight: 700 })}${text(168, 734, 'pin 1 is at the corner of the board; USB is down there', { anchor: 'middle', size: 12 })}`;
}

const title = (y, words, why) => `${text(330, y, words, { weight: 700, size: 16 })}${text(330, y + 19, why, { size: 12, colour: '#555555' })}`;

const resetButton = ({ reset }) => `${title(54, `Reset button: ${reset.line}`, 'pulled up inside; no capacitor')}
${line(350, 120, 720, 120)}${pin(350, 120, reset.header, COLOURS.reset)}${resistor(420, 120, '330 Ω')}<rect x="545" y="112" width="60" height="16" fill="#ffffff"/>${button(545, 120)}${pin(720, 120, 9, COLOURS.ground)}`;

const buzzer = ({
  buzzer: { line: name, header: number },
}) => `${title(190, `Buzzer, active, 5 V: ${name}`, 'through a transistor; the diode where it is a magnetic one')}
${line(350, 330, 520, 330)}${pin(350, 330, number, COLOURS.buzzer)}${resistor(410, 330, '1 kΩ')}${dot(490, 330)}
${line(490, 330, 490, 420)}${standing(490, 350, '10 kΩ')}${dot(490, 420)}
<line x1="520" y1="306" x2="520" y2="354" stroke="${INK}" stroke-width="4"/>${line(520, 318, 560, 294)}${line(520, 342, 560, 366)}
${path('M560 366 L546 364 L552 353 Z', INK)}${line(560, 366, 560, 420)}${line(490, 420, 720, 420)}${pin(720, 420, 20, COLOURS.ground)}
${text(576, 336, '2N3904 or BC547')}
${line(560, 294, 560, 240)}${line(560, 240, 720, 240)}${dot(560, 290)}${line(560, 290, 640, 290)}${line(640, 290, 640, 240)}${dot(640, 240)}
<circle cx="560" cy="264" r="16" fill="#ffffff" stroke="${INK}"/>${text(560, 269, '♪', { anchor: 'middle' })}${text(538, 256, '+', { anchor: 'end' })}
${path('M628 274 L652 274 L640 254 Z', '#ffffff')}${line(628, 254, 652, 254)}${text(660, 271, '1N4148')}${pin(720, 240, 2, COLOURS['5 V'])}`;

const led = ({ led: { line: name, header: number } }) => `${title(480, `LED, red: ${name}`, '3.9 mA')}
${line(350, 546, 720, 546)}${pin(350, 546, number, COLOURS.led)}${resistor(420, 546, '330 Ω')}${diode(560, 546)}${line(590, 528, 602, 516)}${line(600, 536, 612, 524)}${pin(720, 546, 14, COLOURS.ground)}`;

const power = ({
  power: { line: name, header: number },
}) => `${title(612, `Power-sense, the plug: ${name}`, 'pulled down inside; 3.3 V is power. A real adapter: by an optocoupler')}
${line(350, 678, 720, 678)}${pin(350, 678, number, COLOURS.power)}<rect x="505" y="670" width="60" height="16" fill="#ffffff"/>${lever(505, 678)}${pin(720, 678, 17, COLOURS['3.3 V'])}`;

/** `board`: what is in its board.json. */
export function wiringPicture({ title: name, pins }) {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 780 760" width="780" height="760" font-family="Helvetica, Arial, sans-serif" stroke-width="2" role="img" aria-label="${name}: what is on which pin">
<rect width="780" height="760" fill="#ffffff"/>
<g stroke-linecap="round">${[header(pins), resetButton(pins), buzzer(pins), led(pins), power(pins)].join('\n')}</g>
</svg>
`.replaceAll('<text ', '<text stroke="none" ');
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  writeFileSync(FILE, wiringPicture(JSON.parse(readFileSync('boards/pi-4/board.json', 'utf8'))));
  console.log(FILE);
}
