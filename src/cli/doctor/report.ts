/** What `recsim doctor` does: reads the machine, and prints what it found. */
import { loadBoard } from '../../board-file.ts';
import { examine } from '../../doctor/examine.ts';
import { readMachine } from '../../doctor/read-machine.ts';
import { thisMachine } from '../../doctor/this-machine.ts';
import { unwrap } from '../../errors.ts';
import { EXIT } from '../exit.ts';
import { createStyle, speaksUtf8 } from '../text.ts';
import { diagnosisAsText } from './text.ts';

export interface DoctorOptions {
  readonly board?: string;
  readonly lines?: true;
  readonly ascii?: true;
  readonly json?: true;
}

/** As `recsim record` has it: the one that ships with pins. */
const DEFAULT_BOARD = 'pi-4';

/** Returns the exit code. Throws a ProblemError where the board is bad. */
export async function reportMachine({ board: name, lines, ascii, json }: DoctorOptions): Promise<number> {
  const { board } = unwrap(loadBoard(name ?? DEFAULT_BOARD));
  const machine = await readMachine(await thisMachine());
  const diagnosis = examine(machine, board, { isNamed: name !== undefined, allLines: lines === true });
  const looks = { style: createStyle(process.stdout), isAscii: ascii === true || !speaksUtf8() };
  const text = json ? JSON.stringify({ ...diagnosis, machine }, nullForNothing, 2) : diagnosisAsText(diagnosis, looks).join('\n');
  process.stdout.write(`${text}\n`);
  return name === undefined || diagnosis.isReady ? EXIT.pass : EXIT.hardware;
}

/** What is not known has its name too. */
const nullForNothing = (_: string, value: unknown): unknown => (value === undefined ? null : value);
