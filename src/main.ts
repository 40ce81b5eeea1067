#!/usr/bin/env node
/**
 * The `recsim` command. Each verb defines itself in src/cli and loads its heavy parts only when it runs, so that a single test starts
 * as fast as Node does. Problems that people can mend end here, as lines on stderr and exit code 2.
 */
import { Command, CommanderError } from 'commander';
import { addBoardCommand } from './cli/board.ts';
import { addChartCommand } from './cli/chart.ts';
import { addCompareCommand } from './cli/compare.ts';
import { addDoctorCommand } from './cli/doctor.ts';
import { EXIT } from './cli/exit.ts';
import { addFlashCommand } from './cli/flash.ts';
import { addLintCommand } from './cli/lint.ts';
import { addMergeReportsCommand } from './cli/merge-reports.ts';
import { addPhoneCommands } from './cli/phone.ts';
import { addRecordCommand } from './cli/record.ts';
import { addReplayCommand } from './cli/replay.ts';
import { addRigCommand } from './cli/rig.ts';
import { addRunCommand } from './cli/run.ts';
import { addSweepCommand } from './cli/sweep.ts';
import { addTestCommand } from './cli/test.ts';
import { addThresholdCommand } from './cli/threshold.ts';
import { formatProblem, ProblemError } from './errors.ts';
import { VERSION } from './version.ts';

const program = new Command('recsim')
  .description('A DVR/XVR recorder you can hold in your hands without owning one: power plug, reset button, buzzer, screen.')
  .version(VERSION)
  .showHelpAfterError('(recsim --help shows what there is)')
  .showSuggestionAfterError()
  .exitOverride()
  .addHelpText(
    'after',
    `
Examples:
  recsim run                                pull the plug, hold the button, plug in, listen
  recsim test scenarios/*.yaml --junit out.xml
  recsim threshold --board xvr-gui4         every edge of its hold windows, found to 1 us
  recsim sweep --html sweep.html            a grid of holds, drawn, and checked against the rules
  recsim replay press.vcd --map contact=D0  what a recorder makes of a recorded press
  recsim record --vcd press.vcd             on a Raspberry Pi: records a real press, to be replayed
  recsim rig --serial U1                    rehearse the test of units by a person at the button
  recsim doctor                             what this machine offers for a real button, and what is in the way
  recsim board list                         the boards that ship with recsim
  recsim phone scan && recsim inbox         scan the QR code of a running recorder, read the mail
  recsim flash show my-dvr                  what a recorder of recsim run --state has stored
  recsim lint boards/my-dvr                 which clauses of security documents its rules break

Exit codes: 0 pass, 1 an expectation failed, 2 bad usage or file, 3 hardware, 4 aborted, 42 time-out`,
  );

addRunCommand(program);
addBoardCommand(program);
addTestCommand(program);
addMergeReportsCommand(program);
addCompareCommand(program);
addRecordCommand(program);
addReplayCommand(program);
addRigCommand(program);
addDoctorCommand(program);
addFlashCommand(program);
addPhoneCommands(program);
addLintCommand(program);
addThresholdCommand(program);
addSweepCommand(program);
addChartCommand(program);

// A reader that leaves early (`recsim board list | head`) is no error. A verb that has more to bring to its end than output listens too (cli/endings.ts).
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    if (stream.listenerCount('error') === 1) process.exit(process.exitCode ?? EXIT.pass);
  });

async function main(): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof ProblemError) {
      for (const problem of error.problems) process.stderr.write(`error: ${formatProblem(problem)}\n`);
      process.exitCode = error.problems.some(({ code }) => code === 'hardware') ? EXIT.hardware : EXIT.usage;
    } else if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? EXIT.pass : EXIT.usage;
    } else throw error;
  }
}

await main();
