/** The folder a recorder is kept in: what is made, what is found again, what is refused, and that a power cut while it is made does no harm. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { fail, formatProblem, ok, type Result, unwrap } from '../../src/errors.ts';
import { LOCK_NAME } from '../../src/hal/nor/folder-lock.ts';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { type Kept, openState, type StateFolder, type StateOptions } from '../../src/hal/nor/state-folder.ts';
import { createRandom } from '../../src/random.ts';
import { FakeDisk } from '../support/fake-disk.ts';
import { GEOMETRY, wholeOf } from '../support/flash-operations.ts';

const KEPT: Kept = { board: 'seed', geometry: GEOMETRY };
const RECORDER = '{\n  "format": 1,\n  "board": "seed",\n  "geometry": {\n    "size": 4096,\n    "eraseSize": 1024,\n    "writeSize": 4\n  }\n}\n';

/** A flash that is not erased. */
function contents(): MemoryStore {
  const store = new MemoryStore(GEOMETRY);
  store.write(1000, new Uint8Array(1000).fill(0x42));
  store.setEraseCount(1, 3);
  return store;
}

const root = mkdtempSync(path.join(tmpdir(), 'recsim-state-'));
afterAll(() => rmSync(root, { recursive: true }));

let folder: string;
let folders = 0;
beforeEach(() => {
  folder = path.join(root, `state-${folders++}`);
});

/** The lock has tests of its own, in folder-lock.test.ts; here it only leaves its file. */
const lock: NonNullable<StateOptions['lock']> = (where) => {
  writeFileSync(path.join(where, LOCK_NAME), '');
  return ok({ release() {} });
};

const open = (kept: Kept = KEPT, options: StateOptions = {}) => openState(folder, kept, { lock, ...options });
const problemsOf = (result: Result<unknown>): string[] => (result.ok ? ['no problem'] : result.problems.map(formatProblem));
const closed = (state: StateFolder) => {
  state.close();
  return state;
};

/** Every file of the folder, and what it holds. */
const everything = () => Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(path.join(folder, name), 'utf8')]));

describe('a new recorder', () => {
  test.each(['missing', 'missing, and those above it too', 'empty'])('is made in a folder that is %s', (how) => {
    if (how.includes('above')) folder = path.join(folder, 'a', 'b');
    if (how === 'empty') mkdirSync(folder);
    const state = unwrap(open());
    expect(state.isNew).toBe(true);
    expect(wholeOf(state.cells)).toEqual(wholeOf(new MemoryStore(GEOMETRY)));
    state.close();
    expect(readdirSync(folder).sort()).toEqual(['flash.bin', 'recorder.json', LOCK_NAME]);
    expect(readFileSync(path.join(folder, 'recorder.json'), 'utf8')).toBe(RECORDER);
  });

  test('has in its flash what it was given', () => {
    const state = unwrap(open(KEPT, { contents }));
    expect(wholeOf(state.cells)).toEqual(wholeOf(contents()));
    state.close();
  });

  test('is found again with what was written to it, and given nothing new', () => {
    const first = unwrap(open(KEPT, { contents }));
    first.cells.write(0, Uint8Array.of(1, 2, 3));
    const whole = wholeOf(first.cells);
    first.close();
    const never = () => {
      throw new Error('asked for contents');
    };
    const second = unwrap(open(KEPT, { contents: never }));
    expect([second.isNew, wholeOf(second.cells)]).toEqual([false, whole]);
    second.close();
  });

  test('is made where an attempt to make one was interrupted', () => {
    unwrap(open()).close();
    for (const left of [[LOCK_NAME], [LOCK_NAME, 'recorder.json.new'], ['recorder.json'], [LOCK_NAME, 'recorder.json', 'flash.bin.new']]) {
      const files = everything();
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      for (const name of left) writeFileSync(path.join(folder, name), files[name] ?? 'half of');
      const state = closed(unwrap(open()));
      expect([state.isNew, readdirSync(folder).sort()], left.join()).toEqual([true, ['flash.bin', 'recorder.json', LOCK_NAME]]);
    }
  });

  test('leaves nothing open when it cannot be made, and can be made later', () => {
    const disk = new FakeDisk();
    let isLocked = false;
    const counted: StateOptions['lock'] = () => {
      isLocked = true;
      return ok({
        release() {
          isLocked = false;
        },
      });
    };
    disk.failing = { rename: 'ENOSPC' };
    expect(problemsOf(openState('/state', KEPT, { disk, lock: counted }))).toEqual([
      '/state/recorder.json: cannot be written: the disk is full. Make room, or choose another place',
    ]);
    expect([disk.descriptors, isLocked, disk.list('/state')]).toEqual([0, false, []]);
    disk.failing = {};
    expect(unwrap(openState('/state', KEPT, { disk, lock: counted })).isNew).toBe(true);
    expect([disk.descriptors, isLocked]).toEqual([1, true]);
  });
});

