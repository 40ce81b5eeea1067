/**
 * `recsim run`: the recorder on a desk, in this terminal; or line by line where there is no terminal to draw on; or by itself, with a serial console.
 * Here are its options; src/cli/run has what it does, loaded when it runs.
 */
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../ui/screen/model.ts';
import {
  decodeBaud,
  decodeConsole,
  decodeFolder,
  decodeHashCost,
  decodeHost,
  decodeLanguage,
  decodePort,
  decodeSeed,
  decodeSpeed,
  type RunOptions,
} from './run/options.ts';

export function addRunCommand(program: Command): void {
  program
    .command('run')
    .description('the recorder on your desk: plug, screws, reset button, buzzer and screen')
    .option('--board <name|path>', 'which recorder', 'seed')
    .option('--brand <name>', 'the brand on its lid and boot screen', 'Dahua')
    .option('--language <code>', `of its screens: ${LANGUAGES.join(', ')}`, decodeLanguage, 'en')
    .option('--speed <x>', 'virtual seconds in a second: 0.1 to 1000, or max (default: 1; for commands from a pipe: max)', decodeSpeed)
    .option('--fresh', 'fresh from its box, instead of set up already')
    .option('--state <dir>', 'keep the recorder in this directory, and go on with it the next time', decodeFolder)
    .option('--seed <n>', 'for the bounce of the contact: same seed, same run', decodeSeed, 1)
    .option('--console <pty|path>', 'lead the serial console out: to a new pseudo-terminal, or to a serial port', decodeConsole)
    .option('--baud <n>', 'speed of that port (default: 115200)', decodeBaud)
    .option('--port <n>', 'of the panel in the browser: 0 is any that is free (default: 8720, or any)', decodePort)
    .option('--host <address>', 'where that panel listens (default: 127.0.0.1); elsewhere it needs a token, which is printed', decodeHost)
    .option('--no-panel', 'no panel and no screen: the recorder runs by itself, commands are taken as they come')
    .option('--smtp <url>', "send the mails of the vendor's service there (smtp://host:port) instead of to an inbox of recsim's own")
    .option('--mail-from <address>', 'their sender, needed with --smtp')
    .option('--plain', 'no screen: commands line by line, as without a terminal')
    .option('--json', 'the log as JSON lines')
    .option('--log <file>', 'write the log to a file')
    .option('--no-bell', 'do not ring the bell of the terminal at a beep')
    .option('--ascii', 'draw with ASCII characters only')
    .option('--hash-cost <n>', "log2 of the cost of password hashes instead of the board's: a low one is for tests", decodeHashCost)
    .addOption(
      new Option('--hal <hal>', 'pi: reset button, power, buzzer and LED are real ones, on the lines the board names')
        .choices(['mock', 'pi'])
        .default('mock'),
    )
    .addOption(new Option('--gpio <way>', 'how those lines are reached (default: cdev)').choices(['cdev', 'onoff']))
    .addHelpText(
      'after',
      `
Examples:
  recsim run                       in a terminal: the panel; press ? for the keys
  recsim run --speed 5             five times as fast
  recsim run --plain               type commands: help lists them
  recsim run --state my-dvr        a recorder of your own: what it stores is there the next time
  recsim run --host 0.0.0.0        its panel in the browser for other machines too: it prints the address with a token
  recsim run --port 8080 </dev/null >run.log &      no terminal: the panel in the browser alone
  recsim run --console pty         its serial console too: it says how to attach picocom, screen or minicom
  recsim run --hal pi --board pi-4     with a real button on a Raspberry Pi
  recsim phone scan && recsim inbox    in another terminal: the phone scans the QR code on its monitor, the mail comes
  recsim run --no-panel --console /dev/ttyUSB0 </dev/null >run.log &
  printf 'unplug\\nunscrew all\\npress\\nwait 4.5s\\nplug\\nwait 25s\\nrelease\\nwait 30s\\n' | recsim run`,
    )
    .action(async (options: RunOptions) => (await import('./run/start.ts')).run(options));
}
