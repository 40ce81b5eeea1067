/** What a machine offers, as facts: nothing is judged here. Paths are those of the machine. */
import type { LineInfo } from '../hal/pi/gpio-chip.ts';
import type { SysfsChip } from '../hal/pi/onoff.ts';

export interface Machine {
  readonly recsim: string;
  /** As in `20.19.2`. */
  readonly node: string;
  /** As `process.platform` and `process.arch` have them. */
  readonly platform: string;
  readonly arch: string;
  /** As in `6.6.51+rpt-rpi-v8`. */
  readonly kernel: string | undefined;
  /** As in `Debian GNU/Linux 12 (bookworm)`. */
  readonly system: string | undefined;
  /** As in `Raspberry Pi 5 Model B Rev 1.0`: boards with a device tree alone have one. */
  readonly model: string | undefined;
  readonly isContainer: boolean;
  readonly user: User;
  readonly packages: readonly PackageFact[];
  readonly chips: readonly ChipFact[];
  /** `undefined` where the kernel has no GPIO in sysfs. `export`: who may take lines there. */
  readonly sysfs: { readonly export: Access; readonly chips: readonly SysfsChip[] } | undefined;
  /** Processes that hold lines or serial ports, as far as this user may see. */
  readonly holders: readonly Holder[];
  /** Programs that move lines past the kernel, which so cannot tell. */
  readonly pastKernel: readonly Process[];
  readonly serial: SerialFacts;
  readonly pwm: readonly PwmFact[];
  readonly rtc: readonly RtcFact[];
}

export interface User {
  readonly name: string;
  readonly isRoot: boolean;
  /** Those of this process. */
  readonly groups: readonly string[];
  /** Those that /etc/group has this user in: from the next log-in on. */
  readonly enrolled: readonly string[];
  /** Whether the machine has the groups that devices usually belong to. */
  readonly known: readonly string[];
}

export interface PackageFact {
  readonly name: 'koffi' | 'onoff' | 'serialport';
  /** Why it cannot be loaded. */
  readonly failure?: string;
}

/** Who may use a device. */
export interface Access {
  /** As in `rw-rw----`. */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** Whether this process may read and write it. */
  readonly isOurs: boolean;
}

export interface ChipFact {
  /** As in `/dev/gpiochip0`. */
  readonly path: string;
  readonly access: Access;
  /** Other paths of the same chip. */
  readonly links: readonly string[];
  /** What the kernel says of it; `undefined` where it cannot be asked. */
  readonly content?: ChipContent;
  /** Why it cannot be asked. */
  readonly failure?: string;
}

export interface ChipContent {
  /** As in `gpiochip0`. */
  readonly name: string;
  /** As in `pinctrl-bcm2711`. */
  readonly label: string;
  readonly lines: readonly LineInfo[];
}

export interface Process {
  readonly pid: number;
  readonly command: string;
}

export interface Holder extends Process {
  readonly lines: readonly { readonly chip: string; readonly offset: number }[];
  /** As in `/dev/ttyUSB0`. */
  readonly ports: readonly string[];
}

export interface SerialFacts {
  readonly ports: readonly PortFact[];
  /** Where /dev/serial0 and /dev/serial1 lead: on a Raspberry Pi the UART of the header and that of Bluetooth. */
  readonly serial0: string | undefined;
  readonly serial1: string | undefined;
}

export interface PortFact {
  readonly path: string;
  readonly access: Access;
  /** Of an adapter, as in `FTDI FT232R USB UART A50285BI`. */
  readonly description?: string;
  /** The kernel writes its messages there. */
  readonly isConsole: boolean;
  /** A log-in waits there. */
  readonly hasGetty: boolean;
}

export interface PwmFact {
  /** As in `pwmchip0`. */
  readonly chip: string;
  readonly channels: number;
  /** Who may take a channel. */
  readonly export: Access;
}

export interface RtcFact {
  /** As in `rtc0`. */
  readonly device: string;
  /** As in `rpi_rtc`. */
  readonly name: string;
  /** Seconds since 1970; `undefined` where it cannot be read. */
  readonly seconds: number | undefined;
}

export const isRaspberryPi = (model: string | undefined): boolean => model?.startsWith('Raspberry Pi') === true;
