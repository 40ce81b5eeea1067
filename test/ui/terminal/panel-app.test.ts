import { describe, expect, it } from 'vitest';
import { createKeptDesk, openLid, seconds } from '../../support/desk.ts';
import { openPanel, placeOf } from '../../support/panel.ts';
import { showOn } from '../../support/screen.ts';

describe('the panel at work', () => {
  it('shows its first frame at once, and says what to press', async () => {
    const panel = openPanel();
    expect((await panel.screen()).join('\n')).toContain('press p');
    panel.app.close();
  });

  it('the whole procedure can be done with keys alone', async () => {
    const panel = openPanel();
    panel.type('p');
    panel.type('uuuuu ');
    panel.wall.pass(4500);
    panel.type('p');
    panel.wall.pass(25_000);
    expect((await panel.screen()).join('\n')).toContain('Release now');
    panel.type(' ');
    panel.wall.pass(30_000);
    const shown = (await panel.screen()).join('\n');
    expect(shown).toContain('Set-up Wizard');
    expect(shown).toContain('FACTORY DEFAULT: held 24.9');
    panel.app.close();
  });

  it('the button cannot be reached through the lid, and the panel says so', async () => {
    const panel = openPanel();
    panel.type(' ');
    panel.wall.pass(100);
    expect(panel.desk.bench.finger.isPressing).toBe(false);
    expect((await panel.screen()).join('\n')).toContain('The button is under the lid, and 4 screws hold it');
    panel.wall.pass(7000);
    expect((await panel.screen()).join('\n')).not.toContain('under the lid');
    panel.app.close();
  });

  it('the mouse holds the drawn button for as long as its own is down, and works plug and screws', async () => {
    const panel = openPanel();
    const lid = placeOf(await panel.screen(), 'Dahua');
    for (let times = 0; times < 5; times++) panel.type(`\x1b[<0;${lid.x};${lid.y}M\x1b[<0;${lid.x};${lid.y}m`);
    panel.wall.pass(100);
    expect(panel.desk.bench.lid.isOpen).toBe(true);
    const button = placeOf(await panel.screen(), '[■]');
    panel.type(`\x1b[<0;${button.x};${button.y}M`);
    expect(panel.desk.bench.finger.isPressing).toBe(true);
    panel.wall.pass(1000);
    expect(panel.desk.bench.finger.isPressing).toBe(true);
    panel.type('\x1b[<0;1;1m');
    expect(panel.desk.bench.finger.isPressing).toBe(false);
    const plug = placeOf(await panel.screen(), '█▌━━');
    panel.type(`\x1b[<0;${plug.x};${plug.y}M`);
    expect(panel.desk.bench.supply.isPlugged).toBe(false);
    panel.app.close();
  });

  it('what a person does happens at its own time, not at the next frame', () => {
    const panel = openPanel();
    openLid(panel.desk);
    panel.wall.pass(1000);
    panel.wall.nowMs += 13;
    panel.type(' ');
    expect(panel.desk.bench.trace.last('finger')?.atUs).toBe(1_013_000);
    panel.app.close();
  });

  it('draws at most 25 frames a second, and few while nothing moves', () => {
    const panel = openPanel();
    const framesIn = (ms: number) => {
      const before = panel.written.length;
      panel.wall.pass(ms);
      return panel.written.length - before;
    };
    expect(framesIn(1000)).toBeLessThanOrEqual(27);
    panel.wall.pass(30_000);
    expect(framesIn(10_000)).toBeLessThanOrEqual(50);
    for (let times = 0; times < 200; times++) panel.type('wu');
    expect(panel.wall.isIdle || framesIn(20) <= 1).toBe(true);
    panel.app.close();
  });

  it('does nothing at all while time is stopped', () => {
    const panel = openPanel();
    panel.type('w');
    panel.wall.pass(50);
    expect(panel.wall.isIdle).toBe(true);
    panel.type('w');
    expect(panel.wall.isIdle).toBe(false);
    panel.app.close();
  });

  it('steps through single events and jumps to what one can notice', () => {
    const panel = openPanel();
    panel.type('.');
    expect(panel.desk.bench.nowUs).toBe(50_000);
    panel.type('j');
    expect(panel.desk.bench.nowUs).toBe(20_050_000);
    panel.app.close();
  });

  it('rings the bell at a beep, unless told not to', () => {
    for (const hasBell of [true, false]) {
      const panel = openPanel({ hasBell });
      panel.wall.pass(300);
      expect(panel.written.includes('\x07')).toBe(hasBell);
      panel.app.close();
    }
  });

  it('follows the size of its window', async () => {
    const panel = openPanel();
    Object.assign(panel.output, { columns: 120, rows: 40 });
    panel.output.emit('resize');
    expect((await panel.screen()).join('\n')).toContain('WHAT HAPPENED');
    Object.assign(panel.output, { columns: 40, rows: 10 });
    panel.output.emit('resize');
    expect((await panel.screen()).join('\n')).toContain('larger window');
    panel.app.close();
  });

  it.each(['q', '\x03'])('ends at %j, gives the terminal back and plans nothing more', async (key) => {
    const panel = openPanel();
    expect(panel.input.isRaw).toBe(true);
    panel.type(key);
    expect(panel.hasQuit()).toBe(true);
    expect(panel.input.isRaw).toBe(false);
    expect(panel.wall.isIdle).toBe(true);
    expect((await showOn(80, 24, 'shell', ...panel.written)).lines[0]).toBe('shell');
  });

  it('says first of all what it was told to, for a few seconds', async () => {
    const panel = openPanel({ greeting: 'the recorder kept in my-dvr, as it was left' });
    expect((await panel.screen()).join('\n')).toContain('The recorder kept in my-dvr, as it was left');
    panel.wall.pass(7000);
    expect((await panel.screen()).join('\n')).not.toContain('kept in my-dvr');
    panel.app.close();
  });

  it('a kept recorder gives its place to no other, and the panel says why', async () => {
    const panel = openPanel({ desk: createKeptDesk() });
    panel.wall.pass(1000);
    panel.type('n');
    panel.wall.pass(100);
    expect(panel.desk.bench.nowUs).toBeGreaterThan(1_000_000);
    const shown = (await panel.screen()).join('\n');
    expect(shown).toContain('This recorder is kept: for another, name another --state, or none');
    panel.app.close();
  });

  it('another recorder begins anew, set up and fresh in turn', () => {
    const panel = openPanel();
    panel.wall.pass(40_000);
    expect(panel.desk.bench.isIn('boot.ready.login')).toBe(true);
    panel.type('n');
    expect(panel.desk.bench.nowUs).toBe(0);
    panel.desk.bench.advance(seconds(30));
    expect(panel.desk.bench.isIn('boot.ready.wizard')).toBe(true);
    panel.app.close();
  });
});
