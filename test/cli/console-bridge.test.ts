/** Between the recorder's serial console and a real line: what comes, when it comes, and what of it. */
import { describe, expect, it } from 'vitest';
import { Bench } from '../../src/bench/bench.ts';
import type { Session } from '../../src/cli/run/companions.ts';
import { ConsoleBridge } from '../../src/cli/run/console-bridge.ts';
import type { SerialLine } from '../../src/hal/ports.ts';
import { passingOf } from '../../src/ui/terminal/passing.ts';
import { createDesk, seconds } from '../support/desk.ts';
import { ManualWall } from '../support/manual-wall.ts';

/** A line of which the test is the other end. */
class FakeLine implements SerialLine {
  readonly sent: string[] = [];
  isFull = false;
  #listener: ((bytes: Uint8Array) => void) | undefined;

  write(bytes: Uint8Array): boolean {
    if (!this.isFull) this.sent.push(Buffer.from(bytes).toString());
    return !this.isFull;
  }

  onReceive(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  receive(text: string): void {
    this.#listener?.(Buffer.from(text, 'latin1'));
  }
}

function bridged() {
  const desk = createDesk();
  const line = new FakeLine();
  const wall = new ManualWall();
  const bridge = new ConsoleBridge(desk, line, wall);
  const heard: string[] = [];
  desk.bench.hal.console.onReceive((bytes) => heard.push(Buffer.from(bytes).toString('latin1')));
  let happenings = 0;
  const session: Session = {
    happen(act) {
      happenings++;
      act();
    },
    keepUp() {},
  };
  return { desk, line, wall, bridge, heard, session, happenings: () => happenings };
}

describe('while a scenario is played', () => {
  it('what is typed at the line does not reach the recorder; the scenario alone does things with it', () => {
    const { desk, line, bridge, session } = bridged();
    bridge.join(session);
    const played = new Bench({ board: desk.bench.board, seed: 2 });
    const heard: string[] = [];
    played.hal.console.onReceive((bytes) => heard.push(Buffer.from(bytes).toString()));
    desk.host(played, 'provisioned', passingOf(played));
    line.receive('x');
    desk.free();
    line.receive('y');
    expect(heard).toEqual(['y']);
  });
});

describe('what the recorder sends', () => {
  it('goes out from its very first word, though it was plugged in before', () => {
    const { line, desk } = bridged();
    expect(line.sent.join('')).toContain('start (reset cause: power-on)');
    const before = line.sent.length;
    desk.bench.advance(seconds(30));
    expect(line.sent.slice(before).join('')).toContain('screen: Unlock Pattern');
  });

  it('goes out of the recorder that takes the place of the first, from its first word', () => {
    const { line, desk } = bridged();
    desk.bench.advance(seconds(30));
    line.sent.length = 0;
    desk.renew('factory');
    desk.bench.advance(seconds(30));
    expect(line.sent.join('')).toMatch(/start \(reset cause: power-on\)[\s\S]*screen: Set-up Wizard/);
  });

  it('does not go out where the line has no room, and the recorder is told so', () => {
    const { line, desk } = bridged();
    line.isFull = true;
    expect(desk.bench.hal.console.write(Buffer.from('x'))).toBe(false);
    line.isFull = false;
    expect(desk.bench.hal.console.write(Buffer.from('y'))).toBe(true);
    expect(line.sent.at(-1)).toBe('y');
  });
});

describe('what comes in', () => {
  it('is heard at the time of the session, and not before there is one nor after its end', () => {
    const { line, bridge, heard, session, happenings } = bridged();
    line.receive('early');
    bridge.join(session);
    line.receive('now');
    bridge.close();
    line.receive('late');
    expect([heard, happenings()]).toEqual([['now'], 1]);
  });

  it('goes to the recorder that is on the desk', () => {
    const { line, bridge, session, desk } = bridged();
    bridge.join(session);
    desk.renew('provisioned');
    const heard: string[] = [];
    desk.bench.hal.console.onReceive((bytes) => heard.push(Buffer.from(bytes).toString()));
    line.receive('x');
    expect(heard).toEqual(['x']);
  });

  it.each([
    ['an arrow', '\x1b[B'],
    ['an arrow of the keypad', '\x1bOB'],
    ['a click', '\x1b[<0;12;7M'],
    ['a click on an old terminal', '\x1b[M !!'],
    ['an answer', '\x1b[24;80R'],
  ])('%s that comes byte by byte is put together', (_, key) => {
    const { line, bridge, heard, session, wall } = bridged();
    bridge.join(session);
    for (const byte of key) {
      line.receive(byte);
      wall.pass(5);
    }
    expect(heard.join('')).toBe(key);
    // The last byte of an old click says nothing of itself: it is the only one that may wait.
    expect(heard.length).toBeLessThanOrEqual(2);
    expect(heard[0]?.startsWith('\x1b')).toBe(true);
    expect(heard[0]?.length).toBeGreaterThanOrEqual(key.length - 1);
  });

  it('an Escape that nothing follows is handed on after 20 ms, and what came before it at once', () => {
    const { line, bridge, heard, session, wall } = bridged();
    bridge.join(session);
    line.receive('ab\x1b');
    expect(heard).toEqual(['ab']);
    wall.pass(19);
    expect(heard).toEqual(['ab']);
    wall.pass(1);
    expect(heard).toEqual(['ab', '\x1b']);
  });

  it('holds back no more than a key: nonsense goes through', () => {
    const { line, bridge, heard, session } = bridged();
    bridge.join(session);
    const nonsense = `\x1b[${'9'.repeat(1000)}`;
    line.receive(nonsense);
    expect(heard.join('')).toBe(nonsense);
  });
});
