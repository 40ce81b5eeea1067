/**
 * One run of the firmware, from power-good to the loss of power: the statecharts, their drivers and the hardware they talk to.
 * Inward go edges with the time they happened at; outward go commands, carried out here. When power goes, the object goes,
 * and all RAM with it; flash and pins are not its own.
 */
import type { Board, LedPattern, Verdict } from '../board.ts';
import { isRegionBelow } from '../fsm/chart.ts';
import { Driver } from '../fsm/driver.ts';
import { type Step, stepsOf } from '../fsm/machine-parts.ts';
import type { MenuRegion, MenuStepper } from '../fsm/menus.ts';
import { type Outcome, REGIONS, type Region, type Stepper } from '../fsm/stepper.ts';
import { type Because, type PowerUp, powerUp, type SystemCommand, type SystemEvent } from '../fsm/system.ts';
import type { Alarm, Hal, Observe } from '../hal/ports.ts';
import { type FlashJob, JobQueue } from '../storage/job.ts';
import type { Storage } from '../storage/storage.ts';
import { storageOf } from '../storage/variant.ts';
import { bootScreen, bootTitle, faultsOf } from '../ui/screen/boot-screens.ts';
import { menuTitle } from '../ui/screen/menu-screens.ts';
import type { Language, Screen, UiInput, Words } from '../ui/screen/model.ts';
import { wordsOf } from '../ui/screen/strings.ts';
import { SerialConsole } from '../ui/vt100/console.ts';
import { US_PER_S, type Us } from '../units.ts';
import type { DeviceTime } from './device-time.ts';
import { EventLog, type LogKey } from './event-log.ts';
import { type Handled, Menus } from './menus.ts';
import { partsOf } from './parts.ts';
import type { Recovery } from './recovery.ts';

export interface FirmwareOptions {
  readonly board: Board;
  readonly brand: string;
  readonly language: Language;
  /** log2 of scrypt's N for new password hashes. */
  readonly hashCost: number;
  readonly stepper: Stepper;
  /** The statechart of the menus, when it is first needed. */
  readonly menus: () => MenuStepper;
  readonly hal: Hal;
  readonly observe: Observe;
  /** Hears what people do with the screen. */
  readonly handled?: Handled | undefined;
}

const STATE_SIGNAL: Readonly<Record<Region, string>> = { contact: 'state.contact', hold: 'state.hold', boot: 'state.boot', buzzer: 'state.buzzer' };

/**
 * How often the latest time is stored, while the recorder runs. Whoever sets the clock back and pulls the plug wins as much for a security code; the flash
 * bears it a hundred times longer than a recorder lives.
 */
const TIME_MARK_US = 600 * US_PER_S;

/** What of the trace the serial console tells. */
const CONSOLE_SIGNALS: ReadonlySet<string> = new Set(['log', 'screen', 'fault', 'verdict', 'journal']);

export class Firmware {
  readonly #options: FirmwareOptions;
  readonly #storage: Storage;
  readonly #jobs: JobQueue;
  readonly #driver: Driver;
  readonly #time: DeviceTime;
  readonly #recovery: Recovery;
  readonly #log = new EventLog();
  readonly #console: SerialConsole;
  /** As the options have it, and the console hears of it too. */
  readonly #observe: Observe;
  #menus: Menus | undefined;
  #regions: Readonly<Record<Region, string>> = { contact: '', hold: '', boot: '', buzzer: '' };
  #taken: Outcome['taken'] = [];
  /** When the boot region last changed. */
  #bootSinceUs: Us = 0;
  #bootTitle: Words | undefined;
  #led: LedPattern = 'off';
  /** While a stage of the hold lends the LED. */
  #stageLed: LedPattern | undefined;
  #alarm: Alarm | undefined;
  #feedAlarm: Alarm | undefined;
  #markAlarm: Alarm | undefined;
  #isJournalDamaged = false;
  /** An earlier power-up began the reset. */
  #isResumed = false;
  /** Blocks erased by the reset that is going on. */
  #erased = 0;
  #running = true;

