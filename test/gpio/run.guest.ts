/** The built `recsim run --hal pi` as a process of its own, on the lines of a real kernel: the reset with a finger, and every way in which it ends. Needs dist/main.js (make build). */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { describe, type TestContext, test } from 'vitest';
import { loadBoard } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { openState } from '../../src/hal/nor/state-folder.ts';
import { GpioChip } from '../../src/hal/pi/gpio-chip.ts';
import { loadKernel } from '../../src/hal/pi/kernel.ts';
import { Storage } from '../../src/storage/storage.ts';
import { S } from '../support/world.ts';
import { pause, until } from './pi-rig.ts';
import { type Wired, wired } from './wired.ts';

/** The reset in seconds. Beeps and window are long, since whoever looks may be kept waiting. */
const SHORT = {
  bootBeepOn: '1 s',
  initDuration: '5 s',
  holdMin: '5 s',
  holdMax: '40 s',
  restartDelay: '200 ms',
  stuckAfter: '60 s',
  passwordHashCost: 4,
};
/** Node takes its time in there, and more of it when others do. */
const START_US = 90 * S;
const LONG_MS = 180_000;

interface Running {
  readonly child: ChildProcess;
  /** All that it said on stdout. */
  readonly log: string;
  /** And on stderr. */
  readonly complaints: string;
  says(words: string, limitUs?: number): Promise<void>;
  /** Its exit code, or the signal that ended it. */
  ended(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

const stateOf = ({ folder }: Wired) => path.join(folder, 'state');

/** Without a terminal, as a service runs it; returns when it has its lines. */
async function running({ onTestFinished }: Pick<TestContext, 'onTestFinished'>, desk: Wired, gpio: string): Promise<Running> {
  const args = ['run', '--hal', 'pi', '--gpio', gpio, '--board', desk.board, '--state', stateOf(desk), '--hash-cost', '4'];
  const child = spawn(process.execPath, ['dist/main.js', ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const said = { log: '', complaints: '' };
  child.stdout.on('data', (text) => {
    said.log += text;
  });
  child.stderr.on('data', (text) => {
    said.complaints += text;
  });
  const isOver = () => child.exitCode !== null || child.signalCode !== null;
  onTestFinished(async () => {
    if (isOver()) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
  const on: Running = {
    child,
    get log() {
      return said.log;
    },
    get complaints() {
      return said.complaints;
    },
    async says(words, limitUs = 20 * S) {
      await until(() => said.log.includes(words) || isOver(), limitUs);
      if (!said.log.includes(words)) throw new Error(`it does not say "${words}", but:\n${said.log}${said.complaints}`);
    },
    async ended(signal) {
      const closed = once(child, 'close');
      child.kill(signal);
      const [code, by] = await closed;
      return code ?? by;
    },
  };
  await on.says('on real lines', START_US);
  return on;
}

async function beeps(desk: Wired, on: Running): Promise<void> {
  desk.power.drive(1);
  if (!(await until(() => desk.chip.line('buzzer').level() === 1, 20 * S))) throw new Error(`it does not beep:\n${on.log}${on.complaints}`);
}

/** Who holds the lines. */
async function holders({ chip }: Wired): Promise<string[]> {
  const device = GpioChip.open(await loadKernel(), `/dev/${chip.chip}`);
  const lines = device.allLines();
  device.close();
  return lines.flatMap(({ consumer }) => (consumer ? [consumer] : []));
}

/** What is stored in the folder of a process that has ended. */
function credentialsOf(desk: Wired): string {
  const { board } = unwrap(loadBoard(desk.board));
  const geometry = flashGeometry(board);
  const kept = unwrap(openState(stateOf(desk), { board: board.name, geometry }));
  const { credentials } = new Storage(new NorArray(geometry, kept.cells)).stored;
  kept.close();
  return credentials;
}

// Not beside other tests that start processes: that takes its time in there.
describe('recsim run --hal pi, as a process', () => {
  test.concurrent('the reset with a finger: it beeps on its line, and what is kept has no password any more', {
    timeout: LONG_MS,
  }, async (context) => {
    const { expect } = context;
    // Long enough to be seen by one who looks now and then, on a machine that has other things to do.
    const desk = wired(context.onTestFinished, { ...SHORT, bootBeepOn: '4 s' });
    const on = await running(context, desk, 'cdev');
    desk.button.drive(0);
    await pause(4.5 * S);
    await beeps(desk, on);
    expect(await until(() => desk.chip.line('buzzer').level() === 0, 20 * S)).toBe(true);
    await on.says('the window is open', 30 * S);
    desk.button.drive(1);
    await on.says('Set-up Wizard', 30 * S);
    expect(await on.ended('SIGTERM')).toBe(0);
    expect([on.log.includes('verdict: reset'), credentialsOf(desk)]).toEqual([true, 'absent']);
    expect(on.complaints).toMatch(/beeps, each ordered [\d.]+ ms after it was due/);
  });

  for (const gpio of ['cdev', 'onoff'])
    test.concurrent(`${gpio}: killed while it beeps the next start has lines and recorder again, silent; ended while it beeps it is silent at once`, {
      timeout: LONG_MS,
    }, async (context) => {
      const { expect } = context;
      const desk = wired(context.onTestFinished, { ...SHORT, bootBeepOn: '5 s' });
      const killed = await running(context, desk, gpio);
      await beeps(desk, killed);
      expect(await killed.ended('SIGKILL')).toBe('SIGKILL');
      desk.power.drive(0);
      // The kernel gives lines of the character device back, and they fall to their pull; those of sysfs stay as they are.
      expect(desk.chip.line('buzzer').level()).toBe(gpio === 'cdev' ? 0 : 1);
      const next = await running(context, desk, gpio);
      expect(next.log).toContain('as it was left');
      expect([desk.chip.line('buzzer').level(), (await holders(desk)).length]).toEqual([0, 4]);
      await beeps(desk, next);
      expect(await next.ended('SIGTERM')).toBe(0);
      expect([desk.chip.line('buzzer').level(), await holders(desk), credentialsOf(desk)]).toEqual([0, [], 'present']);
    });
});
