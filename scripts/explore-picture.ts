/** What `recsim explore` says of a faulty board, as an SVG picture: its own text, in its own colours, but for the line with the time it took. */
import { styleText } from 'node:util';
import { loadBoard } from '../src/board-file.ts';
import { counterExampleOf } from '../src/cli/explore/counter-example.ts';
import { boardAsText } from '../src/cli/explore/report.ts';
import { unwrap } from '../src/errors.ts';
import { jobTimesOf } from '../src/explore/timing/job-times.ts';
import { Plant } from '../src/explore/timing/plant.ts';
import { loadProperties, propertiesFor } from '../src/explore/timing/property-file.ts';
import { finish } from '../src/explore/timing/search.ts';
import { momentsOf } from '../src/explore/timing/witness.ts';
import { searchZones } from '../src/explore/timing/zones.ts';
import type { Line } from '../src/ui/cells/canvas.ts';
import type { StyleName } from '../src/ui/cells/palette.ts';
import { svgOf } from './panel-picture.ts';

/** By the codes of a terminal; whatever else ends a style. */
const CODES: Readonly<Record<string, StyleName>> = { 1: 'strong', 2: 'dim', 31: 'bad', 32: 'good', 33: 'warn' };
const ESCAPE = String.fromCharCode(27);
const PROMPT = '$ recsim explore --board faulty/arms-at-any-press';

export async function explorePicture(boardPath: string): Promise<string> {
  const file = unwrap(loadBoard(boardPath));
  const properties = unwrap(loadProperties(propertiesFor(file)));
  const plant = new Plant({ board: file.board, jobTimes: jobTimesOf(file.board), properties });
  const found = finish(searchZones(plant));
  const counterExamples = await Promise.all(
    found.violations.map(({ property, events }) => counterExampleOf(file, property, momentsOf(plant, events), undefined)),
  );
  const explored = [{ mode: 'zones' as const, found, wallMs: 0, counterExamples, reached: new Set<string>() }];
  const text = boardAsText({ file, properties, explored, powerCuts: undefined }, (format, part) =>
    styleText(format, part, { validateStream: false }),
  );
  const lines = text
    .trimEnd()
    .split('\n')
    .filter((line) => !line.includes('all timings'));
  return svgOf([lineOf(PROMPT), ...lines.map(lineOf)], 'recsim explore: the shortest way to a wipe without a hold');
}

function lineOf(text: string): Line {
  return text.split(`${ESCAPE}[`).flatMap((part, index) => {
    if (index === 0) return cellsOf(part, 'plain');
    const [code = '', words = ''] = part.split(/m(.*)/s);
    return cellsOf(words, CODES[code] ?? 'plain');
  });
}

const cellsOf = (text: string, style: StyleName): Line => [...text].map((glyph) => ({ text: glyph, style }));
