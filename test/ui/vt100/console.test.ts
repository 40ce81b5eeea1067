/** The serial console as people and programs meet it: a log that becomes a screen at a key and a log again; mouse and sizes. */
import { describe, expect, it } from 'vitest';
import { Bench } from '../../../src/bench/bench.ts';
import { Attached, KEYS } from '../../support/attached.ts';
import { OWNER, readyBench, WEAK } from '../../support/owner.ts';
import { isCursorShown } from '../../support/screen.ts';
import { MS, S, seedBoard } from '../../support/world.ts';

const HINT = 'Press Enter for the screen, Ctrl-L to draw it anew, Ctrl-D to leave it.';

/** A terminal that was attached before the plug went in. */
async function fromTheStart(): Promise<Attached> {
  const at = new Attached(new Bench({ board: seedBoard(), state: 'provisioned', hashCost: WEAK }));
  at.bench.supply.plugIn();
  return at.wait(30 * S);
}

const atLogin = async () => new Attached(readyBench()).type(KEYS.enter);
const atPassword = async () => (await atLogin()).press('forgot-pattern');

describe('the log', () => {
  it('tells of a start line by line, with its times, and at the end how to go on', async () => {
    const at = await fromTheStart();
    expect(at.isOnScreen).toBe(false);
    expect(at.text.trim()).toBe(
      [
        'Dahua - New-generation DVR/XVR',
        '[    0.000000] start (reset cause: power-on)',
        '[    0.000000] screen: Starting',
        '[    0.050000] screen: Initialising',
        '[   20.050000] screen: Unlock Pattern',
        HINT,
      ].join('\n'),
    );
  });

  it('goes on where it stood when the recorder starts anew', async () => {
    const at = await fromTheStart();
    const before = at.text.trim();
    at.bench.recorder.firmware?.request('restart.requested');
    await at.wait(30 * S);
    const lines = at.text.trim().split('\n');
    expect(lines.slice(0, 6).join('\n')).toBe(before);
    expect(lines.slice(6)).toEqual(expect.arrayContaining(['Dahua - New-generation DVR/XVR', expect.stringContaining('reset cause: software')]));
  });

  it('is not what a mouse or an answer of the terminal brings up a screen in', async () => {
    const at = await fromTheStart();
    await at.click(10, 10);
    await at.type('\x1b[24;80R');
    expect(at.isOnScreen).toBe(false);
  });
});

describe('the screen', () => {
  it('comes up at a key, which does nothing else', async () => {
    const at = await fromTheStart();
    await at.type('5');
    expect(at.isOnScreen).toBe(true);
    expect(at.lines[0]?.trim()).toBe('Unlock Pattern');
    expect(at.text).not.toMatch(/[●◉]/);
    expect(await isCursorShown(at.terminal)).toBe(false);
  });

  it('gives the log back at Ctrl-D as it was, and the log goes on', async () => {
    const at = await fromTheStart();
    const before = at.text.trim();
    await at.type(KEYS.enter);
    await at.draw([3, 2, 1, 4]);
    await at.wait(S);
    await at.type(KEYS['ctrl-d']);
    expect(at.isOnScreen).toBe(false);
    expect(await isCursorShown(at.terminal)).toBe(true);
    expect(at.text.trim()).toBe(`${before}\n${HINT}`);
    at.bench.recorder.firmware?.request('restart.requested');
    await at.wait(3 * S);
    expect(at.text).toContain('reset cause: software');
  });

  it('goes back to the log when the recorder starts anew', async () => {
    const at = await atLogin();
    await at.draw(OWNER.pattern ?? []);
    await at.wait(S);
    await at.press('system');
    await at.press('restart');
    await at.press('ok');
    await at.wait(3 * S);
    expect(at.isOnScreen).toBe(false);
    expect(at.text).toContain('reset cause: software');
    await at.wait(30 * S);
    expect(at.lines.findLast((line) => line !== '')).toBe(HINT);
  });

  it('is drawn anew at Ctrl-L, whatever the terminal shows', async () => {
    const at = await atPassword();
    const before = at.text;
    await new Promise<void>((resolve) => at.terminal.write('\x1b[2J\x1b[5;5Hwall: the system goes down', resolve));
    expect(at.text).not.toBe(before);
    await at.type(KEYS['ctrl-l']);
    expect(at.text).toBe(before);
  });

  it('takes an Escape for a key once nothing follows, and an arrow that comes in pieces for an arrow', async () => {
    const at = await atPassword();
    expect(at.screen.focus).toBe('password');
    await at.type('\x1b');
    await at.wait(40 * MS);
    await at.type('[');
    await at.type('B');
    expect([at.menu, at.screen.focus]).toEqual(['login.password', 'ok']);
    await at.type('\x1b');
    await at.wait(51 * MS);
    // Escape is Back there.
    expect(at.menu).toBe('login.pattern');
  });

  it('shows bullets for a password, and sends it in no form', async () => {
    const at = await atPassword();
    await at.fill('password', OWNER.password);
    expect(at.text).toContain('\u2022'.repeat(OWNER.password.length));
    await at.answer(KEYS.enter);
    expect(at.menu).toBe('desktop.home');
    const sent = Buffer.concat(at.sent).toString();
    for (let from = 0; from + 4 <= OWNER.password.length; from++) expect(sent).not.toContain(OWNER.password.slice(from, from + 4));
  });

  it('moves by itself where something moves: a bar fills second by second', async () => {
    const at = new Attached(new Bench({ board: seedBoard(), hashCost: WEAK }));
    at.bench.supply.plugIn();
    await at.wait(2 * S);
    await at.type(KEYS.enter);
    const bar = () => at.text.split('█').length - 1;
    const bars: number[] = [];
    for (let second = 0; second < 5; second++) {
      await at.wait(3 * S);
      bars.push(bar());
    }
    expect(bars).toEqual(bars.toSorted((a, b) => a - b));
    expect(new Set(bars).size).toBe(5);
  });
});

