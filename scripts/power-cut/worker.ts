/** A thread of `make power-cut`: does the tasks it is asked for by number, or probes one check until its first fault. */
import { parentPort, workerData } from 'node:worker_threads';
import { type CheckName, type Form, tasksOf } from '../../src/explore/power-cuts/checks.ts';

const { form, probe, story } = workerData as { readonly form: Form; readonly probe?: CheckName; readonly story?: string };
const port = parentPort;
if (!port) throw new Error('to be run in a worker thread');

if (probe) {
  // The first fault of the check, or of one story of it, or nothing: for a planted defect.
  let caught: string | undefined;
  try {
    for (const task of tasksOf('probe', probe))
      if (story === undefined || task.name === story) caught ??= task.run(() => {}).failures[0]?.description;
  } catch (error) {
    caught = `the check cannot even begin: ${error}`;
  }
  port.postMessage({ caught });
} else {
  const tasks = tasksOf(form);
  port.on('message', (index: number) => {
    const task = tasks[index];
    if (!task) throw new RangeError(`no task ${index}`);
    const began = performance.now();
    const row = task.run((states) => port.postMessage({ index, states }));
    port.postMessage({ index, row, ms: performance.now() - began });
  });
}
