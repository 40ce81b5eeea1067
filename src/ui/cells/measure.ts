/**
 * How wide a screen wants to be, before anything of it is drawn: a form is as wide as its widest line and stands in the middle as a whole, and all its fields are of
 * one width. Everything else has the whole width, and its lines are centred. Widths are columns.
 */
import type { ButtonPart, ChoicePart, FactPart, FieldPart, Part } from '../screen/model.ts';
import { columnsOf, wrap } from './canvas.ts';

/** Longer lines are hard to read. */
const WIDEST = 68;
const FIELD_WIDEST = 38;
/** A longer label stands above what it belongs to. */
const LABEL_WIDEST = 22;
export const BAR_WIDEST = 40;
/** A column of ground on both sides of a text that has a ground of its own. */
const PADDING = 2;

/** A part with a label, and something behind that. */
export type LabelledPart = FactPart | FieldPart | ChoicePart;

export interface Layout {
  readonly width: number;
  /** Lines begin at the left edge, not in the middle. */
  readonly isForm: boolean;
  /** Of the labels that stand in a column of their own. */
  readonly labels: number;
  /** Of fields and drop-down lists. */
  readonly controls: number;
}

/** `room`: the columns there are. */
export function layoutOf(parts: readonly Part[], room: number): Layout {
  const widest = Math.min(room, WIDEST);
  const isForm = parts.some((part) => isLabelled(part) || part.kind === 'list');
  if (!isForm) return { width: widest, isForm, labels: 0, controls: 0 };
  const lengths = parts.filter(isLabelled).map(({ label }) => columnsOf(label.text));
  const labels = Math.max(0, ...lengths.filter((length) => length <= LABEL_WIDEST));
  const controls = Math.max(0, ...parts.map(controlWidth));
  const buttons = buttonsWidth(parts.filter((part) => part.kind === 'button'));
  const wanted = parts.map((part) => widthOf(part, widest, labels, controls));
  return { width: Math.min(widest, Math.max(buttons, ...wanted)), isForm, labels, controls };
}

function widthOf(part: Part, widest: number, labels: number, controls: number): number {
  switch (part.kind) {
    case 'text':
      // A message comes and goes; the form must not move for that.
      return part.tone === 'message' ? 0 : Math.max(...textLines(part, widest).map(columnsOf)) + paddingOf(part);
    case 'fact':
    case 'field':
    case 'choice': {
      const label = columnsOf(part.label.text);
      const content = part.kind === 'fact' ? columnsOf(part.words.text) + 1 : controls;
      return label > labels ? Math.max(label, content) : labels + 1 + content;
    }
    case 'check':
      return columnsOf(part.label.text) + 4;
    case 'list':
      return widest;
    case 'button':
    case 'pattern':
    case 'progress':
    case 'qr':
      return 0;
    default:
      return part satisfies never;
  }
}

function controlWidth(part: Part): number {
  if (part.kind === 'field') return Math.min(FIELD_WIDEST, part.max + 1 + PADDING);
  return part.kind === 'choice' ? Math.max(8, ...part.options.map(({ words }) => columnsOf(words.text))) + 4 : 0;
}

/** The lines of a text where there are `width` columns. */
export const textLines = (part: Extract<Part, { kind: 'text' }>, width: number): string[] => wrap(part.words.text, width - paddingOf(part));

/** A fault has a ground of its own. */
const paddingOf = ({ tone }: Extract<Part, { kind: 'text' }>): number => (tone === 'fault' ? PADDING : 0);

/** Of buttons side by side: two columns of ground on both sides of the words, two between them. */
export const buttonsWidth = (buttons: readonly ButtonPart[]): number => buttons.reduce((sum, { label }) => sum + columnsOf(label.text) + 6, -2);

/** Buttons side by side, in as many rows as they need. */
export function buttonRows(buttons: readonly ButtonPart[], width: number): readonly (readonly ButtonPart[])[] {
  const rows: ButtonPart[][] = [];
  for (const button of buttons) {
    const row = rows.at(-1);
    if (row && buttonsWidth([...row, button]) <= width) row.push(button);
    else rows.push([button]);
  }
  return rows;
}

const isLabelled = (part: Part): part is LabelledPart => part.kind === 'fact' || part.kind === 'field' || part.kind === 'choice';

/** Whether a blank row stands between two parts. `isRoomy`: there is room for those that only make it look better. */
export function isApart(above: Part, below: Part, isRoomy: boolean): boolean {
  // What an owner wrote, a security question, is the heading of the field below it.
  const isOwners = (part: Part) => part.kind === 'text' && part.words.from === 'data';
  if (above.kind === 'text' && below.kind === 'text')
    return above.tone !== below.tone || below.tone === 'fault' || isOwners(above) !== isOwners(below);
  if (isOwners(above) && below.kind === 'field') return false;
  if (isLabelled(above) && isLabelled(below)) return isRoomy && !(above.kind === 'fact' && below.kind === 'fact');
  return true;
}
