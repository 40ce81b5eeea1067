// The bars this project sets itself, and whether they are reached.
import { count, mega, micros, times } from './print.mjs';
import { spinBars } from './spin.mjs';

/** The bars this project sets itself; the medians of the runs decide, the best run is told beside them. */
export function barsOf({ jobUs, rows, scenarios, recovery, cold, spin, quick }) {
  return [
    ...(rows.length > 0 ? speedBars(rows, jobUs) : []),
    ...(scenarios
      ? [
          {
            bar: 'a factory reset as a scenario, in process with trace on: at least 2,000 a second and core',
            value: `${count(1e6 / scenarios.one.medianUs)} /s`,
            best: `${count(1e6 / scenarios.one.minUs)} /s`,
            reached: scenarios.one.medianUs <= 500,
          },
          ...scaleBars(scenarios, quick),
        ]
      : []),
    ...(recovery
      ? [
          {
            bar: 'way back in by QR code, 24 h of waiting included: under 50 ms apart from password hashes',
            value: micros(recovery.warm.medianUs),
            best: micros(recovery.warm.minUs),
            reached: recovery.warm.medianUs < 50_000,
          },
        ]
      : []),
    ...(cold.length > 0 ? coldBars(cold) : []),
    ...(spin ? spinBars(spin) : []),
  ];
}

function ratio(a, b) {
  return { value: times(a.medianUs / b.medianUs), best: times(a.minUs / b.minUs) };
}

function speedBars(rows, jobUs) {
  const row = (name) => rows.find((entry) => entry.name === name);
  const pure = row('pure-driver');
  const tabulated = row('tabulated-driver');
  const world = row('tabulated-world');
  const byHand = row('hand-written');
  const fast = ({ medianUs, minUs }, least) => ({ value: times(jobUs / medianUs), best: times(jobUs / minUs), reached: jobUs / medianUs >= least });
  return [
    { bar: 'pure driver, trace on: at least 200,000 x real time', ...fast(pure, 200_000) },
    { bar: 'tabulated, trace off: at least 10,000,000 x real time', ...fast(tabulated, 10_000_000) },
    {
      bar: 'tabulated, trace off: within 5 x of the hand-written machine',
      ...ratio(tabulated, byHand),
      reached: tabulated.medianUs <= 5 * byHand.medianUs,
    },
    { bar: 'pure driver by the hand-written machine: the price of the statechart', ...ratio(pure, byHand) },
    ...peerBars(rows, tabulated, world),
  ];
}

/** Of the peers whose firmware polls, as most do; and of those whose firmware has no tick, and sleeps nearly all the time. */
function fastestOf(peers) {
  const sorted = peers.toSorted((a, b) => a.medianUs - b.medianUs);
  return [sorted.find(({ isTickless }) => !isTickless), sorted.find(({ isTickless }) => isTickless)].filter((peer) => peer !== undefined);
}

function peerBars(rows, tabulated, world) {
  return fastestOf(rows.filter(({ isPeer }) => isPeer)).flatMap((peer) =>
    [
      { what: 'tabulated, verdict only', own: tabulated, least: 5_000 },
      { what: 'whole world, trace on', own: world, least: 40 },
    ].map(({ what, own, least }) => ({
      bar: `${what}: at least ${least.toLocaleString('en')} x as fast as ${peer.title}`,
      ...ratio(peer, own),
      reached: peer.medianUs >= least * own.medianUs,
    })),
  );
}

/** A whole process beside the fastest peer's. */
function coldBars(cold) {
  const of = (start) => cold.find(({ title }) => title.startsWith(start));
  const world = of('a power-up in the whole world');
  const fastest = fastestOf(cold.filter(({ title }) => title.startsWith('a power-up on')));
  return [
    ...fastest.map((peer) => ({
      bar: `whole process, whole world: within 2 x of ${peer.title}`,
      ...ratio(world, peer),
      reached: world.medianUs <= 2 * peer.medianUs,
    })),
    { bar: `an empty node by ${fastest[0].title}`, ...ratio(of('node -e 0'), fastest[0]) },
  ];
}

/** What a second thread brings, beside what a second process brings on this machine; and the memory. */
function scaleBars({ many }, quick) {
  const [one, two, apart] = many.ways.map(({ ms }) => ({ median: ms.toSorted((a, b) => a - b)[ms.length >> 1], best: Math.min(...ms) }));
  const faster = (a, b) => ({ value: `${(a.median / b.median).toFixed(2)} x`, best: `${(a.best / b.best).toFixed(2)} x` });
  const peaks = `${mega(many.ways[0].peakBytes)} for ${count(many.ways[0].count)}, ${mega(many.few.peakBytes)} for ${count(many.few.count)}`;
  return [
    { bar: '--jobs 2 by --jobs 1: at least 1.7 x as fast', ...faster(one, two), reached: one.median / two.median >= 1.7 },
    { bar: 'two processes by one: what this machine has to give', ...faster(one, apart) },
    ...(quick
      ? []
      : [{ bar: 'peak memory does not grow with the matrix', value: peaks, best: '', reached: many.ways[0].peakBytes < 1.25 * many.few.peakBytes }]),
  ];
}
