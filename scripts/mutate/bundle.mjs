/** One bundle of test files and all that they import from src/, with every mutant in it, and every loop counted. What npm provides stays outside. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { mutantsOf } from './mutants.mjs';

/** The files of some folders below `root`. */
export const filesIn = (root, folders) =>
  folders.flatMap((folder) =>
    readdirSync(path.join(root, folder))
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${folder}/${name}`),
  );

/** Bundles `tests`, each to be loaded when it is asked for. `files` are mutated. Returns the code of a function body of `require`, `$` and `module`, and the mutants. */
export async function bundle(root, { tests, files }) {
  const mutants = [];
  const schemata = new Map();
  for (const file of files) {
    const made = mutantsOf(file, readFileSync(path.join(root, file), 'utf8'), mutants.length);
    mutants.push(...made.mutants);
    schemata.set(file, made.schemata);
  }
  const entry = `module.exports = {\n${tests.map((test) => `  ${JSON.stringify(test)}: () => import(${JSON.stringify(`./${test}`)}),`).join('\n')}\n};`;
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: root, sourcefile: 'tests.js' },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    logLevel: 'error',
    logOverride: { 'empty-import-meta': 'silent' },
    plugins: [
      {
        name: 'mutants',
        setup(builder) {
          builder.onLoad({ filter: /\.ts$/ }, (args) => {
            const file = path.relative(root, args.path);
            const text = schemata.get(file) ?? withTicks(file, readFileSync(args.path, 'utf8'));
            return { contents: withPlace(text, args.path), loader: 'ts' };
          });
        },
      },
    ],
  });
  return { code: outputFiles[0].text, mutants };
}

const withTicks = (file, text) => (file.startsWith('src/') ? mutantsOf(file, text, 0, false).schemata : text);

/** A bundle has one place, its parts had their own. */
function withPlace(text, file) {
  return text
    .replaceAll('import.meta.dirname', () => JSON.stringify(path.dirname(file)))
    .replaceAll('import.meta.filename', () => JSON.stringify(file))
    .replaceAll('import.meta.url', () => JSON.stringify(pathToFileURL(file).href));
}
