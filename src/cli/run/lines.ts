/** `recsim run` without a panel: the log goes to standard output, commands come line by line. Time stands still between them, or flows by itself. */
import { createInterface, type Interface } from 'node:readline';
import { LiveSession } from '../../ui/terminal/live-session.ts';
import { createRunLog, type RunLog } from '../../ui/terminal/log.ts';
import { runPlain } from '../../ui/terminal/plain-session.ts';
import { EXIT } from '../exit.ts';
import { stateOf } from './options.ts';
import type { Run } from './start.ts';
import { untilEnded } from './until-ended.ts';

/** Time passes by the commands alone. */
export async function runLines(run: Run): Promise<number> {
  const { desk, wall, options } = run;
  const isTyped = process.stdin.isTTY;
  const log = greet(run);
  const lines = createInterface({ input: process.stdin, ...(isTyped ? { output: process.stderr, prompt: '> ' } : {}) });
  const { wrongLines } = await runPlain(lines, { desk, log, pace: options.speed ?? 'max', wall, complain });
  lines.close();
  return codeOf(wrongLines);
}

/** Time flows by itself, and the end of the commands is not the end. */
export function runLive(run: Run): Promise<number> {
  const { desk, wall, companions, pacer } = run;
  return untilEnded((end) => {
    // Not before the signals are heard: whoever reads this may send one at once.
    const log = greet(run);
    const session = new LiveSession({ desk, log, pacer, wall, complain });
    const lines: Interface = createInterface({ input: process.stdin });
    session.open();
    companions.join(session);
    session.take(lines).then(
      ({ hasQuit, wrongLines }) => {
        if (hasQuit) end(codeOf(wrongLines));
      },
      // As any other error.
      (error) => process.emit('uncaughtException', error),
    );
    return () => {
      session.close();
      lines.close();
    };
  });
}

/** The log, and its first lines. */
function greet({ desk, options, recorder, warnings, console, web }: Run): RunLog {
  const log = createRunLog({ isJson: options.json === true, nowUs: () => desk.bench.nowUs, write: (line) => process.stdout.write(line) });
  const { brand, board, seed } = desk.bench;
  log.info(`${brand}, ${board.title} (board ${board.name}), ${recorder ?? stateOf(options)}, seed ${seed}; "help" lists the commands`);
  for (const warning of warnings) log.warn(warning);
  if (web) log.info(web.greeting, { panel: web.url });
  if (console) log.info(console.greeting, { console: console.path });
  desk.retell((entry, happening) => log.entry(entry, happening));
  return log;
}

function complain(line: number, why: string): void {
  process.stderr.write(process.stdin.isTTY ? `${why}\n` : `error: line ${line}: ${why}\n`);
}

const codeOf = (wrongLines: number): number => (wrongLines > 0 && !process.stdin.isTTY ? EXIT.usage : EXIT.pass);
