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
