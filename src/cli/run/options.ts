/** The options of `recsim run` as they are once they were read, and how each is read. Source: the command line's contract. */
import { InvalidArgumentError } from 'commander';
import { type Problem, ProblemError } from '../../errors.ts';
import { LANGUAGES, type Language } from '../../ui/screen/model.ts';
import type { DeviceState } from '../../ui/terminal/desk.ts';

export interface RunOptions {
  readonly board: string;
  readonly brand: string;
  readonly language: Language;
  readonly smtp?: string;
  readonly mailFrom?: string;
  readonly speed?: number | 'max';
  readonly fresh?: true;
  readonly state?: string;
  readonly seed: number;
  readonly json?: true;
  readonly plain?: true;
  readonly panel: boolean;
  readonly host?: string;
  readonly port?: number;
  readonly bell: boolean;
  readonly ascii?: true;
  readonly log?: string;
  /** `pty`, or the path of a port. */
  readonly console?: string;
  readonly baud?: number;
  readonly hashCost?: number;
  readonly hal: 'mock' | 'pi';
  readonly gpio?: 'cdev' | 'onoff';
}

export const stateOf = ({ fresh }: RunOptions): DeviceState => (fresh ? 'factory' : 'provisioned');

/** Refuses options that say nothing without another, or contradict one another. */
export function checkOptions({ console, baud, hal, gpio, speed, panel, host, port }: RunOptions): void {
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message, remedy });
  if (baud !== undefined && console === undefined)
    complain('--baud is the speed of a serial console, and there is none', 'Add --console pty, or --console and the path of a port');
  if (gpio !== undefined && hal !== 'pi') complain('--gpio is how real lines are reached, and there are none', 'Add --hal pi');
  if (speed !== undefined && speed !== 1 && hal === 'pi') complain(`--speed ${speed} is not possible: real lines are in real time`, 'Leave it out');
  if (!panel && (host !== undefined || port !== undefined))
    complain(`--${port === undefined ? 'host' : 'port'} is where the panel in the browser is, and --no-panel opens none`, 'Leave out one of them');
  if (problems.length > 0) throw new ProblemError(problems);
}

export function decodeSpeed(text: string): number | 'max' {
  if (text === 'max') return 'max';
  const speed = /^\d+(\.\d+)?x?$/.test(text) ? Number.parseFloat(text) : Number.NaN;
  if (!(speed >= 0.1 && speed <= 1000)) throw new InvalidArgumentError('write 0.1 to 1000, or max.');
  return speed;
}

export function decodeLanguage(text: string): Language {
  const language = LANGUAGES.find((known) => known === text.toLowerCase());
  if (!language) throw new InvalidArgumentError(`write one of: ${LANGUAGES.join(', ')}.`);
  return language;
}

export function decodeSeed(text: string): number {
  const seed = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  if (Number.isNaN(seed)) throw new InvalidArgumentError('write a whole number from 0 to 999999999.');
  return seed;
}

export function decodeFolder(text: string): string {
  if (text === '') throw new InvalidArgumentError('name a directory.');
  return text;
}

export function decodeConsole(text: string): string {
  if (text === '') throw new InvalidArgumentError('write pty, or the path of a serial port.');
  return text;
}

export function decodePort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port >= 0 && port <= 65_535)) throw new InvalidArgumentError('write 0 to 65535; 0 takes any that is free.');
  return port;
}

export function decodeHost(text: string): string {
  if (!/^[\w.:[\]-]+$/.test(text)) throw new InvalidArgumentError('name an address of this machine, or 0.0.0.0 for all of them.');
  return text;
}

export function decodeBaud(text: string): number {
  const baud = /^\d{2,7}$/.test(text) ? Number(text) : Number.NaN;
  if (!(baud >= 50 && baud <= 4_000_000)) throw new InvalidArgumentError('write 50 to 4000000; 115200 is usual.');
  return baud;
}

/** Whatever a board says, more than this takes more memory than a run should. */
export function decodeHashCost(text: string): number {
  const cost = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!(cost >= 1 && cost <= 18)) throw new InvalidArgumentError('write a whole number from 1 to 18.');
  return cost;
}
