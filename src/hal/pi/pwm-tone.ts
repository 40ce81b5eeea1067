/**
 * A tone for a passive buzzer, by the kernel's PWM in sysfs. Source: Linux Documentation/driver-api/pwm.rst. On a Raspberry Pi GPIO18 is channel 0 after
 * `dtoverlay=pwm` (channel 2 on a Pi 5).
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { PwmChannel } from '../../board.ts';
import type { WallClock } from '../wall-clock.ts';
import { DENIED, hardwareError, JOIN_GPIO } from './gpio.ts';
import type { Sounder } from './parts.ts';

/** udev gives a new channel to its group a moment after it appears. */
const APPEARS_MS = 1_000;
const POLL_MS = 10;

/** Silent from the start. Rejects with a ProblemError. `root`: another folder in tests. */
export async function openTone({ chip, channel, hertz = 2_700 }: PwmChannel, wall: WallClock, root = '/sys/class/pwm'): Promise<Sounder> {
  const folder = path.join(root, chip);
  if (!existsSync(folder)) {
    const remedy = 'Turn the PWM on: dtoverlay=pwm in /boot/firmware/config.txt, then restart; or look at what there is in /sys/class/pwm';
    throw hardwareError('there is no such PWM chip', remedy, folder);
  }
  const channels = Number(readFileSync(path.join(folder, 'npwm'), 'utf8'));
  if (channel >= channels) throw hardwareError(`there is no channel ${channel}: it has ${channels}, from 0`, 'Name another channel', folder);
  const place = path.join(folder, `pwm${channel}`);
  const periodNs = Math.round(1e9 / hertz);
  const set = (file: string, value: number | string) => writeFileSync(path.join(place, file), String(value));
  let isOurs = false;
  try {
    if (!existsSync(place)) {
      writeFileSync(path.join(folder, 'export'), String(channel));
      isOurs = true;
    }
    const endMs = wall.nowMs + APPEARS_MS;
    while (!isSilenced(place) && wall.nowMs < endMs) await new Promise<void>((resolve) => wall.after(POLL_MS, resolve));
    set('enable', 0);
    // A period shorter than the duty is refused, and so is a duty longer than the period.
    set('duty_cycle', 0);
    set('period', periodNs);
    set('duty_cycle', Math.round(periodNs / 2));
  } catch (error) {
    throw problemOf(place, error);
  }
  let isClosed = false;
  return {
    write(level) {
      if (isClosed) return;
      try {
        set('enable', level);
      } catch (error) {
        throw problemOf(place, error);
      }
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      try {
        set('enable', 0);
        if (isOurs) writeFileSync(path.join(folder, 'unexport'), String(channel));
      } catch {
        // A chip that is gone makes no sound.
      }
    },
  };
}

function isSilenced(place: string): boolean {
  try {
    writeFileSync(path.join(place, 'enable'), '0');
    return true;
  } catch {
    return false;
  }
}

function problemOf(place: string, error: unknown) {
  const { code } = error as NodeJS.ErrnoException;
  if (code === 'EACCES' || code === 'EPERM') return hardwareError(DENIED, JOIN_GPIO, place);
  if (code === 'EBUSY') return hardwareError('somebody else uses this channel', 'End that program, or name another channel', place);
  return hardwareError(`cannot be set: ${code ?? (error as Error).message}`, 'Look at the log of the system (dmesg)', place);
}
