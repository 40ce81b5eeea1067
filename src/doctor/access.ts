/** A device that is not ours to use: why, and how it becomes ours. */
import type { Finding } from './finding.ts';
import type { Access, Machine } from './machine.ts';

type Remedied = Pick<Finding, 'what' | 'remedy' | 'commands'>;

/** Whose devices of a kind usually are, and what udev calls them. */
interface Kind {
  readonly group: string;
  readonly subsystem: string;
  readonly devices: string;
}

export const GPIO_GROUP: Kind = { group: 'gpio', subsystem: 'gpio', devices: 'gpiochip*' };
export const SERIAL_GROUP: Kind = { group: 'dialout', subsystem: 'tty', devices: 'tty[A-Z]*[0-9]' };

export function whyDenied(
  { user, isContainer }: Pick<Machine, 'user' | 'isContainer'>,
  path: string,
  { mode, owner, group, isOurs }: Access,
  kind: Kind,
): Remedied {
  const belongs = `permission denied: it belongs to ${owner}:${group}, ${mode}`;
  const groupMay = mode.slice(3, 5) === 'rw' && group !== 'root';
  if (isContainer)
    return {
      what: belongs,
      remedy:
        groupMay || isOurs
          ? 'Give the container the device, and its group, when it is started'
          : 'On the machine outside, a rule of udev must give the device to a group; give both to the container when it is started',
      commands: [`docker run --device ${path} --group-add $(stat -c %g ${path}) ...`],
    };
  if (isOurs)
    return {
      what: `permission denied, although ${owner}:${group}, ${mode} would allow it`,
      remedy: 'Something else forbids it: a sandbox of systemd (DevicePolicy, PrivateDevices), SELinux or AppArmor',
    };
  if (groupMay && user.enrolled.includes(group) && !user.groups.includes(group))
    return {
      what: `${belongs}; you joined that group after you logged in`,
      remedy: 'Log out and in again, or take the group into this shell',
      commands: [`newgrp ${group}`],
    };
  if (groupMay)
    return {
      what: `${belongs}, and ${user.name} is not in that group`,
      remedy: 'Join it, then log out and in again',
      commands: [joining(group, user.name)],
    };
  if (path.startsWith('/sys/')) return { what: `${belongs}, so no group may use it`, remedy: 'Run it as root, or do without' };
  const rule = `SUBSYSTEM=="${kind.subsystem}", KERNEL=="${kind.devices}", GROUP="${kind.group}", MODE="0660"`;
  return {
    what: `${belongs}, so no group may use it`,
    remedy: `Give it to the group ${kind.group} by a rule of udev, join that group, then log out and in again`,
    commands: [
      ...(user.known.includes(kind.group) ? [] : [`sudo groupadd --system ${kind.group}`]),
      `echo '${rule}' | sudo tee /etc/udev/rules.d/60-${kind.group}.rules`,
      `sudo udevadm control --reload && sudo udevadm trigger --subsystem-match=${kind.subsystem}`,
      joining(kind.group, user.name),
    ],
  };
}

const joining = (group: string, name: string): string => `sudo usermod -aG ${group} ${name}`;
