/**
 * A phone at work: taps go to its machine; pictures are taken of the recorder's monitor, read by a real decoder, and what they say is sent to the vendor's
 * service. Reading takes a moment of real time, in which virtual time stands still (see Outside).
 */
import { Driver } from '../fsm/driver.ts';
import { createStepper, type Outcome, type Stepper, tabulate } from '../fsm/stepper.ts';
import type { Clock, Observe } from '../hal/ports.ts';
import { decodeQr } from '../recovery/scheme.ts';
import type { Screen } from '../ui/screen/model.ts';
import { APPS, type AppName, type PhoneApp } from './phone-apps.ts';
import { createPhoneMachine, type PhoneCommand } from './phone-machine.ts';
import { phoneScreen } from './phone-screens.ts';

export interface PhoneParts {
  readonly clock: Clock;
  /** A picture of the monitor, as an image file. */
  readonly photograph: () => Promise<Uint8Array>;
  /** The text of a QR code in an image file; `undefined` where there is none. */
  readonly readQr: (image: Uint8Array) => Promise<string | undefined>;
  /** Brings the text of a QR code to the vendor's service; false when that cannot be reached. */
  readonly ask: (qrText: string) => Promise<boolean>;
  /** Something goes on that takes real time. */
  readonly during: (work: Promise<void>) => void;
  readonly observe: Observe;
}

/** What came of a scan. */
export type Scanned = 'answered' | 'nothing-read' | 'foreign-read' | 'unreachable';

type Region = 'phone';

let stepper: Stepper<unknown, PhoneCommand, Region> | undefined;

export class Phone {
  readonly #parts: PhoneParts;
  #driver: Driver<unknown, PhoneCommand, Region> | undefined;
  #state = 'apps';
  #app: PhoneApp | undefined;
  readonly #mayUseCamera = new Set<string>();
  #picture: Uint8Array | undefined;
  /** Taken elsewhere, for the scan that begins now. */
  #brought: Uint8Array | undefined;
  #qrText = '';
  /** What goes on at the moment. */
  #work: Promise<void> = Promise.resolve();

  constructor(parts: PhoneParts) {
    this.#parts = parts;
  }

  /** `apps`, `app`, `home`, `setting`, `password-security`, `permission`, `camera`, `answered`, ... */
  get state(): string {
    return this.#state;
  }

  get screen(): Screen {
    return phoneScreen(this.#state, this.#app);
  }

  /** The latest picture that was taken. */
  get picture(): Uint8Array | undefined {
    return this.#picture;
  }

  /** Taps a button of the present screen. Returns false where there is none with this id. */
  tap(id: string): boolean {
    if (!this.screen.parts.some((part) => part.kind === 'button' && part.id === id)) return false;
    if (id.startsWith('app-')) this.open(id.slice('app-'.length) as AppName);
    else this.#send(`${id}.clicked`);
    return true;
  }

  /** Scans a picture that a camera of one's own has taken. Returns false where the app does not ask for one. */
  scanPicture(picture: Uint8Array): boolean {
    this.#brought = picture;
    const isAsked = this.tap('scan');
    this.#brought = undefined;
    return isAsked;
  }

  open(name: AppName): void {
    this.close();
    this.#app = APPS.find((app) => app.name === name);
    this.#parts.observe('phone', 'app', name);
    this.#send('app.opened');
    if (this.#mayUseCamera.has(name)) this.#send('camera.permitted');
  }

  close(): void {
    this.#app = undefined;
    this.#send('app.closed');
  }

  /** All that a person taps to scan the code on the monitor, from the home screen on. Resolves when the app shows what came of it. */
  async scan(name: AppName): Promise<Scanned> {
    this.open(name);
    for (const id of ['home', 'setting', 'password-security', 'reset-password']) this.tap(id);
    this.tap('allow');
    this.tap('scan');
    while (this.#state === 'reading' || this.#state === 'asking') await this.#work;
    return this.#state as Scanned;
  }

  #send(event: string): void {
    stepper ??= tabulate(createStepper<unknown, PhoneCommand, Region>(createPhoneMachine()));
    const { clock } = this.#parts;
    this.#driver ??= Driver.start<unknown, PhoneCommand, Region>(stepper, {}, clock.nowUs, (outcome) => this.#carryOut(outcome));
    this.#driver.send(event, clock.nowUs);
  }

  #carryOut({ state, commands }: Outcome<PhoneCommand, Region>): void {
    const before = this.#state;
    this.#state = state.regions.phone;
    if (this.#state !== before) this.#parts.observe('phone', this.#state);
    for (const command of commands) this.#execute(command);
  }

  #execute(command: PhoneCommand): void {
    switch (command.type) {
      case 'camera.allow':
        if (this.#app) this.#mayUseCamera.add(this.#app.name);
        break;
      case 'picture.take':
        this.#begin(this.#take());
        break;
      case 'service.ask':
        this.#begin(this.#parts.ask(this.#qrText).then((isThere) => this.#send(isThere ? 'service.answered' : 'service.unreachable')));
        break;
      default:
        command satisfies never;
    }
  }

  #begin(work: Promise<void>): void {
    this.#work = work;
    this.#parts.during(work);
  }

  async #take(): Promise<void> {
    const { photograph, readQr } = this.#parts;
    const picture = this.#brought ?? (await photograph());
    this.#picture = picture;
    const text = await readQr(picture);
    this.#qrText = text ?? '';
    this.#send(text === undefined ? 'nothing.read' : decodeQr(text) ? 'code.read' : 'foreign.read');
  }
}
