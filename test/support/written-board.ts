/** A board from parameters as a board file writes them, decoded as any file is: what a test asks for is a board that can be. */
import { type BoardFile, decodeBoard } from '../../src/board-file.ts';
import { parseSource } from '../../src/document.ts';
import { unwrap } from '../../src/errors.ts';

export function writtenBoard(parameters: Readonly<Record<string, unknown>> = {}): BoardFile {
  const entries = Object.entries(parameters).map(([name, value]) => [name, { value, assumed: 'a test' }]);
  const text = JSON.stringify({ version: 1, name: 'written', title: 'A test', procedure: 'hold', parameters: Object.fromEntries(entries) });
  return unwrap(decodeBoard(unwrap(parseSource(text, 'board.json'))));
}
