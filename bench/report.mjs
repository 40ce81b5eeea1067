// What was measured, as text.
import { availableParallelism, loadavg } from 'node:os';
import { count, mega, micros, spread, table, times } from './print.mjs';
import { spinTables } from './spin.mjs';

/** All that was measured, as tables. */
export function reportOf({ jobUs, rows, scenarios, recovery, cold, spin, bars, versions, method }) {
  const parts = [];
  const say = (line) => parts.push(line);
  if (rows.length > 0)
    say(
      table(
        ['held-button power-up, 45 virtual s', 'median', 'best run', 'worst run', 'worst batch', 'power-ups/s', 'virtual s / wall s'],
        rows.map(({ title, medianUs, minUs, maxUs, slowestUs }) => [
          title,
          micros(medianUs),
          micros(minUs),
          micros(maxUs),
          micros(slowestUs),
          count(1e6 / medianUs),
          times(jobUs / medianUs),
        ]),
      ),
    );
  if (scenarios) say(scenarioTable(scenarios));
  if (recovery) say(recoveryTable(recovery));
  if (cold.length > 0)
    say(
      table(
        ['cold process', 'median', 'min', 'max'],
        cold.map(({ title, medianUs, minUs, maxUs }) => [title, micros(medianUs), micros(minUs), micros(maxUs)]),
      ),
    );
  if (spin) say(spinTables(spin));
  say(
    table(
      ['bar', 'median', 'best run', 'reached'],
      bars.map(({ bar, value, best, reached }) => [bar, value, best, reached === undefined ? '-' : reached ? 'yes' : 'NO']),
    ),
  );
  say(
    Object.entries(versions)
      .map(([name, version]) => `${name} ${version}`)
      .join(', '),
  );
  if (rows.length > 0) say(methodOf(method));
  const [load] = loadavg();
  if (load > 2.5)
    say(`The machine was busy (load ${load.toFixed(1)} on ${availableParallelism()} cores): the figures are too high, believe the best runs.`);
  return parts.join('\n');
}

/** Of the power-ups, in brief. */
const methodOf = ({
  rounds,
  warmMs,
  measureMs,
}) => `Method: every row in child processes of its own, ${rounds} run(s) each, in turns: ${warmMs} ms of warming up, then batches of 10 ms for
${measureMs} ms. The figure of a run is its fastest batch; the median of the runs is quoted. Every child first verifies its result with the
button held (one reset, two boots, one beep each, the wizard) and with the button up (no reset). The peers execute instructions, the other
rows execute the model; the busy firmware is measured once, and not with --quick; its control is run by the sleeping build of the same source.`;

function scenarioTable({ one, many }) {
  const cells = ({ medianUs, minUs, maxUs }, number) => [micros(medianUs), micros(minUs), micros(maxUs), count((number * 1e6) / medianUs)];
  return table(
    ['scenarios', 'median', 'best run', 'worst run', 'scenarios/s', 'peak memory'],
    [
      ['scenarios/hold-25s.yaml, in process, trace on', ...cells(one, 1), ''],
      ...many.ways.map(({ title, count: number, ms, peakBytes }) => [
        title,
        ...cells(spread(ms.map((each) => each * 1000)), number),
        mega(peakBytes),
      ]),
    ],
  );
}

function recoveryTable({ warm, first, hashes, virtualUs }) {
  return table(
    [`way back in by QR code, ${count(virtualUs / 1e6)} virtual s`, 'median', 'best run', 'worst run', 'worst of all', 'virtual s / wall s'],
    [warm, first, hashes].map(({ title, medianUs, minUs, maxUs, slowestUs }) => [
      title,
      micros(medianUs),
      micros(minUs),
      micros(maxUs),
      micros(slowestUs),
      times(virtualUs / medianUs),
    ]),
  );
}
