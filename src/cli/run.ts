/**
 * `recsim run`: the recorder on a desk, in this terminal; or plain commands line by line where there is no terminal to draw on.
 * Composes the bench with the wall clock; nothing below it knows the time of day.
 */
import { type Command, InvalidArgumentError } from 'commander';
import { EXIT } from './exit.ts';

interface RunOptions {
  readonly board: string;
  readonly brand: string;
  readonly speed?: number | 'max';
  readonly fresh?: true;
  readonly state?: string;
  readonly seed: number;
  readonly json?: true;
  readonly plain?: true;
  readonly bell: boolean;
  readonly ascii?: true;
  readonly log?: string;
}

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('the recorder on your desk: plug, screws, reset button, buzzer and screen')
    .option('--board <name|path>', 'which recorder', 'seed')
    .option('--brand <name>', 'the brand on its lid and boot screen', 'Dahua')
    .option('--speed <x>', 'virtual seconds in a second: 0.1 to 1000, or max (default: 1; without a terminal: max)', decodeSpeed)
    .option('--fresh', 'fresh from its box, instead of set up already')
    .option('--state <dir>', 'keep the recorder in this directory, and go on with it the next time', decodeFolder)
    .option('--seed <n>', 'for the bounce of the contact: same seed, same run', decodeSeed, 1)
    .option('--plain', 'no screen: commands line by line, as without a terminal')
    .option('--json', 'the log as JSON lines')
    .option('--log <file>', 'write the log to a file')
    .option('--no-bell', 'do not ring the bell of the terminal at a beep')
    .option('--ascii', 'draw with ASCII characters only')
    .addHelpText(
      'after',
      `
Examples:
  recsim run                       in a terminal: the panel; press ? for the keys
  recsim run --speed 5             five times as fast
  recsim run --plain               type commands: help lists them
  recsim run --state my-dvr        a recorder of your own: what it stores is there the next time
  printf 'unplug\\nunscrew all\\npress\\nwait 4.5s\\nplug\\nwait 25s\\nrelease\\nwait 30s\\n' | recsim run`,
    )
    .action(run);
}

function decodeSpeed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const speed = /^\d+(\.\d+)?x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (!(speed >= 0.1 && speed <= 1000)) throw new InvalidArgumentError('write 0.1 to 1000, or max.');
  return speed;
}

function decodeSeed(text: string): number {
  const seed = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(seed)) throw new InvalidArgumentError('write a whole number from 0 to 999999999.');
  return seed;
}

function decodeFolder(text: string): string {
  if (text === '') throw new InvalidArgumentError('name a directory.');
  return text;
}

const stateOf = ({ fresh }: RunOptions) => (fresh ? 'factory' : 'provisioned');

async function run(options: RunOptions): Promise<void> {
  const [{ loadBoard }, { findBrand }, { unwrap }, { Desk }, { CellStoreError }, { openKept }] = await Promise.all([
    import('../board-file.ts'),
    import('../brands.ts'),
    import('../errors.ts'),
    import('../ui/terminal/desk.ts'),
    import('../hal/nor/nor-array.ts'),
    import('./kept.ts'),
  ]);
  const { board } = unwrap(loadBoard(options.board));
  const brand = unwrap(findBrand(options.brand));
  const { seed, state: folder } = options;
  const kept = folder === undefined ? undefined : openKept({ folder, board, seed, state: stateOf(options) });
  try {
    const desk = new Desk({ board, brand, seed, state: stateOf(options), ...(kept ? { cells: kept.cells } : {}) });
    const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb';
    process.exitCode = await (isTerminal && !options.plain ? runPanel : runLines)(desk, options, kept?.greeting);
  } catch (error) {
    if (!(error instanceof CellStoreError)) throw error;
    process.stderr.write(`error: ${error.message}\n`);
    process.exitCode = EXIT.hardware;
  } finally {
    kept?.close();
  }
}

type Desk = import('../ui/terminal/desk.ts').Desk;

