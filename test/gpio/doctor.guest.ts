/** What the doctor says of a kernel with lines: its chip, lines that are free, one that is held and by which process, and somebody who may use none of it. */
import { spawnSync } from 'node:child_process';
import { closeSync } from 'node:fs';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Board } from '../../src/board.ts';
import { type Diagnosis, examine } from '../../src/doctor/examine.ts';
import type { Machine } from '../../src/doctor/machine.ts';
import { readMachine } from '../../src/doctor/read-machine.ts';
import { thisMachine } from '../../src/doctor/this-machine.ts';
import { GpioChip } from '../../src/hal/pi/gpio-chip.ts';
import { loadKernel } from '../../src/hal/pi/kernel.ts';
import { simBoard } from './pi-rig.ts';
import { SimChip } from './sim-chip.ts';

function chip(): SimChip {
  const made = new SimChip();
  onTestFinished(() => made.remove());
  return made;
}

async function doctor(board: Board) {
  const machine = await readMachine(await thisMachine());
  const { isReady, findings } = examine(machine, board, { isNamed: true });
  return { machine, isReady, found: (code: string) => findings.filter((finding) => finding.code === code) };
}

describe('doctor', () => {
  test('the chip, its lines, free, and sysfs beside it', async () => {
    const sim = chip();
    const { isReady, machine, found } = await doctor(simBoard(sim));
    const ours = machine.chips.find(({ path }) => path === `/dev/${sim.chip}`);
    expect(ours?.content?.lines.map(({ name, consumer }) => [name, consumer])).toEqual(sim.names.map((name) => [name, undefined]));
    expect(found('line-free').map(({ where }) => where)).toEqual(['reset', 'power', 'buzzer', 'led']);
    expect(machine.sysfs?.chips.some(({ label, lines }) => label === ours?.content?.label && lines === 4)).toBe(true);
    expect(isReady).toBe(true);
  });

  test('a line that is held: by which process, and nothing is taken to find out', async () => {
    const sim = chip();
    const opened = GpioChip.open(await loadKernel(), `/dev/${sim.chip}`);
    const line = opened.requestInput(3, {});
    const { isReady, found } = await doctor(simBoard(sim));
    const [held] = found('line-held');
    expect([isReady, held?.where, held?.commands]).toEqual([false, 'power', [`kill ${process.pid}`]]);
    expect(held?.what).toContain(`(${sim.names[3]}) is held as an input by "recsim" (process ${process.pid}: `);
    expect(found('line-free').length).toBe(3);
    expect(opened.allLines().map(({ consumer }) => consumer)).toEqual([undefined, undefined, undefined, 'recsim']);
    closeSync(line);
    opened.close();
  });

  test('somebody who may not: whose the chip is, and what to do', () => {
    const sim = chip();
    const nobody = 65_534;
    const args = ['tmp/gpio-doctor.mjs', '--board', 'pi-4', '--json'];
    const { status, stdout } = spawnSync(process.execPath, args, { uid: nobody, gid: nobody, encoding: 'utf8' });
    expect(status).toBe(3);
    const { machine, findings } = JSON.parse(stdout) as Diagnosis & { machine: Machine };
    expect(machine.user).toMatchObject({ name: 'nobody', isRoot: false });
    const ours = machine.chips.find(({ path }) => path === `/dev/${sim.chip}`);
    expect(ours).toMatchObject({ access: { mode: 'rw-------', owner: 'root', group: 'root', isOurs: false }, failure: 'permission denied' });
    const denied = findings.find(({ where }) => where === `/dev/${sim.chip}`);
    expect(denied).toMatchObject({ code: 'chip-denied', what: expect.stringContaining('permission denied: it belongs to root:root') });
    // Whether the guest sees the files of a container depends on its host.
    expect(denied?.commands?.join('\n')).toMatch(/sudo usermod -aG gpio nobody|--group-add/);
    expect(findings.some(({ code }) => code === 'lines-unread')).toBe(true);
  });
});
