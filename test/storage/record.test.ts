/** Records: what is written is what is read, for every write unit; what power cuts and flipped bits leave is told for what it is. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../../src/hal/nor/memory-store.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { type Content, decodeRecord, encodeUnsealed, isBlank, isSealed, MAX_PAYLOAD, recordLength, sealOf } from '../../src/storage/record.ts';
import { text } from '../support/flash.ts';

const WRITE_SIZES = [1, 2, 3, 4, 8, 16, 32, 256];
const ROOM = 2048;

/** The rest of a block that begins with this record. */
function sealed(content: Content, writeSize: number): Uint8Array {
  const rest = new Uint8Array(ROOM).fill(0xff);
  rest.set(encodeUnsealed(content, { writeSize }));
  rest.set(sealOf({ writeSize }));
  return rest;
}

const contents = fc.record({ type: fc.nat(254), payload: fc.uint8Array({ maxLength: 1000 }) });
const writeSizes = fc.constantFrom(...WRITE_SIZES);
const SMALL: Content = { type: 7, payload: text('{"a":1}') };

function flipAll(bytes: Uint8Array, bits: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  for (const bit of bits) copy[bit >> 3] = (copy[bit >> 3] as number) ^ (1 << (bit & 7));
  return copy;
}

/** The bits of a record that mean something: all but the padding. */
const bitsOf = ({ payload }: Content, writeSize: number): number => (writeSize + 8 + payload.length + 4) * 8;

describe('a record', () => {
  test('of a format that is not known is unreadable', () => {
    // Of format 2 and sound in all else: its check values are those of the changed bytes.
    const record = ['00000000', '02120200', '0b02d9a6', '6869', 'f0998828', '0000'].join('');
    expect(decodeRecord(Buffer.from(record, 'hex'), { writeSize: 4 })).toEqual({ kind: 'unreadable' });
  });

  test('that is sealed reads back as it was written, whole units long, with any write unit', () => {
    fc.assert(
      fc.property(contents, writeSizes, fc.nat(100), (content, writeSize, behind) => {
        const rest = sealed(content, writeSize);
        const length = recordLength(content.payload.length, { writeSize });
        // What stands behind it is no matter.
        rest.fill(behind, length);
        expect(length % writeSize).toBe(0);
        expect(length).toBeGreaterThanOrEqual(writeSize + 12 + content.payload.length);
        expect(decodeRecord(rest, { writeSize })).toEqual({ kind: 'record', ...content, length, worn: false });
      }),
    );
  });

  test('that is not sealed is torn; a place never written is blank', () => {
    for (const writeSize of WRITE_SIZES) {
      const rest = sealed(SMALL, writeSize);
      rest.fill(0xff, 0, writeSize);
      expect(decodeRecord(rest, { writeSize }).kind).toBe('torn');
      expect(decodeRecord(new Uint8Array(ROOM).fill(0xff), { writeSize }).kind).toBe('blank');
    }
  });

  test('at the end of a block, with too little room for any, is torn or blank', () => {
    expect(decodeRecord(new Uint8Array(12).fill(0), { writeSize: 4 }).kind).toBe('torn');
    expect(decodeRecord(new Uint8Array(12).fill(0xff), { writeSize: 4 }).kind).toBe('blank');
    expect(decodeRecord(new Uint8Array(0), { writeSize: 4 }).kind).toBe('blank');
  });

  test('that fills its block to the last byte is read, also the shortest', () => {
    for (const writeSize of WRITE_SIZES)
      for (const payload of [new Uint8Array(0), text('a')]) {
        const length = recordLength(payload.length, { writeSize });
        const whole = sealed({ type: 7, payload }, writeSize).subarray(0, length);
        expect(decodeRecord(whole, { writeSize })).toMatchObject({ kind: 'record', payload });
        expect(decodeRecord(whole.subarray(0, -1), { writeSize }).kind).not.toBe('record');
      }
    expect(decodeRecord(new Uint8Array(12).fill(0), { writeSize: 1 }).kind).toBe('torn');
  });

  test('as it is encoded has no seal: its unit is blank', () => {
    for (const writeSize of WRITE_SIZES)
      expect([...encodeUnsealed(SMALL, { writeSize }).subarray(0, writeSize)]).toEqual(Array(writeSize).fill(0xff));
  });

  test('that says it is longer than its block, or of another format, is unreadable', () => {
    const rest = sealed({ type: 1, payload: new Uint8Array(100) }, 4);
    expect(decodeRecord(rest.subarray(0, 100), { writeSize: 4 }).kind).toBe('unreadable');
    const other = sealed(SMALL, 4);
    const another = encodeUnsealed(SMALL, { writeSize: 4 });
    another[4] = 2;
    other.set(another.subarray(4), 4);
    expect(decodeRecord(other, { writeSize: 4 }).kind).toBe('unreadable');
  });

  test('interrupted at any byte of its body is never taken for one; with a torn seal it is not there, or there entirely', () => {
    for (const writeSize of [1, 4, 32]) {
      const geometry = { size: 4 * ROOM, eraseSize: ROOM, writeSize };
      const unsealed = encodeUnsealed(SMALL, geometry);
      const body = { type: 'program', address: writeSize, bytes: unsealed.subarray(writeSize) } as const;
      const seal = { type: 'program', address: 0, bytes: sealOf(geometry) } as const;
      const kinds = (prepare: (array: NorArray) => void, operation: typeof body | typeof seal) => {
        const variants = new NorArray(geometry, new MemoryStore(geometry)).tornVariants(operation);
        return Array.from({ length: variants }, (_, variant) => {
          const array = new NorArray(geometry, new MemoryStore(geometry));
          prepare(array);
          array.tear(operation, variant);
          const found = decodeRecord(array.read(0, ROOM), geometry);
          return found.kind === 'record' ? `record ${new TextDecoder().decode(found.payload)}` : found.kind;
        });
      };
      expect(new Set(kinds(() => {}, body))).toEqual(new Set(['torn']));
      const ofSeal = new Set(kinds((array) => array.perform(body), seal));
      expect([...ofSeal].filter((kind) => kind !== 'torn' && kind !== 'record {"a":1}')).toEqual([]);
      expect(ofSeal).toContain('torn');
    }
  });
});

