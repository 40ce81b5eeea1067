/** `recsim board lint`: errors and doubts of board files, one line each, in the form that editors and CI understand. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { doubtsOf } from '../../board-checks.ts';
import { BOARD_JSON, decodeBoard, readBoard, shippedBoards } from '../../board-file.ts';
import { formatPlace, type Problem } from '../../errors.ts';
import { EXIT } from '../exit.ts';
import { createStyle, type Style } from '../text.ts';

interface Finding extends Problem {
  readonly severity: 'error' | 'warning';
}

export function lintBoards(files: readonly string[], { strict, json }: { readonly strict?: true; readonly json?: true }): void {
  const boards = files.length > 0 ? files.flatMap(boardsIn) : shippedBoards();
  const findings = boards.flatMap(lintBoard);
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (json) process.stdout.write(`${JSON.stringify(findings.map(asJson), null, 2)}\n`);
  else {
    const style = createStyle(process.stdout);
    const summary = `${counted(boards.length, 'board')}: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
    process.stdout.write(`${[...findings.map((finding) => asText(finding, style)), summary].join('\n')}\n`);
  }
  if (errors > 0) process.exitCode = EXIT.usage;
  else if (strict && warnings > 0) process.exitCode = EXIT.failed;
}

/** A folder of boards stands for all of them. */
function boardsIn(file: string): string[] {
  if (!existsSync(file) || existsSync(path.join(file, BOARD_JSON)) || path.extname(file) !== '') return [file];
  try {
    const inside = readdirSync(file)
      .map((entry) => path.join(file, entry))
      .filter((entry) => existsSync(path.join(entry, BOARD_JSON)));
    return inside.length > 0 ? inside.sort() : [file];
  } catch {
    return [file];
  }
}

/** Every finding of one board. Doubts are looked for only where there are no errors. */
export function lintBoard(nameOrPath: string): Finding[] {
  const source = readBoard(nameOrPath);
  const decoded = source.ok ? decodeBoard(source.value) : source;
  if (!decoded.ok) return decoded.problems.map((problem) => ({ ...problem, severity: 'error' }));
  const given = new Set(decoded.value.provenance.filter((entry) => entry.given).map(({ name }) => name));
  const doubts = source.ok ? doubtsOf(decoded.value.board, (name) => given.has(name), source.value) : [];
  return doubts.map((doubt) => ({ ...doubt, severity: 'warning' }));
}

function asText({ severity, message, place, remedy }: Finding, style: Style): string {
  const where = place ? `${formatPlace(place)}: ` : '';
  return `${where}${style(severity === 'error' ? 'red' : 'yellow', severity)}: ${message}${remedy ? `. ${remedy}` : ''}`;
}

function asJson({ severity, code, message, place, remedy }: Finding) {
  return { severity, code, message, remedy: remedy ?? null, file: place?.file ?? null, line: place?.line ?? null, column: place?.column ?? null };
}

const counted = (count: number, what: string) => `${count} ${what}${count === 1 ? '' : 's'}`;
