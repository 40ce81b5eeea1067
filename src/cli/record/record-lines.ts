/** What `recsim record` does: takes the lines, and writes their edges to a file that grows until it is ended. */
import { loadBoard } from '../../board-file.ts';
import { formatProblem, type Problem, ProblemError, unwrap } from '../../errors.ts';
import type { BackendName } from '../../hal/pi/gpio.ts';
import { type LinesOptions, openPiLines, type PiLines } from '../../hal/pi/lines.ts';
import { createWallClock } from '../../hal/wall-clock.ts';
import { parseDuration, type Us } from '../../units.ts';
import { checkWritable } from '../../whole-file.ts';
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';
import { PartFile } from './part-file.ts';
import { EdgeRecorder } from './recorder-of-edges.ts';

export interface RecordOptions {
  readonly vcd: string;
  readonly board: string;
  readonly for?: string;
  readonly gpio: BackendName;
}

const DRAWN_EVERY_MS = 100;
const FLUSHED_EVERY_MS = 1_000;

/** Returns the exit code. Throws a ProblemError before anything is recorded when an option, the file's place or a line is bad. */
export async function recordLines(options: RecordOptions, elsewhere: Pick<LinesOptions, 'backend' | 'now'> = {}): Promise<number> {
  const forUs = options.for === undefined ? undefined : decodeFor(options.for);
  const { board } = unwrap(loadBoard(options.board));
  unwrap(checkWritable(options.vcd));
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let failures: readonly Problem[] = [];
  const failed = (problems: readonly Problem[]) => {
    failures = problems;
    end();
  };
  const stopListening = onEnding(end);
  const notice = (text: string) => say(`warning: ${text}`);
  try {
    const lines = unwrap(await openPiLines(board, { gpio: options.gpio, inputsOnly: true, observe() {}, notice, failed, ...elsewhere }));
    const part = partOf(options.vcd, lines, end);
    const recorder = new EdgeRecorder(board, lines, (text) => part.write(text));
    for (const left of part.left) say(`note: ${left} is what a recording that did not come to its end has left`);
    say(`recording ${lines.facts().lines.join(', ')}${forUs === undefined ? '; Ctrl-C ends it' : ''}`);
    if (forUs !== undefined) lines.clock.at(Math.max(forUs, lines.clock.nowUs), end);
    const stopDrawing = process.stderr.isTTY ? again(DRAWN_EVERY_MS, () => process.stderr.write(`\r\x1b[2K${recorder.status}`)) : undefined;
    const stopFlushing = again(FLUSHED_EVERY_MS, () => {
      recorder.mark();
      void part.flush();
    });
    await ended;
    stopFlushing();
    stopDrawing?.();
    if (stopDrawing) process.stderr.write('\r\x1b[2K');
    lines.clock.wake();
    lines.close();
    recorder.end();
    unwrap(await part.end());
    const { lostEdges } = lines.facts();
    say(`${options.vcd}: ${recorder.edges} edges${lostEdges ? `; ${lostEdges} were lost` : ''}`);
    for (const problem of failures) say(`error: ${formatProblem(problem)}`);
    return failures.length > 0 ? EXIT.hardware : EXIT.pass;
  } finally {
    stopListening();
  }
}

function decodeFor(written: string): Us {
  const parsed = parseDuration(written);
  if (parsed.ok && parsed.value > 0) return parsed.value;
  const message = `--for: ${parsed.ok ? 'nothing can be recorded in no time' : parsed.problem}`;
  throw new ProblemError([{ code: 'usage', message, remedy: 'For example --for "60 s"' }]);
}

function say(text: string): void {
  process.stderr.write(`${text}\n`);
}

/** Where it cannot be made, the lines are given back. */
function partOf(file: string, lines: PiLines, failed: () => void): PartFile {
  const part = PartFile.open(file, failed);
  if (!part.ok) lines.close();
  return unwrap(part);
}

/** Now and every so often, until the function that comes back is called. */
function again(everyMs: number, task: () => void): () => void {
  const wall = createWallClock();
  let cancel = () => {};
  const next = () => {
    task();
    cancel = wall.after(everyMs, next);
  };
  next();
  return () => cancel();
}
