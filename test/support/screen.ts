/** A terminal emulator that shows what bytes would really put on a screen. */
import { Terminal } from '@xterm/headless';

export interface Shown {
  readonly lines: string[];
  readonly terminal: Terminal;
}

export async function showOn(columns: number, rows: number, ...outputs: readonly string[]): Promise<Shown> {
  const terminal = new Terminal({ cols: columns, rows, allowProposedApi: true });
  for (const output of outputs) await new Promise<void>((resolve) => terminal.write(output, resolve));
  const buffer = terminal.buffer.active;
  const lines = Array.from(
    { length: rows },
    (_, row) =>
      buffer
        .getLine(buffer.viewportY + row)
        ?.translateToString(true)
        .trimEnd() ?? '',
  );
  return { lines, terminal };
}

/** Asks the terminal whether it shows its cursor (DECRQM 25), as a program would. */
export async function isCursorShown(terminal: Terminal): Promise<boolean> {
  let answer = '';
  const listening = terminal.onData((data) => {
    answer += data;
  });
  await new Promise<void>((resolve) => terminal.write('\x1b[?25$p', resolve));
  listening.dispose();
  if (answer !== '\x1b[?25;1$y' && answer !== '\x1b[?25;2$y') throw new Error(`an answer that is none: ${JSON.stringify(answer)}`);
  return answer === '\x1b[?25;1$y';
}
