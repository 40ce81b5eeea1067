// Draws the pictures of the terminal: plays the reset procedure on the bench up to 25 s from the first sample, and the way back in up to the scan of the QR code, and
// renders the panel's own cells, so no picture can show what the panel does not; and what recsim explore says of a faulty board. `make pictures` runs it; a test compares the committed pictures with new ones.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

// One level below the package, as dist is: what is bundled finds its packages and the shipped boards from where it lies.
mkdirSync('tmp', { recursive: true });
const outfile = `tmp/picture-${process.pid}.mjs`;
try {
  await build({
    stdin: { contents: "export * from './scripts/panel-picture.ts'; export * from './scripts/explore-picture.ts';", resolveDir: '.' },
    outfile,
    // Found when it is needed, and here it is not.
    external: ['serialport', 'koffi', 'onoff'],
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    logLevel: 'warning',
    // A few dependencies are CommonJS and call require().
    banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  });
  const { panelPicture, phonePicture, explorePicture } = await import(pathToFileURL(path.resolve(outfile)).href);
  mkdirSync('docs/images', { recursive: true });
  for (const [file, draw] of Object.entries({ 'docs/images/panel.svg': panelPicture, 'docs/images/phone.svg': phonePicture })) {
    writeFileSync(file, draw('boards/seed/board.json'));
    console.log(file);
  }
  writeFileSync('docs/images/explore.svg', await explorePicture('faulty/arms-at-any-press'));
  console.log('docs/images/explore.svg');
} finally {
  rmSync(outfile, { force: true });
}
