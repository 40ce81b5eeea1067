/** `recsim run --hal pi`, on lines of the test's: the recorder on the desk has a real button and a real plug. */
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { checkOptions, type RunOptions } from '../../src/cli/run/options.ts';
import { openRealLines } from '../../src/cli/run/real-lines.ts';
import { Desk } from '../../src/ui/terminal/desk.ts';
import { LiveSession } from '../../src/ui/terminal/live-session.ts';
import { createRunLog } from '../../src/ui/terminal/log.ts';
import { Pacer } from '../../src/ui/terminal/pacer.ts';
import { FakeLines, linedBoard } from '../support/fake-lines.ts';
import { ManualWall } from '../support/manual-wall.ts';
import { MS, S } from '../support/world.ts';

async function running() {
  const desk = new Desk({ board: linedBoard(), hashCost: 4, real: { button: true, plug: true } });
  const lines = new FakeLines();
  const real = await openRealLines(desk, 'cdev', { backend: lines.backend, now: lines.now });
  onTestFinished(() => void real.close());
  const log = createRunLog({ isJson: false, nowUs: () => desk.bench.nowUs, write: () => {} });
  const wall = new ManualWall();
  const session = new LiveSession({ desk, log, pacer: new Pacer(wall, 1, real.flow), wall, complain() {} });
  session.open();
  onTestFinished(() => session.close());
  const texts = () => desk.happenings.map(({ text }) => text);
  return { desk, lines, real, session, texts };
}

describe('recsim run --hal pi', () => {
  test('button and plug of the lines are those of the recorder; it beeps on its line', async () => {
    const { desk, lines, texts } = await running();
    expect(desk.bench.supply.isPlugged).toBe(false);
    lines.drive('reset', 0);
    await lines.pass(4.5 * S);
    lines.drive('power', 1);
    await lines.pass(5 * S);
    expect(texts()).toContain('finger on the reset button');
    expect(texts().join()).toContain('hold before power is good');
    expect(lines.written.some(({ part, level }) => part === 'buzzer' && level === 1)).toBe(true);
  });

  test('at the end it says how late the beeps were ordered', async () => {
    const { lines, real } = await running();
    const said: string[] = [];
    const stderr = vi.spyOn(process.stderr, 'write').mockImplementation((text) => said.push(String(text)) > 0);
    onTestFinished(() => stderr.mockRestore());
    lines.drive('power', 1);
    await lines.pass(60 * S);
    lines.drive('power', 0);
    await lines.pass(1 * S);
    lines.drive('power', 1);
    await lines.pass(60 * S);
    await real.close();
    await real.close();
    expect(said).toEqual(['2 beeps, each ordered 5 ms after it was due (median; 5 ms at most)\n']);
  });

  test('keys do not move what is real, and another recorder does not come', async () => {
    const { desk } = await running();
    const refused = [desk.plugIn(), desk.unplug(), desk.dip(), desk.cutPower(), desk.press(), desk.release(), desk.renew('factory')];
    expect(refused.map((done) => done.ok)).toEqual(refused.map(() => false));
    expect(JSON.stringify(refused)).toContain('the reset button is a real one: press it');
  });

  test('edges that the kernel lost are told', async () => {
    const { lines, texts } = await running();
    await lines.pass(1 * S);
    lines.lose(3);
    await lines.pass(1 * S);
    expect(texts()).toContain('the kernel lost edges: 3 of reset; what was measured then is doubtful');
  });

  test('what comes from elsewhere happens at the time of the lines', async () => {
    const { desk, lines, session } = await running();
    await lines.pass(1 * S);
    lines.nowUs += 200 * MS;
    let atUs = 0;
    session.happen(() => {
      atUs = desk.bench.nowUs;
    });
    expect(atUs).toBe(1_200 * MS - 5 * MS);
  });

  test('a line that is gone ends the run as an error does, once it has begun', async () => {
    const { lines, real, session } = await running();
    const emitted: unknown[][] = [];
    const emit = vi.spyOn(process, 'emit').mockImplementation(((...args: unknown[]) => emitted.push(args) > 0) as never);
    onTestFinished(() => emit.mockRestore());
    const errors = () => emitted.filter(([name]) => name === 'uncaughtException').map(([, error]) => error);
    lines.vanish();
    expect(errors()).toEqual([]);
    real.join?.(session);
    expect(errors()).toMatchObject([{ problems: [{ code: 'hardware', message: expect.stringContaining('is gone') }] }]);
    expect([...lines.taken]).toEqual([]);
  });

  test('another speed, and --gpio without lines, are refused with a remedy', () => {
    const options = { hal: 'pi', speed: 2 } as RunOptions;
    expect(() => checkOptions(options)).toThrow('real lines are in real time');
    expect(() => checkOptions({ ...options, speed: 1 })).not.toThrow();
    expect(() => checkOptions({ hal: 'mock', gpio: 'onoff' } as RunOptions)).toThrow('Add --hal pi');
  });
});
