/** The flash in a file: how it lies there, what a power cut of the host leaves of it, and what is said when something is wrong. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatProblem, type Result, unwrap } from '../../src/errors.ts';
import { VirtualClock } from '../../src/hal/machine/virtual-clock.ts';
import { createImage, openImage } from '../../src/hal/nor/image-file.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { CellStoreError, NorArray } from '../../src/hal/nor/nor-array.ts';
import { NorFlash } from '../../src/hal/nor/nor-flash.ts';
import { createRandom } from '../../src/random.ts';
import { FakeDisk } from '../support/fake-disk.ts';
import { carryOut, type Deed, deeds, GEOMETRY, hex, losses, type Survivors, wholeOf } from '../support/flash-operations.ts';

const FILE = '/state/flash.bin';
const { size, eraseSize } = GEOMETRY;

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'recsim-image-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** An erased image on a disk whose power can be cut. */
function createFake() {
  const disk = new FakeDisk();
  disk.makeFolder('/state');
  unwrap(createImage(FILE, GEOMETRY, undefined, disk));
  return { disk, image: unwrap(openImage(FILE, GEOMETRY, disk)) };
}

describe('in the file', () => {
  test('lie the bytes of the flash as they are, then the trailer of the file head', () => {
    const file = path.join(folder, 'layout.bin');
    unwrap(createImage(file, GEOMETRY));
    const image = unwrap(openImage(file, GEOMETRY));
    image.write(0, Uint8Array.of(1, 2, 3));
    image.write(size - 2, Uint8Array.of(4, 5));
    image.setEraseCount(0, 7);
    image.setEraseCount(3, 0xffff_fffe);
    image.close();
    const bytes = readFileSync(file);
    expect(hex(bytes.subarray(0, 4))).toBe('010203ff');
    expect(hex(bytes.subarray(size - 4, size))).toBe('ffff0405');
    expect(bytes.subarray(size, size + 8).toString('latin1')).toBe('RECSIMEC');
    expect(hex(bytes.subarray(size + 8))).toBe(`01000000${'00040000'}${'07000000'}${'00000000'.repeat(2)}feffffff`);
  });

  test('lies what a new image was given, its erase counts too', () => {
    const given = new NorArray(GEOMETRY, new MemoryStore(GEOMETRY));
    for (const operation of [
      { type: 'erase', address: eraseSize },
      { type: 'program', address: eraseSize - 4, bytes: Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8) },
    ] as const)
      given.perform(operation);
    const file = path.join(folder, 'given.bin');
    unwrap(createImage(file, GEOMETRY, given));
    const image = unwrap(openImage(file, GEOMETRY));
    expect(wholeOf(image)).toEqual(wholeOf(given));
    expect(wholeOf(image).eraseCounts).toEqual([0, 1, 0, 0]);
    image.close();
  });

  test('nothing else is left beside it', () => {
    const alone = path.join(folder, 'alone');
    mkdirSync(alone);
    unwrap(createImage(path.join(alone, 'flash.bin'), GEOMETRY));
    expect(readdirSync(alone)).toEqual(['flash.bin']);
  });
});

describe('used wrongly', () => {
  test('addresses, blocks and counts outside are mistakes, and the trailer stays out of reach', () => {
    const { image } = createFake();
    const before = wholeOf(image);
    for (const wrong of [
      () => image.read(size - 1, 2),
      () => image.read(-1, 1),
      () => image.write(size, Uint8Array.of(0)),
      () => image.eraseCount(4),
      () => image.setEraseCount(-1, 0),
      () => image.setEraseCount(0, 2 ** 32),
      () => image.setEraseCount(0, 0.5),
    ])
      expect(wrong, String(wrong)).toThrow(RangeError);
    expect(wholeOf(image)).toEqual(before);
  });

  test('a closed image is closed: its descriptor may be another file by now', () => {
    const { disk, image } = createFake();
    image.close();
    image.close();
    expect(disk.descriptors).toBe(0);
    expect(() => image.read(0, 1)).toThrow('/state/flash.bin is closed');
    expect(() => image.write(0, Uint8Array.of(1))).toThrow('is closed');
  });
});

/** Carries out deeds until the power goes away before disk operation `cutAt`. */
function runUntilCut(disk: FakeDisk, all: readonly Deed[], cutAt: number): Survivors {
  const image = unwrap(openImage(FILE, GEOMETRY, disk));
  const model = new MemoryStore(GEOMETRY);
  disk.cutAt = disk.operations + cutAt;
  for (const deed of all) {
    const before = wholeOf(model);
    carryOut(new NorArray(GEOMETRY, model), deed);
    try {
      carryOut(new NorArray(GEOMETRY, image), deed);
    } catch (error) {
      if (!(error instanceof CellStoreError)) throw error;
      return { before, after: wholeOf(model) };
    }
  }
  return { before: wholeOf(model), after: wholeOf(model) };
}

