/** Where things stand on a screen: every screen of the menus in every language, on the 80 x 24 cells of the monitor. */
import { describe, expect, it } from 'vitest';
import { plainLine } from '../../../src/ui/cells/ansi.ts';
import { type Box, Canvas, type Hit } from '../../../src/ui/cells/canvas.ts';
import { drawPattern, PATTERN_WIDTH, patternHeight, type ScreenTarget } from '../../../src/ui/cells/draw-pattern.ts';
import { drawScreen } from '../../../src/ui/cells/draw-screen.ts';
import { CELL_HEIGHT, CELL_WIDTH } from '../../../src/ui/picture/glyphs.ts';
import { Form } from '../../../src/ui/screen/form.ts';
import { screenStates } from '../../../src/ui/screen/menu-screens.ts';
import { isControl, LANGUAGES, type Screen } from '../../../src/ui/screen/model.ts';
import { wordsOf } from '../../../src/ui/screen/strings.ts';
import { screenOf } from '../../support/menu-screens.ts';

const MONITOR: Box = { x: 0, y: 0, width: 80, height: 24 };

function drawn(screen: Screen, box = MONITOR): { readonly canvas: Canvas; readonly hits: Hit<ScreenTarget>[]; readonly text: string } {
  const canvas = new Canvas(box.x + box.width, box.y + box.height);
  const hits = drawScreen(canvas, box, screen);
  return { canvas, hits, text: canvas.lines.map(plainLine).join('\n') };
}

const hitOf = (screen: Screen, id: string): Hit<ScreenTarget> => {
  const hit = drawn(screen).hits.find(({ action }) => action.part === id && action.index === undefined);
  if (!hit) throw new Error(`nothing to click for ${id}`);
  return hit;
};

const meet = (a: Box, b: Box) => a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const isInside = (a: Box, box: Box) => a.x >= box.x && a.y >= box.y && a.x + a.width <= box.x + box.width && a.y + a.height <= box.y + box.height;

/** As long as a board makes it: beside it there is the least room. */
const QR_TEXT = `RECSIM1:RSV34TD6VZFTTHT:${'N7Q2K4M8P3R5T6V9'.repeat(3)}`;
const ALL = LANGUAGES.flatMap((language) =>
  screenStates().map((state) => [state, language, screenOf(state, new Form(), { language, qrText: QR_TEXT })] as const),
);
const IN_FULL = ALL.filter(([, , { parts }]) => parts.some(isControl));

/** As with everything typed in, and with the list of a control open. */
function withOpenList(state: string, id: string, changes: Parameters<typeof screenOf>[2] = {}): Screen {
  const form = new Form();
  form.take({ type: 'click', part: id }, screenOf(state, form, changes));
  return { ...screenOf(state, form, changes), focus: id };
}

