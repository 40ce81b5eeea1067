/**
 * The menus at work: what people enter, the statechart that decides which screen is next, and what the statechart asks for - guesses looked at, rules
 * checked, settings stored, the vendor's service told. No command, trace or log has a secret.
 */
import type { Board } from '../board.ts';
import { Driver } from '../fsm/driver.ts';
import type { MenuCommand, MenuFacts, MenuRegion, MenuStepper, RuleFor, Saved } from '../fsm/menus.ts';
import type { Outcome } from '../fsm/stepper.ts';
import type { Alarm, Clock, Entropy, Observe } from '../hal/ports.ts';
import type { Credentials } from '../storage/credentials.ts';
import type { FlashJob, JobQueue } from '../storage/job.ts';
import type { Storage } from '../storage/storage.ts';
import type { FormEvent, Handling } from '../ui/screen/form.ts';
import { menuScreen, menuTitle } from '../ui/screen/menu-screens.ts';
import { isControl, type Language, type Screen, type UiInput, type Words } from '../ui/screen/model.ts';
import { type StringKey, type Values, wordsOf } from '../ui/screen/strings.ts';
import { type Entries, USER } from './entries.ts';
import type { EventLog, LogKey } from './event-log.ts';
import type { Guesses } from './guesses.ts';
import { partsOf } from './parts.ts';
import type { Recovery } from './recovery.ts';
import { type Breach, breachOfPattern, maskEmail } from './rules.ts';

export type Handled = (handling: Handling, screen: Screen) => void;

export interface MenuParts {
  readonly board: Board;
  readonly language: Language;
  /** log2 of scrypt's N for new hashes. */
  readonly hashCost: number;
  readonly stepper: MenuStepper;
  readonly storage: Storage;
  readonly jobs: JobQueue;
  readonly recovery: Recovery;
  readonly clock: Clock;
  readonly entropy: Entropy;
  readonly log: EventLog;
  readonly observe: Observe;
  /** Hears what people do with the controls of a screen, and on which. */
  readonly handled: Handled | undefined;
  /** Notes what happened, in the recorder's log and the trace. */
  readonly note: (key: LogKey, detail?: string) => void;
  /** Asks the system for something. */
  readonly request: (event: 'factory-default.requested' | 'restart.requested' | 'setup.finished') => void;
}

export class Menus {
  readonly #parts: MenuParts;
  readonly #entries: Entries;
  readonly #guesses: Guesses;
  readonly #driver: Driver<MenuFacts, MenuCommand, MenuRegion>;
  #state = '';
  #taken: Outcome['taken'] = [];
  #message: Words | undefined;
  /** Events that came up while another was being taken. */
  readonly #waiting: string[] = [];
  #isTaking = false;
  #alarm: Alarm | undefined;

