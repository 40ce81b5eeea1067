import { describe, expect, it } from 'vitest';
import { encodeFrame, encodeLine, plainLine } from '../../../src/ui/cells/ansi.ts';
import type { Desk } from '../../../src/ui/terminal/desk.ts';
import { drawPanel, type Size } from '../../../src/ui/terminal/draw-panel.ts';
import { KEYS } from '../../../src/ui/terminal/keys.ts';
import { ENTER, LEAVE } from '../../../src/ui/terminal/terminal.ts';
import type { PanelState } from '../../../src/ui/terminal/view.ts';
import { createDesk, holdThroughPowerUp, openLid, seconds, view } from '../../support/desk.ts';
import { isCursorShown, showOn } from '../../support/screen.ts';

const SMALL: Size = { columns: 80, rows: 24 };
const LARGE: Size = { columns: 120, rows: 40 };

const draw = (desk: Desk, size: Size, state?: Partial<PanelState>) => drawPanel(view(desk, state), size);
const text = (desk: Desk, size: Size, state?: Partial<PanelState>) => draw(desk, size, state).lines.map(plainLine).join('\n');

interface Moment {
  readonly name: string;
  readonly desk: () => Desk;
  readonly state?: Partial<PanelState>;
}

const held = (afterS: number) => () => {
  const desk = createDesk();
  holdThroughPowerUp(desk, 4.5, afterS);
  return desk;
};

const released = (afterS: number, laterS: number) => () => {
  const desk = held(afterS)();
  desk.release();
  desk.bench.advance(seconds(laterS));
  return desk;
};

const MOMENTS: readonly Moment[] = [
  {
    name: 'login',
    desk: () => {
      const desk = createDesk();
      desk.bench.advance(seconds(30));
      return desk;
    },
  },
  {
    name: 'unscrewing',
    state: { notice: 'The button is under the lid, and 2 screws hold it: unscrew first' },
    desk: () => {
      const desk = createDesk();
      desk.bench.advance(seconds(30));
      desk.unplug();
      desk.bench.advance(seconds(1));
      desk.openFurther();
      desk.openFurther();
      return desk;
    },
  },
  {
    name: 'before-power',
    desk: () => {
      const desk = createDesk();
      desk.unplug();
      desk.bench.advance(seconds(1));
      openLid(desk);
      desk.press();
      desk.bench.advance(seconds(4.5));
      return desk;
    },
  },
  { name: 'beep', desk: held(0.1) },
  { name: 'early', desk: held(13.8) },
  { name: 'window', desk: held(25.05) },
  { name: 'too-late', desk: held(33) },
  { name: 'stuck', desk: held(61) },
  { name: 'too-short', desk: released(14.1, 10) },
  { name: 'wizard', desk: released(25.05, 40) },
  { name: 'erasing', desk: released(25.05, 0.045) },
  {
    name: 'resumed',
    desk: () => {
      const desk = held(25.05)();
      desk.cutPower(7);
      desk.release();
      desk.bench.advance(seconds(2));
      desk.plugIn();
      desk.bench.advance(seconds(0.07));
      return desk;
    },
  },
  {
    name: 'locked',
    desk: () => {
      const desk = createDesk();
      const { flash } = desk.bench.hal;
      for (let block = 3; block < 8; block++) flash.array.perform({ type: 'erase', address: block * flash.eraseSize });
      desk.unplug();
      desk.bench.advance(seconds(1));
      desk.plugIn();
      desk.bench.advance(seconds(30));
      return desk;
    },
  },
  { name: 'help', desk: held(5), state: { isHelpShown: true } },
];

