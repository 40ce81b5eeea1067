/** What there is to say of GPIO: its chips, and the lines that a board names. */
import type { Board, PartId, PinAssignment, PwmChannel } from '../board.ts';
import { ProblemError } from '../errors.ts';
import { DENIED, hardwareProblem, JOIN_GPIO } from '../hal/pi/gpio.ts';
import { type ChipLines, type LineInfo, locateLine, noChip, remedyOfBusy } from '../hal/pi/gpio-chip.ts';
import type { SysfsChip } from '../hal/pi/onoff.ts';
import { whyDenied } from './access.ts';
import type { Finding, FindingLevel } from './finding.ts';
import type { ChipContent, ChipFact, Machine } from './machine.ts';

const KIND = { group: 'gpio', subsystem: 'gpio', devices: 'gpiochip*' } as const;
/** Where Raspberry Pi OS says what pins do. */
const CONFIG = '/boot/firmware/config.txt';

interface Asked {
  /** The level of what keeps real lines away; a note where nobody asked for them. */
  readonly wanted: FindingLevel;
  /** Free lines are told too. */
  readonly allLines: boolean;
}

export function chipFindings(machine: Machine, board: Board, asked: Asked): Finding[] {
  const { chips } = machine;
  if (chips.length === 0) {
    const isNeeded = partsOf(board).length > 0;
    return [{ ...noChips(machine, asked.wanted), ...(isNeeded ? { blocks: true } : {}) }];
  }
  return [...chips.map((chip) => chipFinding(machine, chip, asked)), ...sysfsFindings(machine), ...pastKernelFindings(machine)];
}

function noChips({ isContainer, platform, model }: Machine, level: FindingLevel): Finding {
  const found = { section: 'gpio', level, code: 'no-chip', where: '/dev/gpiochip*' } as const;
  if (platform !== 'linux') return { ...found, what: `real lines need Linux, and this is ${platform}`, remedy: 'Use a Raspberry Pi' };
  if (isContainer)
    return {
      ...found,
      what: 'no GPIO chip reaches into this container',
      remedy: 'Where the machine has one, give it to the container when it is started',
      commands: ['docker run --device /dev/gpiochip0 --group-add $(stat -c %g /dev/gpiochip0) ...'],
    };
  if (model !== undefined)
    return { ...found, what: 'the kernel has no GPIO chip, or no character device for it', remedy: 'Use a newer kernel: 5.10 or later' };
  return { ...found, what: noChip().message, remedy: 'For real lines, use a Raspberry Pi or a USB adapter with GPIO' };
}

function chipFinding(machine: Machine, { path, access, links, content, failure }: ChipFact, { wanted, allLines }: Asked): Finding {
  const chip = { section: 'gpio', where: path } as const;
  if (!content) {
    // A container may be refused what the permissions of the file allow.
    const isDenied = !access.isOurs || failure === DENIED;
    if (isDenied) return { ...chip, level: wanted, code: 'chip-denied', ...whyDenied(machine, path, access, KIND) };
    return { ...chip, level: wanted, code: 'chip-unread', what: failure ?? '' };
  }
  const { label, lines } = content;
  const named = lines.filter(({ name }) => isName(name));
  const held = lines.filter(({ consumer }) => consumer !== undefined);
  const names = named.length === 0 ? 'none has a name' : `${named.length} with names`;
  const also = links.length > 0 ? `, also ${links.join(', ')}` : '';
  return {
    ...chip,
    level: 'ok',
    code: 'chip',
    what: `${label}, ${lines.length} lines, ${names}, ${held.length} held${also}`,
    details: (allLines ? lines : held).map((line) => [
      String(line.offset).padStart(3),
      line.name || '-',
      directionOf(line),
      holderOf(machine, content, line),
    ]),
  };
}

function pastKernelFindings({ pastKernel }: Machine): Finding[] {
  return pastKernel.map(({ pid, command }) => ({
    section: 'gpio',
    level: 'note',
    code: 'past-kernel',
    where: `process ${pid}`,
    what: `${command} moves lines past the kernel: one that looks free may be its own`,
    remedy: 'Stop it while recsim uses lines',
    commands: ['sudo systemctl stop pigpiod'],
  }));
}

