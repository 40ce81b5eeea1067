/** What there is to say of serial ports, for `--console PATH`. */
import { SERIAL_GROUP, whyDenied } from './access.ts';
import type { Finding } from './finding.ts';
import { isRaspberryPi, type Machine, type PortFact } from './machine.ts';

export function serialFindings(machine: Machine): Finding[] {
  const { ports, serial0, serial1 } = machine.serial;
  const about = { section: 'serial', where: '/dev/serial0' } as const;
  const findings = ports.flatMap((port) => (port.path === serial1 ? [bluetooth(port)] : portFindings(machine, port, serial0)));
  if (isRaspberryPi(machine.model) && serial0 === undefined)
    findings.push({
      ...about,
      level: 'note',
      code: 'no-serial0',
      what: 'the UART of the header is off',
      remedy: 'Turn it on if you need it, then restart',
      commands: ['sudo raspi-config nonint do_serial_hw 0'],
    });
  if (serial0 === '/dev/ttyAMA10') {
    const hasHeader = ports.some(({ path }) => path === '/dev/ttyAMA0');
    findings.push({
      ...about,
      level: 'note',
      code: 'serial0-debug',
      what: 'leads to the debug connector between the HDMI sockets, not to pins 8 and 10 of the header',
      remedy: hasHeader
        ? 'For the header, name /dev/ttyAMA0'
        : 'For the header, add dtparam=uart0=on to /boot/firmware/config.txt, restart, and name /dev/ttyAMA0',
    });
  }
  if (findings.length === 0)
    findings.push({
      section: 'serial',
      level: 'note',
      code: 'no-port',
      where: '/dev/tty*',
      what: 'no serial port',
      remedy: 'None is needed: --console pty leads the console out without one. Plug an adapter in for a real one',
    });
  return findings;
}

const bluetooth = ({ path }: PortFact): Finding => ({
  section: 'serial',
  level: 'ok',
  code: 'port-bluetooth',
  where: path,
  what: '/dev/serial1: belongs to Bluetooth, unless that is off',
});

function portFindings(machine: Machine, { path, access, description, isConsole, hasGetty }: PortFact, serial0: string | undefined): Finding[] {
  const about = { section: 'serial', where: path } as const;
  const name = path.slice('/dev/'.length);
  const also = serial0 === path ? '/dev/serial0' : '';
  const what = [description, also].filter((part) => part !== undefined && part !== '').join(', ');
  // A port that somebody meant for this: the one on the header, or an adapter.
  const level = serial0 === path || /^tty(USB|ACM)/.test(name) ? 'problem' : 'note';
  const holder = machine.holders.find(({ ports }) => ports.includes(path));
  const findings: Finding[] = [];
  if (!access.isOurs) findings.push({ ...about, level, code: 'port-denied', ...whyDenied(machine, path, access, SERIAL_GROUP) });
  if (isConsole)
    findings.push({
      ...about,
      level,
      code: 'port-console',
      what: 'the kernel writes its messages there',
      ...remedyOfConsole(machine, name),
    });
  if (hasGetty)
    findings.push({
      ...about,
      level,
      code: 'port-login',
      what: 'a log-in waits there, and would answer what the recorder says',
      remedy: 'End it',
      commands: [`sudo systemctl disable --now serial-getty@${name}.service`],
    });
  else if (holder && !isConsole)
    findings.push({
      ...about,
      level,
      code: 'port-held',
      what: `process ${holder.pid} has it: ${holder.command}`,
      remedy: 'End that process, or name another port',
      commands: [`kill ${holder.pid}`],
    });
  return findings.length > 0 ? findings : [{ ...about, level: 'ok', code: 'port', what: what === '' ? 'free' : `${what}: free` }];
}

function remedyOfConsole({ model, isContainer }: Machine, name: string): Pick<Finding, 'remedy' | 'commands'> {
  if (isContainer) return { remedy: 'Name another port' };
  if (isRaspberryPi(model)) return { remedy: 'Turn that off, then restart', commands: ['sudo raspi-config nonint do_serial_cons 1'] };
  return { remedy: `Name another port, or take console=${name} from the command line of the kernel (GRUB_CMDLINE_LINUX in /etc/default/grub)` };
}
