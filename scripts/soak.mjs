// `make soak`: random worlds by seed until stopped. Options: make soak ARGS=--help.
// Bundles the program into tmp/ and runs it, so that it is always that of the present source.
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = path.resolve(import.meta.dirname, '..');
// One level below the root, as dist is: so it finds the boards.
const outfile = path.join(root, 'tmp', 'soak.mjs');
await build({
  entryPoints: [path.join(root, 'scripts/soak/main.ts')],
  outfile,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  external: ['koffi', 'onoff', 'serialport'],
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
});
const { main } = await import(pathToFileURL(outfile).href);
process.exitCode = await main();