/** The kernel of a Raspberry Pi 5 names the lines that lead nowhere "-". */
const isName = (name: string): boolean => name !== '' && name !== '-';
const directionOf = ({ isOutput }: LineInfo): string => (isOutput ? 'output' : 'input');

/** As in `"gpiomon" (process 812: gpiomon GPIO17)`, or `free`. */
function holderOf({ holders }: Machine, { name }: ChipContent, { offset, consumer }: LineInfo): string {
  if (consumer === undefined) return 'free';
  const process = holders.find(({ lines }) => lines.some((line) => line.chip === name && line.offset === offset));
  const who = consumer ? `"${consumer}"` : 'a driver of the kernel';
  return process ? `${who} (process ${process.pid}: ${shortened(process.command)})` : who;
}

const shortened = (command: string): string => (command.length > 50 ? `${command.slice(0, 47)}...` : command);

function sysfsFindings(machine: Machine): Finding[] {
  const { sysfs, chips } = machine;
  const found = { section: 'gpio', where: '/sys/class/gpio' } as const;
  if (sysfs === undefined)
    return [
      { ...found, level: 'note', code: 'no-sysfs', what: 'this kernel has no GPIO in sysfs: --gpio onoff cannot be used, and nothing else needs it' },
    ];
  if (!sysfs.export.isOurs) {
    const { what, ...remedy } = whyDenied(machine, '/sys/class/gpio/export', sysfs.export, KIND);
    return [{ ...found, level: 'note', code: 'sysfs-denied', what: `${what}; it is for --gpio onoff`, ...remedy }];
  }
  const bases = sysfs.chips.map(({ label, base, lines }) => `${label} ${base} to ${base + lines - 1}`);
  const example = exampleOf(sysfs.chips, chips);
  return [
    {
      ...found,
      level: 'ok',
      code: 'sysfs',
      what: `for --gpio onoff, which sets no bias; its numbers: ${bases.join(', ') || 'none'}`,
      ...(example === undefined ? {} : { details: [[`${example}; recsim finds that by itself`]] }),
    },
  ];
}

/** What the name of a line has to do with its number. */
function exampleOf(sysfs: readonly SysfsChip[], chips: readonly ChipFact[]): string | undefined {
  for (const { content } of chips) {
    const line = content?.lines.find(({ name }) => name === 'GPIO17');
    const chip = sysfs.filter(({ label, lines }) => label === content?.label && lines === content.lines.length);
    if (line && chip.length === 1) return `GPIO17 is new Gpio(${(chip[0]?.base ?? 0) + line.offset})`;
  }
  return undefined;
}

/** The parts of a board that `--hal pi` leads out to GPIO lines. */
function partsOf({ hasResetButton, hasBuzzer, pins }: Board): (readonly [PartId, PinAssignment])[] {
  const parts = { reset: hasResetButton, power: true, buzzer: hasBuzzer, led: true } as const;
  return (['reset', 'power', 'buzzer', 'led'] as const).flatMap((part) => (parts[part] && pins[part] ? [[part, pins[part]] as const] : []));
}

