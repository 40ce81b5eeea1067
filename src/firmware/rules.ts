/**
 * The rules for what an owner may set, as the board has them. Each answers with what is wrong, as words to be shown, or nothing.
 * Sources: the reset guide for lengths and forbidden characters, manuals for the classes of characters and the pattern.
 */
import type { Board } from '../board.ts';
import { LIMITS } from '../storage/credentials.ts';
import type { StringKey, Values } from '../ui/screen/strings.ts';

/** A rule that is broken. */
export interface Breach {
  readonly key: StringKey;
  readonly values?: Values;
}

export type PasswordRules = Pick<Board, 'passwordMin' | 'passwordMax' | 'passwordClasses' | 'passwordForbidden'>;

/** Lengths are counted in characters, not in bytes. */
export function breachOfPassword(password: string, confirmed: string, rules: PasswordRules): Breach | undefined {
  const { passwordMin: min, passwordMax: max, passwordClasses: classes, passwordForbidden } = rules;
  const characters = [...password];
  if (characters.length < min) return { key: 'rule.too-short', values: { min } };
  if (characters.length > max) return { key: 'rule.too-long', values: { max } };
  const forbidden = characters.find((character) => passwordForbidden.includes(character));
  if (forbidden !== undefined) return { key: 'rule.forbidden', values: { character: forbidden } };
  if (classesOf(characters) < classes) return { key: 'rule.classes', values: { classes } };
  return password === confirmed ? undefined : { key: 'rule.mismatch' };
}

/** How many of upper case, lower case, digits and other characters there are. */
function classesOf(characters: readonly string[]): number {
  const classOf = (character: string) => (/\p{Lu}/u.test(character) ? 'A' : /\p{Ll}/u.test(character) ? 'a' : /\p{Nd}/u.test(character) ? '1' : '#');
  return new Set(characters.map(classOf)).size;
}

export function breachOfPattern(points: readonly number[], min: number): Breach | undefined {
  if (new Set(points).size < points.length) return { key: 'rule.pattern-repeats' };
  return points.length < min ? { key: 'rule.pattern-short', values: { min } } : undefined;
}

/** An address as mail servers take it: a local part, a domain with a dot, ASCII, no spaces or quotation marks. Whether it exists only a mail tells. */
const EMAIL = /^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}$/;

export const breachOfEmail = (email: string): Breach | undefined =>
  email.length <= LIMITS.email && EMAIL.test(email) ? undefined : { key: 'rule.email' };

/** What was entered for one question: `chosen` is undefined where none was picked. */
export interface QuestionEntry {
  readonly chosen: StringKey | undefined;
  readonly answer: string;
}

/** All questions are answered or none is. */
export function breachOfQuestions(entries: readonly QuestionEntry[]): Breach | undefined {
  if (entries.every(({ chosen, answer }) => chosen === undefined && answer.trim() === '')) return undefined;
  for (const [index, { chosen, answer }] of entries.entries()) {
    const n = index + 1;
    if (chosen === undefined) return { key: 'rule.question-missing', values: { n } };
    if (entries.slice(0, index).some((other) => other.chosen === chosen)) return { key: 'rule.question-twice', values: { n } };
    if (answer.trim() === '') return { key: 'rule.answer-missing', values: { n } };
  }
  return undefined;
}

/** `o****r@recorder.test`: the ends of the local part, and as many stars whatever is between them. Source: manuals mask it; how, is assumed. */
export function maskEmail(email: string): string {
  const [local = '', domain = ''] = email.split('@');
  return `${local.slice(0, 1)}****${local.length > 1 ? local.slice(-1) : ''}@${domain}`;
}
