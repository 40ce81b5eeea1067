/** The serial console on a line that takes no more for a while: nobody reads there, or slowly. */
import { describe, expect, it } from 'vitest';
import { Bench } from '../../../src/bench/bench.ts';
import { Attached, KEYS } from '../../support/attached.ts';
import { readyBench, WEAK } from '../../support/owner.ts';
import { S, seedBoard } from '../../support/world.ts';

describe('a line that takes no more', () => {
  /** Takes `room` bytes, and then nothing. */
  function blocked(bench: Bench) {
    const state = { room: Number.POSITIVE_INFINITY, tries: 0, taken: [] as string[] };
    bench.hal.console.onSent((bytes) => {
      state.tries++;
      if (bytes.length > state.room) return false;
      state.room -= bytes.length;
      state.taken.push(Buffer.from(bytes).toString());
      return true;
    });
    return state;
  }
  const send = (bench: Bench, text: string) => bench.hal.console.receive(Buffer.from(text));

  it('gets a whole screen once there is room, with all that sets a terminal up', async () => {
    const bench = readyBench();
    const line = blocked(bench);
    send(bench, '\r');
    bench.advance(0);
    line.room = 0;
    send(bench, '\t');
    bench.advance(10 * S);
    line.taken = [];
    line.room = Number.POSITIVE_INFINITY;
    bench.advance(2 * S);
    // A terminal that was attached only now shows the same as one that saw everything.
    const late = new Attached(readyBench());
    await new Promise<void>((resolve) => late.terminal.write(line.taken.join(''), resolve));
    const other = await new Attached(readyBench()).type(KEYS.enter, KEYS.tab);
    expect(late.text).toBe(other.text);
    expect(late.isOnScreen).toBe(true);
  });

  it('is tried less and less often, and not kept waiting for longer than 2 s', () => {
    const bench = readyBench();
    const line = blocked(bench);
    line.room = 0;
    send(bench, '\r');
    bench.advance(60 * S);
    expect(line.tries).toBeLessThan(60);
    line.room = Number.POSITIVE_INFINITY;
    bench.advance(2 * S);
    expect(line.taken.join('')).toContain('Unlock Pattern');
  });

  it('gets no half lines of the log, and is told how many there were', async () => {
    const bench = new Bench({ board: seedBoard(), state: 'provisioned', hashCost: WEAK });
    const line = blocked(bench);
    line.room = 120;
    bench.supply.plugIn();
    bench.advance(30 * S);
    line.room = Number.POSITIVE_INFINITY;
    bench.recorder.firmware?.request('restart.requested');
    bench.advance(S);
    const log = line.taken.join('');
    expect(log.split('\r\n').filter((text) => /^\[/.test(text) && !/^\[ *\d+\.\d{6}\] \S/.test(text))).toEqual([]);
    expect(log).toMatch(/\(\d+ lines were lost: nobody read them\)\r\n\[/);
  });

  it('that takes no leave of the screen takes it with the next line', async () => {
    const bench = readyBench();
    const line = blocked(bench);
    send(bench, '\r');
    bench.advance(0);
    line.room = 0;
    send(bench, KEYS['ctrl-d']);
    line.room = Number.POSITIVE_INFINITY;
    bench.recorder.firmware?.request('restart.requested');
    bench.advance(S);
    const terminal = new Attached(readyBench());
    await new Promise<void>((resolve) => terminal.terminal.write(line.taken.join(''), resolve));
    expect(terminal.isOnScreen).toBe(false);
    expect(terminal.text.trim()).toMatch(/^\[.*screen: Restarting$/);
  });
});
