/** The package as people install it: packed, unpacked into a project of their own, with no more beside it than it asks for. No registry is needed. */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { ROOT } from './command.ts';

export interface Packed {
  /** The tarball. */
  readonly file: string;
  /** What is in it, with sizes in bytes. */
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly size: number;
}

/** Packs what is built into `folder`, with fresh declarations. */
export function pack(folder: string): Packed {
  if (!existsSync(path.join(ROOT, 'dist/main.js'))) throw new Error('dist/main.js is missing: run "make build", or the tests by "make test"');
  execFileSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', 'tsconfig.types.json'], { cwd: ROOT });
  const told = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], { cwd: ROOT, encoding: 'utf8' });
  const [packed] = JSON.parse(told) as [{ filename: string; size: number; files: Packed['files'] }];
  return { file: path.join(folder, packed.filename), files: packed.files, size: packed.size };
}

interface Manifest {
  readonly dependencies?: Record<string, string>;
  readonly optionalDependencies?: Record<string, string>;
  readonly devDependencies?: Record<string, string>;
}

export const manifest = (folder: string): Manifest => JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as Manifest;

/** A copy of the project in `from` at `to`, with the tarball installed in it: what both ask for is linked from our own node_modules. */
export function installed(from: string, to: string, { file }: Packed): void {
  cpSync(from, to, { recursive: true, filter: (entry) => !entry.includes('node_modules') });
  const modules = path.join(to, 'node_modules');
  const recsim = path.join(modules, 'recsim');
  mkdirSync(recsim, { recursive: true });
  execFileSync('tar', ['-xzf', file, '-C', recsim, '--strip-components', '1']);
  const asked = { ...manifest(to).devDependencies, ...manifest(recsim).dependencies };
  for (const name of Object.keys(asked).filter((each) => each !== 'recsim')) {
    mkdirSync(path.dirname(path.join(modules, name)), { recursive: true });
    symlinkSync(path.join(ROOT, 'node_modules', name), path.join(modules, name));
  }
}