describe('refused, and left as it is', () => {
  function refusal(kept: Kept = KEPT, options: StateOptions = {}): string[] {
    const before = everything();
    const problems = problemsOf(open(kept, options));
    expect(everything()).toEqual(before);
    return problems;
  }

  test.each([
    [['notes.txt'], 'holds notes.txt'],
    [['a', 'b', 'c', 'd', 'e'], 'holds a, b, c and 2 more'],
    [['flash.bin'], 'holds flash.bin'],
    // Without the lock they are not what an interrupted making left.
    [['recorder.json.new', 'flash.bin.new'], 'holds flash.bin.new, recorder.json.new'],
    [[LOCK_NAME, 'flash.bin'], 'holds flash.bin'],
  ])('a folder with %j', (names, what) => {
    mkdirSync(folder);
    for (const name of names) writeFileSync(path.join(folder, name), 'dear to somebody');
    expect(refusal()).toEqual([
      `${folder}: ${what}, but no recorder.json: it is no recorder's, and was left as it is. Name an empty directory, or one that is to be made`,
    ]);
  });

  test('a recorder with another board, or another flash: both are named', () => {
    unwrap(open()).close();
    const file = path.join(folder, 'recorder.json');
    expect(refusal({ ...KEPT, board: 'xvr-gui4' })).toEqual([
      `${file}: this recorder has the board "seed", not "xvr-gui4". Name that board, or another directory for this one`,
    ]);
    expect(refusal({ ...KEPT, geometry: { ...GEOMETRY, size: 8192, writeSize: 16 } })).toEqual([
      `${file}: this recorder has a flash of 4 blocks of 1024 bytes, written by 4; the board "seed" now has one of 8 blocks of 1024 bytes, written by 16. ` +
        'Give the board its old flash again, or name another directory',
    ]);
  });

  test.each([
    ['{"format":2,"kind":"new"}', '2'],
    ['{"format":"1"}', '"1"'],
    ['{"format":null}', 'null'],
  ])('a recorder.json of another format: %s', (text, format) => {
    unwrap(open()).close();
    const file = path.join(folder, 'recorder.json');
    writeFileSync(file, text);
    expect(refusal()).toEqual([
      `${file}: has format ${format}, this recsim knows 1: another recsim made it. Use that recsim, or name another directory`,
    ]);
  });

  test.each([
    '',
    'null',
    '[]',
    '7',
    '{"name":"recorder"}',
    '{"format":1}',
    '{"format":1,"board":7,"geometry":{}}',
    '{"format":1,"board":"seed","geometry":null}',
    RECORDER.slice(0, -3),
  ])("a recorder.json that is somebody else's: %j", (text) => {
    mkdirSync(folder);
    const file = path.join(folder, 'recorder.json');
    writeFileSync(file, text);
    expect(refusal()).toEqual([
      `${file}: does not name the format, board and geometry of a recorder, as recsim writes it. Put back what was there, or name another directory`,
    ]);
  });

  test('a recorder.json that cannot be read', () => {
    mkdirSync(path.join(folder, 'recorder.json'), { recursive: true });
    expect(problemsOf(open())).toEqual([`${folder}/recorder.json: cannot be read: EISDIR. Make it readable, or name another directory`]);
  });

  test('an image that is not of this flash', () => {
    unwrap(open()).close();
    writeFileSync(path.join(folder, 'flash.bin'), 'short');
    expect(refusal().join()).toMatch(
      /flash\.bin: is 5 bytes long; the image of a flash of 4 blocks of 1024 bytes has 4128\. Name the board it was made for/,
    );
  });

  test('a folder that another process made a recorder of another board, between the look and the lock', () => {
    const late: StateOptions['lock'] = (where) => {
      writeFileSync(path.join(where, 'recorder.json'), RECORDER.replace('seed', 'other'));
      return ok({ release() {} });
    };
    expect(problemsOf(open(KEPT, { lock: late }))[0]).toContain('this recorder has the board "other", not "seed"');
    expect(readdirSync(folder)).toEqual(['recorder.json']);
  });

  test('a folder that is locked: nothing is made in it', () => {
    const problem = { code: 'in-use', message: 'is in use' } as const;
    expect(problemsOf(open(KEPT, { lock: () => fail(problem) }))).toEqual(['is in use']);
    expect(readdirSync(folder)).toEqual([]);
  });

  test('a file, and a folder below a file', () => {
    writeFileSync(folder, 'a file');
    const remedy = 'Name a directory, or one that is to be made';
    expect(problemsOf(open())).toEqual([`${folder}: is a file or lies below one, and no directory. ${remedy}`]);
    const below = path.join(folder, 'below');
    expect(problemsOf(openState(below, KEPT, { lock }))).toEqual([`${below}: is a file or lies below one, and no directory. ${remedy}`]);
    expect(readFileSync(folder, 'utf8')).toBe('a file');
  });

  test.each([
    ['makeFolder', 'EACCES', '/state: cannot be written: permission denied. Choose another place'],
    ['list', 'EACCES', '/state: cannot be read: EACCES. Make it readable, or name another directory'],
  ] as const)('a folder where %s is answered by %s', (operation, code, expected) => {
    const disk = new FakeDisk();
    disk.failing = { [operation]: code };
    expect(problemsOf(openState('/state', KEPT, { disk, lock }))).toEqual([expected]);
  });
});

