/**
 * The screens of the menus, one for each state of the statechart (fsm/menus.ts): what stands on it, in its order. A button `ok` sends the event
 * `ok.clicked`, an option `qr-code` of a drop-down list `qr-code.chosen`, a pattern `pattern.drawn`.
 * Source of what stands where: the reset guide for login and recovery, manuals for the rest; each text says its own (strings.ts).
 */
import { formatDuration, type Us } from '../../units.ts';
import type { FormView } from './form-view.ts';
import type { ButtonPart, Language, Part, Screen, Tone, Words } from './model.ts';
import { dataWords, QUESTION_KEYS, type StringKey, type Values, wordsOf } from './strings.ts';

/** What the menus show beside their state. */
export interface MenuView {
  readonly language: Language;
  readonly user: string;
  readonly hint: string | undefined;
  readonly serial: string | undefined;
  /** Of the stored address nobody is shown more than this. */
  readonly maskedEmail: string | undefined;
  readonly hasPattern: boolean;
  /** The stored questions. */
  readonly questions: readonly string[];
  /** What the QR code says. */
  readonly qrText: string | undefined;
  /** What is left of a lock of the login and of the questions; 0: none. */
  readonly loginLockUs: Us;
  readonly questionsLockUs: Us;
  readonly log: readonly string[];
  readonly message: Words | undefined;
  readonly form: FormView;
  readonly rules: MenuRules;
}

export interface MenuRules {
  readonly passwordMin: number;
  readonly passwordMax: number;
  readonly passwordForbidden: string;
  readonly patternMin: number;
  readonly questionCount: number;
  readonly codeLifetimeUs: Us;
}

/** The most that fields take, in characters, where no rule of the board says. */
const FIELD_MAX = { hint: 32, email: 254, answer: 64, code: 20, password: 128 } as const;

const TITLES: Readonly<Record<string, StringKey>> = {
  wizard: 'title.wizard',
  'wizard.agreement': 'title.agreement',
  'wizard.startup': 'title.startup',
  'login.pattern': 'title.unlock-pattern',
  'login.checking-pattern': 'title.unlock-pattern',
  login: 'title.system-login',
  'recovery.notice': 'title.notice',
  'recovery.closed': 'title.closed',
  recovery: 'title.reset-password',
  'desktop.home': 'title.main-menu',
  'desktop.system': 'system',
  'desktop.default': 'default',
  'desktop.confirm-default': 'factory-default',
  'desktop.confirm-restart': 'restart',
  'desktop.event-log': 'event-log',
  desktop: 'security',
};

/** The title alone, without drawing the screen; `undefined` while the menus are closed. */
export function menuTitle(state: string, language: Language): Words | undefined {
  const key = TITLES[state] ?? TITLES[state.split('.')[0] ?? ''];
  return key && wordsOf(key, language);
}

export function menuScreen(state: string, view: MenuView): Screen {
  const build = SCREENS[state];
  const title = menuTitle(state, view.language) ?? dataWords('');
  const parts = build ? build(new Parts(view), view) : [];
  const message: Part[] = view.message ? [{ kind: 'text', words: view.message, tone: 'message' }] : [];
  // What was just said stands above the buttons.
  const firstButton = parts.findIndex(({ kind }) => kind === 'button');
  const at = firstButton < 0 ? parts.length : firstButton;
  return { id: state, title, parts: [...parts.slice(0, at), ...message, ...parts.slice(at)] };
}

/** The states that have a screen. */
export const screenStates = (): readonly string[] => Object.keys(SCREENS);

/** Makes parts from words of this view. */
class Parts {
  readonly #view: MenuView;

  constructor(view: MenuView) {
    this.#view = view;
  }

