/** Which mutants the compiler refuses: `make check` would not let them in. Each becomes a copy of its file beside nothing, with its imports led back to src/, and all are checked in one run. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** The numbers of those that are refused. `texts`: the sources by file. */
export function refusedByTypes(root, folder, mutants, texts) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const led = (file, text) =>
    text.replace(/(from |import\()'(\.[^']*)'/g, (_, before, to) => `${before}'${path.relative(folder, path.join(root, path.dirname(file), to))}'`);
  for (const { number, file, start, end, replacement } of mutants) {
    const text = texts.get(file);
    writeFileSync(
      path.join(folder, `m${number}.ts`),
      led(file, text.slice(0, start) + (replacement === '' ? withoutComma(text, start, end) : replacement + text.slice(end))),
    );
  }
  // Copies without a change: an error in one of these is none of a mutant's.
  for (const file of new Set(mutants.map((mutant) => mutant.file)))
    writeFileSync(path.join(folder, `unchanged-${file.replaceAll('/', '-')}`), led(file, texts.get(file)));
  const config = {
    extends: path.relative(folder, path.join(root, 'tsconfig.json')),
    compilerOptions: { typeRoots: [path.join(root, 'node_modules/@types')] },
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(config));
  const { stdout } = spawnSync(path.join(root, 'node_modules/.bin/tsc'), ['-p', folder, '--pretty', 'false'], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const wrong = stdout.split('\n').filter((line) => line.startsWith('unchanged-'));
  if (wrong.length > 0) throw new Error(`a copy without a change is refused:\n${wrong.join('\n')}`);
  return new Set([...stdout.matchAll(/^m(\d+)\.ts\(/gm)].map(([, number]) => Number(number)));
}

/** What follows something that is taken out of a list. */
const withoutComma = (text, _start, end) => text.slice(end).replace(/^\s*,/, '');
