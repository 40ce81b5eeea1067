/** What there is to say of the lines that a board names. */
import type { Board, PartId, PinAssignment, PwmChannel } from '../board.ts';
import { ProblemError } from '../errors.ts';
import { hardwareProblem, JOIN_GPIO } from '../hal/pi/gpio.ts';
import { type ChipLines, type LineInfo, locateLine } from '../hal/pi/gpio-chip.ts';
import { GPIO_GROUP, whyDenied } from './access.ts';
import type { Finding, FindingLevel } from './finding.ts';
import { CONFIG, directionOf, holderOf, remedyOfHolder } from './holders.ts';
import type { ChipContent, ChipFact, Machine } from './machine.ts';

/** The kernel of a Raspberry Pi 5 names the lines that lead nowhere "-". */
export const isName = (name: string): boolean => name !== '' && name !== '-';

/** The parts of a board that `--hal pi` leads out to GPIO lines. */
export function partsOf({ hasResetButton, hasBuzzer, pins }: Board): (readonly [PartId, PinAssignment])[] {
  const parts = { reset: hasResetButton, power: true, buzzer: hasBuzzer, led: true } as const;
  return (['reset', 'power', 'buzzer', 'led'] as const).flatMap((part) => (parts[part] && pins[part] ? [[part, pins[part]] as const] : []));
}

/** Nothing on a machine without chips: what there is to say of that was said. */
export function lineFindings(machine: Machine, board: Board, wanted: FindingLevel): Finding[] {
  const pins = partsOf(board);
  // A passive buzzer has a PWM channel instead of a line.
  const wired = pins.filter(([part, { pwm }]) => !(part === 'buzzer' && pwm));
  const isUnread = machine.chips.every(({ content }) => content === undefined);
  const findings = isUnread ? linesUnread(machine, wired, wanted) : wired.flatMap(([part, pin]) => lineFinding(machine, part, pin, wanted));
  if (pins.length === 0 && !board.hasResetButton)
    return [{ section: 'board', level: 'note', code: 'no-pins', where: 'lines', what: 'the board file names none: --hal pi leads nothing out' }];
  const without = (part: 'reset' | 'buzzer', level: FindingLevel, what: string, blocks: boolean): Finding => ({
    section: 'board',
    level,
    code: `no-${part}-pin`,
    where: part,
    what,
    remedy: `Add "pins": { "${part}": { "line": "GPIO${part === 'reset' ? 17 : 18}", ... } } to its board.json, or take --board pi-4`,
    ...(blocks ? { blocks: true } : {}),
  });
  return [
    ...(board.hasResetButton && !board.pins.reset
      ? [without('reset', wanted, 'the board file does not say where the reset button is connected', true)]
      : []),
    ...findings,
    ...pins.flatMap(([part, { pwm }]) => (part === 'buzzer' && pwm ? [toneFinding(machine, pwm, wanted)] : [])),
    ...(board.hasBuzzer && !board.pins.buzzer
      ? [without('buzzer', 'note', 'the board file does not say where the buzzer is connected: it stays silent', false)]
      : []),
  ];
}

function toneFinding(machine: Machine, { chip, channel }: PwmChannel, wanted: FindingLevel): Finding {
  const about = { section: 'board', where: 'buzzer' } as const;
  const found = machine.pwm.find((pwm) => pwm.chip === chip);
  if (!found || channel >= found.channels)
    return {
      ...about,
      level: wanted,
      code: 'pwm-missing',
      blocks: true,
      what: found ? `${chip} has no channel ${channel}: it has ${found.channels}, from 0` : `there is no ${chip}`,
      remedy: `Turn the PWM on: dtoverlay=pwm in ${CONFIG}, then restart; or name another chip and channel in the board file`,
    };
  const path = `/sys/class/pwm/${chip}/export`;
  if (!found.export.isOurs)
    return { ...about, level: wanted, code: 'pwm-denied', blocks: true, ...whyDenied(machine, path, found.export, GPIO_GROUP) };
  return { ...about, level: 'ok', code: 'pwm-there', what: `${chip} channel ${channel} is there: a passive buzzer` };
}

