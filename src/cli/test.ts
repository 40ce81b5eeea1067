/** `recsim test`: runs scenario files in virtual time, tells how they went, and writes reports for CI. */
import { type Command, Option } from 'commander';
import type { TestOptions } from './test-files.ts';

export function addTestCommand(program: Command): void {
  program
    .command('test')
    .summary('run scenario files')
    .description('Runs scenario files in virtual time, or on real hardware. FILE may be a file, a folder or a quoted pattern.')
    .argument('<file...>', 'scenario files, folders or patterns')
    .option('--board <name>', 'run all of them on this board (a name or a path)')
    .option('--junit <file>', 'write a JUnit report')
    .option('--json <file>', 'write a JSON record; "-" writes it to stdout, and nothing else')
    .option('--with-trace', 'keep all that happened in each run in the JSON record: recsim compare compares it event by event')
    .option('--vcd <dir>', 'write the waveforms of each as a VCD file into this folder')
    .option('--html <file>', 'write a report for people: one page that needs nothing else')
    .option('--coverage', 'tell what of the statecharts was covered, here and in the reports')
    .option('--coverage-min <percent>', 'fail when less of the statechart of a board was covered, "BOARD=PERCENT": of this board; implies --coverage')
    .option('--brand <name>', 'under this brand instead of that of the file; "all": once under each')
    .option('--language <code>', 'with screens in this language: en, es')
    .option('--hash-cost <n>', "cost of password hashes as log2 of scrypt's N, 1 to 20, instead of the board's: a weak one is fast, and is told")
    .option('--seed <n>', 'instead of the seed in the file')
    .option('--timeout <duration>', 'instead of the time-out in the file, in virtual time')
    .option(
      '--only <name=value>',
      'of a matrix only this value of a variable; may be given for several',
      (value: string, before: string[]) => [...before, value],
      [] as string[],
    )
    .option('--jobs [n]', 'run on this many threads; without a number on all cores')
    .option('--shard <i/n>', 'run only the i-th of n parts; merge-reports joins their JSON records')
    .option('--resume <file>', 'note what was run in this file; if it is there, go on where it ends')
    .option('--bail', 'stop at the first that does not pass')
    .option('--quiet', 'tell only of those that do not pass')
    .option('--trace', 'print the whole trace of each')
    .option('--list', 'list the scenarios and run nothing')
    .addOption(
      new Option('--watch', 'run again what a change of a scenario, its board or its pictures concerns; keys: a f enter q').conflicts([
        'junit',
        'json',
        'list',
        'shard',
        'resume',
        'hal',
        'realTime',
        'withTrace',
      ]),
    )
    .addOption(new Option('--hal <hal>', 'pi: on real lines; a person is told what to do, and does it').choices(['mock', 'pi']))
    .option('--real-time', 'on the mock, but in real time: what happens, happens at the same times as in virtual time')
    .addOption(new Option('--gpio <way>', 'how real lines are reached (default: cdev)').choices(['cdev', 'onoff']))
    .addHelpText(
      'after',
      `
Examples:
  recsim test scenarios                            everything in a folder
  recsim test hold.yaml --seed 7 --trace           one, with another seed, and all that happened
  recsim test 'scenarios/*.yaml' --junit out.xml   for CI
  recsim test scenarios --html report.html         to look at
  recsim test scenarios --coverage-min seed=50     fails when less than 50 % of the statechart of board seed was covered
  recsim test scenarios --watch                    again whenever a file changes
  recsim test scenarios/procedures --brand all --hash-cost 4   the guide's three procedures under every brand it names
  recsim test matrix.yaml --jobs --quiet           ten thousand combinations on all cores
  recsim test matrix.yaml --only "hold=20 s"       one of them
  recsim test scenarios --shard 2/4 --json shards/2.json   the second of four machines
  recsim test hold.yaml --real-time                as long as it would really take
  recsim test hold.yaml --json a.json --with-trace   to compare with another record, event by event
  recsim test hold.yaml --hal pi --board pi-4      with a real button: it says when to press, and when to let go

Exit codes: 0 all passed, 1 one failed or too little was covered, 2 bad file or usage (nothing was run) or an error, 3 hardware, 4 stopped by Ctrl-C, 42 the virtual time of one ran out`,
    )
    .action(async (files: string[], { watch, ...options }: TestOptions & { readonly watch?: true }) => {
      if (watch) {
        const { watchFiles } = await import('./watch.ts');
        process.exitCode = await watchFiles(files, options);
        return;
      }
      const { testFiles } = await import('./test-files.ts');
      process.exitCode = await testFiles(files, options);
    });
}