test('the longest payload has 11,000 bytes: with many more, two flipped bits could pass for one', () => {
  expect(MAX_PAYLOAD).toBe(11_000);
});

describe('flipped bits', () => {
  test.each(WRITE_SIZES)('any one of a record is put right, and said (write unit %i)', (writeSize) => {
    const rest = sealed(SMALL, writeSize);
    for (let bit = 0; bit < bitsOf(SMALL, writeSize); bit++) {
      const found = decodeRecord(flipAll(rest, [bit]), { writeSize });
      expect(found, `bit ${bit}`).toEqual({ kind: 'record', ...SMALL, length: recordLength(SMALL.payload.length, { writeSize }), worn: true });
    }
  });

  test.each([1, 4])(
    'any two of a record leave it as it was or are found; it never says anything else, nor is it gone (write unit %i)',
    (writeSize) => {
      const rest = sealed(SMALL, writeSize);
      const bits = bitsOf(SMALL, writeSize);
      const kinds = new Map<string, number>();
      for (let a = 0; a < bits; a++)
        for (let b = a + 1; b < bits; b++) {
          const found = decodeRecord(flipAll(rest, [a, b]), { writeSize });
          const isSame = found.kind === 'record' && found.type === SMALL.type && Buffer.compare(found.payload, SMALL.payload) === 0;
          const kind = isSame ? 'as it was' : found.kind;
          kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
          if (!['as it was', 'damaged', 'unreadable'].includes(kind)) throw new Error(`bits ${a} and ${b}: ${kind}`);
        }
      // Two in the payload, two in the head, and one in each of two parts: all are among them.
      expect([...kinds.keys()].sort()).toEqual(['as it was', 'damaged', 'unreadable']);
    },
  );

  test('two of any record, of any write unit, change nothing that is read', () => {
    fc.assert(
      fc.property(contents, writeSizes, fc.nat(), fc.nat(), (content, writeSize, a, b) => {
        const bits = bitsOf(content, writeSize);
        fc.pre(a % bits !== b % bits);
        const found = decodeRecord(flipAll(sealed(content, writeSize), [a % bits, b % bits]), { writeSize });
        if (found.kind === 'record') expect(found).toMatchObject(content);
        else expect(found.kind).toMatch(/^(damaged|unreadable)$/);
      }),
      { numRuns: 500 },
    );
  });

  test('one of the head and one of the rest are both put right', () => {
    const rest = sealed(SMALL, 4);
    for (let head = 4 * 8; head < 12 * 8; head++)
      for (let other = 12 * 8; other < bitsOf(SMALL, 4); other++)
        expect(decodeRecord(flipAll(rest, [head, other]), { writeSize: 4 }), `bits ${head} and ${other}`).toMatchObject(SMALL);
  });

  test('a damaged payload leaves type and length known; a damaged head does not', () => {
    const rest = sealed(SMALL, 4);
    const length = recordLength(SMALL.payload.length, { writeSize: 4 });
    expect(decodeRecord(flipAll(rest, [13 * 8, 14 * 8]), { writeSize: 4 })).toEqual({ kind: 'damaged', type: SMALL.type, length });
    expect(decodeRecord(flipAll(rest, [5 * 8, 6 * 8]), { writeSize: 4 })).toEqual({ kind: 'unreadable' });
  });

  test('are put right in what is given back, not in what was read, be it a Buffer', () => {
    const pooled = Buffer.from(sealed(SMALL, 4));
    for (const bit of [5 * 8, 8 * 8, 13 * 8]) {
      const worn = Buffer.concat([Buffer.from('before'), pooled]).subarray(6);
      worn[bit >> 3] = (worn[bit >> 3] as number) ^ 1;
      const asRead = Buffer.from(worn);
      expect(decodeRecord(worn, { writeSize: 4 })).toMatchObject({ kind: 'record', type: SMALL.type, worn: true });
      expect(Buffer.compare(worn, asRead)).toBe(0);
    }
  });
});

