/** Programs from outside that tests of real parts need. Where CI runs none may be missing; elsewhere a test without its tool is skipped, with a line that says what to install. */
import { spawnSync } from 'node:child_process';

/** Whether to skip: never in CI. `probe` is a command that ends well where the tool is there. */
export function skipWithout(tool: string, probe: readonly string[], what: string, install: string): boolean {
  const [command = '', ...args] = probe;
  if (spawnSync(command, args, { stdio: 'ignore' }).error === undefined || process.env['CI']) return false;
  console.warn(`skipped: ${what}, because ${tool} is not there. Install it with: apt-get install ${install}`);
  return true;
}
