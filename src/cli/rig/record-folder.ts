/**
 * The folder of `recsim rig --record`: in it a folder for each session with a JUnit file and a page, written anew after each unit, and in that a folder for each unit, with its record
 * and the waveforms of its attempts. Nothing that was there is ever overwritten, and everything is written whole.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { fail, ok, problemOfWriting, type Result, unwrap } from '../../errors.ts';
import { rigPage } from '../../rig/html.ts';
import { junitOf, type KeptUnit } from '../../rig/junit.ts';
import type { Plan } from '../../rig/plan.ts';
import { attachmentOf, recordJson, type UnitRecord, vcdOfAttempt } from '../../rig/record.ts';
import { checkWritable, writeWhole } from '../../whole-file.ts';

const NAME_MAX = 64;

export class RecordFolder {
  readonly #folder: string;
  readonly #plan: Plan;
  /** `session-2026-11-25T09-30-00Z`. */
  readonly #session: string;
  readonly #units: KeptUnit[] = [];

  private constructor(folder: string, plan: Plan, session: string) {
    this.#folder = folder;
    this.#plan = plan;
    this.#session = session;
  }

  /** Makes the folder where it is not there. A problem where it cannot be written to. */
  static open(folder: string, plan: Plan, nowMs: number): Result<RecordFolder> {
    try {
      mkdirSync(folder, { recursive: true });
    } catch (error) {
      return fail(problemOfWriting(folder, error));
    }
    const writable = checkWritable(path.join(folder, 'record.json'));
    if (!writable.ok) return writable;
    const session = freeName(folder, `session-${stampOf(nowMs)}`);
    return session.ok ? ok(new RecordFolder(folder, plan, session.value)) : session;
  }

  /** The files of the session, for people. */
  get files(): readonly string[] {
    return ['report.html', 'junit.xml'].map((file) => path.join(this.#folder, this.#session, file));
  }

  /** Throws a ProblemError where something cannot be written. */
  keep(record: UnitRecord): void {
    const name = unwrap(freeName(path.join(this.#folder, this.#session), `${safe(record.dutId)}_${stampOf(record.startMs)}`));
    const folder = path.join(this.#folder, this.#session, name);
    for (const attempt of record.attempts) unwrap(writeWhole(path.join(folder, attachmentOf(attempt)), vcdOfAttempt(attempt, record.plan)));
    unwrap(writeWhole(path.join(folder, 'record.json'), `${JSON.stringify(recordJson(record), undefined, 2)}\n`));
    this.#units.push({ record, folder: name });
    this.tell();
  }

  /** Writes page and JUnit file, also of no unit. */
  tell(): void {
    const [html = '', junit = ''] = this.files;
    unwrap(writeWhole(html, rigPage(this.#units, this.#plan)));
    unwrap(writeWhole(junit, junitOf(this.#units)));
  }
}

/** As a file name can have it, in UTC: `2026-11-25T09-30-00Z`. */
const stampOf = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19).replaceAll(':', '-')}Z`;

/** A serial number as a file name can have it. */
const safe = (serial: string): string =>
  serial
    .replace(/[^\w.-]/g, '_')
    .replace(/^\./, '_')
    .slice(0, NAME_MAX);

/** Makes a folder of this name, or of this name with a number: it is made by us, so nobody else has it. */
function freeName(parent: string, wanted: string): Result<string> {
  for (let number = 1; ; number++) {
    const name = number === 1 ? wanted : `${wanted}-${number}`;
    try {
      mkdirSync(path.join(parent, name));
      return ok(name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return fail(problemOfWriting(path.join(parent, name), error));
    }
  }
}