function linesUnread({ chips }: Machine, pins: ReturnType<typeof partsOf>, wanted: FindingLevel): Finding[] {
  if (chips.length === 0 || pins.length === 0) return [];
  const names = pins.map(([, { line }]) => line).join(', ');
  return [
    {
      section: 'board',
      level: wanted,
      code: 'lines-unread',
      where: 'lines',
      what: `${names} cannot be looked for: no chip can be read`,
      blocks: true,
    },
  ];
}

function lineFinding(machine: Machine, part: PartId, pin: PinAssignment, wanted: FindingLevel): Finding[] {
  const about = { section: 'board', where: part } as const;
  const header = pin.header === undefined ? '' : `, pin ${pin.header} of the header`;
  const located = tryLocate(pin.line, machine.chips);
  if (!located.ok) return [{ ...about, level: wanted, code: 'line-missing', blocks: true, ...located.why }];
  const { content, offset, title } = located;
  const line = content.lines[offset] as LineInfo;
  const findings: Finding[] = [];
  if (line.consumer === undefined) findings.push({ ...about, level: 'ok', code: 'line-free', what: `${title} is free${header}` });
  else {
    const what = `${title} is held as an ${directionOf(line)} by ${holderOf(machine, content, line)}${header}`;
    findings.push({ ...about, level: wanted, code: 'line-held', blocks: true, what, ...remedyOfHolder(machine, content, line) });
  }
  const isInput = part === 'reset' || part === 'power';
  if (isInput && (pin.bias === 'pull-up' || pin.bias === 'pull-down') && !HAS_BIAS.test(content.label))
    findings.push({
      ...about,
      level: 'note',
      code: 'bias-doubtful',
      what: `the board wants a ${pin.bias}; whether ${content.label} has one, the kernel does not tell`,
      remedy: `Wire a resistor of 10 kOhm to ${pin.bias === 'pull-up' ? 'the supply of the chip' : 'ground'} if the level is not steady`,
    });
  return findings;
}

/** Chips whose drivers set resistors. */
const HAS_BIAS = /^pinctrl-(bcm|rp1)|^gpio-sim/;

type Seen = { readonly ok: true; readonly content: ChipContent; readonly offset: number; readonly title: string };
type Unseen = { readonly ok: false; readonly why: Pick<Finding, 'what' | 'remedy'> };

function tryLocate(line: string, chips: readonly ChipFact[]): Seen | Unseen {
  const readable = chips.flatMap(({ path, content }) => (content ? [new NotedChip(path, content)] : []));
  const unread = chips.flatMap(({ path, failure }) => (failure === undefined ? [] : [hardwareProblem(failure, JOIN_GPIO, path)]));
  try {
    const { chip, offset, title } = locateLine(line, readable, unread);
    return { ok: true, content: chip.content, offset, title };
  } catch (error) {
    if (!(error instanceof ProblemError)) throw error;
    const [{ message, remedy } = hardwareProblem('', '')] = error.problems;
    const isNameless = readable.every((chip) => chip.allLines().every(({ name }) => !isName(name)));
    if (isNameless)
      return { ok: false, why: { what: message, remedy: 'The board file may name a chip and an offset instead, as in "line": "gpiochip0:17"' } };
    return { ok: false, why: { what: message, ...(remedy === undefined ? {} : { remedy }) } };
  }
}

/** A chip of which it was noted what it has. */
class NotedChip implements ChipLines {
  readonly path: string;
  readonly content: ChipContent;

  constructor(path: string, content: ChipContent) {
    this.path = path;
    this.content = content;
  }

  get name(): string {
    return this.content.name;
  }

  get label(): string {
    return this.content.label;
  }

  get lines(): number {
    return this.content.lines.length;
  }

  allLines(): readonly LineInfo[] {
    return this.content.lines;
  }
}