describe('the panel', () => {
  it.each(MOMENTS)('at the moment "$name" looks as reviewed, small and large', async ({ name, desk, state }) => {
    const seen = [SMALL, LARGE].map((size) => text(desk(), size, state)).join('\n\n');
    await expect(`${seen}\n`).toMatchFileSnapshot(`panels/${name}.txt`);
  });

  it('fills every size exactly, whatever it shows, with a long and wide brand too', () => {
    const desk = createDesk({}, '監視カメラ Security Camera King (Elite) of the very long name\x1b[2J');
    holdThroughPowerUp(desk, 4.5, 25);
    for (let columns = 60; columns <= 200; columns += 7) {
      for (let rows = 10; rows <= 70; rows += 3) {
        const { lines, hits } = draw(desk, { columns, rows });
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(line).toHaveLength(columns);
        for (const hit of hits) expect(hit.x >= 0 && hit.y >= 0 && hit.x + hit.width <= columns && hit.y + hit.height <= rows).toBe(true);
      }
    }
  });

  it('shows the beginning of a window of minutes at a scale that can be read', () => {
    const desk = createDesk({ stuckAfterUs: seconds(900), stages: [{ fromUs: seconds(5), toUs: seconds(600), action: 'factory-default' }] });
    const scale = text(desk, SMALL).split('\n')[12] ?? '';
    expect(scale).toContain('╵5 s factory default');
    expect(scale.indexOf('╵5 s')).toBeGreaterThan(20);
    expect(scale).not.toContain('10 min');
  });

  it('says what it needs where the window is too small', () => {
    expect(text(createDesk(), { columns: 60, rows: 20 })).toContain('80 x 24 at least; this is 60 x 20');
    expect(draw(createDesk(), { columns: 3, rows: 1 }).lines).toHaveLength(1);
  });

  it('names every key, at the smallest size', () => {
    const { hits } = draw(createDesk(), SMALL);
    const keyRows = hits.filter((hit) => hit.y >= SMALL.rows - 2).map((hit) => hit.action);
    expect(keyRows.toSorted()).toEqual(KEYS.map((key) => key.action).toSorted());
    for (const { meaning } of KEYS) expect(text(createDesk(), SMALL, { isHelpShown: true })).toContain(meaning);
  });

  it('a terminal shows exactly what was drawn: no line overflows, the cursor is hidden', async () => {
    for (const size of [SMALL, LARGE]) {
      for (const looks of [
        { colour: true, ascii: false },
        { colour: false, ascii: true },
      ]) {
        const { lines } = draw(held(25.05)(), size);
        const encoded = lines.map((line) => encodeLine(line, looks));
        const { lines: shown, terminal } = await showOn(size.columns, size.rows, 'shell text', ENTER, encodeFrame(encoded, []));
        if (!looks.ascii) expect(shown).toEqual(lines.map(plainLine));
        // biome-ignore lint/suspicious/noControlCharactersInRegex: everything but styles must be printable ASCII.
        else for (const line of encoded) expect(line.replace(/\x1b\[[\d;]*m/g, '')).toMatch(/^[ -~]*$/);
        expect(terminal.buffer.active.type).toBe('alternate');
        expect(terminal.modes.mouseTrackingMode).toBe('vt200');
        expect(await isCursorShown(terminal)).toBe(false);
        await new Promise<void>((resolve) => terminal.write(LEAVE, resolve));
        expect(terminal.buffer.active.type).toBe('normal');
        expect(terminal.modes.mouseTrackingMode).toBe('none');
        expect(await isCursorShown(terminal)).toBe(true);
        expect(terminal.buffer.active.getLine(0)?.translateToString(true)).toBe('shell text');
      }
    }
  });

  it('sends only the lines that changed', () => {
    const desk = held(10)();
    const before = draw(desk, SMALL).lines.map((line) => encodeLine(line, { colour: true, ascii: false }));
    expect(encodeFrame(before, before)).toBe('');
    desk.bench.advance(100_000);
    const after = draw(desk, SMALL).lines.map((line) => encodeLine(line, { colour: true, ascii: false }));
    const changed = after.filter((line, index) => line !== before[index]).length;
    expect(changed).toBeGreaterThan(0);
    expect(changed).toBeLessThan(10);
    expect(encodeFrame(after, before).length).toBeLessThan(after.join('').length / 2);
  });

  it('is a function of the view: drawn twice it is the same', () => {
    const desk = held(25.05)();
    expect(draw(desk, LARGE)).toEqual(draw(desk, LARGE));
  });
});