describe('a seal', () => {
  test('counts when more than half of its bits are zeros', () => {
    expect([0xff, 0xf0, 0x0f, 0x07, 0x01, 0x00].map((byte) => isSealed(Uint8Array.of(byte)))).toEqual([false, false, false, true, true, true]);
    expect(isSealed(Uint8Array.of(0, 0, 0xff, 0xff))).toBe(false);
    expect(isSealed(Uint8Array.of(0, 0, 0xfe, 0xff))).toBe(true);
    expect(isSealed(Uint8Array.of(0x01, 0xfe))).toBe(false);
  });

  test('is decided by no bit that flips', () => {
    for (const writeSize of WRITE_SIZES)
      for (let bit = 0; bit < writeSize * 8; bit++) {
        expect(isSealed(flipAll(sealOf({ writeSize }), [bit]))).toBe(true);
        expect(isSealed(flipAll(new Uint8Array(writeSize).fill(0xff), [bit]))).toBe(false);
      }
  });
});

test('bytes are blank when every one is 0xFF, at any length', () => {
  for (let length = 0; length < 12; length++) {
    const bytes = new Uint8Array(length).fill(0xff);
    expect(isBlank(bytes)).toBe(true);
    for (let at = 0; at < length; at++) expect(isBlank(flipAll(bytes, [at * 8 + (at % 8)])), `byte ${at} of ${length}`).toBe(false);
  }
});
