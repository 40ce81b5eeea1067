/**
 * Which processes hold GPIO lines and serial ports: their descriptors in /proc say so. Those of other users are seen by root alone.
 * Source: Linux, drivers/gpio/gpiolib-cdev.c (`linereq_show_fdinfo`, since 6.1).
 */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import path from 'node:path';
import { orNothing } from './files.ts';
import type { Holder, Process } from './machine.ts';

export interface Processes {
  readonly holders: readonly Holder[];
  /** The terminals at which a log-in waits, as in `ttyS0`. */
  readonly gettys: readonly string[];
  /** Programs that move lines past the kernel, which so cannot tell. */
  readonly pastKernel: readonly Process[];
}

const LINE_DESCRIPTORS = ['anon_inode:gpio-line', 'anon_inode:gpio-event', 'anon_inode:gpio-linehandle'];

export function readProcesses(root: string): Processes {
  const holders: Holder[] = [];
  const gettys: string[] = [];
  const pastKernel: Process[] = [];
  const proc = path.join(root, 'proc');
  for (const pid of (orNothing(() => readdirSync(proc)) ?? []).filter((name) => /^\d+$/.test(name))) {
    const folder = path.join(proc, pid);
    const words = (orNothing(() => readFileSync(path.join(folder, 'cmdline'), 'utf8')) ?? '').split('\0').filter((word) => word !== '');
    if (/(^|\/)a?getty$/.test(words[0] ?? '')) gettys.push(...words.slice(1).map((word) => path.basename(word)));
    const process = { pid: Number(pid), command: words.join(' ') };
    if (path.basename(words[0] ?? '') === 'pigpiod') pastKernel.push(process);
    const held = heldBy(folder);
    if (held.lines.length + held.ports.length > 0) holders.push({ ...process, ...held });
  }
  return { holders, gettys, pastKernel };
}

function heldBy(folder: string): Pick<Holder, 'lines' | 'ports'> {
  const lines: Holder['lines'][number][] = [];
  const ports = new Set<string>();
  for (const descriptor of orNothing(() => readdirSync(path.join(folder, 'fd'))) ?? []) {
    const target = orNothing(() => readlinkSync(path.join(folder, 'fd', descriptor))) ?? '';
    if (/^\/dev\/tty[A-Z]/.test(target)) ports.add(target);
    if (!LINE_DESCRIPTORS.includes(target)) continue;
    const info = orNothing(() => readFileSync(path.join(folder, 'fdinfo', descriptor), 'utf8')) ?? '';
    const chip = /^gpio-chip:\s*(\S+)/m.exec(info)?.[1];
    if (chip === undefined) continue;
    for (const [, offset] of info.matchAll(/^gpio-line:\s*(\d+)/gm)) lines.push({ chip, offset: Number(offset) });
  }
  return { lines, ports: [...ports] };
}
