/** `recsim doctor` as a program of its own, for tests of who runs it: `node gpio-doctor.mjs [OPTION ...]`. */
import { Command } from 'commander';
import { addDoctorCommand } from '../../src/cli/doctor.ts';

const program = new Command('recsim');
addDoctorCommand(program);
await program.parseAsync(['doctor', ...process.argv.slice(2)], { from: 'user' });
