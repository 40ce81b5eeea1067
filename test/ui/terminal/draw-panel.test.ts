import { describe, expect, it } from 'vitest';
import { encodeFrame, encodeLine, plainLine } from '../../../src/ui/cells/ansi.ts';
import { Desk } from '../../../src/ui/terminal/desk.ts';
import { drawPanel, type Size } from '../../../src/ui/terminal/draw-panel.ts';
import { KEYS, keysAt } from '../../../src/ui/terminal/keys.ts';
import { ENTER, LEAVE } from '../../../src/ui/terminal/terminal.ts';
import type { PanelState } from '../../../src/ui/terminal/view.ts';
import { createDesk, holdThroughPowerUp, openLid, seconds, Visit, view } from '../../support/desk.ts';
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

/** Moments away from the desk. */
const VISITS: Readonly<Record<string, () => Visit | Promise<Visit>>> = {
  'monitor-wizard': () => new Visit(new Desk({ board: createDesk().bench.board, state: 'factory' })).fill({ 'New Password': 'Camera2027' }),
  'monitor-pattern': () => {
    const visit = new Visit();
    for (const point of '12369') visit.room.typed(point);
    return visit;
  },
  'monitor-login': () => new Visit().click('Forgot Pattern'),
  'monitor-questions': () => {
    const visit = new Visit().toQrCode();
    visit.desk.hands.choose('Reset Type', 'Security Questions');
    return visit.fill({ 'Answer 1': 'blue' });
  },
  'desk-qr-code': () => {
    const visit = new Visit().toQrCode();
    visit.room.deeds.desk('');
    return visit;
  },
  'monitor-qr-code': () => new Visit().toQrCode(),
  'phone-apps': () => {
    const visit = new Visit().toQrCode();
    visit.room.deeds.phone('');
    return visit;
  },
  'phone-camera': () => new Visit().toQrCode().toCamera(),
  'phone-camera-without-code': () => new Visit().click('Forgot Pattern').toCamera(),
  'phone-answered': () => new Visit().toQrCode().toCamera().scan(),
  inbox: async () => {
    const visit = await new Visit().toQrCode().toCamera().scan();
    visit.room.deeds.inbox('');
    return visit;
  },
  'monitor-code-typed': async () => {
    const visit = await new Visit().toQrCode().toCamera().scan();
    visit.room.deeds.inbox('');
    visit.room.deeds['type-code']('');
    return visit;
  },
  'monitor-result': async () => {
    const visit = await new Visit().toQrCode().toCamera().scan();
    visit.desk.typeCode();
    visit.room.deeds.desk('');
    visit.room.deeds.monitor('');
    return visit.click('Next').fill({ 'New Password': 'Camera2027', 'Confirm Password': 'Camera2027' }).click('Save');
  },
};

describe('the panel', () => {
  it.each(MOMENTS)('at the moment "$name" looks as reviewed, small and large', async ({ name, desk, state }) => {
    const seen = [SMALL, LARGE].map((size) => text(desk(), size, state)).join('\n\n');
    await expect(`${seen}\n`).toMatchFileSnapshot(`panels/${name}.txt`);
  });

  it.each(Object.entries(VISITS))('away from the desk, at the moment "%s", looks as reviewed, small and large', async (name, make) => {
    const { desk, room } = await make();
    const seen = [SMALL, LARGE].map((size) => text(desk, size, { room: room.state })).join('\n\n');
    await expect(`${seen}\n`).toMatchFileSnapshot(`panels/${name}.txt`);
  });

  it.each(Object.entries(VISITS))('away from the desk, at the moment "%s", fills every size exactly', async (_, make) => {
    const { desk, room } = await make();
    for (let columns = 60; columns <= 200; columns += 20) {
      for (let rows = 20; rows <= 70; rows += 10) {
        const { lines, hits, screen, phone, mails } = draw(desk, { columns, rows }, { room: room.state });
        expect(lines).toHaveLength(rows);
        for (const line of lines) expect(line).toHaveLength(columns);
        for (const hit of [...hits, ...screen, ...phone, ...mails])
          expect(hit.x >= 0 && hit.y >= 0 && hit.x + hit.width <= columns && hit.y + hit.height <= rows).toBe(true);
      }
    }
  });

  it('the QR code on a full window of 80 x 24 is whole, with the field for its code beside it and the keys below', () => {
    const { desk, room } = new Visit().toQrCode();
    const lines = text(desk, SMALL, { room: room.state }).split('\n');
    expect(lines.filter((line) => /[█▀▄]/.test(line))).toHaveLength(17);
    expect(lines.join('\n')).toContain('Security code');
    expect(lines.at(-1)).toContain('ctrl-o  desk');
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
    const keys = keysAt('desk');
    const { hits } = draw(createDesk(), SMALL);
    const shown = hits.filter(({ y, height }) => height === 1 && (y === 8 || y >= SMALL.rows - 2)).map((hit) => hit.action);
    expect(shown.toSorted()).toEqual(keys.map((key) => key.action).toSorted());
    for (const { meaning } of keys) expect(text(createDesk(), SMALL, { isHelpShown: true })).toContain(meaning);
  });

  it('the help says how to attach to the serial console and where the browser has it, in the edges', () => {
    const help = text(createDesk(), SMALL, { isHelpShown: true, console: 'picocom -b 115200 /tmp/c/console', web: 'http://127.0.0.1:8720/' });
    expect(help).toContain('picocom -b 115200 /tmp/c/console');
    expect(help).toContain('http://127.0.0.1:8720/');
    expect(help).toContain('the mouse works too');
  });

  it('away from the desk, names below how to get back, at the smallest size too, and every key where there is room', () => {
    for (const place of ['monitor', 'phone', 'inbox'] as const) {
      const { desk, room } = new Visit();
      if (place !== 'monitor') room.deeds[place]('');
      const actions = (size: Size) =>
        draw(desk, size, { room: room.state })
          .hits.filter(({ y }) => y === size.rows - 1)
          .map(({ action }) => action);
      expect(actions(SMALL)).toContain(place === 'monitor' ? 'desk' : 'back');
      expect(actions({ columns: 132, rows: 40 })).toEqual(keysAt(place).map(({ action }) => action));
    }
  });

  it('has a meaning for no key twice at one place', () => {
    for (const place of ['desk', 'monitor', 'phone', 'inbox'] as const) {
      const keys = keysAt(place).flatMap((key) => key.keys);
      expect(new Set(keys).size).toBe(keys.length);
    }
    expect(KEYS.every(({ at }) => at.length > 0)).toBe(true);
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
        expect(terminal.modes.mouseTrackingMode).toBe('drag');
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
