// `make test-gpio`: the tests of real GPIO lines (test/gpio/*.guest.ts) in a virtual machine whose kernel has some. ARGS go to vitest.
// They are bundled out here first, because everything takes ten times as long in there.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';
import { runInGuest } from './gpio-vm.mjs';

const TOOLS = {
  'qemu-system-x86_64': 'qemu-system-x86',
  '/bin/busybox': 'busybox-static',
  cpio: 'cpio',
  xz: 'xz-utils',
  gcc: 'gcc',
  make: 'make',
  '/lib/systemd/systemd': 'systemd',
};
const missing = Object.entries(TOOLS).flatMap(([tool, name]) => (spawnSync('sh', ['-c', `command -v ${tool}`]).status === 0 ? [] : [name]));
if (missing.length > 0) {
  console.error(`the tests of real GPIO lines need a virtual machine. Install it with: apt-get install ${missing.join(' ')}`);
  process.exit(1);
}

const tests = readdirSync('test/gpio').filter((file) => file.endsWith('.guest.ts'));
const bundled = {
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20',
  // Opening many small files takes long in there.
  external: ['serialport', '@serialport/bindings-cpp', 'koffi', 'onoff', 'vitest'],
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  logLevel: 'warning',
};
for (const file of existsSync('tmp') ? readdirSync('tmp') : []) if (file.startsWith('gpio-chunk-')) rmSync(`tmp/${file}`);
await build({
  ...bundled,
  // One level below the package, as src is, so that shipped boards are found. What is loaded on demand alone is in chunks of its own.
  outdir: 'tmp',
  splitting: true,
  outExtension: { '.js': '.mjs' },
  entryNames: 'gpio-chunk-tests',
  chunkNames: 'gpio-chunk-[hash]',
  stdin: { contents: tests.map((file) => `import './test/gpio/${file}';`).join('\n'), resolveDir: '.' },
});
// What the runner does not look into: that takes it as long as the tests.
writeFileSync('tmp/gpio-tests.mjs', "import './gpio-chunk-tests.mjs';\n");
await build({ ...bundled, outfile: 'tmp/gpio-beeper.mjs', entryPoints: ['test/gpio/beeper.ts'] });
await build({ ...bundled, outfile: 'tmp/gpio-doctor.mjs', entryPoints: ['test/gpio/doctor.ts'] });

const words = ['node', 'node_modules/vitest/vitest.mjs', 'run', '--configLoader', 'native', '--config', 'test/gpio/vitest.config.mjs'];
process.exitCode = await runInGuest([...words, ...process.argv.slice(2)].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' '));
// The systemd unit, in a machine of its own: it takes the place of what runs there. ARGS are about the other tests.
if (process.argv.length === 2 && process.exitCode === 0) process.exitCode = await runInGuest('test/gpio/unit.sh', { limitS: 150 });
