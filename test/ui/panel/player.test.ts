/** Scenarios played on the desk before people's eyes: at their pace, and yet at the same microseconds as alone. */
import { setImmediate as breathe } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { loadBoard } from '../../../src/board-file.ts';
import { unwrap } from '../../../src/errors.ts';
import { loadScenario } from '../../../src/scenario/decode.ts';
import { runScenario } from '../../../src/scenario/runner.ts';
import { BoardEditor } from '../../../src/ui/panel/board-editor.ts';
import { carryOut } from '../../../src/ui/panel/carry-out.ts';
import type { Deed } from '../../../src/ui/panel/deed.ts';
import { Player } from '../../../src/ui/panel/player.ts';
import { Scripts } from '../../../src/ui/panel/scripts.ts';
import { type Pace, Pacer } from '../../../src/ui/terminal/pacer.ts';
import { runCommand } from '../../../src/ui/terminal/plain-commands.ts';
import { Tempo } from '../../../src/ui/terminal/tempo.ts';
import { createDesk, createKeptDesk } from '../../support/desk.ts';
import { ManualWall } from '../../support/manual-wall.ts';
import { fileOf } from '../../support/scenarios.ts';

function theatre(pace: Pace, desk = createDesk()) {
  const wall = new ManualWall();
  const pacer = new Pacer(wall, pace);
  const tempo = new Tempo(desk, pacer);
  const scripts = new Scripts({ hashCost: 4 });
  const player = new Player({ desk, tempo, wake: () => {} });
  /** Frames of 16 ms until `isOver`; returns the wall time they took, in ms. */
  const watch = async (isOver = () => player.play?.isPlaying === false) => {
    const fromMs = wall.nowMs;
    for (let frame = 0; !isOver(); frame++) {
      if (frame > 50_000)
        throw new Error(
          `nothing came of it at ${desk.bench.nowUs}, held ${desk.time.isHeld} busy ${desk.bench.outside.isBusy}: ${JSON.stringify(player.play)}`,
        );
      wall.pass(16);
      pacer.keepUp(desk.time, () => false);
      if (desk.bench.outside.isBusy) await desk.bench.outside.settled();
      await breathe();
    }
    return wall.nowMs - fromMs;
  };
  const begin = (file: string) => player.begin(unwrap(scripts.find(file)));
  return { desk, wall, tempo, scripts, player, watch, begin };
}

const moments = (trace: readonly { atUs: number; signal: string; value: string | number; detail?: string | undefined }[]) =>
  trace.filter(({ signal }) => signal !== 'lid').map(({ atUs, signal, value, detail }) => `${atUs} ${signal} ${value} ${detail ?? ''}`);