describe('a power cut of the host while a recorder is made', () => {
  /** Makes a recorder on a disk whose power goes at `cutAt`, and opens what is left. */
  function cut(cutAt: number, seed: number, syncs: boolean) {
    const disk = Object.assign(new FakeDisk(), { cutAt, syncs });
    const onDisk: StateOptions['lock'] = (where) => {
      try {
        disk.close(disk.open(path.join(where, LOCK_NAME), 'w'));
        return ok({ release() {} });
      } catch {
        return fail({ code: 'in-use', message: 'the power is gone' });
      }
    };
    const options = { disk, lock: onDisk, contents };
    const made = openState('/state', KEPT, options);
    disk.restart(createRandom(seed));
    const found = openState('/state', KEPT, options);
    return { made, found };
  }

  const fault = (cutAt: number, seed: number, syncs = true): string | undefined => {
    const { made, found } = cut(cutAt, seed, syncs);
    if (!found.ok) return `cutAt ${cutAt}, seed ${seed}: ${problemsOf(found).join()}`;
    if (made.ok && found.value.isNew) return `cutAt ${cutAt}, seed ${seed}: it was made, and lost`;
    const isWhole = wholeOf(found.value.cells).bytes === wholeOf(contents()).bytes && found.value.cells.eraseCount(1) === 3;
    return isWhole ? undefined : `cutAt ${cutAt}, seed ${seed}: its flash holds something else`;
  };

  const MOMENTS = Array.from({ length: 30 }, (_, index) => index + 1);
  const SEEDS = Array.from({ length: 60 }, (_, index) => index + 1);
  const faults = (syncs: boolean) => MOMENTS.flatMap((cutAt) => SEEDS.map((seed) => fault(cutAt, seed, syncs))).filter((each) => each !== undefined);

  test('leaves a folder in which the whole recorder is found, or made anew', () => {
    expect(faults(true)).toEqual([]);
    const outcomes = MOMENTS.flatMap((cutAt) => [1, 2, 3, 4].map((seed) => cut(cutAt, seed, true))).map(({ made, found }) =>
      [made.ok, found.ok && found.value.isNew].join(),
    );
    // Cut before it was there, after it was there but before anybody was told, and not at all.
    expect(new Set(outcomes)).toEqual(new Set(['false,true', 'false,false', 'true,false']));
  });

  test('would lose it if nothing were synced: the test above can fail', () => {
    expect(faults(false)).not.toEqual([]);
  });
});
