/** `make power-cut`: hands the tasks of the checks to two threads, prints a row for each as it ends, then the kills, the planted mistakes and what a commit costs. */
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { formatProblem } from '../../src/errors.ts';
import { CHECKS, type Form, type Row, storiesOf, tasksOf } from '../../src/explore/power-cuts/checks.ts';
import { parseCuts } from '../../src/explore/power-cuts/cuts.ts';
import { replay } from '../../src/explore/power-cuts/explore.ts';
import { probeFlip } from '../../test/canary/run-flip.ts';
import { STORAGE_FLIPS } from '../../test/canary/storage-flips.ts';
import { costLines } from './cost-lines.ts';
import { type Kills, killWriters } from './kills.ts';
import { Table } from './table.ts';

const USAGE = `Usage: make power-cut [ARGS="..."]
  --short                       what a test run has time for
  --full                        every variant of the second cut of a reset, too: takes some minutes more
  --check NAME                  only this: ${CHECKS.join(', ')}, kills, planted mistakes
  --story NAME                  only this story of it
  --cuts 2/17,1/before          with --check and --story: only these cuts, and what comes of them
  --json                        the figures as JSON`;

/** Beside the checks of src/explore. */
const EXTRAS = ['kills', 'planted mistakes'];

interface Timed {
  readonly row: Row;
  readonly ms: number;
}

/** Returns the exit code: 0 when nothing was wrong, 1 when something was, 2 for options that make no sense. `folder` holds the bundles. */
export async function main(root: string, folder: string): Promise<number> {
  const options = readOptions();
  if (typeof options === 'string') {
    console.error(`${options}\n${USAGE}`);
    return 2;
  }
  const { form, check, story, cuts, json } = options;
  if (options.help) {
    console.log(USAGE);
    return 0;
  }
  if (cuts !== undefined) return showCuts(form, check, story, cuts);
  const began = performance.now();
  const table = new Table(json ? undefined : process.stdout, process.stderr.isTTY === true);
  const rows: Timed[] = [];
  const faults: string[] = [];
  let kills: Kills | undefined;
  let missed: string[] = [];
  const failed = () => rows.reduce((sum, { row }) => sum + Object.values(row.counts).reduce((a, b) => a + b, 0), faults.length);
  const summarise = (isWhole: boolean): number => {
    const failures = rows.flatMap(({ row }) => row.failures);
    const shortest = failures.toSorted((a, b) => a.again.length - b.again.length)[0];
    if (json) console.log(JSON.stringify({ form, isWhole, rows, kills, missed, ok: failed() === 0 }, undefined, 2));
    else {
      for (const fault of faults) console.log(`FAILED  ${fault}`);
      if (shortest)
        console.log(`FAILED  ${shortest.description}\n        again: make power-cut ARGS='${form === 'short' ? '--short ' : ''}${shortest.again}'`);
      const tried = rows.reduce((sum, { row }) => sum + row.tried, 0);
      const seconds = ((performance.now() - began) / 1000).toFixed(0);
      console.log(
        `${isWhole ? 'All' : 'Stopped after'}: ${tried.toLocaleString('en')} cases, ${failed().toLocaleString('en')} failures, ${seconds} s`,
      );
    }
    return failed() === 0 ? 0 : 1;
  };
  process.once('SIGINT', () => {
    table.clear();
    summarise(false);
    process.exit(130);
  });
  const isWanted = (name: string) => check === undefined || check === name;
  await runTasks(folder, form, (task) => isWanted(task.check) && (story === undefined || task.name === story), rows, table);
  if (isWanted('kills') && story === undefined) {
    kills = await killWriters(path.join(folder, 'writer.mjs'), form === 'short' ? 20 : 200, (done) => table.progress(`kills: ${done}`));
    faults.push(...kills.failures);
    table.line(
      `kills: ${kills.kills} x SIGKILL over ${kills.commits} commits: ${kills.insideOperation} inside a flash operation, ` +
        `${kills.unreported} found the set in progress, ${kills.failures.length} wrong`,
    );
  }
  if (isWanted('planted mistakes') && story === undefined) {
    missed = await plantMistakes(root, table);
    faults.push(...missed.map((name) => `no check saw the planted mistake: ${name}`));
  }
  if (check === undefined && story === undefined && !json) for (const line of costLines()) table.line(line);
  table.clear();
  if (rows.length === 0 && !EXTRAS.includes(check ?? '')) faults.push(`nothing was tried: no story "${story}" in "${check ?? 'any check'}"`);
  return summarise(true);
}

