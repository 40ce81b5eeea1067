// Programs from outside that the benchmark measures recsim beside. Where one is missing, its rows are, and a line says what to install.
import { execFileSync, spawnSync } from 'node:child_process';

/** `probe`: a command that ends well where all of it is there. Returns whether it is. */
export function isThere(name, probe, install) {
  const [command, ...args] = probe;
  if (spawnSync(command, args, { stdio: 'ignore' }).status === 0) return true;
  console.error(`${name} is not measured, because it is not there. Install it with: apt-get install ${install}`);
  return false;
}

/** What a command prints of its version. */
export function versionOf(command, args, pattern) {
  return pattern.exec(execFileSync(command, args, { encoding: 'utf8' }))?.[1] ?? 'unknown';
}
