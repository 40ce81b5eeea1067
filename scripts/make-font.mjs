// Makes src/ui/picture/font-9x18.ts from two BDF files: `node scripts/make-font.mjs 9x18.bdf 9x18B.bdf`.
// The files are X.Org's misc-fixed fonts (public domain): Debian's package xfonts-base has them as 9x18.pcf.gz and 9x18B.pcf.gz; `zcat FILE | pcf2bdf` makes BDF.
// Format, deflated: for the regular and then the bold font, the number of glyphs (16 bits, big endian); for each its code point (16 bits) and 18 rows of 9
// pixels, two bytes a row, the leftmost pixel the highest bit.
import { readFileSync, writeFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const ROWS = 18;
const ASCENT = 14;
/** ASCII, Latin-1, Latin Extended-A, dashes and quotation marks, arrows, box drawing, blocks, shapes, and the few signs that screens use. */
const WANTED = [
  [0x20, 0x7e],
  [0xa0, 0x17f],
  [0x2010, 0x2027],
  [0x2030, 0x203a],
  [0x2190, 0x2195],
  [0x2295, 0x2295],
  [0x2500, 0x25ff],
  [0x266a, 0x266a],
  [0x26a0, 0x26a0],
  [0x2713, 0x2717],
];

function glyphsOf(file) {
  const glyphs = new Map();
  for (const [, body] of readFileSync(file, 'latin1').matchAll(/STARTCHAR [^\n]*\n([\s\S]*?)ENDCHAR/g)) {
    const code = Number(/ENCODING (-?\d+)/.exec(body)[1]);
    if (!WANTED.some(([from, to]) => code >= from && code <= to)) continue;
    const [, , height, left, bottom] = /BBX (\d+) (\d+) (-?\d+) (-?\d+)/.exec(body).map(Number);
    const rows = new Uint16Array(ROWS);
    const lines = /BITMAP\n([\s\S]*)/.exec(body)[1].trim().split('\n');
    lines.forEach((line, index) => {
      const bits = Number.parseInt(line.padEnd(4, '0').slice(0, 4), 16) >> left;
      const row = ASCENT - (bottom + height) + index;
      if (row >= 0 && row < ROWS) rows[row] = bits;
    });
    glyphs.set(code, rows);
  }
  return glyphs;
}

function encode(glyphs) {
  const bytes = [glyphs.size >> 8, glyphs.size & 0xff];
  for (const [code, rows] of [...glyphs].sort(([a], [b]) => a - b)) {
    bytes.push(code >> 8, code & 0xff);
    for (const row of rows) bytes.push(row >> 8, row & 0xff);
  }
  return bytes;
}

const data = deflateRawSync(Uint8Array.from(process.argv.slice(2, 4).flatMap((file) => encode(glyphsOf(file)))), { level: 9 }).toString('base64');
const lines = data.match(/.{1,140}/g).map((line) => `  '${line}',`);
writeFileSync(
  'src/ui/picture/font-9x18.ts',
  `/**
 * The glyphs of X.Org's misc-fixed fonts 9x18 and 9x18B, as far as screens use them, deflated. Made by scripts/make-font.mjs, which tells the format.
 * Source: Debian's package xfonts-base; the files say "Public domain font. Share and enjoy."
 */
export const FONT_9X18 = [
${lines.join('\n')}
].join('');
`,
);
console.log(`${lines.length} lines`);
