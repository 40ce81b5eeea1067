/** The windows of a panel in wall time that passes when a test says so: what they are sent, how much of it waits for one that takes nothing, and that all see the same. */
import { describe, expect, it } from 'vitest';
import { carryOut } from '../../../src/ui/panel/carry-out.ts';
import { type Line, Windows } from '../../../src/ui/panel/windows.ts';
import { passingOf } from '../../../src/ui/terminal/passing.ts';
import { createDesk } from '../../support/desk.ts';
import { streamAt } from '../../support/panel-stream.ts';

interface Frame {
  readonly type: string;
  readonly epoch: number;
  readonly state: Record<string, unknown>;
  readonly trace?: { readonly from: number; readonly entries: readonly object[] };
  readonly serial?: { readonly from: number; readonly bytes: string };
}

/** A line whose other end takes what it gets only when a test says so, and puts it together as the page does. */
class TestLine implements Line {
  bufferedAmount = 0;
  closed: string | undefined;
  frames = 0;
  bytes = 0;
  state: Record<string, unknown> = {};
  entries: object[] = [];
  serial = '';
  #waiting: string[] = [];
  isDeaf = false;

  send(text: string): void {
    this.bytes += text.length;
    if (this.isDeaf) {
      this.bufferedAmount += text.length;
      this.#waiting.push(text);
    } else this.#take(text);
  }

  close(_: number, why: string): void {
    this.closed = why;
  }

  hearAgain(): void {
    this.isDeaf = false;
    this.bufferedAmount = 0;
    for (const text of this.#waiting.splice(0)) this.#take(text);
  }

  #take(text: string): void {
    const frame = JSON.parse(text) as Frame;
    if (frame.type !== 'frame') return;
    this.frames++;
    this.state = { ...this.state, ...frame.state };
    if (frame.trace) {
      expect(frame.trace.from).toBeGreaterThanOrEqual(this.entries.length);
      this.entries.push(...frame.trace.entries);
    }
    if (frame.serial) this.serial += Buffer.from(frame.serial.bytes, 'base64').toString();
  }
}

function open(pace: number | 'max' = 1) {
  const desk = createDesk();
  const { wall, pacer, tempo, beside, stream } = streamAt(desk, { pace });
  const keepUp = () => pacer.keepUp(passingOf(desk.bench), () => false);
  const windows = new Windows({ stream, wall, keepUp, carryOut: (deed) => carryOut(deed, desk, tempo, beside) });
  const look = (isDeaf = false) => {
    const line = new TestLine();
    line.isDeaf = isDeaf;
    const opened = windows.open(line);
    let id = 0;
    return { line, does: (deed: object) => opened?.receive(JSON.stringify({ id: id++, deed })), opened };
  };
  return { wall, desk, windows, look };
}

describe('windows', () => {
  it('get what is new at most sixty times a second, and next to nothing while nothing happens', () => {
    const { wall, look } = open();
    const { line, does } = look();
    wall.pass(1_000);
    expect(line.frames).toBeLessThanOrEqual(64);
    wall.pass(60_000);
    does({ do: 'pause' });
    wall.pass(5_000);
    const { frames, bytes } = line;
    wall.pass(60_000);
    expect([line.frames - frames, line.bytes - bytes]).toEqual([0, 0]);
  });

  it('see the same, whenever they come and whoever acts', () => {
    const { wall, look } = open(10);
    const first = look();
    wall.pass(3_000);
    first.does({ do: 'input', input: { type: 'click', part: 'forgot-pattern' } });
    first.does({ do: 'type', text: '\r' });
    wall.pass(500);
    const late = look();
    late.does({ do: 'unplug' });
    wall.pass(500);
    expect(late.line.state).toEqual(first.line.state);
    expect(late.line.entries).toEqual(first.line.entries);
    expect(late.line.serial).toBe(first.line.serial);
    expect(late.line.state).toMatchObject({ box: { isPlugged: false } });
  });

  it('that take nothing for a while get the present afterwards, and every entry of the trace and byte of the console once', () => {
    const { wall, look } = open(10);
    const [lively, deaf] = [look(), look(true)];
    for (let second = 0; second < 20; second++) {
      lively.does({ do: second % 2 ? 'plug-in' : 'unplug' });
      wall.pass(1_000);
    }
    expect(deaf.line.closed).toBeUndefined();
    deaf.line.hearAgain();
    wall.pass(200);
    expect(deaf.line.state).toEqual(lively.line.state);
    expect(deaf.line.entries).toEqual(lively.line.entries);
    expect(deaf.line.serial).toBe(lively.line.serial);
    expect(deaf.line.frames).toBeLessThanOrEqual(lively.line.frames);
  });

  it('that take nothing at all cost a bounded memory, are closed after half a minute, and hold up nobody', () => {
    const { wall, desk, look, windows } = open();
    const [lively, deaf] = [look(), look(true)];
    let most = 0;
    for (let quarter = 0; quarter < 240 && !deaf.line.closed; quarter++) {
      // The console is full of words.
      desk.bench.hal.console.write(Buffer.alloc(30_000, 'x'));
      lively.does({ do: quarter % 2 ? 'plug-in' : 'unplug' });
      wall.pass(250);
      most = Math.max(most, deaf.line.bufferedAmount);
    }
    expect(deaf.line.closed).toBe('nothing is taken');
    expect(wall.nowMs).toBeGreaterThan(30_000);
    expect(wall.nowMs).toBeLessThan(40_000);
    expect(most).toBeLessThan(1_000_000);
    expect([lively.line.closed, windows.count]).toEqual([undefined, 1]);
    expect(lively.line.state).toMatchObject({ box: { isPlugged: expect.any(Boolean) } });
  });

  it('that act without end and take nothing are closed before their answers fill the memory', () => {
    const { look } = open();
    const { line, does } = look(true);
    for (let count = 0; count < 100_000 && !line.closed; count++) does({ do: 'pause' });
    expect(line.closed).toBe('nothing is taken');
    expect(line.bufferedAmount).toBeLessThan(2_000_000);
  });

  it('hear what came of a deed after they have seen it', () => {
    const { look } = open();
    const { line, opened } = look();
    const order: string[] = [];
    const send = line.send.bind(line);
    line.send = (text) => {
      order.push((JSON.parse(text) as Frame).type);
      send(text);
    };
    opened?.receive('{"id":0,"deed":{"do":"unplug"}}');
    expect(order).toEqual(['frame', 'answer']);
  });

  it('without any, nothing is planned', () => {
    const { wall, look, windows } = open();
    const { opened } = look();
    opened?.close();
    expect([windows.count, wall.isIdle]).toEqual([0, true]);
  });

  it('begin anew with another recorder', () => {
    const { wall, look } = open(10);
    const { line, does } = look();
    wall.pass(3_000);
    const before = line.entries.length;
    line.entries = [];
    does({ do: 'renew', state: 'factory' });
    wall.pass(2_000);
    expect(before).toBeGreaterThan(10);
    expect((line.state['time'] as { nowUs: number }).nowUs).toBeLessThan(21_000_000);
  });
});
