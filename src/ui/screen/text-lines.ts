/** A screen as lines of text: for reports, plain output, and conditions on what a screen shows. No secret is in it, and nothing private. The picture of it is drawn elsewhere. */
import type { Part, Screen } from './model.ts';

/** One line a part, without the title. */
export function textLines({ parts }: Pick<Screen, 'parts'>): string[] {
  return parts.flatMap(linesOf);
}

function linesOf(part: Part): string[] {
  switch (part.kind) {
    case 'text':
      return [part.words.text];
    case 'fact':
      return [`${part.label.text}: ${part.words.text}`];
    case 'field':
      return [`${part.label.text}: ${fieldText(part)}`];
    case 'choice':
      return [`${part.label.text}: ${part.options[part.chosen]?.words.text ?? '-'}`, ...optionLines(part)];
    case 'check':
      return [`[${part.isChecked ? 'x' : ' '}] ${part.label.text}`];
    case 'button':
      return [`[${part.label.text}]`];
    case 'pattern':
      return [`${part.label.text}: ${part.points.length === 0 ? '-' : '\u2022'.repeat(part.points.length)}`];
    case 'qr':
      return ['(QR code)'];
    case 'progress':
      return [`${Math.round(part.done * 100)} %`];
    case 'list':
      return [...part.rows];
    default:
      return part satisfies never;
  }
}

function fieldText({ shown, isPrivate }: Extract<Part, { kind: 'field' }>): string {
  if (shown === '') return '________';
  return isPrivate ? '\u2022'.repeat([...shown].length) : shown;
}

const optionLines = ({ options, marked }: Extract<Part, { kind: 'choice' }>): string[] =>
  marked === undefined ? [] : options.map(({ words }, index) => `${index === marked ? '>' : ' '} ${words.text}`);