/** Nothing on a machine without chips: what there is to say of that was said. */
export function lineFindings(machine: Machine, board: Board, wanted: FindingLevel): Finding[] {
  const pins = partsOf(board);
  // A passive buzzer has a PWM channel instead of a line.
  const wired = pins.filter(([part, { pwm }]) => !(part === 'buzzer' && pwm));
  const isUnread = machine.chips.every(({ content }) => content === undefined);
  const findings = isUnread ? linesUnread(machine, wired, wanted) : wired.flatMap(([part, pin]) => lineFinding(machine, part, pin, wanted));
  if (pins.length === 0 && !board.hasResetButton)
    return [{ section: 'board', level: 'note', code: 'no-pins', where: 'lines', what: 'the board file names none: --hal pi leads nothing out' }];
  const without = (part: 'reset' | 'buzzer', level: FindingLevel, what: string, blocks: boolean): Finding => ({
    section: 'board',
    level,
    code: `no-${part}-pin`,
    where: part,
    what,
    remedy: `Add "pins": { "${part}": { "line": "GPIO${part === 'reset' ? 17 : 18}", ... } } to its board.json, or take --board pi-4`,
    ...(blocks ? { blocks: true } : {}),
  });
  return [
    ...(board.hasResetButton && !board.pins.reset
      ? [without('reset', wanted, 'the board file does not say where the reset button is connected', true)]
      : []),
    ...findings,
    ...pins.flatMap(([part, { pwm }]) => (part === 'buzzer' && pwm ? [toneFinding(machine, pwm, wanted)] : [])),
    ...(board.hasBuzzer && !board.pins.buzzer
      ? [without('buzzer', 'note', 'the board file does not say where the buzzer is connected: it stays silent', false)]
      : []),
  ];
}

function toneFinding(machine: Machine, { chip, channel }: PwmChannel, wanted: FindingLevel): Finding {
  const about = { section: 'board', where: 'buzzer' } as const;
  const found = machine.pwm.find((pwm) => pwm.chip === chip);
  if (!found || channel >= found.channels)
    return {
      ...about,
      level: wanted,
      code: 'pwm-missing',
      blocks: true,
      what: found ? `${chip} has no channel ${channel}: it has ${found.channels}, from 0` : `there is no ${chip}`,
      remedy: `Turn the PWM on: dtoverlay=pwm in ${CONFIG}, then restart; or name another chip and channel in the board file`,
    };
  const path = `/sys/class/pwm/${chip}/export`;
  if (!found.export.isOurs) return { ...about, level: wanted, code: 'pwm-denied', blocks: true, ...whyDenied(machine, path, found.export, KIND) };
  return { ...about, level: 'ok', code: 'pwm-there', what: `${chip} channel ${channel} is there: a passive buzzer` };
}

function linesUnread({ chips }: Machine, pins: ReturnType<typeof partsOf>, wanted: FindingLevel): Finding[] {
  if (chips.length === 0 || pins.length === 0) return [];
  const names = pins.map(([, { line }]) => line).join(', ');
  return [
    {
      section: 'board',
      level: wanted,
      code: 'lines-unread',
      where: 'lines',
      what: `${names} cannot be looked for: no chip can be read`,
      blocks: true,
    },
  ];
}

function lineFinding(machine: Machine, part: PartId, pin: PinAssignment, wanted: FindingLevel): Finding[] {
  const about = { section: 'board', where: part } as const;
  const header = pin.header === undefined ? '' : `, pin ${pin.header} of the header`;
  const located = tryLocate(pin.line, machine.chips);
  if (!located.ok) return [{ ...about, level: wanted, code: 'line-missing', blocks: true, ...located.why }];
  const { content, offset, title } = located;
  const line = content.lines[offset] as LineInfo;
  const findings: Finding[] = [];
  if (line.consumer === undefined) findings.push({ ...about, level: 'ok', code: 'line-free', what: `${title} is free${header}` });
  else {
    const what = `${title} is held as an ${directionOf(line)} by ${holderOf(machine, content, line)}${header}`;
    findings.push({ ...about, level: wanted, code: 'line-held', blocks: true, what, ...remedyOfHolder(machine, content, line) });
  }
  const isInput = part === 'reset' || part === 'power';
  if (isInput && (pin.bias === 'pull-up' || pin.bias === 'pull-down') && !HAS_BIAS.test(content.label))
    findings.push({
      ...about,
      level: 'note',
      code: 'bias-doubtful',
      what: `the board wants a ${pin.bias}; whether ${content.label} has one, the kernel does not tell`,
      remedy: `Wire a resistor of 10 kOhm to ${pin.bias === 'pull-up' ? 'the supply of the chip' : 'ground'} if the level is not steady`,
    });
  return findings;
}

/** Chips whose drivers set resistors. */
const HAS_BIAS = /^pinctrl-(bcm|rp1)|^gpio-sim/;

