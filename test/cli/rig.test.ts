/** `recsim rig` at the command line: what is said, what is written, what is refused, and how it ends when somebody ends it. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Keyboard } from '../../src/cli/rig/keyboard.ts';
import { TerminalVoice } from '../../src/cli/rig/terminal-voice.ts';
import { addRigCommand } from '../../src/cli/rig.ts';
import { ROOT, recsim } from '../support/command.ts';
import { runVerb } from '../support/run-verb.ts';
import { Tmux } from '../support/tmux.ts';
import { skipWithout } from '../support/tool.ts';

const rig = (...args: string[]) => runVerb(addRigCommand, ['rig', '--no-wiring', '--station', 'bench 3', ...args]);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-rig-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('recsim rig', () => {
  test('says first that nothing is real, then what to do, what was seen, and what came of it', async () => {
    const { stdout, stderr, exitCode } = await rig('--serial', 'U1', '--person', 'early');
    expect([stderr, exitCode]).toEqual(['', 0]);
    await expect(stdout).toMatchFileSnapshot('rig-early.txt');
  });

  test('draws the wiring unless told not to; with --ascii in ASCII', async () => {
    const drawn = (await runVerb(addRigCommand, ['rig', '--serial', 'U1', '--ascii'])).stdout;
    expect(drawn).toContain('  reset ---- GPIO17 11 @ @ 12 GPIO18 --- buzzer');
    expect((await rig('--serial', 'U1')).stdout).not.toContain('GPIO18');
  });

  test.each([
    [['--serial', 'U1'], 0],
    [['--serial', 'U1', '--serial', 'U2', '--defect', 'silent'], 1],
    [['--serial', 'U1', '--person', 'stubborn'], 1],
    [['--serial', 'U1', '--person', 'absent'], 42],
    [['--serial', 'U1', '--hal', 'pi'], 2],
    [['--serial', 'U1', '--person', 'nobody'], 2],
    [['--serial', 'U1', '--defect', 'nothing'], 2],
    [['--serial', 'U1', '--units', '0'], 2],
    [['--serial', 'U1', '--units', '2'], 2],
    [['--serial', ' '], 2],
    [['--serial', 'U1', '--seed', '-1'], 2],
    [['--serial', 'U1', '--speed', '0'], 2],
    [['--serial', 'U1', '--plan', 'none.yaml'], 2],
    [['--serial', 'U1', '--board', 'no-button'], 2],
  ])('%j ends with %i', async (args, code) => {
    expect((await rig(...args)).exitCode).toBe(code);
  });

  test('--hal pi without a line is refused before anybody is asked for anything, and is never a rehearsal', async () => {
    const plan = path.join(folder, 'plan.yaml');
    writeFileSync(plan, 'name: x\nversion: 1\nboard: seed\n');
    const { code, stdout, stderr } = recsim(['rig', '--hal', 'pi', '--plan', plan, '--record', path.join(folder, 'out')], { input: 'U1\n' });
    expect([code, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^error: .*(no GPIO chip|does not say where its reset button is connected)/);
    expect(readdirSync(folder)).toEqual(['plan.yaml']);
    expect((await rig('--hal', 'pi', '--person', 'good')).stderr).toContain('--person is for rehearsals');
    expect((await rig('--gpio', 'onoff')).stderr).toContain('--gpio is how real lines are reached');
  });

  test('--json prints the records and nothing else on stdout; what a person hears goes to stderr', async () => {
    const { stdout, stderr } = await rig('--json', '--serial', 'U1', '--serial', 'U2', '--seed', '4');
    const json = JSON.parse(stdout);
    expect(json).toMatchObject({ format: 1, outcome: 'DONE', yield: { units: 2, judged: 2, passed: 2, share: 1 } });
    expect(json.units.map(({ dut_id, station_id, seed }: Record<string, unknown>) => [dut_id, station_id, seed])).toEqual([
      ['U1', 'bench 3', 4],
      ['U2', 'bench 3', 5],
    ]);
    expect(stderr).toContain('> Release now');
  });

  test('a serial number that the plan does not know is refused before anything begins', async () => {
    const plan = path.join(folder, 'plan.yaml');
    writeFileSync(plan, 'name: x\nversion: 1\nserial: { pattern: "RS[0-9]{4}" }\n');
    const { stdout, stderr, exitCode } = await rig('--plan', plan, '--serial', 'RS1', '--record', path.join(folder, 'out'));
    expect([stdout, exitCode]).toEqual(['', 2]);
    expect(stderr).toBe('error: --serial RS1 is no serial number: it does not match RS[0-9]{4} of the plan. Write it as the plan asks\n');
    expect(readdirSync(folder)).toEqual(['plan.yaml']);
  });

  test('a bad plan is told with its place', async () => {
    const plan = path.join(folder, 'plan.yaml');
    writeFileSync(plan, 'name: x\nversion: 1\nlimits:\n  hold: { min: 20 }\n');
    const { stderr, exitCode } = await rig('--plan', plan, '--serial', 'U1');
    expect([stderr, exitCode]).toEqual([expect.stringContaining(`${plan}:4:16: limits.hold.min: write a duration`), 2]);
  });

  test('serial numbers come line by line from a pipe, as from a scanner, until it ends', () => {
    const { code, stdout } = recsim(['rig', '--no-wiring'], { input: 'U1\n  U2  \n' });
    expect(code).toBe(0);
    expect(stdout).toMatch(/PASS {2}unit U1[\s\S]*PASS {2}unit U2[\s\S]*2 of 2 units passed/);
  });

  test('without a unit nothing was tested, which is no success', () => {
    const { code, stdout } = recsim(['rig', '--no-wiring']);
    expect([code, stdout]).toEqual([2, expect.stringContaining('No unit was tested')]);
  });
});

describe('somebody ends it', () => {
  test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
    '%s in the middle of a hold: the record is there, ABORTED, and the exit code is 4',
    async (signal) => {
      const out = path.join(folder, 'out');
      const child = spawn(
        process.execPath,
        ['dist/main.js', 'rig', '--no-wiring', '--serial', 'U1', '--serial', 'U2', '--speed', '20', '--record', out],
        { cwd: ROOT },
      );
      let said = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const before = said;
        said += text;
        if (said.includes('Beep,') && !before.includes('Beep,')) child.kill(signal);
      });
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code).toBe(4);
      expect(said).toContain('Aborted. 1 unit could not be judged');
      const [session = ''] = readdirSync(out);
      const [unit = '', ...others] = readdirSync(path.join(out, session)).filter((name) => name.startsWith('U'));
      expect(others).toEqual([]);
      const record = JSON.parse(readFileSync(path.join(out, session, unit, 'record.json'), 'utf8'));
      expect(record).toMatchObject({ dut_id: 'U1', outcome: 'ABORTED', attempts: [{ outcome: 'ABORTED' }] });
      expect(readFileSync(path.join(out, session, 'junit.xml'), 'utf8')).toContain('type="ABORTED"');
      expect(readdirSync(path.join(out, session, unit)).sort()).toEqual(['attempt-1.vcd', 'record.json']);
    },
  );

  test('a reader of what it says that leaves, as head does: the record is there, ABORTED, and the exit code is 4', async () => {
    const out = path.join(folder, 'out');
    const child = spawn(process.execPath, ['dist/main.js', 'rig', '--no-wiring', '--serial', 'U1', '--speed', '20', '--record', out], { cwd: ROOT });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(4);
    const [session = ''] = readdirSync(out);
    const [unit = ''] = readdirSync(path.join(out, session)).filter((name) => name.startsWith('U'));
    expect(JSON.parse(readFileSync(path.join(out, session, unit, 'record.json'), 'utf8'))).toMatchObject({ dut_id: 'U1', outcome: 'ABORTED' });
  });

  /** The folder for records vanishes in the middle of the hold. */
  async function withoutFolder(...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
    const out = path.join(folder, 'out');
    const child = spawn(process.execPath, ['dist/main.js', 'rig', '--no-wiring', '--serial', 'U1', '--speed', '40', '--record', out, ...args], {
      cwd: ROOT,
    });
    const said = { stdout: '', stderr: '' };
    let isGone = false;
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (text: string) => {
        said[name] += text;
        if (!isGone && said[name].includes('Beep,')) rmSync(out, { recursive: true });
        isGone ||= said[name].includes('Beep,');
      });
    return { code: await new Promise((resolve) => child.on('close', resolve)), ...said };
  }

  test('where the record cannot be written it is printed: it is not lost', async () => {
    const { code, stdout, stderr } = await withoutFolder();
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be written')]);
    expect(stdout).toContain('"dut_id": "U1"');
  });

  test('with --json it is in what is printed anyway, and stdout is one piece of JSON', async () => {
    const { code, stdout, stderr } = await withoutFolder('--json');
    expect([code, stderr]).toEqual([2, expect.stringContaining('cannot be written')]);
    expect(JSON.parse(stdout)).toMatchObject({ outcome: 'ERROR', units: [{ dut_id: 'U1', outcome: 'PASS' }] });
  });
});

