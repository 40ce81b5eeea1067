/**
 * The panel at work: keys and mouse go to the desk, time goes on at its pace, frames go to the terminal. Frames come quickly while
 * something moves, rarely while nothing does, and not at all while time stands still.
 */
import type { WallClock } from '../../hal/wall-clock.ts';
import type { Looks } from '../cells/ansi.ts';
import type { InputEvent } from '../vt100/decoder.ts';
import type { Desk, DeviceState, Done } from './desk.ts';
import { drawPanel, type Panel } from './draw-panel.ts';
import { type Action, actionOf, type DeskAction, keyFor } from './keys.ts';
import type { Pacer } from './pacer.ts';
import { hitBy, Room } from './room.ts';
import type { Retimed, Tempo } from './tempo.ts';
import { type Streams, Terminal } from './terminal.ts';
import { isLively, type PanelView, viewOf } from './view.ts';

export interface PanelOptions {
  readonly desk: Desk;
  readonly state: DeviceState;
  /** What stands on the first frames for a while. */
  readonly greeting?: string | undefined;
  /** How to attach to the serial console; stands in the help. */
  readonly console?: string | undefined;
  /** Where the same recorder is in the browser; stands in the help. */
  readonly web?: string | undefined;
  readonly pacer: Pacer;
  readonly tempo: Tempo;
  readonly looks: Looks;
  readonly hasBell: boolean;
  readonly wall: WallClock;
  readonly streams: Streams;
}

/** At most 25 frames a second. */
const LIVELY_MS = 40;
const CALM_MS = 250;
/** How long an answer to a key stands. */
const NOTICE_MS = 6000;

export class PanelApp {
  readonly #desk: Desk;
  readonly #wall: WallClock;
  readonly #pacer: Pacer;
  readonly #tempo: Tempo;
  readonly #terminal: Terminal;
  readonly #hasBell: boolean;
  readonly #console: string | undefined;
  readonly #web: string | undefined;
  readonly #quit: () => void;
  #state: DeviceState;
  readonly #room: Room;
  #panel: Panel = { lines: [], hits: [], screen: [], phone: [], mails: [] };
  #isHelpShown = false;
  #notice: { readonly text: () => string; readonly isNews: boolean; readonly untilMs: number } | undefined;
  /** A frame follows when the world outside has done its work. */
  #isAwaited = false;
  #isHeldByMouse = false;
  #hasHappened = false;
  #mustBeep = false;
  #lastFrameMs = Number.NEGATIVE_INFINITY;
  #cancelFrame = () => {};
  #isOpen = false;

