/** The scenario files that people mean by files, folders and patterns (`scenarios/*.yaml`, also when no shell expanded them). */
import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, type Problem, type Result } from '../errors.ts';

/** Every file once, in the order given; those of a folder or pattern in alphabetical order. */
export function findScenarios(named: readonly string[]): Result<string[]> {
  const found = new Map<string, string>();
  const problems: Problem[] = [];
  for (const name of named) {
    const result = filesOf(name);
    if (result.ok) for (const file of result.value) found.set(path.resolve(file), file);
    else problems.push(...result.problems);
  }
  return problems.length > 0 ? fail(...problems) : ok([...found.values()]);
}

function filesOf(name: string): Result<string[]> {
  if (existsSync(name)) {
    if (!statSync(name).isDirectory()) return ok([name]);
    const files = walk(name).filter((file) => /\.ya?ml$/.test(file));
    return files.length > 0 ? ok(files) : fail(nothing(name, 'no scenario (*.yaml) is in this folder'));
  }
  if (!/[*?]/.test(name)) return fail(nothing(name, 'there is no such file or folder'));
  const base = path.dirname(name.replace(/[*?].*$/s, 'x'));
  const pattern = patternOf(path.normalize(name));
  const files = existsSync(base) ? walk(base).filter((file) => pattern.test(path.normalize(file))) : [];
  return files.length > 0 ? ok(files) : fail(nothing(name, 'no file matches this pattern'));
}

const nothing = (file: string, message: string): Problem => ({ code: 'file-missing', message, place: { file }, remedy: 'Check the path' });

function walk(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.name === 'node_modules' || entry.name.startsWith('.')) return [];
      const file = path.join(folder, entry.name);
      return entry.isDirectory() ? walk(file) : [file];
    });
}

/** `**` stands for any folders, `*` for anything in a name, `?` for one character. */
function patternOf(glob: string): RegExp {
  const source = glob.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === '**/') return '(?:.*/)?';
    if (part === '**') return '.*';
    if (part === '*') return '[^/]*';
    return part === '?' ? '[^/]' : part.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${source}$`);
}