describe('a scenario played on the desk', () => {
  it.each(['hold-25s.yaml', 'watchdog-mid-hold.yaml', 'power-cut-while-erasing.yaml', 'rtc-jump.yaml', 'procedures/qr-code.yaml'])(
    '%s: does the same at the same microseconds as alone',
    async (file) => {
      const { desk, begin, watch, player } = theatre(600);
      expect(begin(file)).toEqual({ ok: true });
      await watch();
      expect(player.play).toMatchObject({ isPlaying: false, outcome: 'PASS', failure: null });
      const alone = await runScenario(unwrap(loadScenario(`scenarios/${file}`, { hashCost: 4 })));
      expect(moments(desk.bench.trace.entries)).toEqual(moments(alone.trace));
      expect(desk.bench.nowUs).toBe(alone.virtualUs);
    },
  );

  it('takes as long as its pace says', async () => {
    const { begin, watch, desk } = theatre(10);
    begin('hold-25s.yaml');
    const tookMs = await watch();
    const virtualMs = desk.bench.nowUs / 1000;
    expect(tookMs).toBeGreaterThanOrEqual(virtualMs / 10);
    // A frame more for each step.
    expect(tookMs).toBeLessThan(virtualMs / 10 + 20 * 16);
  });

  it('tells the step at work and shows its line, and stands still at the end', async () => {
    const { begin, watch, player, tempo, desk } = theatre(1);
    begin('hold-25s.yaml');
    await watch(() => desk.bench.finger.isPressing && desk.bench.supply.isPlugged);
    const { step, excerpt } = player.play ?? {};
    expect(excerpt?.lines[(step?.line ?? 0) - (excerpt?.from ?? 0)]).toContain(`${step?.kind}:`);
    expect(desk.bench.lid.isOpen).toBe(true);
    tempo.setPace('max');
    await watch();
    expect(tempo.isPaused).toBe(true);
    expect(desk.bench.verdict).toBe('reset');
    expect(new BoardEditor(desk, unwrap(loadBoard('seed'))).part.status).toBe('played');
  });

  it('says why it failed and in which line, and leaves the recorder as it is then', async () => {
    const { scripts, player, watch, desk } = theatre('max');
    const text = fileOf('  - power: "on"\n  - delay: 60 s\n  - expect-verdict: { verdict: reset }\n', 'state: provisioned');
    const { file } = unwrap(scripts.bring('mine.yaml', text));
    player.begin(unwrap(scripts.find(file)));
    await watch();
    expect(player.play).toMatchObject({ outcome: 'FAIL', failure: { line: 7, atUs: 60_000_000 } });
    expect(player.play?.failure?.message).toContain('expected reset, got not-armed');
    expect(desk.isHosting).toBe(false);
    expect(desk.unplug()).toEqual({ ok: true });
  });

  it('lets nobody else do anything meanwhile, and can be stopped at any moment, in a pause too', async () => {
    const { begin, watch, player, desk, tempo, scripts } = theatre(1);
    begin('hold-25s.yaml');
    await watch(() => desk.bench.nowUs > 1_000_000);
    for (const done of [desk.unplug(), desk.press(), desk.renew('factory'), begin('hold-20s.yaml')]) expect(done).toMatchObject({ ok: false });
    const beside = { player, scripts, board: new BoardEditor(desk, unwrap(loadBoard('seed'))) };
    const deeds: Deed[] = [
      { do: 'input', input: { type: 'key', key: 'enter' } },
      { do: 'tap', button: 'app-gDMSS' },
      { do: 'type', text: '\r' },
      { do: 'unplug' },
      { do: 'play', file: 'hold-20s.yaml' },
    ];
    for (const deed of deeds)
      expect(carryOut(deed, desk, tempo, beside), deed.do).toMatchObject({ ok: false, refused: expect.stringContaining('stop it first') });
    for (const line of ['plug', 'key enter', 'click Login', 'draw 1 2 3', 'code', 'scan', 'dip', 'cut 1', 'hang', 'reboot', 'new factory']) {
      const wish = runCommand(desk, line);
      expect(wish.kind === 'later' ? await wish.wish : wish, line).toMatchObject({
        kind: 'refused',
        why: expect.stringMatching(/stop it first|at work/),
      });
    }
    expect(carryOut({ do: 'pace', pace: 2 }, desk, tempo, beside)).toMatchObject({ ok: true });
    tempo.pause(true);
    expect(player.stop()).toEqual({ ok: true });
    await breathe();
    await breathe();
    expect(player.play).toMatchObject({ isPlaying: false, outcome: 'ABORTED' });
    expect(player.stop()).toMatchObject({ ok: false });
    expect(desk.renew('provisioned')).toEqual({ ok: true });
  });

  it('can be stepped event by event, and jumped through', async () => {
    const { begin, player, desk, tempo } = theatre(1);
    begin('hold-25s.yaml');
    for (let jumps = 0; player.play?.isPlaying; jumps++) {
      if (jumps > 2_000) throw new Error('it does not come to its end');
      tempo[jumps % 2 === 0 ? 'jump' : 'step']();
      await breathe();
    }
    expect(player.play?.outcome).toBe('PASS');
    expect(desk.bench.verdict).toBe('reset');
  });

  it('gives its place to no kept recorder', () => {
    const { begin } = theatre(1, createKeptDesk());
    expect(begin('hold-25s.yaml')).toMatchObject({ ok: false });
  });
});

describe('a scenario that somebody brings', () => {
  const { scripts } = theatre(1);
  const complaints = (text: string, name = 'mine.yaml') => {
    const brought = scripts.bring(name, text);
    return brought.ok ? [] : brought.problems;
  };

  it('is checked as recsim test does it, with line, column and remedy', () => {
    const [problem] = complaints(fileOf('  - delay: 5 s\n  - clik: OK\n'));
    expect(problem).toMatchObject({ place: { file: 'mine.yaml', line: 5 }, message: '"clik" is not a step' });
    expect(problem?.remedy).toContain('click');
  });

  it.each([
    ['an empty one', '', 'the file is empty'],
    ['one cut off', 'name: x\nversion: 2\nsteps: [ { delay: 5 s', 'the file ends'],
    ['bytes', '\0\0', 'not a text file'],
    ['no scenario', '[1, 2]', 'keys and values'],
  ])('damaged: %s is refused', (_, text, message) => {
    expect(complaints(text)[0]?.message).toContain(message);
  });

  it.each([
    ['a board by its path', fileOf('  - delay: 1 s\n', 'board: ../../etc/board.json')],
    ['a board by a variable', fileOf('  - delay: 1 s\n', `board: \${B}\nmatrix: { B: [seed, /etc/passwd] }`)],
    ['a state by its path', fileOf('  - delay: 1 s\n', 'state: /etc/passwd.json')],
    ['a picture to be written', fileOf('  - take-screenshot: { save-to: /tmp/x.png }\n')],
    ['a picture to be read', fileOf('  - repeat: { times: 2, steps: [ { take-screenshot: { compare-with: /tmp/x.png } } ] }\n')],
    ['a snapshot to be written', fileOf('  - snapshot: { name: a, save-to: a.json }\n')],
    ['a photograph to be written', fileOf('  - scan-qr: { save-as: a.png }\n')],
  ])('touches no file of this machine: %s is refused', (_, text) => {
    expect(complaints(text)[0]?.message).toMatch(/file/);
  });

  it('stands first in the list, under its own name without any folder', () => {
    unwrap(scripts.bring('../../x y/my;hold.yaml', fileOf('  - delay: 1 s\n')));
    expect(scripts.list[0]).toEqual({ file: 'my_hold.yaml', name: 'test', isBrought: true, count: 1 });
    expect(scripts.list.length).toBeGreaterThan(25);
  });
});
