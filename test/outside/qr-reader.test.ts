/** Pictures that are made to stop whoever reads them: a small file that claims, or unpacks to, gigabytes. What is read at all is tested with the pictures of the monitor. */
import { performance } from 'node:perf_hooks';
import { describe, expect, test, vi } from 'vitest';
import { pictureFault } from '../../src/outside/picture-size.ts';
import { readQr } from '../../src/outside/qr-reader.ts';
import { qrRows } from '../../src/ui/panel/state.ts';
import { blackPng, qrPng } from '../support/png.ts';

const NO_PICTURE = 'this is no picture that can be read: take a PNG or JPEG file';

describe('how large a picture is', () => {
  const jpeg = (...segments: number[][]) =>
    Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments.map((each) => Buffer.from(each)), Buffer.alloc(64)]);
  const frame = (marker: number, width: number, height: number) => [0xff, marker, 0, 17, 8, height >> 8, height & 255, width >> 8, width & 255, 3];
  const app = [0xff, 0xe1, 0, 6, 0xff, 0xc0, 0, 1];
  const bmp = (width: number, height: number) => {
    const bytes = Buffer.alloc(64);
    bytes.write('BM');
    bytes.writeUInt32LE(40, 14);
    bytes.writeInt32LE(width, 18);
    bytes.writeInt32LE(height, 22);
    return bytes;
  };
  const gif = (width: number, height: number) =>
    Buffer.from([...Buffer.from('GIF89a'), width & 255, width >> 8, height & 255, height >> 8, ...Buffer.alloc(32)]);
  const pgm = (width: number, height: number) => Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`), Buffer.alloc(64)]);

  test.each<[string, (width: number, height: number) => Buffer]>([
    ['PNG', (width, height) => blackPng(width, height, { unpacked: 100 })],
    ['JPEG', (width, height) => jpeg(app, frame(0xc0, width, height))],
    ['progressive JPEG', (width, height) => jpeg([0xff, 0xff, ...app.slice(1)], [0xff, 0xc4, 0, 3, 0], frame(0xc2, width, height))],
    ['BMP', bmp],
    ['BMP from the top', (width, height) => bmp(width, -height)],
    ['GIF', gif],
    ['PGM', pgm],
  ])('is what it says itself, in a file of %s', (_, make) => {
    expect(pictureFault(make(8_000, 8_000))).toBeUndefined();
    expect(pictureFault(make(8_000, 8_001))).toBe('the picture is too large: 8000 x 8001 pixels are more than 64 million. Take a smaller one');
    expect(pictureFault(make(0, 8_000))).toBe(NO_PICTURE);
  });

  test.each<[string, Uint8Array]>([
    ['nothing', Uint8Array.of()],
    ['text', Buffer.from('nonsense '.repeat(20))],
    ['the beginning of a PNG', blackPng(10, 10).subarray(0, 20)],
    ['a JPEG that ends before its frame', jpeg(app)],
    ['a JPEG of noise', Buffer.concat([Buffer.from([0xff, 0xd8]), Buffer.alloc(100, 0x5a)])],
    ['a JPEG whose segments lead nowhere', jpeg([0xff, 0xe1, 0xff, 0xff])],
    ['a WebP', Buffer.concat([Buffer.from('RIFF\x00\x01\x00\x00WEBPVP8 '), Buffer.alloc(64)])],
  ])('is not known of %s, which is not read', async (_, bytes) => {
    expect(pictureFault(bytes)).toBe(NO_PICTURE);
    expect(await readQr(bytes)).toBeUndefined();
  });
});

describe('a picture that is made to stop the run', { timeout: 60_000 }, () => {
  const TOO_LONG_MS = 10_000;
  const TOO_MUCH_BYTES = 800_000_000;

  test.each<[string, () => Uint8Array]>([
    ['claims 30000 x 30000 pixels in 100 bytes', () => blackPng(30_000, 30_000, { unpacked: 100 })],
    ['has 30000 x 30000 pixels in some hundred KB', () => blackPng(30_000, 30_000, { bits: 1 })],
    ['says 10 x 10 pixels and unpacks to 1.5 GB', () => blackPng(10, 10, { unpacked: 1_500_000_000 })],
  ])('that %s is refused soon and in bounded memory, and the next one is read', async (_, make) => {
    const bomb = make();
    expect(bomb.length).toBeLessThan(2_000_000);
    const [rssBefore, beganMs] = [process.memoryUsage().rss, performance.now()];
    expect(await readQr(bomb)).toBeUndefined();
    expect(performance.now() - beganMs).toBeLessThan(TOO_LONG_MS);
    expect(process.memoryUsage().rss - rssBefore).toBeLessThan(TOO_MUCH_BYTES);
    expect(await readQr(qrPng(qrRows('still here')))).toBe('still here');
  });
});

test('a decoder that breaks down over a picture has read nothing, and the next picture gets another', async () => {
  const real = await vi.importActual<typeof import('zxing-wasm/reader')>('zxing-wasm/reader');
  const readBarcodes = vi.fn(real.readBarcodes).mockRejectedValueOnce(new Error('Aborted()'));
  const prepareZXingModule = vi.fn(real.prepareZXingModule);
  vi.resetModules();
  vi.doMock('zxing-wasm/reader', () => ({ ...real, readBarcodes, prepareZXingModule }));
  const { readQr: read } = await import('../../src/outside/qr-reader.ts');
  vi.doUnmock('zxing-wasm/reader');
  const picture = qrPng(qrRows('still here'));
  expect([await read(picture), await read(picture), await read(picture)]).toEqual([undefined, 'still here', 'still here']);
  expect(prepareZXingModule).toHaveBeenCalledTimes(2);
});