type Seen = { readonly ok: true; readonly content: ChipContent; readonly offset: number; readonly title: string };
type Unseen = { readonly ok: false; readonly why: Pick<Finding, 'what' | 'remedy'> };

function tryLocate(line: string, chips: readonly ChipFact[]): Seen | Unseen {
  const readable = chips.flatMap(({ path, content }) => (content ? [new NotedChip(path, content)] : []));
  const unread = chips.flatMap(({ path, failure }) => (failure === undefined ? [] : [hardwareProblem(failure, JOIN_GPIO, path)]));
  try {
    const { chip, offset, title } = locateLine(line, readable, unread);
    return { ok: true, content: chip.content, offset, title };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [{ message, remedy } = hardwareProblem('', '')] = error.problems;
    const isNameless = readable.every((chip) => chip.allLines().every(({ name }) => !isName(name)));
    if (isNameless)
      return { ok: false, why: { what: message, remedy: 'The board file may name a chip and an offset instead, as in "line": "gpiochip0:17"' } };
    return { ok: false, why: { what: message, ...(remedy === undefined ? {} : { remedy }) } };
  }
}

/** A chip of which it was noted what it has. */
class NotedChip implements ChipLines {
  readonly path: string;
  readonly content: ChipContent;

  constructor(path: string, content: ChipContent) {
    this.path = path;
    this.content = content;
  }

  get name(): string {
    return this.content.name;
  }

  get label(): string {
    return this.content.label;
  }

  get lines(): number {
    return this.content.lines.length;
  }

  allLines(): readonly LineInfo[] {
    return this.content.lines;
  }
}

/** Drivers by the names under which they hold lines, and what brings them. Source: overlays of Raspberry Pi OS (README of its firmware). */
const OVERLAYS: readonly (readonly [RegExp, string, string])[] = [
  [/^(onewire|w1)/, 'The 1-wire bus', 'dtoverlay=w1-gpio'],
  [/^spi\d+ CS/, 'SPI', 'dtparam=spi=on'],
  [/^(ir-receiver|gpio_ir|ir@)/, 'The infrared receiver', 'dtoverlay=gpio-ir'],
  [/^(button|shutdown_button|Shutdown|gpio-key)/, 'A button of the system', 'dtoverlay=gpio-shutdown or gpio-key'],
  [/^(led|ACT|gpio-led|myled)/, 'An LED of the system', 'dtoverlay=gpio-led or dtparam=act_led_gpio'],
  [/^(fan|gpio-fan)/, 'A fan', 'dtoverlay=gpio-fan'],
  [/^(power_ctrl|gpio-poweroff)/, 'The switch-off of the supply', 'dtoverlay=gpio-poweroff'],
];

function remedyOfHolder(
  { holders, sysfs, user }: Machine,
  { name, label, lines }: ChipContent,
  { offset, consumer = '' }: LineInfo,
): Pick<Finding, 'remedy' | 'commands'> {
  const process = holders.find((holder) => holder.lines.some((line) => line.chip === name && line.offset === offset));
  if (process) return { remedy: 'End that process, or put the part on another line of the board file', commands: [`kill ${process.pid}`] };
  if (consumer === 'sysfs') {
    const chip = sysfs?.chips.find((each) => each.label === label && each.lines === lines.length);
    return { remedy: remedyOfBusy(consumer), ...(chip ? { commands: [`echo ${chip.base + offset} | sudo tee /sys/class/gpio/unexport`] } : {}) };
  }
  const overlay = OVERLAYS.find(([pattern]) => pattern.test(consumer));
  if (overlay) {
    const [, what, setting] = overlay;
    return { remedy: `${what} has it: take ${setting} out of ${CONFIG} and restart, or put the part on another line of the board file` };
  }
  if (user.isRoot || consumer === '')
    return { remedy: `A driver of the kernel has it: look for what brings it in ${CONFIG}, or put the part on another line of the board file` };
  return { remedy: `${remedyOfBusy(consumer)}. Which process that is, root is told`, commands: ['sudo env "PATH=$PATH" recsim doctor'] };
}
