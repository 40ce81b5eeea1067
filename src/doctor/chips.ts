/** What there is to say of GPIO chips, and of sysfs, which is the other way to their lines. */
import type { Board } from '../board.ts';
import { DENIED } from '../hal/pi/gpio.ts';
import { noChip } from '../hal/pi/gpio-chip.ts';
import type { SysfsChip } from '../hal/pi/onoff.ts';
import { GPIO_GROUP, whyDenied } from './access.ts';
import type { Finding, FindingLevel } from './finding.ts';
import { directionOf, holderOf } from './holders.ts';
import { isName, partsOf } from './lines.ts';
import type { ChipFact, Machine } from './machine.ts';

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
    if (isDenied) return { ...chip, level: wanted, code: 'chip-denied', ...whyDenied(machine, path, access, GPIO_GROUP) };
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

function sysfsFindings(machine: Machine): Finding[] {
  const { sysfs, chips } = machine;
  const found = { section: 'gpio', where: '/sys/class/gpio' } as const;
  if (sysfs === undefined)
    return [
      { ...found, level: 'note', code: 'no-sysfs', what: 'this kernel has no GPIO in sysfs: --gpio onoff cannot be used, and nothing else needs it' },
    ];
  if (!sysfs.export.isOurs) {
    const { what, ...remedy } = whyDenied(machine, '/sys/class/gpio/export', sysfs.export, GPIO_GROUP);
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