describe('a screen on the monitor', () => {
  it.each(IN_FULL)('%s in %s has room for all its controls, inside the picture and apart from one another', (_state, _language, screen) => {
    const { hits } = drawn(screen);
    expect(new Set(hits.map(({ action }) => action.part))).toEqual(new Set(screen.parts.filter(isControl).map(({ id }) => id)));
    expect(hits.filter((hit) => !isInside(hit, MONITOR))).toEqual([]);
    expect(hits.flatMap((a, index) => hits.slice(index + 1).filter((b) => meet(a, b)))).toEqual([]);
  });

  it.each(ALL)('%s in %s leaves out no words', (_state, _language, screen) => {
    const squeezed = (text: string) => text.replace(/\s+/g, ' ');
    // Beside a QR code lines are broken in between.
    const isBeside = screen.parts.some(({ kind }) => kind === 'qr');
    const text = squeezed(drawn(screen).text);
    const words = screen.parts.flatMap((part) =>
      part.kind === 'text' ? [part.words.text] : part.kind === 'fact' ? [part.words.text, part.label.text] : [],
    );
    expect(words.flatMap((each) => (isBeside ? each.split(' ') : [squeezed(each)])).filter((each) => !text.includes(each))).toEqual([]);
  });

  it('has a row of ground between fields, which begin and end in the same columns', () => {
    const screen = screenOf('wizard.protection');
    const fields = ['email', 'question-1', 'answer-1', 'question-2', 'answer-2', 'question-3', 'answer-3'].map((id) => hitOf(screen, id));
    expect(new Set(fields.map(({ x, width }) => `${x}+${width}`)).size).toBe(1);
    expect(fields.map(({ y }) => y - (fields[0]?.y ?? 0))).toEqual([0, 2, 4, 6, 8, 10, 12]);
    // Of different lengths at most.
    expect(hitOf(screenOf('wizard.password'), 'hint').width).toBe(hitOf(screenOf('wizard.password'), 'new-password').width);
  });

  it('closes up where there is less room, rather than leave a field out', () => {
    const box = { ...MONITOR, height: 14 };
    const { hits, text } = drawn(screenOf('wizard.protection'), box);
    expect(new Set(hits.map(({ action }) => action.part)).size).toBe(9);
    expect(text).toContain('Password protection');
  });

  it('puts what one typed below what is fixed, in the same column', () => {
    const form = new Form();
    form.take({ type: 'set', part: 'security-code', value: 'ABCD' }, screenOf('recovery.qr-code', form));
    form.take({ type: 'set', part: 'password', value: 'secret' }, screenOf('login.password', form));
    const lines = drawn(screenOf('login.password', form)).text.split('\n');
    const column = (text: string) => lines.find((line) => line.includes(text))?.indexOf(text);
    expect(column('••••••')).toBe(column('admin'));
  });

  it('shows the end of a text that is longer than its field, and the cursor behind it', () => {
    const form = new Form();
    const text = `${'x'.repeat(60)}@recorder.test`;
    form.take({ type: 'set', part: 'email', value: text }, screenOf('desktop.set-email', form));
    const screen = { ...screenOf('desktop.set-email', form), focus: 'email' };
    const { x, y, width } = hitOf(screen, 'email');
    const row = drawn(screen).canvas.lines[y]?.slice(x, x + width) ?? [];
    expect(row.map((cell) => cell.text).join('')).toMatch(/^ x+@recorder\.test {2}$/);
    expect(row.findIndex(({ style }) => style === 'screenCursor')).toBe(width - 2);
  });

  it('does not move to the side when a message comes up', () => {
    for (const state of ['login.password', 'recovery.email', 'desktop.set-email']) {
      const id = state === 'login.password' ? 'password' : 'email';
      const said = screenOf(state, new Form(), { message: wordsOf('not-stored', 'en') });
      expect([state, hitOf(said, id).x]).toEqual([state, hitOf(screenOf(state), id).x]);
    }
  });

  it('has a question close to the field for its answer, and apart from the one before', () => {
    const lines = drawn(screenOf('recovery.questions')).text.split('\n');
    for (const [index, question] of ['favourite colour?', 'first pet?', 'you born?'].entries()) {
      const at = lines.findIndex((line) => line.includes(question));
      expect(lines[at - 1]?.trim()).toBe('');
      expect(lines[at + 1]).toContain(`Answer ${index + 1}`);
    }
  });

  it('centres what is short line by line, and begins the lines of a long text below one another', () => {
    const indents = (state: string, first: string) => {
      const lines = drawn(screenOf(state)).text.split('\n');
      const at = lines.findIndex((line) => line.includes(first));
      return lines.slice(at, lines.indexOf('', at)).map((line) => line.search(/\S/));
    };
    expect(new Set(indents('recovery.notice', 'To provide')).size).toBe(1);
    expect(new Set(indents('wizard.agreement', 'This is a simulated')).size).toBe(2);
  });

  it('has a row of ground between rows of buttons', () => {
    const screen = screenOf('recovery.qr-code', new Form(), { language: 'es', qrText: QR_TEXT });
    expect(hitOf(screen, 'refresh').y).toBe(hitOf(screen, 'next').y);
    expect(hitOf(screen, 'cancel').y).toBe(hitOf(screen, 'next').y + 2);
  });

  it('opens a list as wide as its options, beside a QR code too, and inside the screen at the bottom', () => {
    const beside = drawn(withOpenList('recovery.qr-code', 'reset-type', { language: 'es', qrText: QR_TEXT }));
    expect(beside.text).toContain('Preguntas de seguridad');
    const below = drawn(withOpenList('wizard.protection', 'question-3'));
    expect(below.hits.filter(({ action }) => action.index !== undefined)).toHaveLength(8);
    for (const { hits } of [beside, below]) expect(hits.filter((hit) => !isInside(hit, MONITOR))).toEqual([]);
  });
});

describe('a fault', () => {
  it('stands on a ground of its own that goes beyond its words on both sides, however wide the screen', () => {
    const screens = [screenOf('desktop.confirm-default'), screenOf('recovery.no-qr-code', new Form(), { maskedEmail: undefined })];
    for (const [width, screen] of screens.flatMap((each) => Array.from({ length: 41 }, (_, index) => [40 + index, each] as const))) {
      const { canvas } = drawn(screen, { ...MONITOR, width });
      const rows = canvas.lines.map((line) =>
        line
          .filter(({ style }) => style === 'screenFault')
          .map(({ text }) => text)
          .join(''),
      );
      expect(rows.join('').length).toBeGreaterThan(60);
      expect(rows.filter((row) => row !== '' && !/^ .* $/.test(row))).toEqual([]);
    }
  });
});

describe('an unlock pattern', () => {
  const part = { kind: 'pattern', id: 'pattern', label: wordsOf('pattern', 'en'), points: [1, 2, 3, 5, 9] } as const;
  const grid = (room: number) => {
    const height = patternHeight(room);
    const canvas = new Canvas(PATTERN_WIDTH, height);
    const hits = drawPattern(canvas, 0, 0, height, part, true);
    return { height, canvas, hits, at: (point: number) => hits[point - 1] as Hit<ScreenTarget> };
  };

  it('is as large as there is room for, and keeps its points apart at any size', () => {
    expect([1, 3, 6, 7, 10, 11, 20].map((room) => grid(room).height)).toEqual([3, 3, 3, 7, 7, 11, 11]);
    for (const room of [3, 7, 11]) {
      const { hits } = grid(room);
      expect(hits.map(({ action }) => action.index)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
      expect(hits.flatMap((a, index) => hits.slice(index + 1).filter((b) => meet(a, b)))).toEqual([]);
      expect(grid(room).canvas.lines.map(plainLine).join('').match(/[○●◉]/g)).toHaveLength(9);
    }
  });

  it('is a square of squares on a picture', () => {
    const { at } = grid(11);
    expect((at(2).x - at(1).x) * CELL_WIDTH).toBe((at(4).y - at(1).y) * CELL_HEIGHT);
  });

  it('has a solid line along the grid and a dotted one across it', () => {
    expect(grid(11).canvas.lines.map(plainLine)).toEqual([
      '',
      '  ●───────●───────●',
      '                •',
      '              •',
      '            •',
      '  ○       ●       ○',
      '            •',
      '              •',
      '                •',
      '  ○       ○       ◉',
      '',
    ]);
  });
});
