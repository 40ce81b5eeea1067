/** Storage with one flip applied, bundled anew and probed by one check of the power cuts, in a thread of its own: half a second instead of a test run. */

import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import type { StorageFlip } from './storage-flips.ts';

/** A probe takes seconds; one that takes this long goes round in circles. */
const LONGEST_MS = 60_000;

/** The check's first fault, in words; `undefined` when it saw nothing wrong. `root` is the folder of the package. */
export async function probeFlip(
  root: string,
  { file, from, to, check, story }: Pick<StorageFlip, 'file' | 'from' | 'to' | 'check' | 'story'>,
): Promise<string | undefined> {
  const flipped = path.join(root, 'src', file);
  const { outputFiles } = await build({
    entryPoints: [path.join(root, 'scripts/power-cut/worker.ts')],
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    logLevel: 'silent',
    plugins: [
      {
        name: 'flip',
        setup(builder) {
          builder.onLoad({ filter: /\.ts$/ }, async (args) => {
            if (args.path !== flipped) return undefined;
            const source = await readFile(args.path, 'utf8');
            if (source.split(from).length !== 2) throw new Error(`src/${file} does not have exactly once: ${from}`);
            return { contents: source.replace(from, () => to), loader: 'ts' };
          });
        },
      },
    ],
  });
  const code = outputFiles[0]?.text ?? '';
  const worker = new Worker(code, { eval: true, workerData: { form: 'probe', probe: check, story } });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', ({ caught }: { caught: string | undefined }) => resolve(caught));
      worker.once('error', reject);
      timer = setTimeout(
        () => reject(new Error(`the check "${check}" does not end with this mistake in src/${file}: ${to || 'nothing'}`)),
        LONGEST_MS,
      );
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}