describe('the mouse', () => {
  it('presses buttons, goes to fields, and opens a list and chooses from it', async () => {
    const at = await atLogin();
    const click = async (text: string) => {
      const { x, y } = at.find(text);
      await at.click(x, y);
    };
    await click('Forgot Pattern');
    await click('Back');
    expect(at.menu).toBe('login.pattern');
    await click('Forgot Pattern');
    await click('Forgot Password');
    await click('OK   ');
    await at.wait(S);
    expect(at.menu).toBe('recovery.qr-code');
    await click('▼');
    expect(at.text).toContain('Security Questions');
    await click('Security Questions');
    expect(at.menu).toBe('recovery.questions');
    const { x, y } = at.find('Answer 2');
    await at.click(x + 15, y);
    expect(at.screen.focus).toBe('answer-2');
    await at.type('rex');
    expect(at.lines[y]).toContain('rex');
  });

  /** The nine points, where they stand. */
  const points = (at: Attached) => at.lines.flatMap((line, y) => [...line.matchAll(/[○●◉]/g)].map(({ index }) => ({ x: index, y })));

  it('draws a pattern with the button held down, over points and what lies between, and ends it by letting go', async () => {
    const at = await atLogin();
    const drawn = (OWNER.pattern ?? []).map((point) => points(at)[point - 1] as { x: number; y: number });
    const [first, ...rest] = drawn;
    if (!first) throw new Error('no pattern');
    await at.mouse('press', first.x, first.y);
    let last = first;
    for (const next of rest) {
      for (let step = 1; step <= 8; step++)
        await at.mouse('move', Math.round(last.x + ((next.x - last.x) * step) / 8), Math.round(last.y + ((next.y - last.y) * step) / 8));
      last = next;
    }
    expect(at.text.match(/[●◉]/g)).toHaveLength(5);
    await at.mouse('release', last.x, last.y);
    await at.wait(S);
    expect(at.menu).toBe('desktop.home');
  });

  it('draws a pattern point by point, and ends it with a second click on the last', async () => {
    const at = await atLogin();
    const places = points(at);
    for (const point of [...(OWNER.pattern ?? []), 9]) {
      const { x, y } = places[point - 1] ?? { x: 0, y: 0 };
      await at.click(x, y);
    }
    await at.wait(S);
    expect(at.menu).toBe('desktop.home');
  });
});

describe('the size of the terminal', () => {
  /** The columns and rows that the screen fills, by its title bar and its background. */
  const extent = (at: Attached) => {
    const buffer = at.terminal.buffer.active;
    const isFilled = (x: number, y: number) =>
      y < at.terminal.rows &&
      buffer
        .getLine(buffer.viewportY + y)
        ?.getCell(x)
        ?.isBgDefault() === false;
    let columns = 0;
    while (isFilled(columns, 0)) columns++;
    let rows = 0;
    while (isFilled(0, rows)) rows++;
    return [columns, rows];
  };

  it.each([
    [80, 24],
    [120, 40],
    [60, 20],
  ])('is asked for: a screen of %i x %i is filled to the last column', async (columns, rows) => {
    const at = await new Attached(readyBench(), columns, rows).type(KEYS.enter);
    expect(extent(at)).toEqual([columns, rows]);
    expect(at.lines[0]?.indexOf('Unlock Pattern')).toBe(Math.floor((columns - 14) / 2));
  });

  it('is asked for again at Ctrl-L', async () => {
    const at = await atLogin();
    at.terminal.resize(100, 30);
    await at.type(KEYS['ctrl-l']);
    expect(extent(at)).toEqual([100, 30]);
    at.terminal.resize(70, 18);
    await at.type(KEYS['ctrl-l']);
    expect(extent(at)).toEqual([70, 18]);
  });

  it('is not believed when it is no size of a terminal', async () => {
    const at = await new Attached(readyBench(), 200, 60).type(KEYS.enter);
    await at.type('\x1b[99999;99999R');
    expect(extent(at)).toEqual([200, 60]);
    await at.type('\x1b[1;1R');
    expect(extent(at)).toEqual([40, 12]);
  });
});
