/** The 40-pin header of a Raspberry Pi, and where the parts of a board are on it. Source: the pinout of the Raspberry Pi documentation; the same from the 1B+ to the 5. */
import { type Board, type PartId, type PinAssignment, pwmText } from '../board.ts';

/** What each pin is, from 1 to 40. */
const PINS: readonly string[] = (
  '3.3 V|5 V|GPIO2|5 V|GPIO3|GND|GPIO4|GPIO14|GND|GPIO15|GPIO17|GPIO18|GPIO27|GND|GPIO22|GPIO23|3.3 V|GPIO24|GPIO10|GND|' +
  'GPIO9|GPIO25|GPIO11|GPIO8|GND|GPIO7|ID_SD|ID_SC|GPIO5|GND|GPIO6|GPIO12|GPIO13|GND|GPIO19|GPIO16|GPIO26|GPIO20|GND|GPIO21'
).split('|');

export interface HeaderPin {
  /** From 1 to 40; odd ones on the left. */
  readonly number: number;
  readonly name: string;
  /** What is connected here. */
  readonly part?: PartId;
}

export interface WiredPart {
  readonly part: PartId;
  readonly pin: PinAssignment;
  /** Where line and pin of the board contradict one another. */
  readonly doubt?: string;
}

export interface Wiring {
  readonly header: readonly HeaderPin[];
  readonly parts: readonly WiredPart[];
}

/** `undefined` for a board that says of no part where it is connected. */
export function wiringOf({ pins }: Pick<Board, 'pins'>): Wiring | undefined {
  const parts = (Object.entries(pins) as [PartId, PinAssignment][]).map(([part, pin]): WiredPart => {
    const doubt = doubtOf(pin);
    return { part, pin, ...(doubt === undefined ? {} : { doubt }) };
  });
  if (parts.length === 0) return undefined;
  const header = PINS.map((name, index): HeaderPin => {
    const wired = parts.find(({ pin }) => pin.header === index + 1);
    return { number: index + 1, name, ...(wired ? { part: wired.part } : {}) };
  });
  return { header, parts };
}

function doubtOf({ line, header }: PinAssignment): string | undefined {
  if (header === undefined) return undefined;
  const is = PINS[header - 1];
  if (is === undefined || is === line || !/^GPIO\d+$/.test(line)) return undefined;
  const right = PINS.indexOf(line) + 1;
  return `pin ${header} is ${is}; ${line} is ${right > 0 ? `pin ${right}` : 'on none'}`;
}

/** `GPIO17, pin 11, pull-up`. */
export const placeOfPart = ({ line, header, bias, pwm }: PinAssignment): string =>
  [line, header === undefined ? undefined : `pin ${header}`, bias === 'none' ? undefined : bias, pwm && pwmText(pwm)]
    .filter((part) => part !== undefined)
    .join(', ');
