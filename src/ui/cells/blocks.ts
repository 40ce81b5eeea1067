/** The blocks of rows that a screen is drawn in, and which of them are left out where there is too little room. */
import type { Hit } from './canvas.ts';
import type { ScreenTarget } from './draw-pattern.ts';

/** Some rows of the screen, drawn together. */
export interface Block {
  readonly height: number;
  /** The first to go where there is too little room. */
  readonly isBlank?: true;
  readonly hasFocus?: boolean;
  readonly draw: (x: number, y: number, width: number) => readonly Hit<ScreenTarget>[];
}

/** Takes out blank rows from the end, then blocks at the far end from the focus, until the rest fits. */
export function fitting(blocks: readonly Block[], height: number): readonly Block[] {
  const kept = [...blocks];
  const total = () => kept.reduce((sum, block) => sum + block.height, 0);
  for (let index = kept.length - 1; index >= 0 && total() > height; index--) if (kept[index]?.isBlank) kept.splice(index, 1);
  while (total() > height && kept.length > 1) {
    const focus = Math.max(
      0,
      kept.findIndex(({ hasFocus }) => hasFocus),
    );
    if (kept.length - 1 - focus >= focus) kept.pop();
    else kept.shift();
  }
  return kept;
}
