// `make power-cut`: tries every power cut and prints a table. Options and how to read it: docs/power-cuts.md.
// Bundles the program and its worker into tmp/ and runs it, so that it is always that of the present source.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
const outdir = path.join(root, 'tmp', 'power-cut');
await build({
  entryPoints: [
    path.join(root, 'scripts/power-cut/main.ts'),
    path.join(root, 'scripts/power-cut/worker.ts'),
    path.join(root, 'scripts/power-cut/writer.ts'),
  ],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['esbuild'],
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(path.join(outdir, 'main.mjs')).href);
process.exitCode = await main(root, outdir);