/** `greeting`: what is to be said first of the recorder, if anything. */
async function runPanel(desk: Desk, options: RunOptions, greeting: string | undefined): Promise<number> {
  const [{ PanelApp }, { createWallClock }, { CellStoreError }, { writeSync }] = await Promise.all([
    import('../ui/terminal/panel-app.ts'),
    import('../hal/wall-clock.ts'),
    import('../hal/nor/nor-array.ts'),
    import('node:fs'),
  ]);
  const file = options.log === undefined ? undefined : await openLog(desk, options.log, options.json === true);
  const { env } = process;
  const looks = { colour: !env['NO_COLOR'], ascii: options.ascii === true || !speaksUtf8(env) };
  return new Promise<number>((resolve, reject) => {
    const close = () => {
      app.close();
      file?.close();
    };
    const end = (code: number) => {
      close();
      resolve(code);
    };
    const fail = (error: unknown) => {
      if (error instanceof CellStoreError) {
        close();
        reject(error);
        return;
      }
      end(EXIT.failed);
      process.stderr.write(`recsim: internal error: ${error instanceof Error ? error.stack : String(error)}\n`);
      process.exit(EXIT.failed);
    };
    const app = new PanelApp(
      {
        desk,
        state: stateOf(options),
        greeting,
        pace: options.speed ?? 1,
        looks,
        hasBell: options.bell,
        wall: createWallClock(),
        streams: { input: process.stdin, output: process.stdout, writeNow: (text) => writeSync(1, text) },
      },
      () => end(EXIT.pass),
    );
    process.on('uncaughtException', fail);
    process.on('exit', () => app.close());
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        end(EXIT.pass);
        process.exit(EXIT.pass);
      });
    }
    app.open();
  });
}

async function runLines(desk: Desk, options: RunOptions, greeting: string | undefined): Promise<number> {
  const [{ runPlain }, { createRunLog }, { createWallClock }, readline] = await Promise.all([
    import('../ui/terminal/plain-session.ts'),
    import('../ui/terminal/log.ts'),
    import('../hal/wall-clock.ts'),
    import('node:readline'),
  ]);
  const isJson = options.json === true;
  const isTyped = process.stdin.isTTY;
  const file = options.log === undefined ? undefined : await openLog(desk, options.log, isJson);
  // A reader that leaves early (`| head`) is no error.
  process.stdout.on('error', () => process.exit(EXIT.pass));
  const log = createRunLog({ isJson, nowUs: () => desk.bench.nowUs, write: (line) => process.stdout.write(line) });
  const { board, brand, seed } = desk.bench;
  log.info(`${brand}, ${board.title} (board ${board.name}), ${greeting ?? stateOf(options)}, seed ${seed}; "help" lists the commands`);
  desk.retell((entry, happening) => log.entry(entry, happening));
  const lines = readline.createInterface({ input: process.stdin, ...(isTyped ? { output: process.stderr, prompt: '> ' } : {}) });
  const { wrongLines } = await runPlain(lines, {
    desk,
    log,
    pace: options.speed ?? 'max',
    wall: createWallClock(),
    complain: (line, why) => process.stderr.write(isTyped ? `${why}\n` : `error: line ${line}: ${why}\n`),
  });
  lines.close();
  file?.close();
  return wrongLines > 0 && !isTyped ? EXIT.usage : EXIT.pass;
}

/** Whether the locale lets glyphs beyond ASCII through; one that was never set is taken for a modern one. */
function speaksUtf8(env: NodeJS.ProcessEnv): boolean {
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || 'UTF-8';
  return /utf-?8/i.test(locale);
}

/** Sends everything that happens to a file, from the beginning. */
async function openLog(desk: Desk, path: string, isJson: boolean): Promise<{ close(): void }> {
  const [{ createRunLog }, { closeSync, openSync, writeSync }, { ProblemError }] = await Promise.all([
    import('../ui/terminal/log.ts'),
    import('node:fs'),
    import('../errors.ts'),
  ]);
  let descriptor: number;
  try {
    descriptor = openSync(path, 'w');
  } catch (error) {
    const remedy = 'Give --log a file in a folder that exists and that you may write to';
    throw new ProblemError([{ code: 'file-unwritable', message: `cannot write the log ${path}: ${(error as Error).message}`, remedy }]);
  }
  const log = createRunLog({ isJson, nowUs: () => desk.bench.nowUs, write: (line) => writeSync(descriptor, line) });
  desk.retell((entry, happening) => log.entry(entry, happening));
  return { close: () => closeSync(descriptor) };
}