/** Any deeds, any moment, any part of what was not synced. */
const powerCuts = (syncs: boolean) =>
  fc.property(fc.array(deeds, { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 60 }), fc.integer(), (all, cutAt, seed) => {
    const { disk } = createFake();
    disk.syncs = syncs;
    const survivors = runUntilCut(disk, all, cutAt);
    disk.restart(createRandom(seed));
    expect(losses(survivors, wholeOf(unwrap(openImage(FILE, GEOMETRY, disk))))).toEqual([]);
  });

describe('a power cut of the host', () => {
  test('loses nothing of an operation that was over, and touches nothing but the one under way', () => {
    fc.assert(powerCuts(true), { numRuns: 500 });
  });

  test('would lose what was written if writes were not synced: the test above can fail', () => {
    expect(fc.check(powerCuts(false), { numRuns: 500, seed: 1 }).failed).toBe(true);
  });

  test('while an image is made leaves none, the one before, or the whole new one', () => {
    const old = new MemoryStore(GEOMETRY);
    old.write(0, Uint8Array.of(1, 2, 3, 4));
    const young = new MemoryStore(GEOMETRY);
    young.write(0, new Uint8Array(size).fill(0x42));
    const seen = new Set<string>();
    for (const hasOld of [false, true])
      for (let cutAt = 1; cutAt < 15; cutAt++)
        for (let seed = 1; seed <= 40; seed++) {
          const disk = new FakeDisk();
          disk.makeFolder('/state');
          if (hasOld) unwrap(createImage(FILE, GEOMETRY, old, disk));
          disk.cutAt = disk.operations + cutAt;
          const made = createImage(FILE, GEOMETRY, young, disk);
          disk.restart(createRandom(seed));
          const label = `hasOld ${hasOld}, cutAt ${cutAt}, seed ${seed}`;
          if (disk.list('/state').includes('flash.bin')) {
            const found = wholeOf(unwrap(openImage(FILE, GEOMETRY, disk)));
            expect([wholeOf(young), ...(hasOld ? [wholeOf(old)] : [])], label).toContainEqual(found);
            if (made.ok) expect(found, label).toEqual(wholeOf(young));
            seen.add(found.bytes.startsWith('42') ? 'new' : 'old');
          } else {
            expect([made.ok, hasOld], label).toEqual([false, false]);
            seen.add('none');
          }
        }
    expect([...seen].sort()).toEqual(['new', 'none', 'old']);
  });
});

describe('a disk that fails', () => {
  const message = (run: () => void): string => {
    try {
      run();
    } catch (error) {
      expect(error).toBeInstanceOf(CellStoreError);
      return (error as CellStoreError).message;
    }
    return 'nothing was thrown';
  };

  test.each([
    ['pwrite', 'ENOSPC', `${FILE}: cannot be written: the disk is full. Make room, or choose another place`],
    ['pwrite', 'EIO', `${FILE}: cannot be written: the disk failed (EIO). Look at the log of the system (dmesg), and choose another disk`],
    ['sync', 'EIO', `${FILE}: cannot be written: the disk failed (EIO). Look at the log of the system (dmesg), and choose another disk`],
    ['sync', 'EDQUOT', `${FILE}: cannot be written: the disk quota is used up. Make room, or choose another place`],
  ] as const)('%s with %s ends a program with an error, and everything after it', (operation, code, expected) => {
    const { disk, image } = createFake();
    disk.failing = { [operation]: code };
    expect(message(() => image.write(0, Uint8Array.of(1)))).toBe(expected);
    // The disk works again; what it holds is not known all the same.
    disk.failing = {};
    expect(message(() => image.write(0, Uint8Array.of(1)))).toBe(expected);
    expect(message(() => image.read(0, 1))).toBe(expected);
    expect(message(() => image.setEraseCount(0, 1))).toBe(expected);
  });

  test('a disk that takes no bytes and gives no error is not asked for ever', () => {
    const { disk, image } = createFake();
    disk.mostAtOnce = 0;
    expect(message(() => image.write(0, Uint8Array.of(1)))).toContain('the disk failed (EIO)');
  });

  test('reading fails with an error as well', () => {
    const { disk, image } = createFake();
    disk.failing = { pread: 'EIO' };
    expect(message(() => image.read(0, 1))).toBe(`${FILE}: cannot be read: the disk failed (EIO). Look at the log of the system (dmesg)`);
  });

  test('a file cut short under our feet is no erased flash', () => {
    const file = path.join(folder, 'cut.bin');
    unwrap(createImage(file, GEOMETRY));
    const image = unwrap(openImage(file, GEOMETRY));
    truncateSync(file, 100);
    expect(message(() => image.read(90, 20))).toBe(
      `${file}: was cut short by another program. Keep other programs away from it, and start with another copy`,
    );
    image.close();
  });

  test('a firmware never hears "done", neither well nor badly: the run ends there', () => {
    const { disk, image } = createFake();
    const clock = new VirtualClock();
    const flash = new NorFlash(
      new NorArray(GEOMETRY, image),
      clock,
      { eraseUs: 2000, programUs: 100 },
      () => 0,
      () => {},
    );
    const heard: boolean[] = [];
    disk.failing = { sync: 'ENOSPC' };
    flash.begin({ type: 'program', address: 0, bytes: new Uint8Array(4) }, (worked) => heard.push(worked));
    expect(message(() => clock.advance(100))).toContain('the disk is full');
    expect(heard).toEqual([]);
  });

  test('a full disk leaves no half of a new image, and its name free', () => {
    const disk = new FakeDisk();
    disk.makeFolder('/state');
    disk.failing = { sync: 'ENOSPC' };
    expect(problemsOf(createImage(FILE, GEOMETRY, undefined, disk))).toEqual([
      `${FILE}: cannot be written: the disk is full. Make room, or choose another place`,
    ]);
    expect([disk.list('/state'), disk.descriptors]).toEqual([[], 0]);
    disk.failing = { sync: 'ENOSPC', remove: 'EIO' };
    expect(problemsOf(createImage(FILE, GEOMETRY, undefined, disk)).join()).toContain('the disk is full');
  });
});

