/** A chip of the kernel's simulator, and a board file that has its parts on it: for verbs, which take a board by its path. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { SimChip, type SimLine } from './sim-chip.ts';

export interface Wired {
  readonly chip: SimChip;
  /** For whatever the test writes. */
  readonly folder: string;
  /** The path of the file. */
  readonly board: string;
  readonly button: SimLine;
  readonly power: SimLine;
}

/** The board pi-4 with other `parameters`. There is no power and the button is up. */
export function wired(onTestFinished: (task: () => void) => void, parameters: Readonly<Record<string, string | number>> = {}): Wired {
  const chip = new SimChip();
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-wired-'));
  onTestFinished(() => {
    chip.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  chip.line('power').drive(0);
  const written = JSON.parse(readFileSync('boards/pi-4/board.json', 'utf8'));
  for (const part of Object.keys(written.pins)) written.pins[part].line = chip.line(part).name;
  for (const [name, value] of Object.entries(parameters)) written.parameters[name] = { value, assumed: 'a test' };
  const board = path.join(folder, 'board.json');
  writeFileSync(board, JSON.stringify({ ...written, $schema: undefined }));
  return { chip, folder, board, button: chip.line('reset'), power: chip.line('power') };
}
