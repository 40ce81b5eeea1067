/**
 * The picture of a screen in cells, for every renderer: the serial console, the panel's monitor, a picture file. It draws the model as it is and decides
 * nothing but where things go: text and controls below one another, buttons in a row, a QR code beside the rest. Where there is too little room, blank rows go
 * first, then what is farthest from the control that has the focus.
 */
import {
  type ButtonPart,
  type CheckPart,
  type ChoicePart,
  type FieldPart,
  isControl,
  type ListPart,
  type Part,
  type Screen,
  type Tone,
} from '../screen/model.ts';
import { type Block, fitting } from './blocks.ts';
import { type Box, type Canvas, columnsOf, type Hit, shorten } from './canvas.ts';
import { drawPattern, PATTERN_WIDTH, patternHeight, type ScreenTarget } from './draw-pattern.ts';
import { drawQr, qrSize } from './draw-qr.ts';
import { BAR_WIDEST, buttonRows, buttonsWidth, isApart, type LabelledPart, type Layout, layoutOf, textLines } from './measure.ts';
import type { StyleName } from './palette.ts';

/** A longer text is easier to read when its lines begin below one another. */
const LINES_CENTRED = 2;
/** Columns beside a QR code from which on it may stand a little apart. */
const ROOMY_BESIDE_QR = 34;

/** Fills `box` with the screen and returns what can be clicked, the topmost last. */
export function drawScreen(canvas: Canvas, box: Box, screen: Screen): Hit<ScreenTarget>[] {
  canvas.fill(box.x, box.y, box.width, box.height, ' ', 'screen');
  canvas.fill(box.x, box.y, box.width, 1, ' ', 'screenTitle');
  canvas.putCentred(box.x, box.y, box.width, screen.title.text, 'screenTitle');
  const body: Box = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 1 };
  const qr = screen.parts.find((part) => part.kind === 'qr');
  if (!qr) return new Painter(canvas, body, screen).draw(screen.parts);
  const { width, height } = qrSize(qr.text);
  const rest = screen.parts.filter((part) => part !== qr);
  if (width + 24 > body.width || height > body.height) {
    const note: Part = { kind: 'text', words: { text: `(QR code: ${width + 26} x ${height + 1} needed)`, from: 'assumed' }, tone: 'fault' };
    return new Painter(canvas, body, screen).draw([note, ...rest]);
  }
  drawQr(canvas, body.x, body.y + Math.floor((body.height - height) / 2), qr.text);
  const beside = width + (body.width - width > ROOMY_BESIDE_QR ? 2 : 1);
  return new Painter(canvas, { ...body, x: body.x + beside, width: body.width - beside }, screen).draw(rest);
}

/** A monitor that gets no signal says so by itself. */
export function drawNoSignal(canvas: Canvas, box: Box): void {
  canvas.fill(box.x, box.y, box.width, box.height, ' ', 'screenOff');
  canvas.putCentred(box.x, box.y + Math.floor((box.height - 1) / 2), box.width, 'No signal', 'screenOff');
}

class Painter {
  readonly #canvas: Canvas;
  readonly #box: Box;
  readonly #screen: Screen;
  /** Lists that are open lie over what is below them. */
  #overlays: (() => readonly Hit<ScreenTarget>[])[] = [];

  constructor(canvas: Canvas, box: Box, screen: Screen) {
    this.#canvas = canvas;
    this.#box = box;
    this.#screen = screen;
  }

