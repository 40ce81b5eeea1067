/** `recsim rig`: a guided session for a person who presses a real button, unit by unit. Here are its options; the work is in src/cli/rig/, loaded when it runs. */
import { type Command, Option } from 'commander';
import { DEFECT_NAMES, DEFECTS, PERSON_NAMES, PERSONS } from '../rig/rehearsal-names.ts';
import type { RigOptions } from './rig/run-rig.ts';
import { decodeSpeed } from './run/options.ts';

const collect = (value: string, before: readonly string[] = []): readonly string[] => [...before, value];

const listOf = (names: Readonly<Record<string, string>>): string =>
  Object.entries(names)
    .map(([name, what]) => `  ${name.padEnd(16)}${what}`)
    .join('\n');

export function addRigCommand(program: Command): void {
  program
    .command('rig')
    .summary('test units with a person at the button')
    .description(
      `Leads a person through the test of a unit: checks the wiring, says when to press, to give power and to let go, measures press, bounce, holds and beep, tells what the
person spoiled from what the unit failed, and writes a record of each unit. With --hal pi on real lines; otherwise a simulated person rehearses it.`,
    )
    .option('--plan <file>', 'what is asked of a unit (default: the reset guide)')
    .option('--board <name>', 'instead of the board of the plan (a name or a path)')
    .option('--record <dir>', 'write a record of each unit into this folder, and a JUnit file and an HTML page of the session')
    .option('--serial <number>', 'serial number of a unit, instead of asking for it; may be given for several', collect)
    .option('--units <n>', 'end after so many units')
    .option('--station <name>', 'name of this place, for records (default: that of the machine)')
    .addOption(new Option('--hal <hal>', 'mock: a simulated person rehearses it; pi: real lines').choices(['mock', 'pi']).default('mock'))
    .addOption(new Option('--gpio <way>', 'how real lines are reached (default: cdev)').choices(['cdev', 'onoff']))
    .addOption(new Option('--person <name>', 'who rehearses it (default: good)').choices(PERSON_NAMES))
    .addOption(new Option('--defect <name>', 'what is wrong with the simulated units (default: none)').choices(DEFECT_NAMES))
    .option('--seed <n>', 'for the hands of the person and the bounce of the contact; each unit has the next one (default: 1)')
    .option('--speed <x>', 'of a rehearsal: 0.1 to 1000 times real time, or max (default: 1 in a terminal, else max)', decodeSpeed)
    .option('--no-wiring', 'do not draw how the board is wired')
    .option('--ascii', 'draw with ASCII characters only')
    .option('--json', 'print the records as JSON on stdout; what a person hears goes to stderr')
    .addHelpText(
      'after',
      `
Persons of a rehearsal:
${listOf(PERSONS)}

Defects of simulated units:
${listOf(DEFECTS)}

Examples:
  recsim rig                                       rehearse it: type a serial number, watch a simulated person
  recsim rig --serial U1 --serial U2 --record out  two units; records, waveforms, JUnit and a page in out/
  recsim rig --serial U1 --person early            an attempt that the person spoils, and a second one
  recsim rig --serial U1 --defect worn-contact     a unit that fails
  recsim rig --hal pi --record out                 a real button, on the lines that the board of the plan names
  printf 'U1\\nU2\\n' | recsim rig --plan line-3.yaml   serial numbers from a scanner or a file

Exit codes: 0 all passed, 1 a unit failed or could not be judged, 2 bad file or usage, 3 hardware, 4 ended by Ctrl-C, 42 the person did nothing for too long`,
    )
    .action(async (options: RigOptions) => {
      const { runRig } = await import('./rig/run-rig.ts');
      process.exitCode = await runRig(options);
    });
}
