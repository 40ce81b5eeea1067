/**
 * Measures one row in a process of its own: `node bench.js ROW WARM_MS MEASURE_MS` prints the samples as JSON, `node bench.js --list` the rows,
 * `node bench.js --recovery WARM_MS MEASURE_MS` what the way back in by QR code takes, `--scenarios WARM_MS MEASURE_MS` a scenario in process, `--explore SEARCH BUG` one search of all timings.
 * A sample is the mean time of one job over a batch of at least 10 ms; jobs longer than that are samples of their own.
 */
import { END_US, type Job, verify, verifyHeld } from './job.ts';
import { measureRecovery } from './recovery.ts';
import { avrBusy, avrSleeping } from './rows/avr.ts';
import { handWritten } from './rows/hand-written.ts';
import { actorOnFakeTimers, actorOnVirtualClock, pureDriver, tabulatedDriver } from './rows/model.ts';
import { pureWorld, pureWorldWithBounce, tabulatedWorld, tabulatedWorldWithBounce, tabulatedWorldWithoutTrace } from './rows/world.ts';
import { measureScenarios } from './scenarios.ts';
import { explore } from './spin/explore.ts';
import { traceHashes } from './trace-hash.ts';

interface Row {
  readonly title: string;
  readonly create: () => Job;
  /** Half a minute for one job: measured once, in a full run only, and without the control. */
  readonly slow?: true;
}

const ROWS: Readonly<Record<string, Row>> = {
  'pure-driver': { title: 'statechart, pure driver, trace on', create: pureDriver },
  'tabulated-driver': { title: 'statechart tabulated, driver, trace off', create: tabulatedDriver },
  'hand-written': { title: 'hand-written state machine', create: handWritten },
  'pure-world': { title: 'whole world, pure, trace on', create: pureWorld },
  'pure-world-bounce': { title: 'whole world, pure, trace on, bounce', create: pureWorldWithBounce },
  'tabulated-world': { title: 'whole world, tabulated, trace on', create: tabulatedWorld },
  'tabulated-world-bounce': { title: 'whole world, tabulated, trace on, bounce', create: tabulatedWorldWithBounce },
  'tabulated-world-no-trace': { title: 'whole world, tabulated, trace off', create: tabulatedWorldWithoutTrace },
  'actor-virtual-clock': { title: "XState's actor, our virtual clock", create: actorOnVirtualClock },
  'actor-fake-timers': { title: "XState's actor, fake-timers", create: actorOnFakeTimers },
  'avr8js-sleeping': { title: 'avr8js, C firmware that sleeps', create: avrSleeping },
  'avr8js-busy': { title: 'avr8js, C firmware that spins', create: avrBusy, slow: true },
};

const BATCH_MS = 10;

function measure({ create, slow }: Row, warmMs: number, measureMs: number): number[] {
  const job = create();
  if (slow) {
    const begin = performance.now();
    verifyHeld(job);
    return [(performance.now() - begin) * 1000];
  }
  verify(job);
  let warmed = 0;
  const begin = performance.now();
  for (; warmed === 0 || performance.now() - begin < warmMs; warmed++) job(true);
  const batch = Math.max(1, Math.ceil((BATCH_MS * warmed) / (performance.now() - begin)));
  const samples: number[] = [];
  const end = performance.now() + measureMs;
  while (samples.length < 3 || performance.now() < end) {
    const from = performance.now();
    for (let index = 0; index < batch; index++) job(true);
    samples.push(((performance.now() - from) * 1000) / batch);
  }
  return samples;
}

const [name = '', warmMs, measureMs] = process.argv.slice(2);
if (name === '--list') {
  const rows = Object.entries(ROWS).map(([row, { title, slow = false }]) => ({ name: row, title, slow }));
  console.log(JSON.stringify({ jobUs: END_US, rows }));
} else if (name === '--trace-hash') {
  console.log(traceHashes());
} else if (name === '--explore') {
  const [, search = '', bug = ''] = process.argv.slice(2);
  console.log(JSON.stringify(explore(search, bug)));
} else if (name === '--scenarios') {
  console.log(JSON.stringify(await measureScenarios(Number(warmMs), Number(measureMs))));
} else if (name === '--recovery') {
  // The mail server of the inbox keeps nothing alive, and the pool of connections to it neither.
  console.log(JSON.stringify(await measureRecovery(Number(warmMs), Number(measureMs))));
} else {
  const row = ROWS[name];
  if (!row) throw new Error(`there is no row "${name}"`);
  console.log(JSON.stringify(measure(row, Number(warmMs), Number(measureMs))));
}
