/** The login data there may be in a search: the owner's, with one of two passwords, and with the pattern or without. */
import { OWNER } from '../../bench/factory.ts';
import { answerText, type Credentials, patternText } from '../../storage/credentials.ts';
import { verifySecret } from '../../storage/phc.ts';
import type { Storage } from '../../storage/storage.ts';
import type { Login } from './judge.ts';

/** Passwords that the owner takes in turn, and what strangers try. */
export const PASSWORDS = [OWNER.password, 'Camera2027'] as const;
export const ANSWERS: readonly string[] = (OWNER.questions ?? []).map(({ answer }) => answer);

/** Whether what is stored is this, all of it. */
export function isStored(login: Login, { credentials }: Storage): boolean {
  if (credentials.kind === 'absent') return login.password === undefined;
  if (credentials.kind === 'corrupt' || login.password === undefined) return false;
  const { password, pattern, email, questions } = credentials.credentials;
  return (
    isHash(PASSWORDS[login.password] as string, password) &&
    !isHash(PASSWORDS[1 - login.password] as string, password) &&
    (login.hasPattern ? isHash(patternText(OWNER.pattern ?? []), pattern ?? '') : pattern === undefined) &&
    email === OWNER.email &&
    areAnswers(questions)
  );
}

/** Most hashes are asked for again and again. */
const known = new Map<string, boolean>();
function isHash(secret: string, phc: string): boolean {
  const key = `${secret} ${phc}`;
  let is = known.get(key);
  if (is === undefined) {
    if (known.size > 100_000) known.clear();
    is = verifySecret(secret, phc);
    known.set(key, is);
  }
  return is;
}

const areAnswers = (questions: Credentials['questions']): boolean =>
  questions.length === ANSWERS.length && questions.every(({ answer }, index) => isHash(answerText(ANSWERS[index] as string), answer));
