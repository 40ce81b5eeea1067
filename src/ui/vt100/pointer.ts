/**
 * The mouse on a screen: what a press, a move and a release mean to the control under them. A pattern is drawn with the button held down, or point by point.
 */
import type { Hit } from '../cells/canvas.ts';
import type { ScreenTarget } from '../cells/draw-pattern.ts';
import type { UiInput } from '../screen/model.ts';
import type { InputEvent } from './decoder.ts';

export class Pointer {
  /** The point under the button that is held down, and whether it has moved on to another. */
  #drag: { readonly part: string; readonly index: number; readonly hasMoved: boolean } | undefined;

  /** `hits`: what can be clicked, the topmost last. */
  take({ kind, x, y }: Extract<InputEvent, { type: 'mouse' }>, hits: readonly Hit<ScreenTarget>[]): UiInput[] {
    if (kind === 'release') {
      const drag = this.#drag;
      this.#drag = undefined;
      return drag?.hasMoved ? [{ type: 'key', key: 'enter' }] : [];
    }
    const target = hits.findLast((hit) => x >= hit.x && x < hit.x + hit.width && y >= hit.y && y < hit.y + hit.height)?.action;
    if (kind === 'press') {
      this.#drag = target?.index === undefined ? undefined : { part: target.part, index: target.index, hasMoved: false };
      return target ? [click(target)] : [];
    }
    const drag = this.#drag;
    if (!drag || target?.index === undefined || target.part !== drag.part || target.index === drag.index) return [];
    this.#drag = { part: drag.part, index: target.index, hasMoved: true };
    return [click(target)];
  }
}

const click = ({ part, index }: ScreenTarget): UiInput => ({ type: 'click', part, ...(index === undefined ? {} : { index }) });
