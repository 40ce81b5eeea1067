// Bundles src into dist: the command, the library, its entry for vitest, and their shared chunks beside them. dist lies one level below the package, as src
// does, so shipped boards and scenarios are found from either.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { build as buildPage } from 'vite';
import { readSources } from './check-imports.mjs';

/** What each verb needs, those about boards alone too. */
const BASE = ['cli/exit.ts', 'errors.ts', 'version.ts', 'ui/screen/model.ts', 'board.ts', 'brands.ts', 'board-file.ts'];
/** What the library and every other verb need. */
const CORE = ['scenario/plan.ts', 'scenario/runner.ts', 'scenario/run.ts', 'scenario/report-text.ts'];
const BOARDS_ALONE = /^src\/cli\/(board|chart|doctor|flash|lint|outside)\//;

rmSync('dist', { recursive: true, force: true });
const entryPoints = {
  main: 'src/main.ts',
  index: 'src/index.ts',
  vitest: 'src/vitest.ts',
  'test-worker': 'src/cli/test/worker.ts',
  'sweep-worker': 'src/cli/sweep/worker.ts',
};
const { metafile } = await build({
  entryPoints,
  plugins: [fewChunks()],
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
  metafile: true,
  logLevel: 'warning',
  // Native libraries, found beside their own files; and the runner of the suite that imports recsim/vitest.
  external: ['serialport', '@serialport/bindings-cpp', 'koffi', 'onoff', 'vitest'],
  // A few dependencies are CommonJS and call require().
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
});

// The page of the panel.
const { output: pageFiles } = await buildPage({
  root: 'src/ui/panel/web',
  base: './',
  logLevel: 'warn',
  build: {
    outDir: path.resolve('dist/panel'),
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // A slow machine is nothing to warn of.
    rolldownOptions: { checks: { pluginTimings: false } },
  },
});

writeFileSync('dist/licenses.txt', licenses());

// What is made from the tables of parameters and of security rules and committed: the JSON Schema that boards point at, and tables in the documentation.
const recsim = (...args) => execFileSync(process.execPath, ['dist/main.js', ...args], { encoding: 'utf8' });
renew('boards/board.schema.json', () => recsim('board', 'schema'));
renew('docs/boards.md', (text) =>
  text.replace(/(?<=<!-- parameters.*-->\n)[\s\S]*(?=<!-- end of parameters)/, () => `\n${recsim('board', 'schema', '--markdown')}\n`),
);
renew('docs/security-lint.md', (text) =>
  text.replace(/(?<=<!-- clauses.*-->\n)[\s\S]*(?=<!-- end of clauses)/, () => `\n${recsim('lint', '--clauses')}\n`),
);

/**
 * esbuild makes a chunk for each set of entries that share a module, and a cold start pays for each file that it opens. So whatever is loaded on demand asks for all of what
 * nearly everything needs a part of.
 */
function fewChunks() {
  const sources = readSources();
  const onDemand = [...sources].flatMap(([file, text]) =>
    [...text.matchAll(/\bimport\('(\.[^']+)'\)/g)].map(([, target]) => path.posix.join('src', path.posix.dirname(file), target)),
  );
  const needed = (file) => (BOARDS_ALONE.test(file) ? BASE : [...BASE, ...CORE]);
  const groups = new Set([...onDemand, ...Object.values(entryPoints)].filter((file) => file !== entryPoints.main));
  return {
    name: 'few-chunks',
    setup({ onLoad }) {
      onLoad({ filter: /\/src\/.*\.ts$/ }, ({ path: file }) => {
        const name = path.relative('.', file);
        if (!groups.has(name)) return undefined;
        const imports = needed(name).map((needs) => `import ${JSON.stringify(path.resolve('src', needs))};\n`);
        return { contents: imports.join('') + sources.get(path.relative('src', file)), loader: 'ts' };
      });
    },
  };
}

function renew(file, make) {
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const after = make(before);
  if (after === before) return;
  writeFileSync(file, after);
  console.log(`${file} is renewed: commit it`);
}

/** The licences of what is bundled, as they ask for: of the command and the library, and of the page. */
function licenses() {
  const files = [...Object.keys(metafile.inputs), ...pageFiles.flatMap(({ modules = {} }) => Object.keys(modules))];
  const folders = files.flatMap((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.relative('.', file.replace(/^\0/, '')))?.[0] ?? []);
  return [...new Set(folders)]
    .sort()
    .map((folder) => {
      const { name, version, license, author } = JSON.parse(readFileSync(`${folder}/package.json`, 'utf8'));
      const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
      return `${name} ${version}: ${license}\n\n${file ? readFileSync(`${folder}/${file}`, 'utf8').trim() : textOf(license, author)}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n`);
}

/** For a package that names its licence and has no text of it. */
function textOf(license, author) {
  if (license !== 'MIT') return 'Its package has no text of its licence.';
  return readFileSync('LICENSE', 'utf8')
    .replace(/^Copyright.*$/m, `Copyright (c) ${typeof author === 'string' ? author : (author?.name ?? 'its authors')}`)
    .trim();
}
