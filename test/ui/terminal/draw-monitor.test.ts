import { describe, expect, it } from 'vitest';
import { plainLine } from '../../../src/ui/cells/ansi.ts';
import { Canvas } from '../../../src/ui/cells/canvas.ts';
import { screenStates } from '../../../src/ui/screen/menu-screens.ts';
import { drawCloseUp, drawGlance } from '../../../src/ui/terminal/draw-monitor.ts';
import { screenOf } from '../../support/menu-screens.ts';

/** The monitor on the desk at 80 x 24 and at 120 x 40, as far as it is drawn. */
const SIZES = [
  [38, 7],
  [58, 13],
] as const;

const LOOK = 'm: look at the monitor';

function seen(state: string, width: number, height: number, draw: typeof drawCloseUp | typeof drawGlance = drawGlance): string[] {
  const canvas = new Canvas(width, height);
  draw(canvas, { x: 0, y: 0, width, height }, screenOf(state), LOOK);
  return canvas.lines.map(plainLine);
}

describe('the monitor from some way off', () => {
  it.each(SIZES)('shows the title of every screen and what it is about, at %i x %i', (width, height) => {
    for (const state of screenStates()) {
      const [title = '', ...body] = seen(state, width, height);
      expect([state, title.trim()]).toEqual([state, screenOf(state).title.text]);
      expect([state, body.some((line) => line.trim() !== '')]).toEqual([state, true]);
      expect([state, body.length]).toEqual([state, height - 1]);
    }
  });

  it.each(SIZES)('says where to look at a QR code instead of showing it, at %i x %i', (width, height) => {
    const lines = seen('recovery.qr-code', width, height).join('\n');
    expect(lines).toContain(LOOK);
    expect(lines).not.toMatch(/[█▀▄]/);
  });

  it('cuts a long notice rather than leaving it out', () => {
    const lines = seen('recovery.notice', 38, 7).join('\n');
    expect(lines).toContain('To provide a secure');
    expect(lines).toContain('…');
    expect(lines).toContain('OK      Cancel');
  });

  it('close up shows the whole QR code where there is room for that alone, and says so where there is not', () => {
    expect(seen('recovery.qr-code', 43, 22, drawCloseUp).filter((line) => /[█▀▄]/.test(line)).length).toBeGreaterThan(10);
    expect(seen('recovery.qr-code', 43, 12, drawCloseUp).join('\n')).toContain('too little room');
  });
});
