/**
 * The brands under which the recorder is sold: the maker first, then its OEMs, spelt as in the guide. A brand changes what the
 * recorder calls itself on its screens, nothing else. Source: the reset guide's list; being on it promises nothing about a model.
 */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { BOARDS_FOLDER } from './board-file.ts';
import { fail, ok, type Result, suggest } from './errors.ts';

let known: readonly string[] | undefined;

/** All brands, the maker first. Throws where the shipped list is damaged. */
export function brands(): readonly string[] {
  known ??= z
    .array(z.string().min(1))
    .min(1)
    .parse(JSON.parse(readFileSync(path.join(BOARDS_FOLDER, 'brands.json'), 'utf8')));
  return known;
}

/** The brand as it is spelt, whatever case was written; "ENS" will do for "ENS (formerly ...)". */
export function findBrand(written: string): Result<string> {
  const wanted = written.trim().toLowerCase();
  const low = (brand: string) => brand.toLowerCase();
  const found = brands().find((brand) => low(brand) === wanted || low(brand).split(' (')[0] === wanted);
  if (found !== undefined) return ok(found);
  const part = wanted.length > 2 ? brands().find((brand) => low(brand).includes(wanted)) : undefined;
  const remedy = part === undefined ? suggest(wanted, brands()) : `Did you mean "${part}"?`;
  return fail({ code: 'unknown-name', message: `there is no brand "${written}"`, remedy });
}
