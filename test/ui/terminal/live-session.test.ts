/** A run whose time flows by itself: commands come when they come, and their end is not the end. */
import { afterEach, describe, expect, it } from 'vitest';
import { LiveSession } from '../../../src/ui/terminal/live-session.ts';
import { createRunLog } from '../../../src/ui/terminal/log.ts';
import { type Pace, Pacer } from '../../../src/ui/terminal/pacer.ts';
import { createDesk, seconds } from '../../support/desk.ts';
import { ManualWall } from '../../support/manual-wall.ts';
import { S } from '../../support/world.ts';

/** Lines that come when a test says so. */
class Lines implements AsyncIterable<string> {
  readonly #ready: (string | undefined)[] = [];
  #wake = () => {};

  say(...lines: string[]): void {
    this.#ready.push(...lines);
    this.#wake();
  }

  end(): void {
    this.#ready.push(undefined);
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<string> {
    for (;;) {
      while (this.#ready.length === 0)
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      const line = this.#ready.shift();
      if (line === undefined) return;
      yield line;
    }
  }
}

/** Lets everything that was promised be done: nothing here waits for real time. */
async function settle(): Promise<void> {
  for (let round = 0; round < 50; round++) await Promise.resolve();
}

const sessions: LiveSession[] = [];
afterEach(() => {
  for (const session of sessions.splice(0)) session.close();
});

function opened(pace: Pace = 1) {
  const desk = createDesk();
  const wall = new ManualWall();
  const lines = new Lines();
  const said: string[] = [];
  const log = createRunLog({ isJson: false, nowUs: () => desk.bench.nowUs, write: (line) => said.push(line) });
  desk.retell((entry, happening) => log.entry(entry, happening));
  const complaints: string[] = [];
  const session = new LiveSession({ desk, log, pacer: new Pacer(wall, pace), wall, complain: (line, why) => complaints.push(`${line}: ${why}`) });
  sessions.push(session);
  session.open();
  let outcome: { wrongLines: number; hasQuit: boolean } | undefined;
  void session.take(lines).then((ended) => {
    outcome = ended;
  });
  /** Wall time goes by in small steps, as it does. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 10) {
      wall.pass(10);
      await settle();
    }
  };
  return { desk, wall, lines, said, complaints, session, pass, outcome: () => outcome };
}

describe('time', () => {
  it.each([
    [1, 30_000],
    [20, 1_500],
    [0.5, 60_000],
  ])('flows by itself at %sx: the recorder boots in its own time', async (pace, ms) => {
    const { desk, pass, said } = opened(pace);
    await pass(ms);
    expect(desk.bench.nowUs / S).toBeCloseTo(30, 0);
    expect(said.join('')).toContain('20.050000 s   screen: Unlock Pattern');
  });

  it('stands still once it is closed, and the last words are how things are', async () => {
    const { desk, session, pass, said, wall } = opened(20);
    await pass(1_500);
    session.close();
    const atUs = desk.bench.nowUs;
    await pass(1_000);
    session.happen(() => {
      throw new Error('nothing happens any more');
    });
    expect(desk.bench.nowUs).toBe(atUs);
    expect(wall.isIdle).toBe(true);
    expect(said.at(-5)).toMatch(/ s {3}end\n$/);
    expect(said.at(-1)).toContain('verdict: not-armed');
    session.close();
    expect(said.filter((line) => line.includes(' end\n'))).toHaveLength(1);
  });
});

describe('commands', () => {
  it('are carried out when they come, at the time they come', async () => {
    const { lines, pass, said, desk, wall } = opened(1);
    await pass(2_000);
    const lastUs = desk.bench.nowUs;
    wall.nowMs += 7;
    lines.say('unplug');
    await settle();
    expect(desk.bench.nowUs - lastUs).toBeGreaterThanOrEqual(7_000);
    expect(said.join('')).toContain(`${(desk.bench.nowUs / S).toFixed(6)} s   plug out`);
    expect(desk.bench.supply.isPlugged).toBe(false);
  });

  it('that wait delay the next ones, to the microsecond, and not the recorder', async () => {
    const { lines, pass, said } = opened(20);
    await pass(1_500);
    lines.say('unplug', 'unscrew all', 'press', 'wait 4.5s', 'plug', 'wait 25s', 'release');
    await pass(3_000);
    const at = (text: string) => Number(/^ *([\d.]+) s/.exec(said.find((line) => line.includes(text)) ?? '')?.[1]);
    expect(at('finger off') - at('finger on the reset button')).toBeCloseTo(29.5, 6);
    expect(said.join('')).toContain('verdict: reset');
  });

  it('that are not possible or not understood are told, and the run goes on', async () => {
    const { lines, pass, said, complaints, outcome } = opened(1);
    lines.say('press', 'unplugg', 'status');
    await pass(100);
    expect(said.join('')).toContain('! not possible: the button is under the lid');
    expect(complaints).toEqual(['2: "unplugg" is not a command. Did you mean "unplug"?']);
    expect(said.join('')).toContain('plug in, power good');
    expect(outcome()).toBeUndefined();
  });

  it('end with quit', async () => {
    const { lines, outcome } = opened(1);
    lines.say('status', 'nonsense', 'quit', 'unplug');
    await settle();
    expect(outcome()).toEqual({ wrongLines: 1, hasQuit: true });
  });

  it('may end without the run ending', async () => {
    const { lines, pass, outcome, desk } = opened(20);
    lines.end();
    await pass(1_500);
    expect(outcome()).toEqual({ wrongLines: 0, hasQuit: false });
    expect(desk.bench.nowUs).toBeGreaterThan(25 * S);
    expect(desk.bench.isIn('boot.ready')).toBe(true);
  });

  it('jump to the next thing that happens', async () => {
    const { lines, said } = opened(1);
    lines.say('jump', 'jump', 'jump', 'jump', 'jump');
    await settle();
    expect(said.join('')).toContain('screen: Unlock Pattern');
  });
});

describe('what comes from outside', () => {
  it('happens now, and what it makes the recorder draw is drawn at once', async () => {
    const { desk, session, pass, wall } = opened(20);
    await pass(1_500);
    wall.nowMs += 7;
    const beforeUs = desk.bench.nowUs;
    const { console } = desk.bench.hal;
    const sent = console.total;
    session.happen(() => console.receive(Buffer.from('\r')));
    expect(desk.bench.nowUs - beforeUs).toBe(140_000);
    expect(Buffer.from(console.sentSince(sent)).toString()).toContain('Unlock Pattern');
  });

  it('does not carry a command past its time', async () => {
    const { desk, session, lines, pass, wall } = opened(1);
    await pass(seconds(0.03) / 1000);
    lines.say('wait 1s', 'unplug');
    await settle();
    const dueUs = desk.bench.nowUs + 1 * S;
    await pass(900);
    wall.nowMs += 200;
    session.happen(() => {});
    expect(desk.bench.nowUs).toBe(dueUs);
    await settle();
    expect(desk.bench.trace.last('plug', desk.bench.nowUs)?.atUs).toBe(dueUs);
  });
});
