/** `recsim phone` and `recsim inbox`: the owner's phone and mail for scripts. The actions are in src/cli/outside/, loaded when they run. */
import { type Command, InvalidArgumentError } from 'commander';

export interface ScanOptions {
  readonly app: string;
  readonly run?: number;
  readonly json?: true;
}

export interface InboxOptions {
  readonly run?: number;
  readonly wait?: string;
  readonly after: number;
  readonly code?: true;
  readonly json?: true;
}

const decodeNumber = (text: string): number => {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('write a whole number.');
  return Number(text);
};

export function addPhoneCommands(program: Command): void {
  const phone = program
    .command('phone')
    .description("the owner's phone")
    .helpCommand(false)
    .addHelpText('after', '\nExamples:\n  recsim phone scan\n  recsim phone scan picture.png --app iDMSS');

  phone
    .command('scan')
    .description("scans the QR code in a picture, or on the monitor of a running recorder, and asks the vendor's service for a security code")
    .argument('[image]', 'a picture (PNG or JPEG); by default the phone photographs the monitor of the recorder that runs')
    .option('--app <name>', 'gDMSS, iDMSS, EasyViewer or EasyViewerLite', 'gDMSS')
    .option('--run <pid>', 'the process id of the recsim run that is meant, where several run', decodeNumber)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  recsim run                                    in another terminal: Forgot Pattern, Forgot Password, OK
  recsim phone scan                             the phone photographs its monitor
  recsim phone scan qr.png --app EasyViewer     a picture that a screenshot or a camera made
  recsim inbox --code --wait 30s                the security code that comes by mail

Exit codes: 0 the service answered (what it decided only the mail tells), 1 no QR code of a recorder in the picture or no service, 2 bad usage or no recorder running`,
    )
    .action(async (image: string | undefined, options: ScanOptions) => {
      process.exitCode = await (await import('./outside/scan.ts')).scan(image, options);
    });

  program
    .command('inbox')
    .description("the owner's mail: what the vendor's service sent to a running recorder's owner")
    .option('--run <pid>', 'the process id of the recsim run that is meant, where several run', decodeNumber)
    .option('--wait <duration>', 'wait so long, in real time, for a mail (with --code: for a security code)')
    .option('--after <n>', 'pass over the first n mails', decodeNumber, 0)
    .option('--code', 'print the latest security code and nothing else')
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
Examples:
  recsim inbox                        all mails, the latest last
  CODE=$(recsim inbox --code --wait 30s)
  recsim inbox --after 1 --wait 1min  what comes after the first one

Exit codes: 0 there is mail, 1 there is none (with --code: no code), 2 bad usage or no recorder running`,
    )
    .action(async (options: InboxOptions) => {
      process.exitCode = await (await import('./outside/inbox.ts')).inbox(options);
    });
}
