/**
 * `recsim test --watch`: runs, waits for a file to change or for a key, and runs what that asks for. While something runs the terminal is as it always is, so Ctrl-C
 * ends it; keys are read while it waits.
 */
import { formatProblem, ProblemError, unwrap } from '../errors.ts';
import { createWallClock, type WallClock } from '../hal/wall-clock.ts';
import { findScenarios } from '../scenario/files.ts';
import { onEnding } from './endings.ts';
import { EXIT } from './exit.ts';
import { type TestOptions, testFiles } from './test-files.ts';
import { WatchedFiles } from './watch-files.ts';

const CLEAR = '\u001b[2J\u001b[3J\u001b[H';
const CTRL_C = '\u0003';

/** What is next: the files that run, and why; `quit` ends it. */
type Next = { readonly files: readonly string[]; readonly why: string } | 'quit';

/** How the scenario files stand. */
interface Standing {
  /** Did not pass the last time. */
  readonly failing: Set<string>;
  /** Did not run, because a file beside them could not. */
  readonly waiting: Set<string>;
}

/** Runs until the person quits; returns 1 while a scenario does not pass, else 0. Throws a ProblemError before anything runs when an option or a name is bad. */
export async function watchFiles(written: readonly string[], options: TestOptions): Promise<number> {
  unwrap(findScenarios(written));
  const wall = createWallClock();
  const files = new WatchedFiles(written, options.board);
  const standing: Standing = { failing: new Set(), waiting: new Set() };
  let next: Next = { files: files.scenarios, why: '' };
  while (next !== 'quit') {
    if (next.why !== '') say(`${process.stdout.isTTY ? CLEAR : ''}${next.why}`);
    if ((await run(next.files, options, standing)) === EXIT.aborted) return EXIT.aborted;
    next = await whatIsNext(files, standing, next.files, wall);
  }
  return standing.failing.size + standing.waiting.size > 0 ? EXIT.failed : EXIT.pass;
}

async function run(named: readonly string[], options: TestOptions, { failing, waiting }: Standing): Promise<number> {
  for (const file of named) {
    failing.delete(file);
    waiting.delete(file);
  }
  try {
    return await testFiles(named, options, (file, outcome) => {
      if (outcome !== 'PASS') failing.add(file);
    });
  } catch (error) {
    // A mistake without a place is one of the command line: no change of a file mends it.
    if (!(error instanceof ProblemError) || error.problems.some(({ place }) => !place)) throw error;
    for (const problem of error.problems) process.stderr.write(`error: ${formatProblem(problem)}\n`);
    for (const file of named) waiting.add(file);
    return EXIT.usage;
  }
}

function status(files: WatchedFiles, { failing, waiting }: Standing): string {
  const { scenarios, count } = files;
  for (const file of [...failing, ...waiting].filter((each) => !scenarios.includes(each))) {
    failing.delete(file);
    waiting.delete(file);
  }
  const bad = [
    ...(failing.size > 0 ? [`not passing: ${[...failing].join(', ')}`] : []),
    ...(waiting.size > 0 ? [`not run: ${[...waiting].join(', ')}`] : []),
  ];
  const keys = process.stdin.isTTY ? ' (a all, f failed only, enter again, q quit)' : '';
  const what = `${scenarios.length} scenario file${scenarios.length === 1 ? '' : 's'} and ${count - scenarios.length} that they use`;
  return `watching ${what}; ${bad.length > 0 ? bad.join('; ') : 'all pass'}${keys}`;
}

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Says how things stand, and waits for a change that concerns a scenario, or for a key. */
async function whatIsNext(files: WatchedFiles, standing: Standing, last: readonly string[], wall: WallClock): Promise<Next> {
  const { failing, waiting } = standing;
  for (let round = 0; ; round++) {
    const change = files.next(wall);
    const key = nextKey();
    // Who reads this may act on it: by now it is heard.
    if (round === 0) say(status(files, standing));
    const heard = await Promise.race([change.happened, key.pressed]);
    change.stop();
    key.stop();
    if (heard === undefined) {
      const { changed, affected } = files.look();
      if (affected.length > 0) return { files: [...new Set([...affected, ...waiting])], why: `changed: ${changed.join(', ')}` };
    } else if (heard === 'q' || heard === CTRL_C) return 'quit';
    else if (heard === 'a') return { files: files.scenarios, why: 'all again' };
    else if (heard === 'f' && failing.size > 0) return { files: [...failing], why: 'those that did not pass' };
    else if (heard === '\r' || heard === '\n') return { files: last, why: 'again' };
  }
}

/** The next key, or q where a signal asks for the end. Gives the terminal back as it was. */
function nextKey(): { readonly pressed: Promise<string>; readonly stop: () => void } {
  const { stdin } = process;
  let stop = () => {};
  const pressed = new Promise<string>((resolve) => {
    const hear = (bytes: Buffer) => resolve(bytes.toString()[0] ?? '');
    const quit = () => resolve('q');
    const stopListening = onEnding(quit);
    if (stdin.isTTY) stdin.setRawMode(true).resume().on('data', hear);
    stop = () => {
      stopListening();
      if (stdin.isTTY) stdin.setRawMode(false).pause().off('data', hear);
    };
  });
  return { pressed, stop: () => stop() };
}
