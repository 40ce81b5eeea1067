/**
 * The same recorder without a statechart library: one class, switch statements, an array of timers. What it does is what the statechart
 * does on the seed board: debounce, the hold judged by the edge that opened the contact, phases, stuck button, beep, LED, initialisation,
 * the four steps of a reset, restart. The ratio of the two rows is the price of the statechart. It is the limit to compare with, not a second firmware.
 */
import type { Us } from '../../src/units.ts';
import { BOARD, END_US, ERASE_US, type Job, RELEASE_US, STEP_US } from '../job.ts';

type Event =
  | 'debounced'
  | 'sampling.started'
  | 'window.reached'
  | 'over.reached'
  | 'stuck.reached'
  | 'initialisation.finished'
  | 'beep.ended'
  | 'reset.requested'
  | 'settings.erased'
  | 'defaults.restored'
  | 'reset.finished'
  | 'restart.due';
type Contact = 'open' | 'closing' | 'chattering' | 'closed' | 'opening';
type Hold = 'unsampled' | 'early' | 'window' | 'over' | 'overdue' | 'reset' | 'short' | 'over-held' | 'stuck' | 'idle';
type Boot =
  | 'starting'
  | 'initialising'
  | 'awaiting-release'
  | 'wizard'
  | 'login'
  | 'requesting'
  | 'erasing'
  | 'restoring'
  | 'finishing'
  | 'restarting';

const [STAGE = { fromUs: 0, toUs: 0 }] = BOARD.stages;

class Recorder {
  nowUs: Us;
  boot: Boot = 'starting';
  led = 'off';
  buzzing = false;
  beeps = 0;
  resets = 0;
  restarted = false;
  provisioned: boolean;
  readonly #arms: boolean;
  #contact: Contact = 'open';
  #hold: Hold = 'unsampled';
  #latched: Hold = 'unsampled';
  readonly #events: Event[] = [];
  readonly #deadlines: Us[] = [];

  constructor(nowUs: Us, arms: boolean, provisioned: boolean) {
    this.nowUs = nowUs;
    this.#arms = arms;
    this.provisioned = provisioned;
    this.#start('sampling.started', BOARD.samplingStartUs);
  }

  advanceTo(atUs: Us): void {
    while (!this.restarted) {
      let next = -1;
      let earliest = atUs;
      for (let index = 0; index < this.#deadlines.length; index++) {
        const deadline = this.#deadlines[index] as Us;
        if (deadline < earliest || (deadline === earliest && next < 0)) {
          earliest = deadline;
          next = index;
        }
      }
      if (next < 0) break;
      const event = this.#events[next] as Event;
      this.nowUs = earliest;
      this.#remove(next);
      this.#fire(event);
    }
    if (!this.restarted) this.nowUs = atUs;
  }

