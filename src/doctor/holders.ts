/** Who holds a line, by the kernel's word and by the process where one is found; and how it comes free. */
import { type LineInfo, remedyOfBusy } from '../hal/pi/gpio-chip.ts';
import type { Finding } from './finding.ts';
import type { ChipContent, Machine, Process } from './machine.ts';

/** Where Raspberry Pi OS says what pins do. */
export const CONFIG = '/boot/firmware/config.txt';

/** Drivers by the names under which they hold lines, and what brings them. Source: raspberrypi/linux, arch/arm/boot/dts/overlays. */
const OVERLAYS: readonly (readonly [RegExp, string, string])[] = [
  [/^onewire/, 'The 1-wire bus', 'dtoverlay=w1-gpio'],
  [/^spi\d+ CS/, 'SPI', 'dtparam=spi=on'],
  [/^ir-receiver/, 'The infrared receiver', 'dtoverlay=gpio-ir'],
  [/^(shutdown|KEY_|button)/, 'A button of the system', 'dtoverlay=gpio-shutdown or gpio-key'],
  [/^(led|myled|ACT)/, 'An LED of the system', 'dtoverlay=gpio-led or dtparam=act_led_gpio'],
  [/^gpio-fan/, 'A fan', 'dtoverlay=gpio-fan'],
  [/^power_ctrl/, 'The switch-off of the supply', 'dtoverlay=gpio-poweroff'],
];

/** As in `"gpiomon" (process 812: gpiomon GPIO17)`, or `free`. */
export function holderOf(machine: Machine, content: ChipContent, line: LineInfo): string {
  const { consumer } = line;
  if (consumer === undefined) return 'free';
  const process = processOf(machine, content, line);
  const who = consumer ? `"${consumer}"` : 'a driver of the kernel';
  return process ? `${who} (process ${process.pid}: ${shortened(process.command)})` : who;
}

const shortened = (command: string): string => (command.length > 50 ? `${command.slice(0, 47)}...` : command);

const processOf = ({ holders }: Machine, { name }: ChipContent, { offset }: LineInfo): Process | undefined =>
  holders.find(({ lines }) => lines.some((line) => line.chip === name && line.offset === offset));

export const directionOf = ({ isOutput }: LineInfo): string => (isOutput ? 'output' : 'input');

/** What to do about a line that is held. */
export function remedyOfHolder(machine: Machine, content: ChipContent, line: LineInfo): Pick<Finding, 'remedy' | 'commands'> {
  const { sysfs, user, isContainer } = machine;
  const { consumer = '' } = line;
  const process = processOf(machine, content, line);
  if (process) return { remedy: 'End that process, or put the part on another line of the board file', commands: [`kill ${process.pid}`] };
  if (consumer === 'sysfs') {
    const chip = sysfs?.chips.find((each) => each.label === content.label && each.lines === content.lines.length);
    return { remedy: remedyOfBusy(consumer), ...(chip ? { commands: [`echo ${chip.base + line.offset} | sudo tee /sys/class/gpio/unexport`] } : {}) };
  }
  const overlay = OVERLAYS.find(([pattern]) => pattern.test(consumer));
  if (overlay) {
    const [, what, setting] = overlay;
    return { remedy: `${what} has it: take ${setting} out of ${CONFIG} and restart, or put the part on another line of the board file` };
  }
  // Root sees the processes of all, but not those outside of a container.
  if (consumer === '' || (user.isRoot && !isContainer))
    return { remedy: `A driver of the kernel has it: look for what brings it in ${CONFIG}, or put the part on another line of the board file` };
  if (user.isRoot) return { remedy: remedyOfBusy(consumer) };
  return { remedy: `${remedyOfBusy(consumer)}. Which process that is, root is told`, commands: ['sudo env "PATH=$PATH" recsim doctor'] };
}