  /** Nothing is shown before `open`. */
  constructor(parts: MenuParts) {
    this.#parts = parts;
    const { stepper, clock, jobs, storage, board, language, hashCost, entropy, recovery, note } = parts;
    const { Entries, Guesses } = partsOf(board);
    this.#entries = new Entries({ board, language, hashCost, fill: (bytes) => entropy.fill(bytes), stored: () => this.credentials });
    this.#guesses = new Guesses({
      ...{ board, storage, jobs, recovery, clock, note, entries: this.#entries },
      answer: (event) => this.#send(event),
      lockEnded: () => {
        this.#message = undefined;
      },
    });
    this.#driver = Driver.start(stepper, this.#facts, clock.nowUs, (outcome) => this.#carryOut(outcome));
  }

  /** The active state, as in `login.pattern`; `closed` while the recorder is not ready. */
  get state(): string {
    return this.#state;
  }

  /** The transitions of the latest step. */
  get taken(): Outcome['taken'] {
    return this.#taken;
  }

  /** A way in is locked. */
  get isLocked(): boolean {
    return this.#guesses.locks.leftUs('login') > 0 || this.#guesses.locks.leftUs('questions') > 0;
  }

  get screen(): Screen {
    const { board, language, storage, recovery, log } = this.#parts;
    const { credentials } = this;
    const screen = menuScreen(this.#state, {
      language,
      user: USER,
      hint: credentials?.hint,
      serial: storage.identity?.serial,
      maskedEmail: credentials?.email === undefined ? undefined : maskEmail(credentials.email),
      hasPattern: credentials?.pattern !== undefined,
      questions: credentials?.questions.map(({ question }) => question) ?? [],
      qrText: this.#state === 'recovery.qr-code' ? recovery.qrText : undefined,
      loginLockUs: this.#guesses.locks.leftUs('login'),
      questionsLockUs: this.#guesses.locks.leftUs('questions'),
      log: this.#state === 'desktop.event-log' ? log.rows(language) : [],
      message: this.#message,
      form: this.#entries.form,
      rules: board,
    });
    const focus = this.#entries.form.focusOf(screen);
    return focus === undefined ? screen : { ...screen, focus };
  }

  /** The recorder is ready, with a password or without. */
  open(isSetUp: boolean): void {
    this.#send(isSetUp ? 'login.required' : 'setup.required');
  }

  /** The recorder is no longer ready. */
  close(): void {
    this.#guesses.cancel();
    this.#send('menus.closed');
  }

  /** The processor stops. */
  stop(): void {
    this.#parts.clock.cancel(this.#alarm);
    this.#guesses.stop();
  }

  /** What a person did with the screen. */
  input(input: UiInput): void {
    const { observe, board } = this.#parts;
    const screen = this.screen;
    const before = this.#filled(screen);
    const event = this.#entries.form.take(input, screen);
    if (!event) return;
    this.#tell(event, screen, before);
    this.#message = undefined;
    this.#send('input.taken');
    switch (event.type) {
      case 'clicked':
        observe('input', 'click', event.id);
        this.#send(`${event.id}.clicked`);
        break;
      case 'chosen':
        observe('input', 'choose', event.id === 'reset-type' ? event.option : event.id);
        this.#send(`${event.option}.chosen`);
        break;
      case 'drawn':
        observe('input', 'draw', event.id);
        this.#draw(event, screen, board.patternMin);
        break;
      case 'too-long':
        this.#say('rule.too-much', { max: event.max });
        break;
      case 'edited':
        break;
      default:
        event satisfies never;
    }
  }

  /** What is in the fields. */
  #filled({ parts }: Screen): ReadonlyMap<string, string> {
    const { handled } = this.#parts;
    const { form } = this.#entries;
    return new Map(parts.flatMap((part) => (handled && part.kind === 'field' ? [[part.id, form.field(part.id).value]] : [])));
  }

  /** That the keys went to another control is nothing to be told. */
  #tell(event: FormEvent, screen: Screen, before: ReadonlyMap<string, string>): void {
    const { handled } = this.#parts;
    const part = screen.parts.filter(isControl).find(({ id }) => id === event.id);
    if (!handled || !part) return;
    const { form } = this.#entries;
    if (event.type === 'clicked') handled({ did: 'click', part }, screen);
    else if (event.type === 'drawn') handled({ did: 'draw', part, points: event.points }, screen);
    else if (event.type === 'chosen' && part.kind === 'choice') {
      const option = part.options.find(({ id }) => id === event.option);
      handled({ did: 'choose', part, option: option?.words.text ?? '' }, screen);
    } else if (event.type === 'edited' && part.kind === 'check' && form.isChecked(part.id) !== part.isChecked)
      handled({ did: 'click', part }, screen);
    else if (event.type === 'edited' && part.kind === 'field') {
      const { value } = form.field(part.id);
      if (value !== before.get(part.id)) handled({ did: 'fill', part, value }, screen);
    }
  }

  get credentials(): Credentials | undefined {
    const state = this.#parts.storage.credentials;
    return state.kind === 'present' ? state.credentials : undefined;
  }

  get #facts(): MenuFacts {
    const { credentials } = this;
    return {
      hasPattern: credentials?.pattern !== undefined,
      hasEmail: credentials?.email !== undefined,
      hasQuestions: (credentials?.questions.length ?? 0) > 0,
      promptsForEmail: this.#parts.board.promptForMissingEmail,
    };
  }

  /** A pattern too short to be anybody's is no guess. */
  #draw({ points }: Extract<FormEvent, { type: 'drawn' }>, screen: Screen, min: number): void {
    this.#entries.draw(points);
    const breach = screen.id === 'login.pattern' ? breachOfPattern(points, min) : undefined;
    if (breach) this.#breach(breach);
    else this.#send('pattern.drawn');
  }

  #send(event: string): void {
    this.#waiting.push(event);
    this.#takeAll(() => {});
  }

  /** The machine takes one thing at a time, each at the present moment: what comes up meanwhile waits. */
  #takeAll(first: () => void): void {
    if (this.#isTaking) return;
    this.#isTaking = true;
    first();
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) this.#driver.send(next, this.#parts.clock.nowUs);
    this.#isTaking = false;
    this.#arm();
  }

  /** Keeps one alarm on the clock, at the driver's next deadline. */
  #arm(): void {
    const { clock } = this.#parts;
    const { deadlineUs } = this.#driver;
    if (this.#alarm?.atUs === deadlineUs) return;
    clock.cancel(this.#alarm);
    this.#alarm = undefined;
    if (deadlineUs === Number.POSITIVE_INFINITY) return;
    this.#alarm = clock.at(deadlineUs, () => {
      this.#alarm = undefined;
      this.#takeAll(() => this.#driver.advanceTo(clock.nowUs));
    });
  }

  #carryOut({ state, commands, taken }: Outcome<MenuCommand, MenuRegion>): void {
    const { observe, language } = this.#parts;
    const before = this.#state;
    this.#state = state.regions.menu;
    this.#taken = taken;
    if (this.#state !== before) {
      this.#entries.form.leave();
      if (before !== '') observe('state.menu', this.#state);
      const title = menuTitle(this.#state, language);
      if (title && title.text !== menuTitle(before, language)?.text) observe('screen', title.text);
    }
    for (const command of commands) this.#execute(command);
  }

  #execute(command: MenuCommand): void {
    const { recovery, note, request } = this.#parts;
    switch (command.type) {
      case 'form.clear':
        this.#entries.clear();
        break;
      case 'message.show':
        this.#say(command.message);
        break;
      case 'guess.check':
        this.#guesses.make(command.at);
        break;
      case 'rule.check':
        this.#checkRule(command.of);
        break;
      case 'pattern.compare':
        this.#send(this.#entries.isDrawnAgain ? 'pattern.confirmed' : 'pattern.mismatched');
        break;
      case 'pattern.forget':
        this.#entries.forgetPattern();
        break;
      case 'challenge.prepare':
        note('event.qr-code');
        this.#register();
        recovery.prepare(command.anew, (isReady) => this.#send(isReady ? 'challenge.ready' : 'challenge.failed'));
        break;
      case 'settings.save':
        this.#save(command.what);
        break;
      case 'session.begin':
        note('event.login', command.by);
        break;
      case 'session.end':
        note(command.because === 'expired' ? 'event.session-expired' : 'event.logged-out');
        break;
      case 'device.request':
        note(command.event === 'restart.requested' ? 'event.restart-by-menu' : 'event.default-by-menu');
        request(command.event);
        break;
      default:
        command satisfies never;
    }
  }

  #checkRule(of: RuleFor): void {
    const breach = this.#entries.breachOf(of, this.#state.startsWith('desktop.'));
    if (breach) this.#breach(breach);
    else {
      if (of === 'new-pattern') this.#entries.keepPattern();
      this.#send(`${of}.accepted`);
    }
  }

  #breach({ key, values }: Breach): void {
    this.#say(key, values);
  }

  #say(key: StringKey, values: Values = {}): void {
    this.#message = wordsOf(key, this.#parts.language, values);
  }

  /** Hashes what has to be hashed and stores it, in one commit. */
  #save(what: Saved): void {
    const { jobs } = this.#parts;
    const changed = this.#entries.credentialsFor(what);
    if (!changed) {
      this.#send('settings.failed');
      return;
    }
    jobs.add(this.#commit(what, changed), (written) => {
      if (written !== 'written') {
        this.#parts.observe('fault', 'settings-not-stored', written);
        this.#send('settings.failed');
        return;
      }
      this.#noteSaved(what);
      for (const [fact, isSo] of Object.entries(this.#facts))
        if (fact !== 'promptsForEmail') this.#send(`${FACT_EVENT[fact]}.${isSo ? 'known' : 'unknown'}`);
      this.#send('settings.saved');
    });
  }

  /** A new password or address voids the codes that are under way. */
  #commit(what: Saved, credentials: Credentials): FlashJob<'written' | 'full' | 'worn'> {
    const { storage } = this.#parts;
    const voids = what === 'recovery' || what === 'password' || what === 'email';
    return voids ? storage.saveVoidingCodes(credentials) : storage.saveCredentials(credentials);
  }

  #noteSaved(what: Saved): void {
    const { note, recovery, request } = this.#parts;
    switch (what) {
      case 'setup':
        note('event.set-up');
        this.#register();
        request('setup.finished');
        break;
      case 'recovery':
        note(this.#guesses.recoveredBy === 'code' ? 'event.recovered-by-code' : 'event.recovered-by-answers');
        recovery.tell({ type: 'password-changed', by: 'recovery' });
        this.#guesses.locks.follow('login');
        this.#guesses.locks.follow('questions');
        break;
      case 'password':
        note('event.password-changed');
        recovery.tell({ type: 'password-changed', by: 'owner' });
        break;
      case 'pattern':
      case 'no-pattern':
        note('event.pattern-changed');
        break;
      case 'questions':
        note('event.questions-changed');
        break;
      case 'email':
        note('event.email-changed');
        this.#register();
        break;
      default:
        what satisfies never;
    }
  }

  /** Tells the service where security codes go. Said again whenever one may be asked for, because nobody knows whether it was heard. */
  #register(): void {
    this.#parts.recovery.tell({ type: 'registration', email: this.credentials?.email ?? null });
  }
}

const FACT_EVENT: Readonly<Record<string, string>> = { hasPattern: 'pattern', hasEmail: 'email', hasQuestions: 'questions' };
