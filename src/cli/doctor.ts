/** `recsim doctor`: what this machine offers for real hardware, and how to fix what is missing. The work is in src/doctor/ and src/cli/doctor/, loaded when it runs. */
import type { Command } from 'commander';
import type { DoctorOptions } from './doctor/report.ts';

export function addDoctorCommand(program: Command): void {
  program
    .command('doctor')
    .summary('what this machine offers for real hardware')
    .description(
      'Looks at GPIO chips and lines, serial ports, groups, permissions and packages, and tells how to fix what keeps a board from real lines. ' +
        'Nothing is changed: no line is taken and no port opened. The mock needs none of it.',
    )
    .option('--board <name>', 'the board whose lines are looked for (a name or a path; default: pi-4)')
    .option('--lines', 'every line of every chip, not only those that somebody holds')
    .option('--ascii', 'ASCII characters only')
    .option('--json', 'as JSON: facts and findings')
    .addHelpText(
      'after',
      `
Examples:
  recsim doctor
  recsim doctor --lines                        what may stand as a line in a board file
  recsim doctor --board my-rig && recsim run --hal pi --board my-rig
  recsim doctor --json | jq -r '.findings[] | select(.level == "problem") | .what'

Exit codes: 0 looked at, 2 bad board, 3 the board named by --board cannot be used with --hal pi on this machine`,
    )
    .action(async (options: DoctorOptions) => {
      const { reportMachine } = await import('./doctor/report.ts');
      process.exitCode = await reportMachine(options);
    });
}
