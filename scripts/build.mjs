// Bundles src into dist: the command, the library, and their shared chunks beside them. dist lies one level below the package, as src
// does, so shipped boards and scenarios are found from either.
import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

rmSync('dist', { recursive: true, force: true });
await build({
  entryPoints: ['src/main.ts', 'src/index.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  chunkNames: 'chunk-[hash]',
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: 'none',
  logLevel: 'warning',
  // A few dependencies are CommonJS and call require().
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});

// The JSON Schema for editors is made from the same table as the decoder. It is committed, so that boards can point at it.
const schemaFile = 'boards/board.schema.json';
const schema = execFileSync(process.execPath, ['dist/main.js', 'board', 'schema'], { encoding: 'utf8' });
if (readIfThere(schemaFile) !== schema) {
  writeFileSync(schemaFile, schema);
  console.log(`${schemaFile} is renewed: commit it`);
}

function readIfThere(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
