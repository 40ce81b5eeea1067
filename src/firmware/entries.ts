/**
 * What people have entered on the screens, and what it comes to: a guess at a secret, a rule that is broken, credentials to be stored. Fields, choices and boxes are in the
 * form; patterns are drawn. Secrets come in as text and leave as hashes.
 */
import type { Board } from '../board.ts';
import type { GuessAt, RuleFor, Saved } from '../fsm/menus.ts';
import { answerText, type Credentials, hashSecrets, patternText } from '../storage/credentials.ts';
import { hashSecret, verifySecret } from '../storage/phc.ts';
import { Form } from '../ui/screen/form.ts';
import type { Language } from '../ui/screen/model.ts';
import { QUESTION_KEYS, wordsOf } from '../ui/screen/strings.ts';
import { type Breach, breachOfEmail, breachOfPassword, breachOfPattern, breachOfQuestions, type QuestionEntry } from './rules.ts';

/** The only user that new recorders have. Source: manuals. */
export const USER = 'admin';

export interface EntryParts {
  readonly board: Board;
  readonly language: Language;
  /** log2 of scrypt's N for new hashes. */
  readonly hashCost: number;
  /** Fills bytes by chance. */
  readonly fill: (bytes: Uint8Array) => void;
  /** What is stored at this moment. */
  readonly stored: () => Credentials | undefined;
}

export class Entries {
  readonly form = new Form();
  readonly #parts: EntryParts;
  /** The latest drawing, and the first one of a new pattern until it was drawn twice. */
  #drawing: readonly number[] = [];
  #drawn: readonly number[] | undefined;

  constructor(parts: EntryParts) {
    this.#parts = parts;
  }

  clear(): void {
    this.form.clear();
    this.forgetPattern();
  }

  /** Points 1 to 9, in the order they were drawn. */
  draw(points: readonly number[]): void {
    this.#drawing = points;
  }

  /** The latest drawing is a new pattern, to be drawn once more. */
  keepPattern(): void {
    this.#drawn = this.#drawing;
  }

  forgetPattern(): void {
    this.#drawn = undefined;
  }

  /** The new pattern was drawn the same twice. */
  get isDrawnAgain(): boolean {
    return patternText(this.#drawing) === patternText(this.#drawn ?? []);
  }

  /** Looks at what was entered up to now, when it is called: once the guess is counted. */
  isRight(at: Exclude<GuessAt, 'code'>): () => boolean {
    const { stored } = this.#parts;
    const typed = (id: string) => this.form.field(id).value.normalize('NFC');
    switch (at) {
      case 'password':
      case 'old-password': {
        const password = typed(at);
        return () => verifySecret(password, stored()?.password ?? '');
      }
      case 'pattern': {
        const pattern = patternText(this.#drawing);
        return () => verifySecret(pattern, stored()?.pattern ?? '');
      }
      case 'answers': {
        const answers = answerIds(stored()?.questions.length ?? 0).map(typed);
        // All are looked at, so that the time does not tell which one was wrong.
        return () => answers.map((answer, index) => verifySecret(answerText(answer), stored()?.questions[index]?.answer ?? '')).every(Boolean);
      }
      default:
        return at satisfies never;
    }
  }

  /** What was guessed does not stay on the screen. */
  emptyGuess(at: GuessAt): void {
    if (at === 'password' || at === 'code' || at === 'old-password') this.form.empty(['password', 'old-password', 'security-code']);
    if (at === 'answers') this.form.empty(answerIds(this.#parts.board.questionCount));
  }

  /** `mayLeaveOut`: an address that is there may be taken away. */
  breachOf(of: RuleFor, mayLeaveOut: boolean): Breach | undefined {
    const { board } = this.#parts;
    const email = this.#email;
    switch (of) {
      case 'new-password':
        return breachOfPassword(this.form.field('new-password').value, this.form.field('confirm-password').value, board);
      case 'new-pattern':
        return breachOfPattern(this.#drawing, board.patternMin);
      case 'protection':
        return (email === '' ? undefined : breachOfEmail(email)) ?? breachOfQuestions(this.#questionEntries());
      case 'email':
        if (email !== '') return breachOfEmail(email);
        return mayLeaveOut ? undefined : { key: 'rule.email-missing' };
      case 'agreement':
        return this.form.isChecked('agree') ? undefined : { key: 'rule.agreement' };
      default:
        return of satisfies never;
    }
  }

  /** The credentials as they are to be, with what has to be hashed hashed; `undefined` where there are none to change. */
  credentialsFor(what: Saved): Credentials | undefined {
    if (what === 'setup') return this.#firstCredentials();
    const credentials = this.#parts.stored();
    if (!credentials) return undefined;
    const { pattern, hint, email: _, ...rest } = credentials;
    const kept = { ...rest, ...(credentials.email === undefined ? {} : { email: credentials.email }) };
    switch (what) {
      case 'recovery':
        // The old hint is for the old password, and whoever knew the old pattern may be the reason.
        return { ...kept, password: this.#hash(this.#newPassword) };
      case 'password':
        return { ...kept, password: this.#hash(this.#newPassword), ...(pattern === undefined ? {} : { pattern }) };
      case 'pattern':
        return { ...credentials, pattern: this.#hash(patternText(this.#drawn ?? [])) };
      case 'no-pattern':
        return { ...kept, ...(hint === undefined ? {} : { hint }) };
      case 'questions':
        return { ...credentials, questions: this.#questions().map(({ question, answer }) => ({ question, answer: this.#hash(answerText(answer)) })) };
      case 'email':
        return {
          ...rest,
          ...(pattern === undefined ? {} : { pattern }),
          ...(hint === undefined ? {} : { hint }),
          ...(this.#email === '' ? {} : { email: this.#email }),
        };
      default:
        return what satisfies never;
    }
  }

  #firstCredentials(): Credentials {
    const { hashCost, fill } = this.#parts;
    const hint = this.form.field('hint').value;
    const secrets = {
      user: USER,
      password: this.#newPassword,
      ...(hint === '' ? {} : { hint }),
      ...(this.#drawn ? { pattern: this.#drawn } : {}),
      ...(this.#email === '' ? {} : { email: this.#email }),
      questions: this.#questions(),
    };
    return hashSecrets(secrets, hashCost, fill);
  }

  #hash(secret: string): string {
    return hashSecret(secret, this.#parts.hashCost, this.#parts.fill);
  }

  get #newPassword(): string {
    return this.form.field('new-password').value.normalize('NFC');
  }

  get #email(): string {
    return this.form.field('email').value.trim();
  }

  #questionEntries(): QuestionEntry[] {
    return Array.from({ length: this.#parts.board.questionCount }, (_, index) => ({
      chosen: QUESTION_KEYS[this.form.choice(`question-${index + 1}`).chosen],
      answer: this.form.field(`answer-${index + 1}`).value,
    }));
  }

  /** The questions as they were chosen, in the language they were chosen in. */
  #questions(): { question: string; answer: string }[] {
    return this.#questionEntries().flatMap(({ chosen, answer }) =>
      chosen === undefined ? [] : [{ question: wordsOf(chosen, this.#parts.language).text, answer }],
    );
  }
}

const answerIds = (count: number): string[] => Array.from({ length: count }, (_, index) => `answer-${index + 1}`);