function readOptions() {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({ options: { short: flag, full: flag, json: flag, help: flag, check: text, story: text, cuts: text } });
    const { short, full, check, story, cuts, json, help } = values;
    if (check !== undefined && ![...CHECKS, ...EXTRAS].includes(check)) return `error: there is no check "${check}"`;
    if (cuts !== undefined && (check === undefined || story === undefined)) return 'error: --cuts needs --check and --story';
    const form: Form = short ? 'short' : full ? 'full' : 'long';
    return { form, check, story, cuts, json, help };
  } catch (error) {
    return `error: ${(error as Error).message}`;
  }
}

/** Goes through one list of cuts and says what comes of it. */
function showCuts(form: Form, check = '', name = '', text = ''): number {
  const cuts = parseCuts(text);
  const stories = storiesOf(check as (typeof CHECKS)[number], form);
  const story = stories.find((candidate) => candidate.name === name);
  if (!cuts.ok || !story) {
    const known = `there is no story "${name}" in "${check}". Known: ${stories.map((candidate) => candidate.name).join(', ')}`;
    console.error(cuts.ok ? `error: ${known}` : cuts.problems.map(formatProblem).join('\n'));
    return 2;
  }
  try {
    const { description, failure } = replay(story, cuts.value);
    console.log(failure ? `FAILED  ${failure.description}` : `${name}: ${description}: nothing is wrong`);
    return failure ? 1 : 0;
  } catch (error) {
    console.error(`error: ${(error as Error).message}`);
    return 2;
  }
}

/** Runs the tasks on as many threads as there are cores, two at least and four at most; the longest first. */
async function runTasks(
  folder: string,
  form: Form,
  isWanted: (task: { readonly check: string; readonly name: string }) => boolean,
  rows: Timed[],
  table: Table,
) {
  const tasks = tasksOf(form);
  const waiting = tasks.flatMap((task, index) => (isWanted(task) ? [index] : []));
  const threads = Math.min(waiting.length, Math.max(2, Math.min(4, availableParallelism())));
  const states = new Map<number, number>();
  await Promise.all(
    Array.from({ length: threads }, async () => {
      const worker = new Worker(path.join(folder, 'worker.mjs'), { workerData: { form } });
      try {
        for (let index = waiting.shift(); index !== undefined; index = waiting.shift()) {
          const running = index;
          const done = await runTask(worker, running, (count) => {
            states.set(running, count);
            table.progress([...states].map(([task, met]) => `${tasks[task]?.check}, ${tasks[task]?.name}: ${met.toLocaleString('en')}`).join(' | '));
          });
          states.delete(running);
          rows.push(done);
          table.row(done.row, done.ms);
        }
      } finally {
        await worker.terminate();
      }
    }),
  );
}

type Answer = { readonly index: number; readonly states: number } | (Timed & { readonly index: number });

function runTask(worker: Worker, index: number, onProgress: (states: number) => void): Promise<Timed> {
  return new Promise((resolve, reject) => {
    const hear = (answer: Answer) => {
      if ('states' in answer) return onProgress(answer.states);
      worker.off('message', hear);
      worker.off('error', reject);
      resolve({ row: answer.row, ms: answer.ms });
    };
    worker.on('message', hear);
    worker.once('error', reject);
    worker.postMessage(index);
  });
}

/** Two at a time. Returns the names of those that no check saw. */
async function plantMistakes(root: string, table: Table): Promise<string[]> {
  const missed: string[] = [];
  const waiting = [...STORAGE_FLIPS];
  const began = performance.now();
  await Promise.all(
    [0, 1].map(async () => {
      for (let flip = waiting.shift(); flip; flip = waiting.shift()) {
        table.progress(`planted mistakes: ${flip.name}`);
        if ((await probeFlip(root, flip)) === undefined) missed.push(flip.name);
      }
    }),
  );
  table.line(
    `planted mistakes: ${STORAGE_FLIPS.length - missed.length} of ${STORAGE_FLIPS.length} seen, ${((performance.now() - began) / 1000).toFixed(1)} s`,
  );
  return missed;
}
