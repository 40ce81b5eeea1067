/** Facts in, findings out: what is fine on a machine, what is worth knowing, and what keeps a board from real lines. */
import type { Board } from '../board.ts';
import { chipFindings } from './chips.ts';
import type { Finding, FindingLevel } from './finding.ts';
import { lineFindings } from './lines.ts';
import { isRaspberryPi, type Machine } from './machine.ts';
import { serialFindings } from './serial.ts';

export interface Diagnosis {
  readonly board: string;
  /** Whether `--hal pi` can be used with the board here. */
  readonly isReady: boolean;
  /** Whether somebody asked for the board, or the machine is made for it: then what keeps it from real lines is a problem, and a note otherwise. */
  readonly isWanted: boolean;
  readonly findings: readonly Finding[];
}

export interface Question {
  /** Somebody asked for this board. */
  readonly isNamed: boolean;
  /** Every line is told, not only those that are held. */
  readonly allLines?: boolean;
}

export function examine(machine: Machine, board: Board, { isNamed, allLines = false }: Question): Diagnosis {
  const isPi = isRaspberryPi(machine.model);
  const isWanted = isNamed || isPi;
  const wanted: FindingLevel = isWanted ? 'problem' : 'note';
  const findings = [
    ...machineFindings(machine),
    ...packageFindings(machine, wanted),
    ...chipFindings(machine, board, { wanted, allLines }),
    ...lineFindings(machine, board, wanted),
    // Windows has no files for its ports.
    ...(machine.platform === 'win32' ? [] : serialFindings(machine)),
    ...extraFindings(machine, isPi),
  ];
  const isReady = !findings.some(({ blocks }) => blocks);
  return { board: board.name, isReady, isWanted, findings };
}

/** The character device as recsim asks it: uAPI v2. */
const LEAST_KERNEL = [5, 10] as const;

function machineFindings({ model, system, kernel, platform, arch, node, recsim, user, isContainer }: Machine): Finding[] {
  const about = { section: 'machine', level: 'ok' } as const;
  const inside = isContainer ? ', in a container' : '';
  const groups = user.groups.length > 0 ? `, groups ${user.groups.join(', ')}` : '';
  const findings: Finding[] = [
    { ...about, code: 'model', where: 'machine', what: `${model ?? 'no Raspberry Pi'}, ${system ?? platform}${inside}` },
    { ...about, code: 'versions', where: 'versions', what: `recsim ${recsim}, Node ${node}, ${kernel ? `Linux ${kernel}` : platform} on ${arch}` },
    { ...about, code: 'user', where: 'user', what: `${user.name}${groups}` },
  ];
  const [major = 0, minor = 0] = (kernel ?? '').split('.').map(Number);
  if (kernel && (major < LEAST_KERNEL[0] || (major === LEAST_KERNEL[0] && minor < LEAST_KERNEL[1])))
    findings.push({
      section: 'machine',
      level: 'note',
      code: 'kernel-old',
      where: 'kernel',
      what: `Linux ${kernel} is older than ${LEAST_KERNEL.join('.')}: the character device does not know how to stamp edges yet`,
      remedy: 'Use a newer kernel, or --gpio onoff',
    });
  return findings;
}

const USES = {
  koffi: 'real lines by the character device',
  serialport: 'real serial ports (--console PATH)',
  onoff: 'real lines by sysfs (--gpio onoff)',
} as const;

function packageFindings({ packages, chips }: Machine, wanted: FindingLevel): Finding[] {
  return packages.map(({ name, failure }): Finding => {
    const about = { section: 'packages', where: name } as const;
    if (failure === undefined) return { ...about, level: 'ok', code: 'package', what: USES[name] };
    const isNeeded = name === 'koffi' && chips.length > 0;
    return {
      ...about,
      level: isNeeded ? wanted : 'note',
      code: 'package-missing',
      what: `${failure}; it is for ${USES[name]}`,
      remedy: name === 'onoff' ? 'Nothing else needs it. It is compiled when it is installed: that takes gcc, make and python3' : 'Install it',
      commands: [`npm install ${name}`],
    };
  });
}

/** A clock before this has lost its time. */
const EARLIEST_S = Date.UTC(2020, 0, 1) / 1000;

function extraFindings({ pwm, rtc }: Machine, isPi: boolean): Finding[] {
  const findings: Finding[] = [];
  for (const { chip, channels } of pwm)
    findings.push({ section: 'extras', level: 'ok', code: 'pwm', where: chip, what: `PWM, ${channels} channels: a tone for a passive buzzer` });
  for (const { device, name, seconds } of rtc) {
    const isLost = seconds === undefined || seconds < EARLIEST_S;
    findings.push({
      section: 'extras',
      level: isLost ? 'note' : 'ok',
      code: isLost ? 'rtc-lost' : 'rtc',
      where: device,
      what: isLost ? `a clock (${name}) that has lost its time` : `a clock (${name}) that keeps the time while the power is off`,
      ...(isLost ? { remedy: 'Connect its battery, then set it with: sudo hwclock --systohc' } : {}),
    });
  }
  if (isPi && rtc.length === 0)
    findings.push({
      section: 'extras',
      level: 'note',
      code: 'no-rtc',
      where: 'RTC',
      what: "no clock keeps the time while the power is off: the recorder's date is right once the network has set the machine's",
    });
  return findings;
}