  words(key: StringKey, values: Values = {}): Words {
    return wordsOf(key, this.#view.language, values);
  }

  text(key: StringKey, values: Values = {}, tone: Tone = 'plain'): Part {
    return { kind: 'text', words: this.words(key, values), tone };
  }

  fact(label: StringKey, text: string | Words): Part {
    return { kind: 'fact', label: this.words(label), words: typeof text === 'string' ? dataWords(text) : text };
  }

  field(id: string, label: Words, max: number, isSecret = false): Part {
    const { value, cursor } = this.#view.form.field(id);
    return { kind: 'field', id, label, shown: isSecret ? '\u2022'.repeat([...value].length) : value, isSecret, max, cursor };
  }

  /** For what others need not read: shown while it is typed, not told. */
  private(id: string, label: Words, max: number): Part {
    return { ...this.field(id, label, max), isPrivate: true } as Part;
  }

  secret(id: string, max = FIELD_MAX.password): Part {
    return this.field(id, this.words(id as StringKey), max, true);
  }

  button(id: string, { isPrimary = false, label = id as StringKey }: { isPrimary?: boolean; label?: StringKey } = {}): ButtonPart {
    return { kind: 'button', id, label: this.words(label), isPrimary };
  }

  primary(id: string): ButtonPart {
    return this.button(id, { isPrimary: true });
  }

  choice(id: string, label: Words, options: readonly StringKey[], chosen?: number): Part {
    const { chosen: picked, marked } = this.#view.form.choice(id);
    return {
      kind: 'choice',
      id,
      label,
      options: options.map((key) => ({ id: key, words: this.words(key) })),
      chosen: chosen ?? picked,
      ...(marked === undefined ? {} : { marked }),
    };
  }

  pattern(): Part {
    return { kind: 'pattern', id: 'pattern', label: this.words('pattern'), points: this.#view.form.points('pattern') };
  }
}

type Build = (p: Parts, view: MenuView) => readonly Part[];

const busy =
  (key: StringKey): Build =>
  (p) => [p.text(key), p.text('please-wait', {}, 'dim')];

/** Two fields for a new password, and what it must be like. */
const newPassword = (p: Parts, { rules }: MenuView): readonly Part[] => [
  p.secret('new-password'),
  p.secret('confirm-password'),
  p.text('password-rule', { min: rules.passwordMin, max: rules.passwordMax }, 'dim'),
  ...(rules.passwordForbidden === '' ? [] : [p.text('password-forbidden', { forbidden: [...rules.passwordForbidden].join(' ') }, 'dim')]),
];

/** Security questions to choose, and their answers. */
const questionsToSet = (p: Parts, { rules }: MenuView): readonly Part[] =>
  Array.from({ length: rules.questionCount }, (_, index) => index + 1).flatMap((n) => [
    p.choice(`question-${n}`, p.words('question-n', { n }), QUESTION_KEYS),
    p.private(`answer-${n}`, p.words('answer-n', { n }), FIELD_MAX.answer),
  ]);

const locked = (p: Parts, leftUs: Us): readonly Part[] => (leftUs > 0 ? [p.text('lock-left', { left: minutesOf(leftUs) }, 'fault')] : []);

/** The drop-down list of reset types. `Security Questions` is absent where none were set. */
const resetType = (p: Parts, { questions }: MenuView, chosen: 'qr-code' | 'security-questions'): Part => {
  const types: readonly StringKey[] = questions.length > 0 ? ['qr-code', 'security-questions'] : ['qr-code'];
  return p.choice('reset-type', p.words('reset-type'), types, types.indexOf(chosen));
};

const patternAgain: Build = (p) => [p.text('pattern.again'), p.pattern(), p.button('back')];

const SCREENS: Readonly<Record<string, Build>> = {
  'wizard.password': (p, view) => [
    p.text('wizard.welcome'),
    p.fact('user-name', view.user),
    ...newPassword(p, view),
    p.field('hint', p.words('hint'), FIELD_MAX.hint),
    p.primary('next'),
  ],
  'wizard.pattern': (p, { rules }) => [
    p.text('pattern.draw', { min: rules.patternMin }),
    p.text('pattern.or-skip'),
    p.pattern(),
    p.button('skip'),
    p.button('back'),
  ],
  'wizard.pattern-again': patternAgain,
  'wizard.protection': (p, view) => [
    p.text('wizard.protection'),
    p.field('email', p.words('reserved-email'), FIELD_MAX.email),
    ...questionsToSet(p, view),
    p.primary('save'),
    p.button('back'),
  ],
  'wizard.saving': busy('saving'),
  'wizard.agreement': (p, { form }) => [
    p.text('agreement.text'),
    { kind: 'check', id: 'agree', label: p.words('agree'), isChecked: form.isChecked('agree') },
    p.primary('next'),
  ],
  'wizard.startup': (p, { user }) => [p.text('startup.text', { user }), p.primary('finish')],

  'login.pattern': (p, { loginLockUs }) => [...locked(p, loginLockUs), p.text('draw-pattern'), p.pattern(), p.button('forgot-pattern')],
  'login.checking-pattern': busy('checking-login'),
  'login.password': (p, { user, hint, hasPattern, loginLockUs }) => [
    ...locked(p, loginLockUs),
    p.fact('user-name', user),
    p.secret('password'),
    ...(hint === undefined ? [] : [p.fact('hint', hint)]),
    p.primary('ok'),
    p.button('forgot-password'),
    ...(hasPattern ? [p.button('back')] : []),
  ],
  'login.checking-password': busy('checking-login'),

  'recovery.closed': (p) => [p.text('closed.text'), p.primary('ok')],
  'recovery.notice': (p) => [p.text('notice.text'), p.primary('ok'), p.button('cancel')],
  'recovery.email': (p, view) => [
    resetType(p, view, 'qr-code'),
    p.text('ask-email'),
    p.field('email', p.words('reserved-email'), FIELD_MAX.email),
    p.primary('next'),
    p.button('cancel'),
  ],
  'recovery.saving-email': busy('saving'),
  'recovery.preparing': busy('preparing-qr'),
  'recovery.refreshing': busy('preparing-qr'),
  'recovery.qr-code': (p, view) => [
    resetType(p, view, 'qr-code'),
    ...(view.qrText === undefined ? [] : [{ kind: 'qr', text: view.qrText } as const]),
    p.text('qr.apps', {}, 'dim'),
    p.fact('qr.email', view.maskedEmail ?? ''),
    p.text('qr.lifetime', { lifetime: formatDuration(view.rules.codeLifetimeUs) }, 'dim'),
    p.private('security-code', p.words('security-code'), FIELD_MAX.code),
    p.primary('next'),
    p.button('refresh'),
    p.button('cancel'),
  ],
  'recovery.checking-code': busy('checking'),
  'recovery.no-qr-code': (p, view) => [
    resetType(p, view, 'qr-code'),
    p.text(view.maskedEmail === undefined ? 'no-email' : 'no-qr-code', {}, 'fault'),
    p.button('cancel'),
  ],
  'recovery.questions': (p, view) => [
    resetType(p, view, 'security-questions'),
    ...locked(p, view.questionsLockUs),
    p.text('enter-answers'),
    ...view.questions.flatMap((question, index): Part[] => [
      { kind: 'text', words: dataWords(question), tone: 'plain' },
      p.private(`answer-${index + 1}`, p.words('answer-n', { n: index + 1 }), FIELD_MAX.answer),
    ]),
    p.primary('next'),
    p.button('cancel'),
  ],
  'recovery.checking-answers': busy('checking'),
  'recovery.new-password': (p, view) => [p.fact('user-name', view.user), ...newPassword(p, view), p.primary('save'), p.button('cancel')],
  'recovery.saving': busy('saving'),
  'recovery.result': (p) => [p.text('result.text', {}, 'good'), p.text('result.login'), p.primary('ok')],

  'desktop.home': (p, { user, hasPattern }) => [
    p.text('logged-in', { user }),
    ...(hasPattern ? [] : [p.text('offer.pattern', {}, 'message')]),
    p.button('system'),
    p.button('security'),
    p.button('event-log'),
    p.button('log-out'),
  ],
  'desktop.system': (p, { serial }) => [
    p.fact('serial-number', serial ?? p.words('serial-lost')),
    p.button('default'),
    p.button('restart'),
    p.button('back'),
  ],
  'desktop.default': (p) => [p.text('default.text'), p.button('factory-default'), p.button('back')],
  'desktop.confirm-default': (p) => [p.text('confirm-default.text', {}, 'fault'), p.button('ok'), p.primary('cancel')],
  'desktop.confirm-restart': (p) => [p.text('confirm-restart.text'), p.primary('ok'), p.button('cancel')],
  'desktop.event-log': (p, { log, form }) =>
    log.length === 0
      ? [p.text('log.empty'), p.button('back')]
      : [{ kind: 'list', id: 'log', label: p.words('event-log'), rows: log, top: form.top('log') }, p.button('back')],
  'desktop.security': (p, { hasPattern, questions, maskedEmail }) => [
    p.fact('security.pattern', p.words(hasPattern ? 'security.set' : 'security.unset')),
    p.fact('security.questions', p.words(questions.length > 0 ? 'security.set' : 'security.unset')),
    p.fact('security.email', maskedEmail ?? p.words('security.unset')),
    p.button('password'),
    p.button('pattern', { label: 'security.pattern' }),
    p.button('questions', { label: 'security.questions' }),
    p.button('email', { label: 'security.email' }),
    p.button('back'),
  ],
  'desktop.set-password': (p, view) => [p.secret('old-password'), ...newPassword(p, view), p.primary('save'), p.button('back')],
  'desktop.checking-old-password': busy('checking'),
  'desktop.saving-password': busy('saving'),
  'desktop.set-pattern': (p, { rules, hasPattern }) => [
    p.text('pattern.draw', { min: rules.patternMin }),
    p.pattern(),
    ...(hasPattern ? [p.button('remove')] : []),
    p.button('back'),
  ],
  'desktop.set-pattern-again': patternAgain,
  'desktop.saving-pattern': busy('saving'),
  'desktop.removing-pattern': busy('saving'),
  'desktop.set-questions': (p, view) => [p.text('set-questions.text'), ...questionsToSet(p, view), p.primary('save'), p.button('back')],
  'desktop.saving-questions': busy('saving'),
  'desktop.set-email': (p) => [
    p.text('set-email.text'),
    p.field('email', p.words('reserved-email'), FIELD_MAX.email),
    p.primary('save'),
    p.button('back'),
  ],
  'desktop.saving-email': busy('saving'),
};

/** `29:59`, rounded up: a time still to come is never 0:00. */
function minutesOf(us: Us): string {
  const seconds = Math.ceil(us / 1_000_000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