  edge(closed: boolean, atUs: Us): void {
    this.advanceTo(atUs);
    if (closed) {
      if (this.#contact === 'open' || this.#contact === 'chattering') {
        this.#contact = 'closing';
        this.#restart('debounced', BOARD.debounceUs);
      } else if (this.#contact === 'opening') {
        this.#contact = 'closed';
        this.#stop('debounced');
        if (this.#hold === 'overdue') this.#stuck();
      }
      return;
    }
    if (this.#isCounting()) this.#latched = this.#hold;
    if (this.#contact === 'closing' || this.#contact === 'closed') {
      this.#contact = this.#contact === 'closing' ? 'chattering' : 'opening';
      this.#restart('debounced', BOARD.debounceUs);
    }
  }

  #fire(event: Event): void {
    switch (event) {
      case 'debounced':
        this.#settle();
        break;
      case 'sampling.started':
        this.#buzz(true);
        this.#start('beep.ended', BOARD.bootBeep.onUs);
        this.boot = 'initialising';
        this.led = 'slow-blink';
        this.#start('initialisation.finished', BOARD.initDurationUs);
        if (this.#contact === 'open' || !this.#arms) this.#hold = 'idle';
        else {
          this.#hold = 'early';
          this.#start('window.reached', STAGE.fromUs);
        }
        break;
      case 'window.reached':
        this.#hold = 'window';
        this.#start('over.reached', STAGE.toUs + 1 - STAGE.fromUs);
        break;
      case 'over.reached':
        this.#hold = 'over';
        this.#start('stuck.reached', BOARD.stuckAfterUs - STAGE.toUs - 1);
        break;
      case 'stuck.reached':
        if (this.#contact === 'opening' || this.#contact === 'chattering') this.#hold = 'overdue';
        else this.#stuck();
        break;
      case 'initialisation.finished':
        if (this.#isCounting()) this.boot = 'awaiting-release';
        else this.#ready();
        break;
      case 'beep.ended':
        this.#buzz(false);
        break;
      case 'reset.requested':
        this.boot = 'erasing';
        this.#start('settings.erased', ERASE_US);
        break;
      case 'settings.erased':
        this.provisioned = false;
        this.resets++;
        this.boot = 'restoring';
        this.#start('defaults.restored', STEP_US);
        break;
      case 'defaults.restored':
        this.boot = 'finishing';
        this.#start('reset.finished', STEP_US);
        break;
      case 'reset.finished':
        this.boot = 'restarting';
        this.#start('restart.due', BOARD.restartDelayUs);
        break;
      case 'restart.due':
        this.restarted = true;
        break;
      default:
        event satisfies never;
    }
  }

  /** The contact has been still for a debounce time. */
  #settle(): void {
    if (this.#contact === 'closing') this.#contact = 'closed';
    else {
      const chattered = this.#contact === 'chattering';
      this.#contact = 'open';
      if (this.#isCounting()) this.#judge(chattered ? 'idle' : this.#latched);
    }
  }

  #judge(ended: Hold): void {
    this.#stop('window.reached');
    this.#stop('over.reached');
    this.#stop('stuck.reached');
    this.#hold = ended === 'early' ? 'short' : ended === 'window' ? 'reset' : ended === 'over' ? 'over-held' : 'idle';
    if (this.#hold === 'reset') {
      this.#stop('initialisation.finished');
      this.boot = 'requesting';
      this.led = 'fast-blink';
      this.#start('reset.requested', STEP_US);
    } else if (this.boot === 'awaiting-release') this.#ready();
  }

  #stuck(): void {
    this.#hold = 'stuck';
    if (this.boot === 'awaiting-release') this.#ready();
  }

  #ready(): void {
    this.boot = this.provisioned ? 'login' : 'wizard';
    this.led = 'on';
  }

  #isCounting(): boolean {
    return this.#hold === 'early' || this.#hold === 'window' || this.#hold === 'over' || this.#hold === 'overdue';
  }

  #buzz(on: boolean): void {
    if (on && !this.buzzing) this.beeps++;
    this.buzzing = on;
  }

  #start(event: Event, delayUs: Us): void {
    this.#events.push(event);
    this.#deadlines.push(this.nowUs + delayUs);
  }

  #restart(event: Event, delayUs: Us): void {
    this.#stop(event);
    this.#start(event, delayUs);
  }

  #stop(event: Event): void {
    const index = this.#events.indexOf(event);
    if (index >= 0) this.#remove(index);
  }

  #remove(index: number): void {
    const last = this.#events.length - 1;
    for (let at = index; at < last; at++) {
      this.#events[at] = this.#events[at + 1] as Event;
      this.#deadlines[at] = this.#deadlines[at + 1] as Us;
    }
    this.#events.pop();
    this.#deadlines.pop();
  }
}

export const handWritten = (): Job => (held) => {
  let recorder = new Recorder(0, true, held);
  let boots = 1;
  let beeps = 0;
  let resets = 0;
  if (held) {
    recorder.edge(true, 0);
    recorder.edge(false, RELEASE_US);
  }
  recorder.advanceTo(END_US);
  while (recorder.restarted) {
    beeps += recorder.beeps;
    resets += recorder.resets;
    boots++;
    recorder = new Recorder(recorder.nowUs, false, recorder.provisioned);
    recorder.advanceTo(END_US);
  }
  return { boots, resets: resets + recorder.resets, beeps: beeps + recorder.beeps, atWizard: recorder.boot === 'wizard' };
};
