/**
 * The picture of a screen in cells, for every renderer: the serial console, the panel's monitor, a picture file. It draws the model as it is and decides
 * nothing but where things go: text and controls below one another, buttons in a row, a QR code beside the rest. Where there is too little room, blank rows go
 * first, then what is farthest from the control that has the focus.
 */
import { isControl, type Part, type Screen, type Tone } from '../screen/model.ts';
import { type Block, fitting } from './blocks.ts';
import { type Box, type Canvas, columnsOf, type Hit, shorten, wrap } from './canvas.ts';
import { drawPattern, PATTERN_WIDTH, patternHeight, type ScreenTarget } from './draw-pattern.ts';
import { drawQr, qrSize } from './draw-qr.ts';
import type { StyleName } from './palette.ts';

/** Text and fields are no wider than this: longer lines are hard to read. */
const WIDEST = 66;
const FIELD_WIDEST = 36;
/** A longer label stands above what it belongs to. */
const LABEL_WIDEST = 22;

/** Fills `box` with the screen and returns what can be clicked, the topmost last. */
export function drawScreen(canvas: Canvas, box: Box, screen: Screen): Hit<ScreenTarget>[] {
  canvas.fill(box.x, box.y, box.width, box.height, ' ', 'screen');
  canvas.fill(box.x, box.y, box.width, 1, ' ', 'screenTitle');
  canvas.putCentred(box.x, box.y, box.width, screen.title.text, 'screenTitle');
  const body: Box = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 1 };
  const qr = screen.parts.find((part) => part.kind === 'qr');
  if (!qr) return new Painter(canvas, screen).draw(body, screen.parts);
  const { width, height } = qrSize(qr.text);
  const rest = screen.parts.filter((part) => part !== qr);
  if (width + 24 > body.width || height > body.height) {
    const note: Part = { kind: 'text', words: { text: `(QR code: ${width + 26} x ${height + 1} needed)`, from: 'assumed' }, tone: 'fault' };
    return new Painter(canvas, screen).draw(body, [note, ...rest]);
  }
  drawQr(canvas, body.x, body.y + Math.floor((body.height - height) / 2), qr.text);
  return new Painter(canvas, screen).draw({ ...body, x: body.x + width + 1, width: body.width - width - 1 }, rest);
}

/** A monitor that gets no signal says so by itself. */
export function drawNoSignal(canvas: Canvas, box: Box): void {
  canvas.fill(box.x, box.y, box.width, box.height, ' ', 'screenOff');
  canvas.putCentred(box.x, box.y + Math.floor((box.height - 1) / 2), box.width, 'No signal', 'screenOff');
}

class Painter {
  readonly #canvas: Canvas;
  readonly #screen: Screen;
  /** Lists that are open lie over what is below them. */
  #overlays: (() => readonly Hit<ScreenTarget>[])[] = [];

  constructor(canvas: Canvas, screen: Screen) {
    this.#canvas = canvas;
    this.#screen = screen;
  }

  draw(box: Box, parts: readonly Part[]): Hit<ScreenTarget>[] {
    const width = Math.min(box.width, WIDEST);
    const isForm = parts.some(({ kind }) => kind === 'field' || kind === 'fact' || kind === 'choice' || kind === 'list');
    const blocks = fitting(this.#blocks(parts, width, box.height, isForm), box.height);
    const height = blocks.reduce((sum, block) => sum + block.height, 0);
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

  #blocks(parts: readonly Part[], width: number, height: number, isForm: boolean): Block[] {
    const lengths = parts.filter(isLabelled).map(({ label }) => columnsOf(label.text));
    const labels = Math.max(0, ...lengths.filter((length) => length <= LABEL_WIDEST));
    const blocks: Block[] = [];
    let before: Part | undefined;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index] as Part;
      if (before && isApart(before, part)) blocks.push({ height: 1, isBlank: true, draw: () => [] });
      if (part.kind === 'button') {
        const buttons = parts.slice(index).filter((each) => each.kind === 'button');
        blocks.push(this.#buttons(buttons, width));
        index += buttons.length - 1;
      } else blocks.push(this.#block(part, width, height, labels, isForm));
      before = parts[index];
    }
    return blocks;
  }

  #block(part: Exclude<Part, { kind: 'button' }>, width: number, height: number, labels: number, isForm: boolean): Block {
    switch (part.kind) {
      case 'text':
        return this.#text(wrap(part.words.text, width), STYLES[part.tone], isForm);
      case 'fact':
        return this.#labelled(part.label.text, labels, (x, y, room) => {
          this.#canvas.put(x, y, shorten(part.words.text, room), 'screen');
          return [];
        });
      case 'field':
        return this.#field(part, labels);
      case 'choice':
        return this.#choice(part, labels);
      case 'check':
        return this.#check(part);
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

