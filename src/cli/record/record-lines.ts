/** What `recsim record` does: takes the lines, notes their edges until it is ended, and writes the file as a whole. */
import { loadBoard } from '../../board-file.ts';
import { formatProblem, type Problem, ProblemError, unwrap } from '../../errors.ts';
import type { BackendName } from '../../hal/pi/gpio.ts';
import { type LinesOptions, openPiLines } from '../../hal/pi/lines.ts';
import { createWallClock } from '../../hal/wall-clock.ts';
import { parseDuration, type Us } from '../../units.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';
import { EdgeRecorder } from './recorder-of-edges.ts';

export interface RecordOptions {
  readonly vcd: string;
  readonly board: string;
  readonly for?: string;
  readonly gpio: BackendName;
}

const DRAWN_EVERY_MS = 100;

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
    const recorder = new EdgeRecorder(board, lines);
    say(`recording ${lines.facts().lines.join(', ')}${forUs === undefined ? '; Ctrl-C ends it' : ''}`);
    if (forUs !== undefined) lines.clock.at(forUs, end);
    const stopDrawing = process.stderr.isTTY ? draw(() => recorder.status) : () => {};
    await ended;
    stopDrawing();
    lines.clock.wake();
    lines.close();
    unwrap(writeWhole(options.vcd, recorder.vcd));
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

/** One line of a terminal, drawn anew until the function that comes back is called. */
function draw(status: () => string): () => void {
  const wall = createWallClock();
  let cancel = () => {};
  const next = () => {
    process.stderr.write(`\r\x1b[2K${status()}`);
    cancel = wall.after(DRAWN_EVERY_MS, next);
  };
  next();
  return () => {
    cancel();
    process.stderr.write('\r\x1b[2K');
  };
}
