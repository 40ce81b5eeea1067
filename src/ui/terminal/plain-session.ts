/**
 * A run without a screen: commands come line by line, the log goes out line by line. Time stands still between commands and passes only by
 * `wait` and `jump`, as fast as possible unless a pace is given, and never while phone or mail are at work; so the same commands and the same seed give the same
 * output. What is typed into the recorder is never told.
 */
import type { WallClock } from '../../hal/wall-clock.ts';
import { US_PER_MS, type Us } from '../../units.ts';
import type { Desk } from './desk.ts';
import type { RunLog } from './log.ts';
import type { Pace } from './pacer.ts';
import { passingOf, passSettled } from './passing.ts';
import { runCommand, statusOf } from './plain-commands.ts';

export interface PlainOptions {
  readonly desk: Desk;
  readonly log: RunLog;
  readonly pace: Pace;
  readonly wall: WallClock;
  /** Tells about a line that was not understood. */
  readonly complain: (line: number, why: string) => void;
}

export interface PlainOutcome {
  /** Lines that were not understood. */
  readonly wrongLines: number;
}

/** Steps of a paced wait: log lines come out on time, give or take. */
const STEP_MS = 50;

/** Runs until `quit` or the end of the lines. */
export async function runPlain(lines: AsyncIterable<string>, options: PlainOptions): Promise<PlainOutcome> {
  const { desk, log } = options;
  const { wrongLines } = await carryOutLines(lines, options, (untilUs) => pass(options, untilUs));
  log.info('end');
  for (const each of statusOf(desk)) log.info(each);
  return { wrongLines };
}

/** Carries out commands up to `quit` or the last one. `pass` lets time go by, and settles when it is there. */
export async function carryOutLines(
  lines: AsyncIterable<string>,
  { desk, log, complain }: Pick<PlainOptions, 'desk' | 'log' | 'complain'>,
  pass: (untilUs: Us) => Promise<void>,
): Promise<PlainOutcome & { readonly hasQuit: boolean }> {
  let wrongLines = 0;
  let number = 0;
  for await (const line of lines) {
    number++;
    const asked = runCommand(desk, line);
    const wish = asked.kind === 'later' ? await asked.wish : asked;
    if (wish.kind === 'quit') return { wrongLines, hasQuit: true };
    if (wish.kind === 'wait') await pass(desk.bench.nowUs + wish.durationUs);
    if (wish.kind === 'jump') await jump(desk);
    if (wish.kind === 'tell') for (const each of wish.lines) log.info(each);
    if (wish.kind === 'refused') log.warn(`not possible: ${wish.why}`);
    if (wish.kind === 'wrong') {
      wrongLines++;
      complain(number, wish.why);
    }
  }
  return { wrongLines, hasQuit: false };
}

async function pass({ desk: { bench }, pace, wall }: PlainOptions, untilUs: Us): Promise<void> {
  if (pace !== 'max') {
    const startMs = wall.nowMs;
    const startUs = bench.nowUs;
    while (bench.nowUs < untilUs) {
      await new Promise<void>((resolve) => wall.after(Math.min(STEP_MS, (untilUs - bench.nowUs) / US_PER_MS / pace), resolve));
      await bench.outside.settled();
      const dueUs = startUs + Math.floor((wall.nowMs - startMs) * US_PER_MS * pace);
      passingOf(bench).advanceTo(Math.max(bench.nowUs, Math.min(untilUs, dueUs)));
    }
  }
  await passSettled(bench, untilUs);
}

async function jump(desk: Desk): Promise<void> {
  const { bench } = desk;
  const before = desk.happenings;
  await passSettled(bench, bench.nowUs + Math.max(60_000_000, bench.board.stuckAfterUs), () => desk.happenings !== before);
}
