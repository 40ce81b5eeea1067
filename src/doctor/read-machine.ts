/** Reads the facts of a machine from its files, which may be those of another one: /dev, /sys, /proc and /etc below a root. What no file tells comes by `Senses`. */
import path from 'node:path';
import type { Result } from '../errors.ts';
import { chipPaths } from '../hal/pi/gpio-chip.ts';
import { sysfsChips } from '../hal/pi/onoff.ts';
import { VERSION } from '../version.ts';
import { Files, orNothing } from './files.ts';
import type { Access, ChipContent, ChipFact, Machine, PackageFact, PortFact, PwmFact, RtcFact, User } from './machine.ts';
import { readProcesses } from './processes.ts';

/** What of a machine no text in a file tells. */
export interface Senses {
  readonly node: string;
  readonly platform: string;
  readonly arch: string;
  /** Of this process; without numbers on Windows. */
  readonly user: { readonly name: string; readonly uid: number; readonly gids: readonly number[] };
  /** Who may use a device; `undefined` where it is not there. */
  device(path: string): { readonly mode: number; readonly uid: number; readonly gid: number; readonly isOurs: boolean } | undefined;
  /** Asks the kernel what a chip has. */
  chip(path: string): Result<ChipContent>;
  /** The packages for real hardware, loaded. */
  packages(): Promise<readonly PackageFact[]>;
}

/** Ports that recsim can use. Of the many ttyS that a PC may have, those with hardware behind them. A Mac calls an adapter cu.usbserial-... */
const PORT = /^(tty(USB|ACM|AMA|S|SAC|mxc|THS|O)\d+|cu\.usb.+)$/;
/** Groups that own GPIO chips and serial ports. */
const DEVICE_GROUPS = ['gpio', 'dialout', 'uucp'] as const;

export async function readMachine(senses: Senses, root = '/'): Promise<Machine> {
  const files = new Files(root);
  const names = new Names(files);
  const access = (device: string) => accessTo(device, senses, names);
  const user = userOf(senses, names);
  const { holders, gettys, pastKernel } = readProcesses(root);
  return {
    recsim: VERSION,
    node: senses.node,
    platform: senses.platform,
    arch: senses.arch,
    kernel: files.text('/proc/sys/kernel/osrelease'),
    system: /^PRETTY_NAME="?([^"\n]+)/m.exec(files.text('/etc/os-release') ?? '')?.[1],
    model: (files.text('/proc/device-tree/model') ?? files.text('/sys/firmware/devicetree/base/model'))?.replaceAll('\0', ''),
    isContainer: files.has('/.dockerenv') || files.has('/run/.containerenv') || files.has('/run/systemd/container'),
    user,
    packages: await senses.packages(),
    chips: chipsOf(files, senses, access),
    sysfs: sysfsOf(root, access),
    holders,
    pastKernel,
    serial: {
      ports: portsOf(files, access, gettys),
      serial0: files.link('/dev/serial0'),
      serial1: files.link('/dev/serial1'),
    },
    pwm: pwmOf(files, access),
    rtc: rtcOf(files),
  };
}

function chipsOf(files: Files, senses: Senses, access: (device: string) => Access | undefined): ChipFact[] {
  const paths = orNothing(() => chipPaths(files.root)) ?? [];
  const targetOf = (device: string) => files.link(device);
  return paths.flatMap((device): ChipFact[] => {
    if (targetOf(device) !== undefined) return [];
    const may = access(device);
    if (!may) return [];
    const links = paths.filter((other) => targetOf(other) === device);
    const content = senses.chip(device);
    const known = { path: device, access: may, links };
    return [content.ok ? { ...known, content: content.value } : { ...known, failure: content.problems[0]?.message ?? '' }];
  });
}

function sysfsOf(root: string, access: (device: string) => Access | undefined): Machine['sysfs'] {
  const chips = orNothing(() => sysfsChips(root));
  const may = access('/sys/class/gpio/export');
  return chips && may && { export: may, chips };
}

