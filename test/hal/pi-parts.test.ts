/** The parts on real lines, on lines of the test's: what is written to them, and what is heard. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Level } from '../../src/board.ts';
import { ProblemError, unwrap } from '../../src/errors.ts';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import type { InputLine, LineEdge } from '../../src/hal/pi/gpio.ts';
import { openPiLines } from '../../src/hal/pi/lines.ts';
import { LinePin, PiBuzzer, PiLed, PowerSense } from '../../src/hal/pi/parts.ts';
import { openTone } from '../../src/hal/pi/pwm-tone.ts';
import { SystemRtc } from '../../src/hal/pi/system-rtc.ts';
import { FakeLines, linedBoard } from '../support/fake-lines.ts';
import { ManualWall } from '../support/manual-wall.ts';

class FakeInput implements InputLine {
  readonly name = 'gpiochip0:17 (GPIO17)';
  level: Level = 1;
  lost = 0;
  waiting: LineEdge[] = [];
  read = () => this.level;
  take = () => this.waiting.splice(0);
  close() {}
}

describe('an input pin on a line', () => {
  const pinned = () => {
    const line = new FakeInput();
    const seen: string[] = [];
    const lost: number[] = [];
    const pin = new LinePin(
      line,
      'reset',
      (signal, value) => seen.push(`${signal} ${value}`),
      (count) => lost.push(count),
    );
    /** The edges come at these levels, 1 us apart. */
    const come = (...levels: Level[]) => {
      line.waiting.push(...levels.map((level, index) => ({ level, atNs: BigInt(index) })));
      pin.source().forEach(({ run }, index) => {
        run(index);
      });
    };
    return { line, pin, seen, lost, come };
  };

  test('reads the level of machine time, not of the wire: what is read and what is heard agree', () => {
    const { line, pin, come } = pinned();
    line.level = 0;
    expect(pin.read()).toBe(1);
    come(0);
    expect(pin.read()).toBe(0);
  });

  test('reports no level twice, and everything to the observer, watched or not', () => {
    const { pin, seen, come } = pinned();
    const heard: [Level, number][] = [];
    come(0, 0, 1);
    pin.watch((level, atUs) => heard.push([level, atUs]));
    come(1, 0);
    pin.unwatch();
    come(1);
    expect(heard).toEqual([[0, 1]]);
    expect(seen).toEqual(['reset 0', 'reset 1', 'reset 0', 'reset 1']);
  });

  test('tells how many edges were lost, each once', () => {
    const { line, lost, come } = pinned();
    line.lost = 3;
    come(0);
    come(1);
    line.lost = 5;
    come();
    expect(lost).toEqual([3, 2]);
  });
});

describe('power sense', () => {
  const sensed = (level: Level) => {
    const clock = new VirtualClock();
    const line = new FakeInput();
    line.level = level;
    const pin = new LinePin(
      line,
      'plug',
      () => {},
      () => {},
    );
    const power = new PowerSense(clock, pin, 20_000);
    const heard: string[] = [];
    power.watch((isGood) => heard.push(`${isGood ? 'good' : 'lost'} ${clock.nowUs}`));
    const set = (to: Level) => {
      line.waiting.push({ level: to, atNs: 0n });
      for (const { run } of pin.source()) run(clock.nowUs);
    };
    return { clock, heard, set, power };
  };

  test('power is good once the line was high for the delay, without a break', () => {
    const { clock, heard, set } = sensed(0);
    set(1);
    clock.advance(15_000);
    set(0);
    clock.advance(1_000);
    set(1);
    clock.advance(19_999);
    expect(heard).toEqual([]);
    clock.advance(1);
    expect(heard).toEqual(['good 36000']);
  });

  test('power is lost at once', () => {
    const { clock, heard, set, power } = sensed(1);
    clock.advance(30_000);
    expect(power.isGood).toBe(true);
    set(0);
    expect(heard).toEqual(['good 20000', 'lost 30000']);
  });

  test('without a line the start of the process is the power-up', () => {
    const clock = new VirtualClock();
    const heard: boolean[] = [];
    new PowerSense(clock, undefined, 20_000).watch((isGood) => heard.push(isGood));
    expect(heard).toEqual([]);
    clock.advance(0);
    expect(heard).toEqual([true]);
  });
});

describe('LED and buzzer', () => {
  test('the LED blinks by itself, and stops when another pattern is shown', () => {
    const clock = new VirtualClock();
    const written: string[] = [];
    const led = new PiLed({ write: (level) => written.push(`${level} at ${clock.nowUs / 1000}`) }, clock, () => {});
    led.show('fast-blink');
    clock.advance(300_000);
    led.show('on');
    clock.advance(1_000_000);
    led.show('off');
    expect(written).toEqual(['1 at 0', '0 at 125', '1 at 250', '1 at 300', '0 at 1300']);
  });

  test('the buzzer writes each change once', () => {
    const written: Level[] = [];
    const seen: unknown[] = [];
    const buzzer = new PiBuzzer({ write: (level) => written.push(level), close() {} }, (_, value) => seen.push(value));
    buzzer.sound(false);
    buzzer.sound(true);
    buzzer.sound(true);
    buzzer.sound(false);
    expect(written).toEqual([1, 0]);
    expect(seen).toEqual([1, 0]);
  });

  test('without a buzzer the order goes nowhere, and nobody sees a beep', () => {
    const seen: unknown[] = [];
    new PiBuzzer(undefined, (_, value) => seen.push(value)).sound(true);
    expect(seen).toEqual([]);
  });
});

