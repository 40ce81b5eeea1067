/** What `recsim doctor` says of machines that are not there; the texts were read, and are in files beside this one. */
import { describe, expect, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { loadBoard } from '../../src/board-file.ts';
import { diagnosisAsText } from '../../src/cli/doctor/text.ts';
import { type Diagnosis, examine } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import { unwrap } from '../../src/errors.ts';
import {
  CONTAINER,
  chip,
  DEVICE,
  type FakeMachine,
  LAPTOP,
  LAPTOP_ROOT,
  MAC,
  machineOf,
  PI_4,
  PI_4_BUSY,
  PI_4_OUTSIDER,
  PI_5,
  PI_5_EARLY,
} from './machines.ts';

const boardOf = (name: string): Board => unwrap(loadBoard(name)).board;
const PLAIN = { style: (_: unknown, text: string) => text, isAscii: false };

async function diagnose(fake: FakeMachine, { isNamed = false, allLines = false, board = boardOf('pi-4') } = {}): Promise<Diagnosis> {
  return examine(await machineOf(fake), board, { isNamed, allLines });
}

/** The findings of this code. */
const of = ({ findings }: Diagnosis, code: string): Finding[] => findings.filter((finding) => finding.code === code);
const problemsOf = ({ findings }: Diagnosis): string[] => findings.filter(({ level }) => level === 'problem').map(({ code }) => code);

test.each([
  ['pi-4', PI_4],
  ['pi-4-outsider', PI_4_OUTSIDER],
  ['pi-4-busy', PI_4_BUSY],
  ['pi-5', PI_5],
  ['pi-5-early', PI_5_EARLY],
  ['laptop', LAPTOP],
  ['laptop-root', LAPTOP_ROOT],
  ['container', CONTAINER],
  ['mac', MAC],
])('%s, as a person reads it', async (name, fake) => {
  const text = diagnosisAsText(await diagnose(fake), PLAIN).join('\n');
  await expect(`${text}\n`).toMatchFileSnapshot(`${name}.txt`);
});

describe('whether the board can be used', () => {
  test.each([
    ['a Raspberry Pi 4', PI_4, true],
    ['a Raspberry Pi 5', PI_5, true],
    ['a Raspberry Pi 5 whose header is gpiochip4', PI_5_EARLY, true],
    ['somebody without the group', PI_4_OUTSIDER, false],
    ['lines that are held', PI_4_BUSY, false],
    ['a laptop', LAPTOP_ROOT, false],
    ['a container', CONTAINER, false],
  ])('%s: %#', async (_, fake, isReady) => {
    expect((await diagnose(fake)).isReady).toBe(isReady);
  });

  test('on a machine that was not made for it nothing is a problem, until somebody asks for the board', async () => {
    expect(problemsOf(await diagnose(CONTAINER))).toEqual([]);
    expect(problemsOf(await diagnose(CONTAINER, { isNamed: true }))).toEqual(['no-chip']);
    expect(problemsOf(await diagnose(LAPTOP_ROOT))).toEqual([]);
    expect(problemsOf(await diagnose(LAPTOP_ROOT, { isNamed: true }))).toEqual(['line-missing', 'line-missing', 'line-missing', 'line-missing']);
  });

  test('a serial port that is in use keeps no board from its lines', async () => {
    const busy = await diagnose({ ...PI_4_BUSY, chips: PI_4.chips ?? {} });
    expect([busy.isReady, problemsOf(busy)]).toEqual([true, ['port-console', 'port-login', 'port-held']]);
  });

  test('a board that does not say where its reset button is', async () => {
    const seed = await diagnose(PI_4, { board: boardOf('seed') });
    expect([seed.isReady, problemsOf(seed)]).toEqual([false, ['no-reset-pin']]);
    expect(of(seed, 'no-reset-pin')[0]?.remedy).toContain('--board pi-4');
  });

  test('a board without a button and without lines needs no chip', async () => {
    const plain = await diagnose(CONTAINER, { isNamed: true, board: boardOf('no-button') });
    expect([plain.isReady, of(plain, 'no-pins').length]).toEqual([true, 1]);
  });
});

describe('lines', () => {
  const on = (line: string, changes: object = {}) => {
    const board = boardOf('pi-4');
    return { board: { ...board, pins: { reset: { line, assumed: 'a test', ...changes } } } };
  };

  test('by a chip and an offset', async () => {
    expect(of(await diagnose(LAPTOP_ROOT, on('gpiochip0:7')), 'line-free')[0]?.what).toBe('gpiochip0:7 is free');
    expect(of(await diagnose(LAPTOP_ROOT, on('gpiochip0:360')), 'line-missing')[0]?.what).toContain('lines 0 to 359');
  });

  test('a name that is nearly right', async () => {
    expect(of(await diagnose(PI_4, on('GPI017')), 'line-missing')[0]).toMatchObject({
      what: 'there is no GPIO line "GPI017"',
      remedy: 'Did you mean "GPIO17"?',
      blocks: true,
    });
  });

  test('a chip that may not be read is named where a line was not found', async () => {
    const locked = { ...PI_4, devices: { ...PI_4.devices, '/dev/gpiochip1': DEVICE.rootOnly } };
    const { findings, isReady } = await diagnose(locked, on('BT_ON'));
    expect(findings.find(({ code }) => code === 'line-missing')?.what).toContain('(not looked at: /dev/gpiochip1: permission denied');
    expect(isReady).toBe(false);
    // Nor is that chip in the way of lines on another one.
    expect((await diagnose(locked)).isReady).toBe(true);
  });

  test('a pull that a chip may not have is doubtful, and none where the driver is known to have it', async () => {
    const pulled = { bias: 'pull-up' };
    expect(of(await diagnose(LAPTOP_ROOT, on('gpiochip0:7', pulled)), 'bias-doubtful')[0]?.level).toBe('note');
    expect(of(await diagnose(PI_4, on('GPIO17', pulled)), 'bias-doubtful')).toEqual([]);
    expect(of(await diagnose(PI_5, on('GPIO17', pulled)), 'bias-doubtful')).toEqual([]);
  });

  test.each([
    ['onewire@4', 'dtoverlay=w1-gpio'],
    ['spi0 CS0', 'dtparam=spi=on'],
    ['ir-receiver@11', 'dtoverlay=gpio-ir'],
    ['shutdown', 'dtoverlay=gpio-shutdown'],
    ['recsim', 'End the other recsim first'],
    ['gpiomon', 'root is told'],
  ])('held by "%s": %s', async (consumer, advice) => {
    const held = { ...PI_4, chips: { '/dev/gpiochip0': chip('gpiochip0', 'pinctrl-bcm2711', [`GPIO17 < ${consumer}`]) } };
    const [finding] = of(await diagnose(held, on('GPIO17')), 'line-held');
    expect(finding?.what).toContain(`held as an input by "${consumer}"`);
    expect(finding?.remedy).toContain(advice);
  });

  test('root sees which process it is; what no process holds is a driver of the kernel', async () => {
    const held = { ...PI_4_BUSY, user: 'root' };
    const findings = of(await diagnose(held), 'line-held');
    expect(findings.find(({ where }) => where === 'buzzer')?.commands).toEqual(['kill 812']);
    expect(findings.find(({ where }) => where === 'led')?.remedy).toContain('A driver of the kernel has it');
  });

  test('pigpiod is told of: the kernel does not see what it does', async () => {
    const poked = await diagnose({ ...PI_4, files: { ...PI_4.files, '/proc/700/cmdline': '/usr/bin/pigpiod\0-l\0' } });
    expect(of(poked, 'past-kernel')[0]).toMatchObject({ level: 'note', where: 'process 700', commands: ['sudo systemctl stop pigpiod'] });
    expect(poked.isReady).toBe(true);
  });
});

test('a passive buzzer wants its PWM channel, and no line', async () => {
  const buzzing = (chip: string, channel: number, fake = PI_4) => {
    const board = boardOf('pi-4');
    const buzzer = { ...board.pins.buzzer, line: 'GPIO18', pwm: { chip, channel } };
    return diagnose(fake, { board: { ...board, pins: { ...board.pins, buzzer } } });
  };
  const said = async (...args: Parameters<typeof buzzing>) => {
    const { isReady, findings } = await buzzing(...args);
    return [isReady, ...findings.filter(({ section, where }) => section === 'board' && where === 'buzzer').map(({ code }) => code)];
  };
  expect(await said('pwmchip0', 1)).toEqual([true, 'pwm-there']);
  expect(await said('pwmchip0', 2)).toEqual([false, 'pwm-missing']);
  expect(await said('pwmchip2', 0)).toEqual([false, 'pwm-missing']);
  expect(await said('pwmchip0', 0, PI_4_OUTSIDER)).toEqual([false, 'pwm-denied']);
});

describe('permissions', () => {
  const denied = async (changes: Partial<FakeMachine>) => of(await diagnose({ ...PI_4, user: 'ann', ...changes }), 'chip-denied')[0];

  test('a group that was joined after the log-in: log in again', async () => {
    const finding = await denied({ user: 'pi', groups: ['pi', 'dialout'] });
    expect(finding?.what).toContain('you joined that group after you logged in');
    expect(finding?.commands).toEqual(['newgrp gpio']);
  });

  test('a chip of root alone: a rule of udev, and the group where there is none', async () => {
    const devices = { ...PI_4.devices, '/dev/gpiochip0': DEVICE.rootOnly };
    const withGroup = await denied({ devices });
    expect(withGroup?.commands?.[0]).toContain('GROUP="gpio", MODE="0660"');
    expect(withGroup?.commands?.at(-1)).toBe('sudo usermod -aG gpio ann');
    const without = await denied({ devices, files: { ...PI_4.files, '/etc/group': LAPTOP.files?.['/etc/group'] ?? '' } });
    expect(without?.commands?.[0]).toBe('sudo groupadd --system gpio');
  });

  test('in a container the group is given when it is started', async () => {
    const finding = await denied({ files: { ...PI_4.files, '/.dockerenv': '' } });
    expect(finding?.commands).toEqual(['docker run --device /dev/gpiochip0 --group-add $(stat -c %g /dev/gpiochip0) ...']);
  });

  test('the file allows it and the kernel refuses it: a sandbox', async () => {
    const finding = await denied({ user: 'pi', chips: {} });
    expect(finding?.what).toContain('although root:gpio, rw-rw---- would allow it');
    expect(finding?.remedy).toContain('systemd');
  });
});

describe('packages', () => {
  const without = (name: 'koffi' | 'onoff' | 'serialport') => ({
    missing: [{ name, failure: `the package ${name} cannot be loaded: Cannot find package` }],
  });

  test('without koffi no line can be looked for, and how to install it is told', async () => {
    const lacking = await diagnose({ ...PI_4, ...without('koffi') });
    expect([lacking.isReady, of(lacking, 'package-missing')[0]?.commands]).toEqual([false, ['npm install koffi']]);
    expect(problemsOf(lacking)).toContain('package-missing');
    expect(of(lacking, 'lines-unread').length).toBe(1);
  });

  test('onoff and serialport are missed by those who use them alone', async () => {
    for (const name of ['onoff', 'serialport'] as const) {
      const lacking = await diagnose({ ...PI_4, ...without(name) });
      expect([lacking.isReady, problemsOf(lacking)]).toEqual([true, []]);
    }
  });
});

describe('what the kernel is like', () => {
  test('older than 5.10: said', async () => {
    const at = async (release: string) =>
      of(await diagnose({ ...PI_4, files: { ...PI_4.files, '/proc/sys/kernel/osrelease': release } }), 'kernel-old').length;
    expect([await at('5.4.83-v7l+'), await at('4.19.97'), await at('5.10.103-v7l+'), await at('6.1.21')]).toEqual([1, 1, 0, 0]);
  });

  test('no GPIO in sysfs: onoff is out, and nothing else', async () => {
    const without = <T>(from: Readonly<Record<string, T>> = {}) =>
      Object.fromEntries(Object.entries(from).filter(([file]) => !file.startsWith('/sys/class/gpio')));
    const { isReady, findings } = await diagnose({ ...PI_4, files: without(PI_4.files), devices: without(PI_4.devices) });
    expect([isReady, findings.find(({ code }) => code === 'no-sysfs')?.level]).toEqual([true, 'note']);
  });

  test('a Raspberry Pi without any chip: the kernel, and a problem', async () => {
    const { devices: _, chips: __, ...rest } = PI_4;
    expect(of(await diagnose(rest), 'no-chip')[0]).toMatchObject({ level: 'problem', remedy: expect.stringContaining('5.10') });
  });

  test('a clock that has lost its time is told apart from one that keeps it', async () => {
    const at = async (seconds: string) =>
      (await diagnose({ ...PI_5, files: { ...PI_5.files, '/sys/class/rtc/rtc0/since_epoch': seconds } })).findings;
    expect((await at('0')).some(({ code }) => code === 'rtc-lost')).toBe(true);
    expect((await at('1792931000')).some(({ code }) => code === 'rtc')).toBe(true);
  });
});

test('--lines: those that nobody holds too', async () => {
  const details = (found: Diagnosis) => of(found, 'chip').map((finding) => finding.details?.length);
  expect(details(await diagnose(PI_4))).toEqual([1, 4]);
  const all = await diagnose(PI_4, { allLines: true });
  expect(details(all)).toEqual([58, 8]);
  expect(of(all, 'chip')[0]?.details?.[17]).toEqual([' 17', 'GPIO17', 'input', 'free']);
});

test('--ascii writes nothing else, and control characters of names reach no terminal', async () => {
  const nasty = { ...PI_4, chips: { '/dev/gpiochip0': chip('gpiochip0', 'bad\x1b[2J', ['GPIO17 < x\x07y']) } };
  const lines = diagnosisAsText(await diagnose(nasty), { ...PLAIN, isAscii: true });
  expect(lines.filter((line) => /\p{Cc}/u.test(line))).toEqual([]);
  expect(lines.join('\n')).toContain('GPIO17');
  expect(diagnosisAsText(await diagnose(PI_4_BUSY), { ...PLAIN, isAscii: true }).join('\n')).toMatch(/^[\n\x20-\x7e]*$/);
});