  /** Starts the firmware, at power-good or after a reset of the processor. */
  constructor(options: FirmwareOptions) {
    this.#options = options;
    const { board, brand, hal, stepper } = options;
    this.#console = new SerialConsole({
      line: hal.console,
      clock: hal.clock,
      screen: () => this.screen,
      input: (input) => this.input(input),
      isLively: () => this.#isLively,
    });
    const observe: Observe = (signal, value, detail) => {
      options.observe(signal, value, detail);
      this.#console.changed();
      if (CONSOLE_SIGNALS.has(signal))
        this.#console.log(`${signal === 'log' ? '' : `${signal}: `}${value}${detail === undefined ? '' : ` (${detail})`}`);
    };
    this.#observe = observe;
    this.#console.greet(`${brand} - ${board.title}`);
    const parts = partsOf(board);
    this.#storage = new (storageOf(board))(hal.flash);
    this.#jobs = new JobQueue(hal.flash);
    this.#time = new parts.DeviceTime(hal, this.#storage.timeMark);
    const cause = hal.reset.cause();
    observe('log', 'start', `reset cause: ${cause}`);
    this.#log.add(this.#time.nowMs, cause === 'software' ? 'event.reboot-normal' : 'event.reboot-abnormal');
    if (board.watchdogTimeoutUs > 0) this.#startWatchdog(board.watchdogTimeoutUs);
    const stored = this.#recover();
    this.#recovery = new parts.Recovery({
      board,
      storage: this.#storage,
      jobs: this.#jobs,
      time: this.#time,
      entropy: hal.entropy,
      send: (message) => hal.network.send(message),
      observe,
    });
    hal.network.onMessage((message) => {
      if (this.#running) this.#recovery.hear(message);
    });
    const isClosed = board.hasResetButton && hal.resetButton.read() === board.activeLevel;
    this.#driver = Driver.start(
      stepper,
      powerUp(board, cause, stored),
      hal.clock.nowUs,
      (outcome, atUs) => this.#carryOut(outcome, atUs),
      isClosed ? ['contact.closed'] : [],
    );
    if (board.hasResetButton)
      hal.resetButton.watch((level, atUs) => this.#send(level === board.activeLevel ? 'contact.closed' : 'contact.opened', atUs));
    this.#arm();
  }

  /** The active state of each region, as in `boot.ready.login`; `menu` is `closed` while the recorder is not ready. */
  get regions(): Readonly<Record<Region | MenuRegion, string>> {
    return { ...this.#regions, menu: this.#menus?.state ?? 'closed' };
  }

  /** The transitions of the latest step that moved `region`: while the trace tells of its new state, those that led to it. */
  stepsOf(region: Region | MenuRegion): readonly Step[] {
    return stepsOf(region === 'menu' ? (this.#menus?.taken ?? []) : this.#taken, region);
  }

  /** Whether the state at the dotted path, or one below it, is active. */
  isIn(path: string): boolean {
    for (const region of REGIONS) if (isRegionBelow(region, this.#regions[region], path)) return true;
    return isRegionBelow('menu', this.#menus?.state ?? 'closed', path);
  }

  get screen(): Screen {
    const { board, brand, hal, language } = this.#options;
    const facts = { language, hold: this.#regions.hold, isJournalDamaged: this.#isJournalDamaged };
    if (this.#menus && this.#menus.state !== 'closed') {
      const { screen } = this.#menus;
      return { ...screen, parts: [...screen.parts, ...faultsOf(facts)] };
    }
    return bootScreen({
      ...facts,
      boot: this.#regions.boot,
      brand,
      model: board.title,
      hasResetButton: board.hasResetButton,
      elapsedUs: hal.clock.nowUs - this.#bootSinceUs,
      initDurationUs: board.initDurationUs,
      erased: this.#erased,
      eraseBlocks: this.#storage.settingsBlocks,
      isResumed: this.#isResumed,
    });
  }

  /** That of `screen`, without drawing it. */
  get title(): string {
    const { language } = this.#options;
    const menu = this.#menus && menuTitle(this.#menus.state, language);
    return (menu ?? this.#bootTitle)?.text ?? '';
  }

  /** What a person did with the screen. Ignored where the screen has nothing to do. */
  input(input: UiInput): void {
    if (!this.#running) return;
    this.#menus?.input(input);
    this.#console.changed();
  }

  /** A request from a menu. Ignored where the statechart ignores it. */
  request(event: 'factory-default.requested' | 'restart.requested' | 'setup.finished'): void {
    this.#send(event, this.#options.hal.clock.nowUs);
  }

  /** The program hangs: it hears nothing, does nothing and feeds no watchdog. */
  hang(): void {
    this.#running = false;
    const { clock, resetButton } = this.#options.hal;
    resetButton.unwatch();
    clock.cancel(this.#alarm);
    clock.cancel(this.#feedAlarm);
    clock.cancel(this.#markAlarm);
    this.#console.stop();
    this.#options.hal.console.onReceive(() => {});
    this.#menus?.stop();
    this.#jobs.stop();
  }

  /** What the flash says, told and, where it can be, mended. */
  #recover(): Omit<PowerUp, 'arms'> {
    const { hal } = this.#options;
    const observe = this.#observe;
    const storage = this.#storage;
    const { stuckBefore, credentials, pendingReset, journalDamaged } = storage.stored;
    if (credentials === 'corrupt' && !pendingReset) observe('fault', 'credentials-corrupt');
    this.#isJournalDamaged = journalDamaged;
    if (journalDamaged) observe('fault', 'reset-journal-damaged');
    if (!storage.identity) observe('fault', 'identity-lost');
    if (pendingReset) {
      this.#isResumed = true;
      observe('journal', 'resumed', pendingReset.scope);
      this.#note('event.reset-resumed', 'power was cut before it was done');
    }
    if (storage.needsHealing) this.#jobs.add(storage.heal(), () => this.#note('event.storage-mended'));
    this.#markTime(hal.clock.nowUs + TIME_MARK_US);
    return { stuckBefore, credentials, pendingReset: pendingReset?.scope ?? 'none', pendingIsErased: pendingReset?.isErased ?? false };
  }

  /** From `atUs` on, once in a while. */
  #markTime(atUs: Us): void {
    const { clock } = this.#options.hal;
    this.#markAlarm = clock.at(atUs, () => {
      this.#jobs.add(this.#storage.markTime(this.#time.nowMs));
      this.#markTime(clock.nowUs + TIME_MARK_US);
    });
  }

  #send(event: string, atUs: Us): void {
    if (!this.#running) return;
    this.#driver.send(event, atUs);
    this.#arm();
  }

  /** Keeps one alarm on the clock, at the driver's next deadline. */
  #arm(): void {
    if (!this.#running) return;
    const { clock } = this.#options.hal;
    const deadlineUs = this.#driver.deadlineUs;
    if (this.#alarm && this.#alarm.atUs === deadlineUs) return;
    clock.cancel(this.#alarm);
    this.#alarm = undefined;
    if (deadlineUs === Number.POSITIVE_INFINITY) return;
    this.#alarm = clock.at(Math.max(deadlineUs, clock.nowUs), this.#wake);
  }

  readonly #wake = () => {
    this.#alarm = undefined;
    this.#driver.advanceTo(Math.max(this.#options.hal.clock.nowUs, this.#driver.nowUs));
    this.#arm();
  };

  /** The main loop feeds the watchdog twice per time-out. */
  #startWatchdog(timeoutUs: Us): void {
    const { clock, watchdog } = this.#options.hal;
    watchdog.start(timeoutUs);
    const feeds = this.#options.board.variant?.feeds;
    const feed = () => {
      if (feeds?.(this.#regions) !== false) watchdog.feed();
      this.#feedAlarm = clock.at(clock.nowUs + Math.ceil(timeoutUs / 2), feed);
    };
    this.#feedAlarm = clock.at(clock.nowUs + Math.ceil(timeoutUs / 2), feed);
  }

  #carryOut(outcome: Outcome, atUs: Us): void {
    if (!this.#running) return;
    const { regions } = outcome.state;
    const before = this.#regions;
    this.#regions = regions;
    this.#taken = outcome.taken;
    // Most steps start or stop a timer and change no state.
    if (regions !== before)
      for (const region of REGIONS) {
        if (regions[region] === before[region]) continue;
        this.#observe(STATE_SIGNAL[region], regions[region]);
        if (region === 'boot') this.#bootChanged(before.boot, atUs);
      }
    for (const command of outcome.commands) this.#execute(command);
    // A restart in between has put the LED out already.
    if (this.#running) this.#options.hal.led.show(this.#stageLed ?? this.#led);
  }

  #bootChanged(before: string, atUs: Us): void {
    const { language } = this.#options;
    const { boot } = this.#regions;
    this.#bootSinceUs = atUs;
    const titleBefore = this.#bootTitle;
    this.#bootTitle = bootTitle(boot, language);
    if (this.#bootTitle && this.#bootTitle.text !== titleBefore?.text) this.#observe('screen', this.#bootTitle.text);
    const wasReady = before.startsWith('ready');
    const isReady = boot.startsWith('ready');
    if (isReady && !wasReady) this.#openMenus(boot !== 'ready.wizard');
    else if (wasReady && !isReady) this.#menus?.close();
  }

  #openMenus(isSetUp: boolean): void {
    const { board, language, hashCost, menus, hal, handled } = this.#options;
    this.#menus = new Menus({
      handled,
      board,
      language,
      hashCost,
      stepper: menus(),
      storage: this.#storage,
      jobs: this.#jobs,
      recovery: this.#recovery,
      clock: hal.clock,
      entropy: hal.entropy,
      log: this.#log,
      observe: this.#observe,
      note: (key, detail) => this.#note(key, detail),
      request: (event) => this.request(event),
    });
    this.#menus.open(isSetUp);
    this.#console.invite();
  }

  /** The screen moves though nothing happens: a bar fills, a lock runs out. */
  get #isLively(): boolean {
    const { boot } = this.#regions;
    return boot === 'initialising' || boot.startsWith('defaulting') || boot.startsWith('clearing-password') || (this.#menus?.isLocked ?? false);
  }

  /** In the recorder's log, and in the trace in English. */
  #note(key: LogKey, detail?: string): void {
    this.#log.add(this.#time.nowMs, key);
    this.#observe('log', wordsOf(key, 'en').text, detail);
  }

  #execute(command: SystemCommand): void {
    const { hal } = this.#options;
    const observe = this.#observe;
    switch (command.type) {
      case 'buzzer.on':
        hal.buzzer.sound(true);
        break;
      case 'buzzer.off':
        hal.buzzer.sound(false);
        break;
      case 'led.show':
        this.#led = command.pattern;
        break;
      case 'stage-led.show':
        this.#stageLed = command.pattern;
        break;
      case 'stage-led.hide':
        this.#stageLed = undefined;
        break;
      case 'verdict':
        this.#announce(command.verdict, command.because);
        break;
      case 'fault.stored':
        observe('fault', command.stuck ? 'button-stuck' : 'none');
        this.#jobs.add(this.#storage.storeStuck(command.stuck), (written) => {
          if (written !== 'written') observe('fault', 'storage-worn');
        });
        break;
      case 'reset.request':
        this.#resetStep('requested', command.scope, this.#storage.requestReset(command.scope), 'reset.requested');
        break;
      case 'settings.erase':
        this.#eraseSettings();
        break;
      case 'defaults.restore':
        this.#resetStep('defaulted', undefined, this.#storage.restoreDefaults(), 'defaults.restored');
        break;
      case 'reset.finish':
        this.#resetStep('done', undefined, this.#storage.finishReset(), 'reset.finished');
        break;
      case 'device.restart':
        hal.reset.restart();
        break;
      default:
        command satisfies never;
    }
  }

  #announce(verdict: Verdict, because: Because): void {
    this.#observe('verdict', verdict, because);
    this.#note(`event.${verdict}`, because);
  }

  #eraseSettings(): void {
    const { settingsBlocks } = this.#storage;
    const erase = this.#storage.eraseSettings((blocks) => {
      this.#erased = blocks;
      this.#observe('journal', 'erasing', `${blocks} of ${settingsBlocks}`);
    });
    this.#resetStep('erased', undefined, erase, 'settings.erased');
  }

  /** One step of a reset: `stage` is told once it is durable. */
  #resetStep(stage: string, detail: string | undefined, job: FlashJob<boolean>, done: SystemEvent): void {
    this.#jobs.add(job, (worked) => {
      this.#observe('journal', worked ? stage : 'failed', worked ? detail : `before ${stage}`);
      this.#send(worked ? done : 'reset.failed', this.#options.hal.clock.nowUs);
    });
  }
}