  #text(lines: readonly string[], style: StyleName, isForm: boolean): Block {
    return {
      height: lines.length,
      draw: (x, y, width) => {
        lines.forEach((line, row) => {
          if (isForm) this.#canvas.put(x, y + row, line, style);
          else this.#canvas.putCentred(x, y + row, width, line, style);
        });
        return [];
      },
    };
  }

  /** A label, and something behind it, which is told where it may go. */
  #labelled(label: string, labels: number, draw: (x: number, y: number, room: number) => readonly Hit<ScreenTarget>[], hasFocus = false): Block {
    const isAbove = columnsOf(label) > labels;
    return {
      height: isAbove ? 2 : 1,
      hasFocus,
      draw: (x, y, width) => {
        this.#canvas.put(x, y, shorten(label, width), 'screenLabel');
        return isAbove ? draw(x, y + 1, width) : draw(x + labels + 2, y, width - labels - 2);
      },
    };
  }

  #field(part: Extract<Part, { kind: 'field' }>, labels: number): Block {
    const isFocused = this.#isFocused(part);
    return this.#labelled(
      part.label.text,
      labels,
      (x, y, room) => {
        const width = Math.min(room, FIELD_WIDEST, part.max + 1);
        const characters = [...part.shown];
        // The end of a long text is what one is typing.
        const from = Math.max(0, part.cursor - width + 1);
        this.#canvas.fill(x, y, width, 1, ' ', isFocused ? 'screenFieldNow' : 'screenField');
        this.#canvas.put(x, y, characters.slice(from, from + width).join(''), isFocused ? 'screenFieldNow' : 'screenField');
        if (isFocused) this.#canvas.put(x + part.cursor - from, y, characters[part.cursor] ?? ' ', 'screenCursor');
        return [{ x, y, width, height: 1, action: { part: part.id } }];
      },
      isFocused,
    );
  }

  #choice(part: Extract<Part, { kind: 'choice' }>, labels: number): Block {
    const isFocused = this.#isFocused(part);
    return this.#labelled(
      part.label.text,
      labels,
      (x, y, room) => {
        const longest = Math.max(8, ...part.options.map(({ words }) => columnsOf(words.text)));
        const width = Math.min(room, longest + 4);
        const style = isFocused ? 'screenFieldNow' : 'screenField';
        this.#canvas.fill(x, y, width, 1, ' ', style);
        this.#canvas.put(x + 1, y, shorten(part.options[part.chosen]?.words.text ?? '', width - 4), style);
        this.#canvas.put(x + width - 2, y, part.marked === undefined ? '▼' : '▲', style);
        if (part.marked !== undefined) this.#overlays.push(() => this.#options(part, x, y + 1, width));
        return [{ x, y, width, height: 1, action: { part: part.id } }];
      },
      isFocused,
    );
  }

  /** The open list, above its field where there is no room below. */
  #options(part: Extract<Part, { kind: 'choice' }>, x: number, below: number, width: number): Hit<ScreenTarget>[] {
    const { options, marked = 0 } = part;
    const y = below + options.length <= this.#canvas.height ? below : Math.max(0, below - 1 - options.length);
    return options.map(({ words }, index) => {
      const style = index === marked ? 'screenListNow' : 'screenList';
      this.#canvas.fill(x, y + index, width, 1, ' ', style);
      this.#canvas.put(x + 1, y + index, shorten(words.text, width - 2), style);
      return { x, y: y + index, width, height: 1, action: { part: part.id, index } };
    });
  }

  #check(part: Extract<Part, { kind: 'check' }>): Block {
    const isFocused = this.#isFocused(part);
    return {
      height: 1,
      hasFocus: isFocused,
      draw: (x, y, width) => {
        const style = isFocused ? 'screenFieldNow' : 'screen';
        const end = this.#canvas.put(x, y, `[${part.isChecked ? '✓' : ' '}] ${shorten(part.label.text, width - 4)}`, style);
        return [{ x, y, width: end - x, height: 1, action: { part: part.id } }];
      },
    };
  }

  /** Buttons side by side, in as many rows as they need. */
  #buttons(parts: readonly Extract<Part, { kind: 'button' }>[], width: number): Block {
    const rows: Extract<Part, { kind: 'button' }>[][] = [[]];
    const taken = (row: readonly Extract<Part, { kind: 'button' }>[]) => row.reduce((sum, { label }) => sum + columnsOf(label.text) + 6, -2);
    for (const part of parts) {
      const row = rows.at(-1) ?? [];
      if (row.length > 0 && taken([...row, part]) > width) rows.push([part]);
      else row.push(part);
    }
    return {
      height: rows.length,
      hasFocus: parts.some((part) => this.#isFocused(part)),
      draw: (x, y, room) =>
        rows.flatMap((row, index) => {
          let at = x + Math.max(0, Math.floor((room - taken(row)) / 2));
          return row.map((part): Hit<ScreenTarget> => {
            const text = `  ${part.label.text}  `;
            const from = at;
            at = this.#canvas.put(at, y + index, text, this.#isFocused(part) ? 'screenButtonNow' : 'screenButton') + 2;
            return { x: from, y: y + index, width: columnsOf(text), height: 1, action: { part: part.id } };
          });
        }),
    };
  }

  #progress(x: number, y: number, width: number, done: number): [] {
    const bar = Math.min(40, width - 4);
    const full = Math.round(done * bar);
    const left = x + Math.floor((width - bar) / 2);
    this.#canvas.put(left, y, '█'.repeat(full), 'screenBar');
    this.#canvas.put(left + full, y, '░'.repeat(bar - full), 'screenBarRest');
    return [];
  }

  #list(part: Extract<Part, { kind: 'list' }>, room: number): Block {
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

const isLabelled = (part: Part): part is Extract<Part, { kind: 'fact' | 'field' | 'choice' }> =>
  part.kind === 'fact' || part.kind === 'field' || part.kind === 'choice';

/** Whether a blank row stands between two parts: not between lines of the same form. */
function isApart(above: Part, below: Part): boolean {
  if (above.kind === 'text' && below.kind === 'text') return above.tone !== below.tone || below.tone === 'fault';
  return !(isLabelled(above) && isLabelled(below));
}
