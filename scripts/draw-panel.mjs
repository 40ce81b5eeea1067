// Draws docs/images/panel.svg: plays the reset procedure on the bench up to 25 s from the first sample, and renders the panel's own cells,
// so the picture cannot show what the panel does not. `make pictures` runs it; a test compares the committed picture with a new one.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const folder = mkdtempSync(path.join(tmpdir(), 'recsim-picture-'));
try {
  const outfile = path.join(folder, 'picture.mjs');
  await build({
    entryPoints: ['scripts/panel-picture.ts'],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    // A few dependencies are CommonJS and call require().
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  const { panelPicture } = await import(pathToFileURL(outfile).href);
  mkdirSync('docs/images', { recursive: true });
  writeFileSync('docs/images/panel.svg', panelPicture('boards/seed/board.json'));
  console.log('docs/images/panel.svg');
} finally {
  rmSync(folder, { recursive: true });
}