describe('the keyboard', () => {
  const open = (isTTY: boolean) => {
    const input = Object.assign(new PassThrough(), { isTTY });
    return { input, keyboard: new Keyboard(input as unknown as NodeJS.ReadStream) };
  };
  const { signal } = new AbortController();
  const settle = () => new Promise((resolve) => setImmediate(resolve));

  test('in a terminal takes as an answer only what is typed after the question: a scan in between names no unit', async () => {
    const { input, keyboard } = open(true);
    const first = keyboard.next(signal);
    input.write('U1\n');
    expect(await first).toBe('U1');
    input.write('scanned too soon\n');
    await settle();
    const second = keyboard.next(signal);
    input.write('U2\n');
    expect(await second).toBe('U2');
    keyboard.close();
  });

  test('from a pipe takes every line, and ends with it', async () => {
    const { input, keyboard } = open(false);
    input.end('U1\nU2\n');
    expect([await keyboard.next(signal), await keyboard.next(signal), await keyboard.next(signal)]).toEqual(['U1', 'U2', undefined]);
  });

  test('gives up when the session is ended', async () => {
    const { keyboard } = open(true);
    const aborter = new AbortController();
    const answer = keyboard.next(aborter.signal);
    aborter.abort();
    expect(await answer).toBeUndefined();
    keyboard.close();
  });
});

