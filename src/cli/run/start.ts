/**
 * `recsim run` from its options to its exit code: puts the recorder on the desk, opens what accompanies it, runs it in one of three ways, and closes all of that however it ends.
 * Composes the bench with the wall clock; nothing below it knows the time of day.
 */
import type { Board } from '../../board.ts';
import { loadBoard } from '../../board-file.ts';
import { findBrand } from '../../brands.ts';
import { ProblemError, unwrap } from '../../errors.ts';
import { CellStoreError } from '../../hal/nor/nor-array.ts';
import { createWallClock, type WallClock } from '../../hal/wall-clock.ts';
import { Desk } from '../../ui/terminal/desk.ts';
import { Pacer } from '../../ui/terminal/pacer.ts';
import { Tempo } from '../../ui/terminal/tempo.ts';
import { EXIT } from '../exit.ts';
import { openKept } from '../kept.ts';
import { Companions } from './companions.ts';
import type { RunConsole } from './console.ts';
import { mailWayOf } from './mail.ts';
import { checkOptions, type RunOptions, stateOf } from './options.ts';

/** What every way of running is given. */
export interface Run {
  readonly options: RunOptions;
  readonly desk: Desk;
  readonly wall: WallClock;
  readonly companions: Companions;
  /** The recorder in a few words: how it was left, or in which state it is new. */
  readonly recorder: string | undefined;
  /** What must not be overlooked. */
  readonly warnings: readonly string[];
  /** The serial console, where it is led out. */
  readonly console: RunConsole | undefined;
  /** The panel in the browser. */
  readonly web: { readonly url: string; readonly greeting: string } | undefined;
  /** Time as it flows by itself, and as people lead it. Commands from a pipe have their own. */
  readonly pacer: Pacer;
  readonly tempo: Tempo;
}

export async function run(options: RunOptions): Promise<void> {
  checkOptions(options);
  const companions = new Companions();
  const way = wayOf(options);
  try {
    process.exitCode = await runIn(way, options, companions);
    await companions.close();
  } catch (error) {
    await companions.close().catch(() => {});
    if (error instanceof ProblemError) throw error;
    tell(error);
  }
  // A line that is still read, or whatever an error left behind, must not keep a run that was ended.
  if (way !== 'plain') process.exit();
}

type Way = 'panel' | 'live' | 'plain';

/** In which of the ways it runs; see docs/run.md. */
function wayOf({ plain, panel, console, hal, host, port }: RunOptions): Way {
  const isTerminal = process.stdin.isTTY && process.stdout.isTTY && process.env['TERM'] !== 'dumb';
  if (isTerminal && panel && !plain) return 'panel';
  // Whoever is at the console, at a real button or in a browser cannot let time pass: it must flow.
  return !panel || console !== undefined || hal === 'pi' || host !== undefined || port !== undefined ? 'live' : 'plain';
}

async function runIn(way: Way, options: RunOptions, companions: Companions): Promise<number> {
  const boardFile = unwrap(loadBoard(options.board));
  const { board } = boardFile;
  const brand = unwrap(findBrand(options.brand));
  const { language, seed, state: folder, hashCost } = options;
  const mail = mailWayOf(options.smtp, options.mailFrom);
  const state = stateOf(options);
  const wall = createWallClock();
  const cost = hashCost === undefined ? {} : { hashCost };
  const kept = folder === undefined ? undefined : companions.add(openKept({ folder, board, seed, state, ...cost }));
  const real = options.hal === 'pi' ? { real: realPartsOf(board) } : {};
  const desk = new Desk({ board, brand, language, seed, state, ...cost, ...(mail ? { mail } : {}), ...(kept ? { cells: kept.cells } : {}), ...real });
  if (options.log !== undefined) {
    const { openLogFile } = await import('./log-file.ts');
    companions.add(openLogFile(desk, options.log, options.json === true));
  }
  const console = options.console === undefined ? undefined : companions.add(await openedConsole(desk, options.console, options.baud, wall));
  const lines = options.hal === 'pi' ? companions.add(await (await import('./real-lines.ts')).openRealLines(desk, options.gpio)) : undefined;
  const pacer = new Pacer(wall, options.speed ?? 1, lines?.flow);
  const tempo = new Tempo(desk, pacer);
  const web =
    way === 'plain' || !options.panel
      ? undefined
      : companions.add(await (await import('./web-panel.ts')).openWebPanel(desk, tempo, wall, { ...options, console: console?.attach, boardFile }));
  const gate = way === 'plain' ? undefined : companions.add(await (await import('./gate.ts')).openRunGate(desk));
  const warnings = [warningOf(hashCost, board), gate?.greeting, ...(lines?.warnings ?? [])].filter((each) => each !== undefined);
  const run: Run = {
    options,
    desk,
    wall,
    companions,
    recorder: [kept?.greeting, lines?.greeting].filter((each) => each !== undefined).join(', ') || undefined,
    warnings,
    console,
    pacer,
    tempo,
    web,
  };
  switch (way) {
    case 'panel':
      return (await import('./panel.ts')).runPanel(run);
    case 'live':
      return (await import('./lines.ts')).runLive(run);
    case 'plain':
      return (await import('./lines.ts')).runLines(run);
  }
}

const realPartsOf = ({ pins, hasResetButton }: Board) => ({ button: hasResetButton, plug: pins.power !== undefined });

function warningOf(hashCost: number | undefined, { passwordHashCost }: Board): string | undefined {
  if (hashCost === undefined || hashCost >= passwordHashCost) return undefined;
  return `password hashes of cost ${hashCost} instead of ${passwordHashCost}: weak, for tests only`;
}

async function openedConsole(...args: Parameters<typeof import('./console.ts').openConsole>): Promise<RunConsole> {
  const { openConsole } = await import('./console.ts');
  return openConsole(...args);
}

function tell(error: unknown): void {
  const isDisk = error instanceof CellStoreError;
  const what = isDisk ? `error: ${error.message}` : `recsim: internal error: ${error instanceof Error ? error.stack : String(error)}`;
  process.stderr.write(`${what}\n`);
  process.exitCode = isDisk ? EXIT.hardware : EXIT.failed;
}
