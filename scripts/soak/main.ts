/** `make soak`: random worlds by seed until stopped, or until one goes wrong; then the line that lives just that one again. */
import { parseArgs } from 'node:util';
import { loadBoard } from '../../src/board-file.ts';
import { formatProblem } from '../../src/errors.ts';
import { soakWorld } from '../../src/explore/soak/soak.ts';

const USAGE = `Usage: make soak [ARGS="..."]
  --world SEED    only this world, and what is done in it
  --from SEED     the first world; by default 1
  --worlds N      end after so many; by default never
  --board NAME    this board instead of those that ship, by chance`;

/** How often it tells how far it is. */
const TOLD_EVERY_MS = 10_000;
const US_PER_HOUR = 3_600_000_000;

/** Returns the exit code: 0 when nothing went wrong, 1 when something did, 2 for options that make no sense. */
export async function main(): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(options);
    return 2;
  }
  const { world, from, worlds, board, help } = options;
  if (help) {
    console.log(USAGE);
    return 0;
  }
  let isOver = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => (isOver = true));
  const beganMs = performance.now();
  let [lived, virtualUs, toldMs] = [0, 0, beganMs];
  const tell = () => {
    const seconds = (performance.now() - beganMs) / 1_000;
    console.log(
      `${lived.toLocaleString('en')} worlds, ${(virtualUs / US_PER_HOUR).toFixed(1)} virtual hours, ${(lived / seconds).toFixed(1)} worlds a second, ${(virtualUs / US_PER_HOUR / seconds).toFixed(2)} hours a second`,
    );
  };
  const last = world === undefined ? from + worlds - 1 : world;
  for (let seed = world ?? from; seed <= last && !isOver; seed++) {
    const { wrong, deeds, board: name, virtualUs: us } = await soakWorld(seed, board);
    lived++;
    virtualUs += us;
    if (world !== undefined) for (const deed of deeds) console.log(`  ${deed}`);
    if (wrong !== undefined) {
      console.log(`FAILED  world ${seed}, ${name}: ${wrong}`);
      console.log(`        again: make soak ARGS="--world ${seed}${board ? ` --board ${options.written}` : ''}"`);
      tell();
      return 1;
    }
    if (world !== undefined) console.log(`world ${seed}, ${name}: nothing is wrong`);
    else if (performance.now() - toldMs >= TOLD_EVERY_MS) {
      toldMs = performance.now();
      tell();
    }
    // So that signals are heard.
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (world === undefined) tell();
  return 0;
}

function readOptions() {
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      options: { world: text, from: text, worlds: text, board: text, help: { type: 'boolean', default: false } },
    });
    const seedOf = (name: string, written: string | undefined) => {
      if (written !== undefined && !/^\d{1,9}$/.test(written)) throw new Error(`--${name} ${written}: this is no whole number from 0`);
      return written === undefined ? undefined : Number(written);
    };
    const file = values.board === undefined ? undefined : loadBoard(values.board);
    if (file && !file.ok) return `error: ${file.problems.map(formatProblem).join('\n')}`;
    return {
      world: seedOf('world', values.world),
      from: seedOf('from', values.from) ?? 1,
      worlds: seedOf('worlds', values.worlds) ?? Number.POSITIVE_INFINITY,
      board: file?.ok ? file.value : undefined,
      written: values.board,
      help: values.help,
    };
  } catch (error) {
    return `error: ${(error as Error).message}\n${USAGE}`;
  }
}
