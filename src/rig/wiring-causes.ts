/** What is probably wrong where a button does not read as it should, with pins and levels. */
import type { Board, Level } from '../board.ts';
import type { WiringFault } from './record.ts';

const LEVELS = ['low (0 V)', 'high (3.3 V)'] as const;

/** `restLevel`: what the line should be at while nobody presses. */
export function likelyCause(fault: WiringFault, board: Board, restLevel: Level): string {
  const { pins, activeLevel, name } = board;
  const { line = 'the reset line', header, bias } = pins.reset ?? {};
  const where = header === undefined ? line : `${line} (pin ${header})`;
  const [rest, active] = [LEVELS[restLevel], LEVELS[activeLevel]];
  const other = activeLevel === 0 ? 'ground' : '3.3 V';
  switch (fault) {
    case 'inverted':
      return `the button reads the wrong way round: ${where} is ${active} while it is open and ${rest} while it is pressed. It probably leads to ${
        activeLevel === 0 ? '3.3 V' : 'ground'
      } instead of ${other}, or is one that opens when pressed; if it is meant so, board ${name} needs another activeLevel`;
    case 'stuck-closed':
      return `the button reads pressed although nobody touches it, and pressing changes nothing: ${where} stays ${active}. Probably a short to ${other}, a welded contact, or ${
        bias === undefined || bias === 'none' ? 'a missing pull resistor' : `a ${bias} that is not there`
      }`;
    case 'never-closes':
      return `the button was pressed and ${where} stayed ${rest}. Probably a wire is off, it is on another pin, or the button does not lead to ${other}`;
    case 'never-opens':
      return `the button was let go and ${where} stayed ${active}. Probably the contact sticks, or the line is shorted to ${other}`;
    default:
      return fault satisfies never;
  }
}
