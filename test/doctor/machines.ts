/** Machines that are not there: their files, their chips, and who sits at them. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';
import type { Machine } from '../../src/doctor/machine.ts';
import { readMachine, type Senses } from '../../src/doctor/read-machine.ts';
import { fail, ok } from '../../src/errors.ts';
import { DENIED, hardwareProblem } from '../../src/hal/pi/gpio.ts';
import type { LineInfo } from '../../src/hal/pi/gpio-chip.ts';

type ChipContent = NonNullable<Machine['chips'][number]['content']>;

/** Permissions as in `crw-rw----`, an owner and a group. */
type Owned = readonly [mode: number, owner: string, group: string];

export interface FakeMachine {
  readonly files?: Readonly<Record<string, string>>;
  /** From a path to where it leads. */
  readonly links?: Readonly<Record<string, string>>;
  readonly devices?: Readonly<Record<string, Owned>>;
  readonly chips?: Readonly<Record<string, ChipContent>>;
  readonly user?: string;
  /** Of the process; by default those of /etc/group. */
  readonly groups?: readonly string[];
  readonly missing?: Machine['packages'];
  readonly platform?: string;
  readonly arch?: string;
}

export const DEVICE = {
  gpio: [0o660, 'root', 'gpio'],
  dialout: [0o660, 'root', 'dialout'],
  rootOnly: [0o600, 'root', 'root'],
} as const satisfies Record<string, Owned>;
const { gpio: GPIO, dialout: DIALOUT } = DEVICE;

const UIDS: Readonly<Record<string, number>> = { root: 0, pi: 1000, ann: 1001 };
const GIDS: Readonly<Record<string, number>> = { root: 0, dialout: 20, plugdev: 46, users: 100, gpio: 993, pi: 1000, ann: 1001 };
const PACKAGES = ['koffi', 'serialport', 'onoff'] as const;

