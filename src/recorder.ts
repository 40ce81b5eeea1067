/**
 * The device: hardware that stays, and a firmware that lives from power-good to power loss. Nothing of a firmware survives
 * the loss of power or a reset but what it wrote to flash. The finger on the button is not part of the device.
 */
import type { ResetCause } from './board.ts';
import { Firmware, type FirmwareOptions } from './firmware/firmware.ts';
import type { DeviceHal } from './hal/ports.ts';
import { NO_SIGNAL } from './ui/screen/model.ts';

export interface RecorderOptions extends FirmwareOptions {
  readonly hal: DeviceHal;
}

export class Recorder {
  readonly #options: RecorderOptions;
  #firmware: Firmware | undefined;

  constructor(options: RecorderOptions) {
    this.#options = options;
    options.hal.onReset((cause) => this.#reset(cause));
  }

  /** The running firmware; `undefined` without power. */
  get firmware(): Firmware | undefined {
    return this.#firmware;
  }

  /** The supply is good: the processor starts. */
  powerGood(cause: ResetCause): void {
    if (this.#firmware) throw new Error('power became good while it was good');
    this.#start(cause);
  }

  /** The supply is lost: the firmware and its RAM are gone at once. */
  powerLost(): void {
    this.#stop();
    this.#options.hal.resetTo('power-on');
    this.#options.observe('firmware', 'stopped', 'power lost');
    this.#options.observe('screen', NO_SIGNAL);
  }

  #reset(cause: ResetCause): void {
    if (!this.#firmware) return;
    this.#stop();
    this.#start(cause);
  }

  #start(cause: ResetCause): void {
    this.#options.hal.resetTo(cause);
    this.#options.observe('firmware', 'started', cause);
    this.#firmware = new Firmware(this.#options);
  }

  #stop(): void {
    this.#firmware?.hang();
    this.#firmware = undefined;
  }
}
