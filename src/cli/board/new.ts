/** `recsim board new`: the folder of a board that is valid from the start. Nothing is ever overwritten. */
import { copyFileSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BOARD_JSON, BOARDS_FOLDER, loadBoard, readBoard, shippedBoards } from '../../board-file.ts';
import { BOARD_NAME } from '../../board-schema.ts';
import { fileProblem } from '../../document.ts';
import { ProblemError, unwrap } from '../../errors.ts';

const SCHEMA_FILE = 'board.schema.json';

export function newBoard(name: string, { from, out }: { readonly from?: string; readonly out: string }): void {
  checkName(name);
  const folder = path.join(out, name);
  const file = path.join(folder, BOARD_JSON);
  if (existsSync(folder)) {
    const place = { file: folder };
    throw new ProblemError([
      { code: 'file-unwritable', message: 'this is here already, and nothing is overwritten', place, remedy: 'Choose another name or --out' },
    ]);
  }
  const board = from === undefined ? begin(name) : copyOf(name, from);
  const schema = path.join(out, SCHEMA_FILE);
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, `${layOut(board)}\n`, { flag: 'wx' });
    if (!existsSync(schema)) copyFileSync(path.join(BOARDS_FOLDER, SCHEMA_FILE), schema);
  } catch (error) {
    throw new ProblemError([fileProblem(file, error)]);
  }
  unwrap(loadBoard(file));
  process.stdout.write(`${nextSteps(file, folder)}\n`);
}

function checkName(name: string): void {
  const checked = BOARD_NAME.safeParse(name);
  if (!checked.success) {
    const message = checked.error.issues[0]?.message ?? 'not a name';
    throw new ProblemError([{ code: 'bad-value', message: `"${name}": ${message}` }]);
  }
  if (shippedBoards().includes(name))
    throw new ProblemError([
      { code: 'bad-value', message: `"${name}" is a board that ships with recsim`, remedy: `Choose another name; --from ${name} copies it` },
    ]);
}

type Written = Readonly<Record<string, unknown>>;

const HEAD = (name: string) => ({ $schema: `../${SCHEMA_FILE}`, version: 1, name });

function begin(name: string): Written {
  const assumed = 'as the reset guide; measure your model, or name the page that says so as "source"';
  return {
    ...HEAD(name),
    title: name,
    procedure:
      'Unplug; press and hold the reset button for 4-5 s; keep holding and plug in; one beep; keep holding 20-30 s while it initialises; release.',
    parameters: { holdMin: { value: '20 s', assumed }, holdMax: { value: '30 s', assumed } },
  };
}

function copyOf(name: string, from: string): Written {
  const source = unwrap(readBoard(from));
  const { title, procedure } = unwrap(loadBoard(from)).board;
  // A copy of a faulty board has the right firmware.
  const { parameters, pins } = source.data as Written;
  return { ...HEAD(name), title: `${title} (copy)`, procedure, parameters, ...(pins === undefined ? {} : { pins }) };
}

/** JSON on one line: `{ "value": ["power-on", "press"], "assumed": "why" }`. */
function line(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(line).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, entry]) => `${JSON.stringify(key)}: ${line(entry)}`);
  return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
}

/** JSON in which whatever fits stands on one line. */
function layOut(value: unknown, indent = ''): string {
  const short = line(value);
  if (indent.length + short.length <= LINE_WIDTH || typeof value !== 'object' || value === null) return short;
  const deeper = `${indent}  `;
  if (Array.isArray(value)) return `[\n${value.map((entry) => deeper + layOut(entry, deeper)).join(',\n')}\n${indent}]`;
  const entries = Object.entries(value).map(([key, entry]) => `${deeper}${JSON.stringify(key)}: ${layOut(entry, deeper)}`);
  return `{\n${entries.join(',\n')}\n${indent}}`;
}

const LINE_WIDTH = 140;

function nextSteps(file: string, folder: string): string {
  return [
    `Wrote ${file}.`,
    '',
    'Next:',
    `  1. Open it in an editor that knows JSON Schema (VS Code does): it offers every parameter with its meaning, range and default.`,
    `  2. Write title and procedure, and each value that differs from the defaults, with "source" or "assumed".`,
    `  3. recsim board lint ${folder}`,
    `  4. recsim board show ${folder}`,
    `  5. recsim run --board ${folder}`,
  ].join('\n');
}
