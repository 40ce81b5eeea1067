/** What `recsim doctor` says of a kernel with lines: its chip, a line that is free, one that is held and by which process, and somebody who may use none of it. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { Diagnosis } from '../../src/doctor/examine.ts';
import type { Finding } from '../../src/doctor/finding.ts';
import type { Machine } from '../../src/doctor/machine.ts';
import { GpioChip } from '../../src/hal/pi/gpio-chip.ts';
import { loadKernel } from '../../src/hal/pi/kernel.ts';
import { SimChip } from './sim-chip.ts';

const NOBODY = 65_534;

/** The board pi-4 on the lines of a chip; what the doctor says of it to whom. */
function patient() {
  const chip = new SimChip();
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-doctor-'));
  onTestFinished(() => {
    chip.remove();
    rmSync(folder, { recursive: true, force: true });
  });
  const written = JSON.parse(readFileSync('boards/pi-4/board.json', 'utf8'));
  for (const part of Object.keys(written.pins)) written.pins[part].line = chip.line(part).name;
  const board = path.join(folder, 'board.json');
  writeFileSync(board, JSON.stringify({ ...written, $schema: undefined }));
  // Also for somebody who is not root.
  spawnSync('chmod', ['-R', 'a+rX', folder]);
  const ask = (uid = 0) => {
    const args = ['tmp/gpio-doctor.mjs', '--json', '--board', board];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { uid, gid: uid, encoding: 'utf8' });
    if (stdout === '') throw new Error(stderr);
    const said = JSON.parse(stdout) as Diagnosis & { machine: Machine };
    const found = (code: string): readonly Finding[] => said.findings.filter((finding) => finding.code === code);
    return { status, ...said, found };
  };
  return { chip, ask };
}

test('the chip, lines that are free, and sysfs beside it', () => {
  const { chip, ask } = patient();
  const { status, isReady, machine, found } = ask();
  expect([status, isReady]).toEqual([0, true]);
  const ours = machine.chips.find(({ path }) => path === `/dev/${chip.chip}`);
  expect(ours?.content?.lines.map(({ name, consumer }) => [name, consumer])).toEqual(chip.names.map((name) => [name, null]));
  expect(found('line-free').map(({ where }) => where)).toEqual(['reset', 'power', 'buzzer', 'led']);
  expect(machine.sysfs?.some(({ label, lines }) => label === ours?.content?.label && lines === 4)).toBe(true);
});

test('a line that is held: by which process, and that nothing was taken to find out', async () => {
  const { chip, ask } = patient();
  const opened = GpioChip.open(await loadKernel(), `/dev/${chip.chip}`);
  opened.requestInput(3, {});
  const { status, found } = ask();
  expect(status).toBe(3);
  const [held] = found('line-held');
  expect([held?.where, held?.commands]).toEqual(['power', [`kill ${process.pid}`]]);
  expect(held?.what).toContain(`(${chip.names[3]}) is held as an input by "recsim" (process ${process.pid}: `);
  expect(found('line-free').length).toBe(3);
  expect(opened.allLines().map(({ consumer }) => consumer)).toEqual([undefined, undefined, undefined, 'recsim']);
  opened.close();
});

test('somebody who may not: whose it is, and what to do', () => {
  const { chip, ask } = patient();
  const { status, machine, found } = ask(NOBODY);
  expect([status, machine.user.name]).toEqual([3, 'nobody']);
  const [denied] = found('chip-denied');
  expect(denied).toMatchObject({
    where: `/dev/${chip.chip}`,
    what: expect.stringContaining('permission denied: it belongs to root:root, rw-------'),
  });
  expect(denied?.commands?.join('\n')).toContain('KERNEL=="gpiochip*", GROUP="gpio", MODE="0660"');
  expect(found('lines-unread').length).toBe(1);
});