  draw(parts: readonly Part[]): Hit<ScreenTarget>[] {
    const box = this.#box;
    const layout = layoutOf(parts, box.width);
    const { width } = layout;
    const roomy = this.#blocks(parts, layout, box.height, true);
    const blocks = heightOf(roomy) <= box.height ? roomy : fitting(this.#blocks(parts, layout, box.height, false), box.height);
    const height = heightOf(blocks);
    const x = box.x + Math.floor((box.width - width) / 2);
    let y = box.y + Math.max(0, Math.floor((box.height - height) / 2));
    const hits: Hit<ScreenTarget>[] = [];
    for (const block of blocks) {
      if (y + block.height > box.y + box.height) break;
      hits.push(...block.draw(x, y, width));
      y += block.height;
    }
    for (const overlay of this.#overlays) hits.push(...overlay());
    return hits;
  }

  #blocks(parts: readonly Part[], layout: Layout, height: number, isRoomy: boolean): Block[] {
    const blocks: Block[] = [];
    let before: Part | undefined;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as Part;
      if (before && isApart(before, part, isRoomy)) blocks.push({ height: 1, isBlank: true, draw: () => [] });
      if (part.kind === 'button') {
        const buttons = parts.slice(index).filter((each) => each.kind === 'button');
        blocks.push(this.#buttons(buttons, layout.width, isRoomy));
        index += buttons.length - 1;
      } else blocks.push(this.#block(part, layout, height));
      before = parts[index];
    }
    return blocks;
  }

  #block(part: Exclude<Part, { kind: 'button' }>, layout: Layout, height: number): Block {
    switch (part.kind) {
      case 'text':
        return this.#text(textLines(part, layout.width), part.tone, layout.isForm);
      case 'fact':
        return this.#labelled(part, layout, (x, y, room) => {
          this.#canvas.put(x, y, shorten(part.words.text, room), 'screen');
          return [];
        });
      case 'field':
        return this.#field(part, layout);
      case 'choice':
        return this.#choice(part, layout);
      case 'check':
        return this.#check(part, layout.isForm);
      case 'pattern': {
        const rows = patternHeight(height - 4);
        return {
          height: rows,
          hasFocus: this.#isFocused(part),
          draw: (x, y, room) => drawPattern(this.#canvas, x + Math.floor((room - PATTERN_WIDTH) / 2), y, rows, part, this.#isFocused(part)),
        };
      }
      case 'progress':
        return { height: 1, draw: (x, y, room) => this.#progress(x, y, room, part.done) };
      case 'list':
        return this.#list(part, Math.max(3, height - 6));
      case 'qr':
        return { height: 0, draw: () => [] };
      default:
        return part satisfies never;
    }
  }

  #isFocused(part: Part): boolean {
    return isControl(part) && part.id === this.#screen.focus;
  }