function folder(): string {
  const made = mkdtempSync(path.join(tmpdir(), 'recsim-pi-'));
  onTestFinished(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

describe('a tone for a passive buzzer', () => {
  /** /sys/class/pwm as a kernel shows it, with channel 0 exported already. */
  const pwm = () => {
    const root = folder();
    const place = path.join(root, 'pwmchip0', 'pwm0');
    mkdirSync(place, { recursive: true });
    writeFileSync(path.join(root, 'pwmchip0', 'npwm'), '2\n');
    for (const file of ['enable', 'period', 'duty_cycle']) writeFileSync(path.join(place, file), '1\n');
    return { root, read: (file: string) => readFileSync(path.join(place, file), 'utf8').trim() };
  };

  test('a square wave of the frequency asked for, silent until it sounds', async () => {
    const { root, read } = pwm();
    const tone = await openTone({ chip: 'pwmchip0', channel: 0, hertz: 4_000 }, new ManualWall(), root);
    expect([read('period'), read('duty_cycle'), read('enable')]).toEqual(['250000', '125000', '0']);
    tone.write(1);
    expect(read('enable')).toBe('1');
    tone.close();
    expect(read('enable')).toBe('0');
    tone.write(1);
    expect(read('enable')).toBe('0');
  });

  test('a board that names a channel for its buzzer has its tone there, and leaves the line alone', async () => {
    const { root, read } = pwm();
    const lines = new FakeLines();
    const board = linedBoard();
    const buzzer = { ...board.pins.buzzer, line: 'buzzer', pwm: { chip: 'pwmchip0', channel: 0 } };
    const options = { observe() {}, failed() {}, backend: lines.backend, now: lines.now, pwmRoot: root };
    const pins = unwrap(await openPiLines({ ...board, pins: { ...board.pins, buzzer } }, options));
    expect([lines.taken.has('buzzer'), read('period'), read('enable')]).toEqual([false, '370370', '0']);
    expect(pins.facts().lines).toContain('buzzer: pwmchip0 channel 0');
    pins.sounder?.write(1);
    expect(read('enable')).toBe('1');
    pins.close();
    expect(read('enable')).toBe('0');
  });

  test.each([
    ['a chip that is not there', { chip: 'pwmchip7', channel: 0 }, 'there is no such PWM chip. Turn the PWM on: dtoverlay=pwm'],
    ['a channel that is not there', { chip: 'pwmchip0', channel: 2 }, 'there is no channel 2: it has 2, from 0'],
  ])('%s', async (_, options, text) => {
    const { root } = pwm();
    await expect(openTone(options, new ManualWall(), root)).rejects.toThrow(text);
  });

  test('a channel that never appears after it was exported', async () => {
    const { root } = pwm();
    const wall = new ManualWall();
    const opening = openTone({ chip: 'pwmchip0', channel: 1 }, wall, root);
    opening.catch(() => {});
    for (let look = 0; look < 101; look++) {
      wall.pass(10);
      await Promise.resolve();
    }
    await expect(opening).rejects.toThrow('cannot be set: ENOENT');
    expect(readFileSync(path.join(root, 'pwmchip0', 'export'), 'utf8')).toBe('1');
  });
});

describe('the clock of the machine as RTC', () => {
  const NOW = Date.UTC(2026, 6, 1);

  test('is ahead of the machine by what the recorder set, also after a new start', () => {
    const file = path.join(folder(), 'rtc');
    const rtc = new SystemRtc(
      file,
      () => {},
      () => NOW,
    );
    expect(rtc.read()).toBe(NOW);
    expect(existsSync(file)).toBe(false);
    rtc.set(NOW + 5_000);
    expect(
      new SystemRtc(
        file,
        () => {},
        () => NOW + 1,
      ).read(),
    ).toBe(NOW + 5_001);
  });

  test('a machine that has lost its time has none, until it is set', () => {
    const rtc = new SystemRtc(
      undefined,
      () => {},
      () => 12_345,
    );
    expect(rtc.read()).toBeUndefined();
    rtc.set(NOW);
    expect(rtc.read()).toBe(NOW);
  });

  test('a file without an offset is refused', () => {
    const file = path.join(folder(), 'rtc');
    writeFileSync(file, 'noon');
    expect(() => new SystemRtc(file, () => {})).toThrow(ProblemError);
  });
});
