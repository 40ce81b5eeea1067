/**
 * `recsim test --resume FILE`: what was run is noted line by line, so that a run that was stopped, or crashed, goes on where it was. The first line tells what was to be run; a
 * journal of something else is refused. A last line that was cut off counts for nothing. At the end of the run the file is removed.
 */
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { fail, ok, problemOfWriting, type Result } from '../../errors.ts';
import type { PlanRequest } from '../../scenario/plan.ts';
import { VERSION } from '../../version.ts';
import type { Done } from './carry-out.ts';
import type { Numbered } from './pool.ts';

export interface Journal {
  /** What was done before, by number. */
  readonly done: ReadonlyMap<number, Done>;
  note(numbered: Numbered<Done>): void;
  remove(): void;
}

/** `beside`: what else the runs depend on. */
export function openJournal(file: string, request: PlanRequest, beside: string): Result<Journal> {
  const head = JSON.stringify({ recsim: VERSION, plan: fingerprintOf(request, beside) });
  const done = new Map<number, Done>();
  try {
    const [first, ...lines] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [''];
    if (first === '') writeFileSync(file, `${head}\n`);
    else if (first !== head)
      return fail({
        code: 'contradiction',
        message: 'this is the journal of another run: of other files, options, or another version of recsim',
        place: { file },
        remedy: 'Remove it to begin anew, or name another file',
      });
    for (const line of lines) {
      const noted = parsed(line);
      if (noted) done.set(noted.index, noted.done);
    }
    // A line that was cut off must not swallow the next.
    if (first !== '' && lines.at(-1) !== '') appendFileSync(file, '\n');
  } catch (error) {
    return fail(problemOfWriting(file, error));
  }
  return ok({
    done,
    note: (numbered) => appendFileSync(file, `${JSON.stringify(numbered)}\n`),
    remove: () => rmSync(file, { force: true }),
  });
}

function parsed(line: string): Numbered<Done> | undefined {
  try {
    return line === '' ? undefined : (JSON.parse(line) as Numbered<Done>);
  } catch {
    return undefined;
  }
}

/** The same for the same files, boards, saved states and options. */
function fingerprintOf({ files, brands, overrides }: PlanRequest, beside: string): string {
  const hash = createHash('sha256').update(JSON.stringify([brands, overrides, beside]));
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest('hex');
}