  /** Centred line by line; in a form, and when it is long, from the same column on. A fault stands on a ground of its own. */
  #text(lines: readonly string[], tone: Tone, isForm: boolean): Block {
    const style = STYLES[tone];
    const longest = Math.max(...lines.map(columnsOf));
    const padding = tone === 'fault' ? 1 : 0;
    return {
      height: lines.length,
      draw: (x, y, width) => {
        const left = isForm ? x : x + Math.floor((width - longest - 2 * padding) / 2);
        this.#canvas.fill(left, y, longest + 2 * padding, lines.length, ' ', style);
        lines.forEach((line, row) => {
          if (isForm || lines.length > LINES_CENTRED) this.#canvas.put(left + padding, y + row, line, style);
          else this.#canvas.putCentred(x, y + row, width, line, style);
        });
        return [];
      },
    };
  }

  /** A label, and something behind it, which is told where it may go. What is in a field begins in the column where a fact begins. */
  #labelled(part: LabelledPart, { labels }: Layout, draw: (x: number, y: number, room: number) => readonly Hit<ScreenTarget>[]): Block {
    const label = part.label.text;
    const isAbove = columnsOf(label) > labels;
    const from = labels + (part.kind === 'fact' ? 2 : 1);
    return {
      height: isAbove ? 2 : 1,
      hasFocus: this.#isFocused(part),
      draw: (x, y, width) => {
        this.#canvas.put(x, y, shorten(label, width), 'screenLabel');
        return isAbove ? draw(x, y + 1, width) : draw(x + from, y, width - from);
      },
    };
  }

  #field(part: FieldPart, layout: Layout): Block {
    const isFocused = this.#isFocused(part);
    return this.#labelled(part, layout, (x, y, room) => {
      const width = Math.min(room, layout.controls);
      const style = isFocused ? 'screenFieldNow' : 'screenField';
      const characters = [...part.shown];
      // The end of a long text is what one is typing.
      const shown = width - 2;
      const from = Math.max(0, part.cursor - shown + 1);
      this.#canvas.fill(x, y, width, 1, ' ', style);
      this.#canvas.put(x + 1, y, characters.slice(from, from + shown).join(''), style);
      if (isFocused) this.#canvas.put(x + 1 + part.cursor - from, y, characters[part.cursor] ?? ' ', 'screenCursor');
      return [{ x, y, width, height: 1, action: { part: part.id } }];
    });
  }

  #choice(part: ChoicePart, layout: Layout): Block {
    return this.#labelled(part, layout, (x, y, room) => {
      const width = Math.min(room, layout.controls);
      const style = this.#isFocused(part) ? 'screenFieldNow' : 'screenField';
      this.#canvas.fill(x, y, width, 1, ' ', style);
      this.#canvas.put(x + 1, y, shorten(part.options[part.chosen]?.words.text ?? '', width - 4), style);
      this.#canvas.put(x + width - 2, y, part.marked === undefined ? '▼' : '▲', style);
      if (part.marked !== undefined) this.#overlays.push(() => this.#options(part, x, y + 1, width));
      return [{ x, y, width, height: 1, action: { part: part.id } }];
    });
  }

  /** The open list, as wide as its longest option; above its field where there is no room below, and farther left where there is none to the right. */
  #options(part: ChoicePart, x: number, below: number, field: number): Hit<ScreenTarget>[] {
    const { options, marked = 0 } = part;
    const box = this.#box;
    const width = Math.min(box.width, Math.max(field, ...options.map(({ words }) => columnsOf(words.text) + 2)));
    const left = Math.max(box.x, Math.min(x, box.x + box.width - width));
    const y = below + options.length <= box.y + box.height ? below : Math.max(box.y, below - 1 - options.length);
    return options.map(({ words }, index) => {
      const style = index === marked ? 'screenListNow' : 'screenList';
      this.#canvas.fill(left, y + index, width, 1, ' ', style);
      this.#canvas.put(left + 1, y + index, shorten(words.text, width - 2), style);
      return { x: left, y: y + index, width, height: 1, action: { part: part.id, index } };
    });
  }

  #check(part: CheckPart, isForm: boolean): Block {
    const isFocused = this.#isFocused(part);
    return {
      height: 1,
      hasFocus: isFocused,
      draw: (x, y, width) => {
        const style = isFocused ? 'screenFieldNow' : 'screen';
        const text = `[${part.isChecked ? '✓' : ' '}] ${shorten(part.label.text, width - 4)}`;
        const left = isForm ? x : x + Math.floor((width - columnsOf(text)) / 2);
        this.#canvas.put(left, y, text, style);
        return [{ x: left, y, width: columnsOf(text), height: 1, action: { part: part.id } }];
      },
    };
  }

  /** Buttons side by side, in as many rows as they need. */
  #buttons(parts: readonly ButtonPart[], width: number, isRoomy: boolean): Block {
    const rows = buttonRows(parts, width);
    const rowHeight = isRoomy ? 2 : 1;
    return {
      height: rowHeight * (rows.length - 1) + 1,
      hasFocus: parts.some((part) => this.#isFocused(part)),
      draw: (x, y, room) =>
        rows.flatMap((row, index) => {
          let at = x + Math.max(0, Math.floor((room - buttonsWidth(row)) / 2));
          return row.map((part): Hit<ScreenTarget> => {
            const text = `  ${part.label.text}  `;
            const hit = { x: at, y: y + index * rowHeight, width: columnsOf(text), height: 1, action: { part: part.id } };
            at = this.#canvas.put(at, hit.y, text, this.#isFocused(part) ? 'screenButtonNow' : 'screenButton') + 2;
            return hit;
          });
        }),
    };
  }

  #progress(x: number, y: number, width: number, done: number): [] {
    const bar = Math.min(BAR_WIDEST, width - 4);
    const full = Math.round(done * bar);
    const left = x + Math.floor((width - bar) / 2);
    this.#canvas.put(left, y, '█'.repeat(full), 'screenBar');
    this.#canvas.put(left + full, y, '░'.repeat(bar - full), 'screenBarRest');
    return [];
  }

  #list(part: ListPart, room: number): Block {
    const shown = part.rows.slice(part.top, part.top + room);
    return {
      height: shown.length + 1,
      hasFocus: this.#isFocused(part),
      draw: (x, y, width) => {
        shown.forEach((row, index) => {
          this.#canvas.fill(x, y + index, width, 1, ' ', 'screenList');
          this.#canvas.put(x + 1, y + index, shorten(row, width - 2), 'screenList');
        });
        const place = `${part.top + 1}-${part.top + shown.length} / ${part.rows.length}`;
        this.#canvas.putRight(x + width, y + shown.length, place, this.#isFocused(part) ? 'screenMessage' : 'screenDim');
        return [{ x, y, width, height: shown.length, action: { part: part.id } }];
      },
    };
  }
}

const STYLES: Readonly<Record<Tone, StyleName>> = {
  plain: 'screen',
  dim: 'screenDim',
  strong: 'screenStrong',
  message: 'screenMessage',
  good: 'screenGood',
  fault: 'screenFault',
};

const heightOf = (blocks: readonly Block[]): number => blocks.reduce((sum, { height }) => sum + height, 0);