const problemsOf = (result: Result<unknown>): string[] => (result.ok ? ['no problem'] : result.problems.map(formatProblem));

describe('refused with what is wrong, where, and what to do', () => {
  const open = (file: string) => problemsOf(openImage(file, GEOMETRY));
  const at = (name: string) => path.join(folder, name);

  test('a missing file, and one in a missing folder', () => {
    expect(open(at('none.bin'))).toEqual([`${at('none.bin')}: is not there. Look at the path`]);
    expect(open(at('none/flash.bin'))).toEqual([`${at('none/flash.bin')}: is not there. Look at the path`]);
    writeFileSync(at('plain'), '');
    expect(open(at('plain/flash.bin'))).toEqual([`${at('plain/flash.bin')}: is not there. Look at the path`]);
  });

  test('a folder', () => {
    expect(open(folder)).toEqual([`${folder}: is a folder, not a flash image. Name a file in it`]);
  });

  test('a pipe', () => {
    expect(spawnSync('mkfifo', [at('pipe')]).status).toBe(0);
    expect(open(at('pipe'))).toEqual([`${at('pipe')}: is no ordinary file, so no flash image. Name another file`]);
  });

  test.each(['EACCES', 'EPERM', 'EROFS'])('a file that may not be written to (%s)', (code) => {
    const { disk } = createFake();
    disk.failing = { open: code };
    expect(problemsOf(openImage(FILE, GEOMETRY, disk))).toEqual([
      `${FILE}: may not be written to, and a flash is written to. Make it writable (chmod u+w), or copy it to a place where it is`,
    ]);
  });

  test('other errors by their code; the file is not left open', () => {
    const { disk, image } = createFake();
    image.close();
    disk.failing = { open: 'EMFILE' };
    expect(problemsOf(openImage(FILE, GEOMETRY, disk))).toEqual([`${FILE}: cannot be read: EMFILE. Try a copy of it`]);
    disk.failing = { stat: 'EIO' };
    expect(problemsOf(openImage(FILE, GEOMETRY, disk))).toEqual([
      `${FILE}: cannot be read: the disk failed (EIO). Look at the log of the system (dmesg)`,
    ]);
    expect(disk.descriptors).toBe(0);
  });

  test('an image of another size, shorter, longer, or empty', () => {
    const remedy = 'Name the board it was made for, or another file';
    const expected = 'the image of a flash of 4 blocks of 1024 bytes has 4128';
    for (const length of [0, size, 4127, 4129]) {
      writeFileSync(at('size.bin'), new Uint8Array(length));
      expect(open(at('size.bin'))).toEqual([`${at('size.bin')}: is ${length} bytes long; ${expected}. ${remedy}`]);
    }
  });

  test('a file of the right size that is no image, one of other blocks, and one of another version', () => {
    const wrong = (change: (bytes: Buffer) => void) => {
      unwrap(createImage(at('wrong.bin'), GEOMETRY));
      const bytes = readFileSync(at('wrong.bin'));
      change(bytes);
      writeFileSync(at('wrong.bin'), bytes);
      return open(at('wrong.bin'));
    };
    expect(wrong(() => {})).toEqual(['no problem']);
    const refusal = [
      `${at('wrong.bin')}: has no "RECSIMEC" version 1 for blocks of 1024 bytes at offset 4096: no flash image, or one of another recsim. Name the board it was made for, or another file`,
    ];
    expect(wrong((bytes) => bytes.write('recsimec', size))).toEqual(refusal);
    expect(wrong((bytes) => bytes.writeUInt32LE(2, size + 8))).toEqual(refusal);
    expect(wrong((bytes) => bytes.writeUInt32LE(512, size + 12))).toEqual(refusal);
  });

  test('an image to be made in a folder that is not there, or in place of a folder', () => {
    expect(problemsOf(createImage(at('none/flash.bin'), GEOMETRY))).toEqual([
      `${at('none/flash.bin')}: cannot be written: its folder does not exist. Make the folder first`,
    ]);
    mkdirSync(at('taken'));
    expect(problemsOf(createImage(at('taken'), GEOMETRY))).toEqual([`${at('taken')}: cannot be written: this is a folder. Name a file in it`]);
    expect(readdirSync(folder).filter((name) => name.endsWith('.new'))).toEqual([]);
  });
});
