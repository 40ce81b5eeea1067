/** The QR code of the Reset Password menu, as a phone sees it that is held before a terminal. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { readQr } from '../../../src/outside/qr-reader.ts';
import { Attached, KEYS } from '../../support/attached.ts';
import { readyBench } from '../../support/owner.ts';
import { photograph } from '../../support/photo.ts';

const isInstalled = spawnSync('zbarimg', ['--version']).error === undefined;
if (!isInstalled && !process.env['CI']) console.warn('skipped: reading the QR code with zbarimg. Install it with: apt-get install zbar-tools');

async function atQrCode(columns: number, rows: number): Promise<Attached> {
  const at = await new Attached(readyBench(), columns, rows).type(KEYS.enter);
  for (const button of ['forgot-pattern', 'forgot-password', 'ok']) {
    await at.press(button);
    await at.wait(1_000_000);
  }
  expect(at.menu).toBe('recovery.qr-code');
  return at;
}

/** What the code has to say. */
const meant = ({ screen }: Attached): string => {
  const part = screen.parts.find(({ kind }) => kind === 'qr');
  return part?.kind === 'qr' ? part.text : '';
};

describe.each([
  [80, 24],
  [132, 50],
])('the QR code on a terminal of %i x %i', (columns, rows) => {
  it('is read by ZXing', async () => {
    const at = await atQrCode(columns, rows);
    expect(meant(at)).not.toBe('');
    expect(await readQr(photograph(at.terminal))).toBe(meant(at));
  });

  it.skipIf(!isInstalled && !process.env['CI'])('is read by zbarimg', async () => {
    const at = await atQrCode(columns, rows);
    const folder = mkdtempSync(path.join(tmpdir(), 'recsim-qr-'));
    try {
      const file = path.join(folder, 'terminal.pgm');
      writeFileSync(file, photograph(at.terminal));
      const { stdout } = spawnSync('zbarimg', ['--quiet', '--raw', '--oneshot', file], { encoding: 'utf8' });
      expect(stdout.trimEnd()).toBe(meant(at));
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('is another one after Refresh, and read as well', async () => {
    const at = await atQrCode(columns, rows);
    const before = meant(at);
    await at.press('refresh');
    await at.wait(1_000_000);
    expect(meant(at)).not.toBe(before);
    expect(await readQr(photograph(at.terminal))).toBe(meant(at));
  });
});

it('on a terminal too small for it, the size it needs is told instead', async () => {
  const at = await atQrCode(60, 20);
  expect(at.text).toMatch(/QR code: \d+ x \d+ needed/);
  const [, columns, rows] = /QR code: (\d+) x (\d+) needed/.exec(at.text) ?? [];
  at.terminal.resize(Number(columns), Number(rows));
  await at.type(KEYS['ctrl-l']);
  expect(await readQr(photograph(at.terminal))).toBe(meant(at));
});