function portsOf(files: Files, access: (device: string) => Access | undefined, gettys: readonly string[]): PortFact[] {
  const consoles = (files.text('/sys/class/tty/console/active') ?? '').split(/\s+/).map((name) => `/dev/${name}`);
  return files
    .list('/dev')
    .filter((name) => PORT.test(name) && hasHardware(files, name))
    .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .flatMap((name): PortFact[] => {
      const device = `/dev/${name}`;
      const may = access(device);
      const description = describeAdapter(files, name);
      const port = { path: device, isConsole: consoles.includes(device), hasGetty: gettys.includes(name) };
      return may ? [{ ...port, access: may, ...(description === undefined ? {} : { description }) }] : [];
    });
}

/** The kernel of a PC makes 4 to 32 ttyS, most of them with nothing behind: type 0. */
const hasHardware = (files: Files, name: string): boolean => !name.startsWith('ttyS') || files.text(`/sys/class/tty/${name}/type`) !== '0';

/** What an adapter on USB says of itself, some folders above its port. */
function describeAdapter(files: Files, name: string): string | undefined {
  let folder = files.real(`/sys/class/tty/${name}/device`);
  for (let up = 0; folder !== undefined && up < 4; up++, folder = path.dirname(folder)) {
    if (!files.has(`${folder}/idVendor`)) continue;
    const words = ['manufacturer', 'product', 'serial'].flatMap((file) => files.text(`${folder}/${file}`) ?? []);
    return words.join(' ');
  }
  return undefined;
}

function pwmOf(files: Files, access: (device: string) => Access | undefined): PwmFact[] {
  return files
    .list('/sys/class/pwm')
    .filter((name) => /^pwmchip\d+$/.test(name))
    .flatMap((chip) => {
      const may = access(`/sys/class/pwm/${chip}/export`);
      return may ? [{ chip, channels: Number(files.text(`/sys/class/pwm/${chip}/npwm`) ?? 0), export: may }] : [];
    });
}

function rtcOf(files: Files): RtcFact[] {
  return files
    .list('/sys/class/rtc')
    .filter((name) => /^rtc\d+$/.test(name))
    .map((device) => {
      const seconds = files.text(`/sys/class/rtc/${device}/since_epoch`);
      return { device, name: files.text(`/sys/class/rtc/${device}/name`) ?? '', seconds: seconds === undefined ? undefined : Number(seconds) };
    });
}

function userOf({ user: { name, uid, gids } }: Senses, names: Names): User {
  return {
    name,
    isRoot: uid === 0,
    groups: [...new Set(gids)].map((gid) => names.group(gid)),
    enrolled: names.groupsOf(name),
    known: DEVICE_GROUPS.filter((group) => names.hasGroup(group)),
  };
}

function accessTo(device: string, senses: Senses, names: Names): Access | undefined {
  const found = senses.device(device);
  if (!found) return undefined;
  const { mode, uid, gid, isOurs } = found;
  const bits = [...'rwxrwxrwx'].map((letter, index) => (mode & (0o400 >> index) ? letter : '-')).join('');
  return { mode: bits, owner: names.user(uid), group: names.group(gid), isOurs };
}

/** Users and groups by their numbers. */
class Names {
  readonly #users: readonly string[][];
  readonly #groups: readonly string[][];

  constructor(files: Files) {
    const table = (file: string) => (files.text(file) ?? '').split('\n').map((line) => line.split(':'));
    this.#users = table('/etc/passwd');
    this.#groups = table('/etc/group');
  }

  user(uid: number): string {
    return nameIn(this.#users, uid);
  }

  group(gid: number): string {
    return nameIn(this.#groups, gid);
  }

  hasGroup(group: string): boolean {
    return this.#groups.some(([name]) => name === group);
  }

  groupsOf(user: string): string[] {
    return this.#groups.filter(([, , , members]) => members?.split(',').includes(user)).map(([name]) => name as string);
  }
}

const nameIn = (table: readonly string[][], id: number): string => table.find(([, , number]) => number === String(id))?.[0] ?? String(id);