  /** `quit` is called when the person asks for it. */
  constructor({ desk, state, greeting, console, web, pacer, tempo, looks, hasBell, wall, streams }: PanelOptions, quit: () => void) {
    this.#desk = desk;
    this.#state = state;
    this.#wall = wall;
    this.#hasBell = hasBell;
    this.#console = console;
    this.#web = web;
    this.#quit = quit;
    this.#room = new Room(desk);
    this.#pacer = pacer;
    this.#tempo = tempo;
    this.#terminal = new Terminal(streams, looks, wall, {
      input: (event) => this.#take(event),
      resized: () => this.#frame(),
    });
    desk.onEntry((entry, happening) => {
      if (happening) this.#hasHappened = true;
      if (entry.signal === 'buzzer' && entry.value === 1) this.#mustBeep = true;
      if (entry.signal === 'mail' && entry.value === 'arrived') this.#mailCame(entry.detail);
    });
    if (greeting !== undefined) this.#say(greeting);
  }

  open(): void {
    this.#isOpen = true;
    this.#terminal.open();
    this.#frame();
  }

  close(): void {
    this.#isOpen = false;
    this.#cancelFrame();
    this.#terminal.close();
  }

  /** Something comes from outside the panel: it happens now, and what comes of it at once does too. */
  happen(act: () => void): void {
    if (!this.#isOpen) return;
    if (this.#pacer.pace !== 'max') this.#keepUp();
    act();
    const time = this.#desk.time;
    time.advanceTo(time.nowUs);
    this.#awaitOutside();
    this.#frameSoon();
  }

  /** Brings the recorder's time up to now; as fast as possible is as fast as frames come. */
  keepUp(): void {
    if (this.#isOpen && this.#pacer.pace !== 'max') this.#keepUp();
  }

  /** Moves time on, draws, and plans the next frame. */
  #frame(): void {
    this.#cancelFrame();
    this.#keepUp();
    const nowMs = this.#wall.nowMs;
    if (this.#notice && nowMs >= this.#notice.untilMs) this.#notice = undefined;
    const view = viewOf(this.#desk, {
      pace: this.#pacer.pace,
      isPaused: this.#pacer.isPaused,
      [this.#notice?.isNews ? 'news' : 'notice']: this.#notice?.text(),
      isHelpShown: this.#isHelpShown,
      console: this.#console,
      web: this.#web,
      room: this.#room.state,
    });
    if (!this.#terminal.isCongested) {
      this.#panel = drawPanel(view, this.#terminal.size);
      this.#terminal.show(this.#panel.lines);
      if (this.#mustBeep && this.#hasBell) this.#terminal.bell();
      this.#mustBeep = false;
    }
    this.#lastFrameMs = nowMs;
    this.#plan(view);
  }

  #plan(view: PanelView): void {
    if (this.#pacer.isPaused && !this.#notice) return;
    const isQuick = !this.#pacer.isPaused && (isLively(view) || this.#pacer.pace === 'max' || this.#pacer.pace > 2 || this.#terminal.isCongested);
    const untilEventMs = this.#pacer.pace === 'max' ? 0 : (this.#desk.bench.clock.nextUs - view.nowUs) / 1000 / this.#pacer.pace;
    const delayMs = isQuick ? LIVELY_MS : Math.min(CALM_MS, Math.max(LIVELY_MS, Math.ceil(untilEventMs)));
    this.#cancelFrame = this.#wall.after(delayMs, () => this.#frame());
  }

  /** Draws soon, but never more often than frames may come. */
  #frameSoon(): void {
    if (!this.#isOpen) return;
    const waitMs = this.#lastFrameMs + LIVELY_MS - this.#wall.nowMs;
    this.#cancelFrame();
    if (waitMs <= 0) this.#frame();
    else this.#cancelFrame = this.#wall.after(waitMs, () => this.#frame());
  }

  #keepUp(): void {
    this.#hasHappened = false;
    this.#pacer.keepUp(this.#desk.time, () => this.#hasHappened);
    this.#awaitOutside();
  }

  /** A picture is being read, a mail carried: what comes of it is drawn at once. */
  #awaitOutside(): void {
    const { outside } = this.#desk.bench;
    if (!outside.isBusy || this.#isAwaited) return;
    this.#isAwaited = true;
    void outside.settled().then(() => {
      this.#isAwaited = false;
      this.#frameSoon();
    });
  }

  #take(event: InputEvent): void {
    // What the person does happens now, not at the last frame.
    if (this.#pacer.pace !== 'max') this.#keepUp();
    if (event.type === 'mouse') this.#onMouse(event);
    else if (event.type === 'key') this.#onKey(event.key);
    this.#frameSoon();
  }

  #onKey(key: string): void {
    if (key === 'ctrl-z') this.#terminal.suspend();
    else if (key === 'escape' && this.#isHelpShown) this.#isHelpShown = false;
    else {
      const action = actionOf(key, this.#room.place);
      if (action) this.#act(action, key);
      else this.#room.typed(key);
    }
  }

  #onMouse(event: Extract<InputEvent, { type: 'mouse' }>): void {
    const { kind } = event;
    if (kind === 'release' && this.#isHeldByMouse) {
      this.#desk.release();
      this.#isHeldByMouse = false;
    }
    if (kind === 'press' && this.#isHelpShown) {
      this.#isHelpShown = false;
      return;
    }
    if (this.#room.mouse(event, this.#panel) || kind !== 'press') return;
    const hit = hitBy(event, this.#panel.hits);
    if (!hit) return;
    if (hit.isHeld && !this.#desk.bench.finger.isPressing) this.#isHeldByMouse = this.#answer(this.#desk.press());
    else this.#act(hit.action);
  }

  #act(action: Action, key = ''): void {
    // An answer is over with the next key; news stand until they were read.
    if (!this.#notice?.isNews || action === 'inbox') this.#notice = undefined;
    const done = isRoomAction(action, this.#room.deeds) ? this.#room.deeds[action](key) : this.#deeds[action]();
    if (done) this.#answer(done);
    this.#awaitOutside();
  }

  readonly #deeds: Readonly<Record<DeskAction, () => Done | undefined>> = {
    plug: () => (this.#desk.bench.supply.isPlugged ? this.#desk.unplug() : this.#desk.plugIn()),
    open: () => this.#desk.openFurther(),
    close: () => this.#desk.closeLid(),
    finger: () => (this.#desk.bench.finger.isPressing ? this.#desk.release() : this.#desk.press()),
    dip: () => this.#desk.dip(),
    'brown-out': () => this.#desk.brownOut(),
    cut: () => this.#desk.cutPower(),
    hang: () => this.#desk.hang(),
    reboot: () => this.#desk.reboot(),
    faster: () => this.#retimed(this.#tempo.shift(1)),
    slower: () => this.#retimed(this.#tempo.shift(-1)),
    pause: () => this.#retimed(this.#tempo.pause(!this.#tempo.isPaused)),
    step: () => this.#retimed(this.#tempo.step()),
    jump: () => this.#retimed(this.#tempo.jump()),
    renew: () => this.#renew(),
    help: () => {
      this.#isHelpShown = !this.#isHelpShown;
      return undefined;
    },
    quit: () => void this.#quit(),
  };

  #retimed(retimed: Retimed): Done {
    if (retimed.note !== undefined) this.#say(retimed.note);
    return retimed;
  }

  #renew(): Done {
    const next = this.#state === 'provisioned' ? 'factory' : 'provisioned';
    const done = this.#desk.renew(next);
    if (!done.ok) return done;
    this.#state = next;
    this.#isHeldByMouse = false;
    this.#isAwaited = false;
    this.#room.reset();
    this.#say(`another recorder: ${this.#state === 'factory' ? 'fresh from its box' : 'set up already, its password lost'}`);
    return done;
  }

  #mailCame(subject = ''): void {
    this.#room.mailCame();
    const text = () => {
      const key = this.#room.place === 'inbox' ? undefined : keyFor('inbox', this.#room.place)?.shown;
      return `Mail: ${subject}${key === undefined ? '' : ` - press ${key}`}`;
    };
    this.#notice = { text, isNews: true, untilMs: this.#wall.nowMs + NOTICE_MS };
  }

  #answer(done: Done): boolean {
    if (!done.ok) this.#say(done.refused);
    return done.ok;
  }

  #say(text: string): void {
    const sentence = `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
    this.#notice = { text: () => sentence, isNews: false, untilMs: this.#wall.nowMs + NOTICE_MS };
  }
}

const isRoomAction = (action: Action, deeds: Room['deeds']): action is keyof Room['deeds'] => action in deeds;