describe('the voice', () => {
  function spoken(stream: { isTTY?: boolean; columns?: number }, speak: (voice: TerminalVoice) => void): string {
    let text = '';
    speak(
      new TerminalVoice({
        ...stream,
        write(piece) {
          text += piece;
        },
      }),
    );
    return text;
  }
  const speak = (voice: TerminalVoice) => {
    voice.tell({ deed: 'hold', text: 'Press and hold' });
    for (const inUs of [300_000, 200_000, 100_001]) voice.show({ advice: 'Keep holding', inUs, heldUs: 4_000_000 - inUs });
    voice.tell({ deed: 'release', text: 'Release now', isUrgent: true });
    voice.show({ advice: 'Release now', inUs: 8_000_000, heldUs: 0 });
    voice.say('Beep.');
  };

  test('into a file writes a line where something changes, and never the same twice', () => {
    expect(spoken({}, speak)).toBe('> Press and hold\n  Keep holding, for 0.3 s\n> Release now\n  Beep.\n');
  });

  test('in a terminal draws one line anew, rings for what is urgent, and clears the line for what comes', () => {
    const text = spoken({ isTTY: true }, speak);
    expect(text).toContain('\r\x1b[2K     3.8 s held   Keep holding, 0.2 s to go'.replace('     3.8', '   3.8'));
    expect(text).toContain('0.2 s to go\r\x1b[2K');
    expect(text.split('\x07')).toHaveLength(2);
    // A time to come is rounded up.
    expect(text).not.toContain('0.1 s to go');
    expect(text.endsWith('\r\x1b[2K  Beep.\n')).toBe(true);
  });

  test('goes on below where a line is longer than the terminal is wide', () => {
    expect(spoken({ isTTY: true, columns: 30 }, (voice) => voice.say('one two three four five six seven'))).toBe(
      '  one two three four five six\n  seven\n',
    );
    expect(spoken({ isTTY: true, columns: 30 }, (voice) => voice.say('led    GPIO27, pin 13: a red LED'))).toBe(
      '  led    GPIO27, pin 13: a red\n  LED\n',
    );
  });
});

describe.skipIf(skipWithout('tmux', ['tmux', '-V'], 'recsim rig in a real terminal', 'tmux'))('recsim rig in a real terminal', () => {
  let tmux: Tmux;
  beforeEach(() => {
    tmux = new Tmux(ROOT);
    tmux.open(80, 50, 'dist/main.js rig --no-wiring --speed 10');
  });
  afterEach(() => tmux.kill());

  test('a typed serial number begins a unit, its hold is one line that lives, and an empty one ends the session', () => {
    tmux.see('Serial number of the unit');
    tmux.keys('U1', 'Enter');
    tmux.see(/^ +\d+\.\d s held {3}Keep holding, \d+\.\d s to go$/m);
    const screen = tmux.see(/PASS {2}unit U1[\s\S]*Serial number/);
    expect(screen.filter((line) => line.includes('held   '))).toEqual([]);
    expect(Math.max(...screen.map((line) => line.length))).toBeLessThanOrEqual(80);
    tmux.keys('Enter');
    tmux.see('1 of 1 unit passed (100.0 %)');
    expect(tmux.settingsAfter(0)).toHaveLength(1);
  });

  test('Ctrl-C in the middle of a hold aborts, and gives the terminal back as it was', () => {
    tmux.see('Serial number of the unit');
    tmux.keys('U1', 'Enter');
    tmux.see(/s held {3}Keep holding, /);
    tmux.keys('C-c');
    tmux.see('ABORTED  unit U1');
    expect(tmux.settingsAfter(4)).toHaveLength(1);
  });
});
