// Draws the pictures of the panel: plays the reset procedure on the bench up to 25 s from the first sample, and the way back in up to the scan of the QR code, and
// renders the panel's own cells, so no picture can show what the panel does not. `make pictures` runs it; a test compares the committed pictures with new ones.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// In the repository: what is bundled still finds some of its packages from where it lies.
mkdirSync('tmp', { recursive: true });
const folder = mkdtempSync('tmp/picture-');
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
  const { panelPicture, phonePicture } = await import(pathToFileURL(path.resolve(outfile)).href);
  mkdirSync('docs/images', { recursive: true });
  for (const [file, draw] of Object.entries({ 'docs/images/panel.svg': panelPicture, 'docs/images/phone.svg': phonePicture })) {
    writeFileSync(file, draw('boards/seed/board.json'));
    console.log(file);
  }
} finally {
  rmSync(folder, { recursive: true });
}
