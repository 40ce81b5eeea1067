/**
 * One hash over the traces of 200 random schedules on several boards. Whoever makes the simulation faster runs it before and after:
 * `node bench/main.mjs --trace-hash`. The same hash means the same behaviour to the microsecond; it is expected to change only with behaviour.
 * Each schedule presses, releases, disturbs, unplugs, dips and hangs at times on and near the thresholds of its board.
 */
import { createHash } from 'node:crypto';
import { Bench } from '../src/bench/bench.ts';
import type { Board } from '../src/board.ts';
import { loadBoard } from '../src/board-file.ts';
import { unwrap } from '../src/errors.ts';
import { createStepper } from '../src/fsm/stepper.ts';
import { createSystemMachine } from '../src/fsm/system.ts';
import { createRandom, type Random } from '../src/random.ts';

const SCHEDULES = 200;
const SEED_BOARD = unwrap(loadBoard('seed')).board;
const S = 1_000_000;
const BOARDS: readonly Board[] = [
  SEED_BOARD,
  { ...SEED_BOARD, decideAt: 'threshold', actionBeep: { count: 2, onUs: 150_000, offUs: 100_000 } },
  { ...SEED_BOARD, overHold: 'accept', armOn: ['power-on', 'software', 'watchdog', 'press'], debounceUs: 0 },
  {
    ...SEED_BOARD,
    stages: [
      { fromUs: 5 * S, toUs: 10 * S, action: 'restart' },
      { fromUs: 10 * S, toUs: 15 * S, action: 'password-reset', led: 'fast-blink' },
      { fromUs: 18 * S, toUs: 20 * S, action: 'factory-default' },
    ],
    bootBeep: { count: 2, onUs: 100_000, offUs: 100_000 },
  },
];

/** The hash with pure steppers and the hash with tabulated ones: they must be alike. */
export function traceHashes(): { readonly pure: string; readonly tabulated: string } {
  const steppers = BOARDS.map((board) => createStepper(createSystemMachine(board)));
  const hashOf = (create: (index: number, seed: number) => Bench) => {
    const hash = createHash('sha256');
    for (let seed = 1; seed <= SCHEDULES; seed++) {
      const bench = create(seed % BOARDS.length, seed);
      perform(bench, createRandom(seed));
      hash.update(`${bench.trace.hash()} ${bench.verdict} ${bench.explain()?.text} ${bench.states}\n`);
    }
    return hash.digest('hex');
  };
  const options = (index: number, seed: number) => {
    const state: 'factory' | 'provisioned' = seed % 3 === 0 ? 'factory' : 'provisioned';
    return { board: BOARDS[index] ?? SEED_BOARD, seed, state };
  };
  return {
    pure: hashOf((index, seed) => {
      const stepper = steppers[index];
      return new Bench({ ...options(index, seed), ...(stepper ? { stepper } : {}) });
    }),
    tabulated: hashOf((index, seed) => new Bench(options(index, seed))),
  };
}

function perform(bench: Bench, random: Random): void {
  const { board } = bench;
  const thresholds = [
    board.debounceUs,
    board.samplingStartUs,
    150_000,
    board.initDurationUs,
    board.stuckAfterUs,
    board.watchdogTimeoutUs,
    board.restartDelayUs,
  ]
    .concat(board.stages.flatMap((stage) => [stage.fromUs, Math.min(stage.toUs, board.stuckAfterUs)]))
    .flatMap((at) => [at - 1, at, at + 1])
    .filter((at) => at >= 0);
  const wait = () => thresholds[random.int(0, thresholds.length - 1)] ?? 0;
  const bounce = () => (random.int(0, 1) === 0 ? 'none' : 'board');
  if (random.int(0, 3) > 0) bench.finger.press(bounce());
  bench.advance(wait());
  bench.supply.plugIn();
  for (let step = 0; step < 8; step++) {
    bench.advance(wait());
    switch (random.int(0, 8)) {
      case 0:
        bench.finger.disturb([0, wait()]);
        break;
      case 1:
        bench.supply.dip(random.int(0, 40_000), random.int(0, 1) * 8);
        break;
      case 2:
        bench.supply.unplug();
        bench.advance(wait());
        bench.supply.plugIn();
        break;
      case 3:
        bench.recorder.firmware?.request(random.int(0, 1) === 0 ? 'factory-default.requested' : 'restart.requested');
        break;
      case 4:
        bench.recorder.firmware?.hang();
        break;
      default:
        if (bench.finger.isPressing) bench.finger.release(bounce());
        else bench.finger.press(bounce());
    }
  }
  bench.advance(45 * S);
}