/** What is found on it, as on a real one. */
export async function machineOf(fake: FakeMachine): Promise<Machine> {
  const root = mkdtempSync(path.join(tmpdir(), 'recsim-doctor-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const make = (file: string, write: (place: string) => void) => {
    const place = path.join(root, file);
    mkdirSync(path.dirname(place), { recursive: true });
    write(place);
  };
  const passwd = Object.entries(UIDS).map(([name, uid]) => `${name}:x:${uid}:${uid}::/home/${name}:/bin/bash`);
  make('/etc/passwd', (place) => writeFileSync(place, passwd.join('\n')));
  for (const file of Object.keys(fake.devices ?? {})) make(file, (place) => writeFileSync(place, ''));
  for (const [file, text] of Object.entries(fake.files ?? {})) make(file, (place) => writeFileSync(place, text.endsWith('\0') ? text : `${text}\n`));
  for (const [file, target] of Object.entries(fake.links ?? {})) make(file, (place) => symlinkSync(target, place));
  return readMachine(sensesOf(fake), root);
}

function sensesOf({
  devices = {},
  links = {},
  chips = {},
  user = 'pi',
  groups = [user, ...enrolled(user)],
  missing = [],
  platform = 'linux',
  arch = 'arm64',
}: FakeMachine): Senses {
  const follow = (file: string) => (links[file] === undefined ? file : path.resolve(path.dirname(file), links[file]));
  const isOurs = ([mode, owner, group]: Owned) => {
    const shift = user === owner ? 6 : groups.includes(group) ? 3 : 0;
    return user === 'root' || ((mode >> shift) & 6) === 6;
  };
  return {
    node: '20.19.2',
    platform,
    arch,
    user: { name: user, uid: UIDS[user] ?? -1, gids: groups.map((group) => GIDS[group] ?? -1) },
    device(file) {
      const owned = devices[follow(file)];
      return owned && { mode: owned[0], uid: UIDS[owned[1]] ?? -1, gid: GIDS[owned[2]] ?? -1, isOurs: isOurs(owned) };
    },
    chip(file) {
      const [chip, owned] = [chips[follow(file)], devices[follow(file)]];
      if (missing.some(({ name }) => name === 'koffi')) return fail(hardwareProblem('the package koffi cannot be loaded: Cannot find package', ''));
      return chip && owned && isOurs(owned) ? ok(chip) : fail(hardwareProblem(DENIED, '', file));
    },
    packages: async () =>
      PACKAGES.filter((name) => platform === 'linux' || name === 'serialport').map((name) => missing.find((each) => each.name === name) ?? { name }),
  };
}

const MEMBERS: Readonly<Record<string, readonly string[]>> = { dialout: ['pi'], gpio: ['pi'], plugdev: ['pi', 'ann'], users: ['pi', 'ann'] };
const enrolled = (user: string) => Object.keys(MEMBERS).filter((group) => MEMBERS[group]?.includes(user));

/** /etc/group of a machine that has these groups. */
const groupFile = (names: readonly string[], members = MEMBERS): string =>
  names.map((name) => `${name}:x:${GIDS[name]}:${members[name]?.join(',') ?? ''}`).join('\n');

/** Lines by their names, with who holds them: `name`, or `name > holder` for an output, `name < holder` for an input. */
const linesOf = (written: readonly string[]): LineInfo[] =>
  written.map((text, offset) => {
    const [, name = '', way, consumer] = /^(.*?)(?: ([<>]) (.*))?$/.exec(text) ?? [];
    return { offset, name, consumer, isOutput: way === '>' };
  });

export const chip = (name: string, label: string, lines: readonly string[]): ChipContent => ({ name, label, lines: linesOf(lines) });

/** The header's lines, then others; some held. */
const header = (held: Readonly<Record<number, string>>, rest: readonly string[]): string[] => [
  ...Array.from({ length: 28 }, (_, gpio) => {
    const name = gpio === 0 ? 'ID_SDA' : gpio === 1 ? 'ID_SCL' : `GPIO${gpio}`;
    return held[gpio] === undefined ? name : `${name} ${held[gpio]}`;
  }),
  ...rest,
];

const unnamed = (count: number): string[] => Array.from({ length: count }, () => '');
const sysfsChip = (base: number, label: string, lines: number): Record<string, string> => ({
  [`/sys/class/gpio/gpiochip${base}/label`]: label,
  [`/sys/class/gpio/gpiochip${base}/base`]: String(base),
  [`/sys/class/gpio/gpiochip${base}/ngpio`]: String(lines),
});

const BOOKWORM = {
  '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nID=debian',
  '/etc/group': groupFile(Object.keys(GIDS)),
};
/** An adapter on USB at /dev/ttyUSB0. */
const FTDI = {
  files: {
    '/sys/devices/usb1/1-1/idVendor': '0403',
    '/sys/devices/usb1/1-1/manufacturer': 'FTDI',
    '/sys/devices/usb1/1-1/product': 'FT232R USB UART',
    '/sys/devices/usb1/1-1/serial': 'A50285BI',
    '/sys/devices/usb1/1-1/1-1:1.0/ttyUSB0/port_number': '0',
  },
  links: { '/sys/class/tty/ttyUSB0/device': '../../../devices/usb1/1-1/1-1:1.0/ttyUSB0' },
} as const;

const BCM2711_REST = [
  'RGMII_MDIO',
  'RGMIO_MDC',
  ...Array.from({ length: 12 }, (_, at) => `SD1_${at}`),
  'LED_ACT > ACT',
  ...Array.from({ length: 15 }, (_, at) => `RGMII_${at}`),
];
const EXPANDER = [
  'BT_ON',
  'WL_ON',
  'PWR_LED_OFF > PWR',
  'GLOBAL_RESET',
  'VDD_SD_IO_SEL > vdd-sd-io',
  'CAM_GPIO > cam1_regulator',
  'SD_PWR_ON > regulator-sd-vcc',
  '',
];

/** A Raspberry Pi 4 as Raspberry Pi OS sets it up, the UART of the header on, an adapter plugged in. */
export const PI_4: FakeMachine = {
  files: {
    ...BOOKWORM,
    '/proc/device-tree/model': 'Raspberry Pi 4 Model B Rev 1.5\0',
    '/proc/sys/kernel/osrelease': '6.6.51+rpt-rpi-v8',
    '/sys/class/tty/console/active': 'tty1',
    '/sys/class/tty/ttyS0/type': '5',
    '/sys/class/pwm/pwmchip0/npwm': '2',
    ...sysfsChip(512, 'pinctrl-bcm2711', 58),
    ...sysfsChip(570, 'raspberrypi-exp-gpio', 8),
    ...FTDI.files,
  },
  links: { '/dev/serial0': 'ttyS0', '/dev/serial1': 'ttyAMA0', ...FTDI.links },
  devices: {
    '/dev/gpiochip0': GPIO,
    '/dev/gpiochip1': GPIO,
    '/sys/class/gpio/export': GPIO,
    '/sys/class/pwm/pwmchip0/export': GPIO,
    '/dev/ttyS0': DIALOUT,
    '/dev/ttyAMA0': DIALOUT,
    '/dev/ttyUSB0': DIALOUT,
  },
  chips: {
    '/dev/gpiochip0': chip('gpiochip0', 'pinctrl-bcm2711', header({}, BCM2711_REST)),
    '/dev/gpiochip1': chip('gpiochip1', 'raspberrypi-exp-gpio', EXPANDER),
  },
};

/** The same, with somebody at it who is in neither group. */
export const PI_4_OUTSIDER: FakeMachine = { ...PI_4, user: 'ann' };

/** The same, with other things on the lines of the board pi-4, and a log-in on the UART of the header. */
export const PI_4_BUSY: FakeMachine = {
  ...PI_4,
  files: {
    ...PI_4.files,
    '/sys/class/tty/console/active': 'tty1 ttyS0',
    '/proc/812/cmdline': 'gpioset\0--mode=signal\0gpiochip0\x0018=1\0',
    '/proc/812/fdinfo/5': 'pos:\t0\nflags:\t02000002\ngpio-chip:\tgpiochip0\ngpio-line:\t18\n',
    '/proc/640/cmdline': '/sbin/agetty\0-o\0-p -- \\u\0--keep-baud\x00115200,57600\0-\0ttyS0\0vt220\0',
    '/proc/901/cmdline': 'picocom\0-b\x00115200\0/dev/ttyUSB0\0',
  },
  links: { ...PI_4.links, '/proc/812/fd/5': 'anon_inode:gpio-line', '/proc/640/fd/0': '/dev/ttyS0', '/proc/901/fd/3': '/dev/ttyUSB0' },
  chips: {
    ...PI_4.chips,
    '/dev/gpiochip0': chip('gpiochip0', 'pinctrl-bcm2711', header({ 17: '< sysfs', 18: '> gpioset', 22: '< onewire@16', 27: '> lg' }, BCM2711_REST)),
  },
};

const RP1 = header({}, ['PCIE_RP1_WAKE', 'FAN_TACH', 'HOST_SDA', 'HOST_SCL', 'ETH_RST_N > phy-reset', ...Array.from({ length: 21 }, () => '-')]);
const PI_5_FILES = {
  ...BOOKWORM,
  '/proc/device-tree/model': 'Raspberry Pi 5 Model B Rev 1.0\0',
  '/proc/sys/kernel/osrelease': '6.6.62+rpt-rpi-2712',
  '/sys/class/tty/console/active': 'tty1',
  '/sys/class/rtc/rtc0/name': 'rpi-rtc',
  '/sys/class/rtc/rtc0/since_epoch': '1792931000',
};

/** A Raspberry Pi 5: the chip of the header has a second path. */
export const PI_5: FakeMachine = {
  files: { ...PI_5_FILES, ...sysfsChip(569, 'pinctrl-rp1', 54), ...sysfsChip(512, 'gpio-brcmstb@107d508500', 32) },
  links: { '/dev/serial0': 'ttyAMA10', '/dev/gpiochip4': 'gpiochip0' },
  devices: { '/dev/gpiochip0': GPIO, '/dev/gpiochip10': GPIO, '/sys/class/gpio/export': GPIO, '/dev/ttyAMA10': DIALOUT },
  chips: {
    '/dev/gpiochip0': chip('gpiochip0', 'pinctrl-rp1', RP1),
    '/dev/gpiochip10': chip('gpiochip10', 'gpio-brcmstb@107d508500', [
      '-',
      '2712_BOOT_CS_N > spi10 CS0',
      ...Array.from({ length: 18 }, () => '-'),
      'PWR_GPIO < pwr_button',
      ...Array.from({ length: 11 }, () => '-'),
    ]),
  },
};

/** An earlier kernel on it: the header is gpiochip4. */
export const PI_5_EARLY: FakeMachine = {
  ...PI_5,
  files: { ...PI_5_FILES, '/proc/sys/kernel/osrelease': '6.1.73-rpi-2712', ...sysfsChip(399, 'pinctrl-rp1', 54) },
  links: { '/dev/serial0': 'ttyAMA10' },
  devices: { '/dev/gpiochip0': GPIO, '/dev/gpiochip4': GPIO, '/sys/class/gpio/export': GPIO, '/dev/ttyAMA10': DIALOUT },
  chips: {
    '/dev/gpiochip0': chip(
      'gpiochip0',
      'gpio-brcmstb@107d508500',
      Array.from({ length: 32 }, () => '-'),
    ),
    '/dev/gpiochip4': chip('gpiochip4', 'pinctrl-rp1', RP1),
  },
};

/** A laptop: its chip has no names, and belongs to root. */
export const LAPTOP: FakeMachine = {
  arch: 'x64',
  user: 'ann',
  files: {
    '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
    '/etc/group': groupFile(['root', 'dialout', 'plugdev', 'users', 'ann']),
    '/proc/sys/kernel/osrelease': '6.1.0-28-amd64',
    '/sys/class/tty/console/active': 'tty0',
    '/sys/class/tty/ttyS0/type': '0',
    '/sys/class/tty/ttyS4/type': '4',
    '/sys/class/rtc/rtc0/name': 'rtc_cmos rtc_cmos',
    '/sys/class/rtc/rtc0/since_epoch': '1792931000',
    ...sysfsChip(512, 'INTC1055:00', 360),
    ...FTDI.files,
  },
  links: { ...FTDI.links },
  devices: {
    '/dev/gpiochip0': DEVICE.rootOnly,
    '/sys/class/gpio/export': [0o200, 'root', 'root'],
    '/dev/ttyS0': DIALOUT,
    '/dev/ttyS4': DIALOUT,
    '/dev/ttyUSB0': DIALOUT,
  },
  chips: { '/dev/gpiochip0': chip('gpiochip0', 'INTC1055:00', [...unnamed(40), ' < ACPI:Event', ...unnamed(319)]) },
};

/** The same with root at it. */
export const LAPTOP_ROOT: FakeMachine = { ...LAPTOP, user: 'root' };

/** A container on a machine that passes nothing on. */
export const CONTAINER: FakeMachine = {
  arch: 'x64',
  user: 'root',
  files: {
    '/.dockerenv': '',
    '/etc/os-release': 'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"',
    '/etc/group': groupFile(['root', 'dialout']),
    '/proc/sys/kernel/osrelease': '6.1.0-28-amd64',
  },
  devices: { '/dev/null': [0o666, 'root', 'root'] },
  missing: [{ name: 'onoff', failure: "the package onoff cannot be loaded: Cannot find package 'onoff'" }],
};

/** A Mac. */
export const MAC: FakeMachine = {
  platform: 'darwin',
  user: 'ann',
  groups: ['ann'],
  files: { '/etc/group': groupFile(['root', 'ann']) },
  devices: { '/dev/cu.usbserial-A50285BI': [0o666, 'root', 'root'] },
};
