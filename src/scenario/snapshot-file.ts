/**
 * A snapshot as a file: JSON, in exactly the form in which it is written here, whose last line is the SHA-256 of all before it. Whatever was changed or cut off is noticed; only line
 * ends of Windows, which version control may put in, are not.
 */
import { closeSync, openSync, readSync, statSync } from 'node:fs';
import * as z from 'zod';
import { CLOCK_MAX_MS, type Snapshot } from '../bench/snapshot.ts';
import { fail, ok, type Problem, type Result } from '../errors.ts';
import { type CellContents, MemoryStore, usedLength } from '../hal/nor/memory-store.ts';

const KIND = 'recsim snapshot';
const VERSION = 1;
const HEAD = new RegExp(`^\\{\\n {2}"file": "${KIND}",\\n {2}"version": (\\d{1,9}),\\n`);
const TAIL = /^ {2}"sha256": "([0-9a-f]{64})"\n\}\n$/;
/** No flash of a board is larger. */
const SIZE_MAX = 2 ** 29;

/** The same snapshot gives the same text. */
export function snapshotText({ board, geometry, cells, rtcMs, serverMs, books }: Snapshot): string {
  const { size, eraseSize, writeSize } = geometry;
  const blocks = Array.from({ length: size / eraseSize }, (_, block) => {
    const bytes = cells.read(block * eraseSize, eraseSize);
    return { erased: cells.eraseCount(block), cells: Buffer.from(bytes.subarray(0, usedLength(bytes))).toString('base64') };
  });
  const facts = {
    board,
    geometry: { size, eraseSize, writeSize },
    rtc: timeOf(rtcMs),
    server: timeOf(serverMs),
  };
  const lines = [
    `  "file": "${KIND}",`,
    `  "version": ${VERSION},`,
    ...Object.entries(facts).map(([key, value]) => `  "${key}": ${JSON.stringify(value)},`),
    `  "service": ${listOf(books)},`,
    `  "blocks": ${listOf(blocks)},`,
  ];
  const head = `{\n${lines.join('\n')}\n`;
  return `${head}  "sha256": "${hashOf(head)}"\n}\n`;
}

const timeOf = (unixMs: number | undefined): string | null => (unixMs === undefined ? null : new Date(unixMs).toISOString());
const listOf = (entries: readonly object[]): string =>
  entries.length === 0 ? '[]' : `[\n${entries.map((entry) => `    ${JSON.stringify(entry)}`).join(',\n')}\n  ]`;
/** Not imported at the top: every start loads this file, and few need a hash. */
const hashOf = (text: string): string => process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');

/** Whether a file is meant to be a snapshot, by how it begins, whatever has become of the rest of it. */
export function isSnapshotFile(file: string): boolean {
  try {
    // Opening a pipe would wait for its other end.
    if (!statSync(file).isFile()) return false;
    const begin = Buffer.alloc(64);
    const descriptor = openSync(file, 'r');
    readSync(descriptor, begin);
    closeSync(descriptor);
    return begin.includes(KIND);
  } catch {
    return false;
  }
}

const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const time = z
  .string()
  .transform((text) => Date.parse(text))
  .refine((unixMs) => Math.abs(unixMs) <= CLOCK_MAX_MS);
const FILE = z.strictObject({
  file: z.literal(KIND),
  version: z.literal(VERSION),
  board: z.string().min(1),
  geometry: z
    .strictObject({ size: whole.min(1).max(SIZE_MAX), eraseSize: whole.min(1), writeSize: whole.min(1) })
    .refine(({ size, eraseSize, writeSize }) => size % eraseSize === 0 && eraseSize % writeSize === 0),
  rtc: time.nullable(),
  server: time,
  service: z.array(
    z.strictObject({
      serial: z.string(),
      email: z.string().optional(),
      sequence: whole,
      nonce: z.string(),
      issued: whole,
      sentMs: z.array(z.number().int()),
      mails: whole,
    }),
  ),
  blocks: z.array(z.strictObject({ erased: whole.max(0xffff_ffff), cells: z.base64() })),
  sha256: z.string(),
});

/** Reads what `snapshotText` wrote; `file` is for complaints. */
export function readSnapshot(written: string, file: string): Result<Snapshot> {
  const text = written.replaceAll('\r\n', '\n');
  const version = HEAD.exec(text)?.[1];
  if (version === undefined) return fail(noSnapshot(file, 'does not begin as a snapshot that recsim saved does'));
  if (Number(version) !== VERSION) {
    const message = `is a snapshot of version ${version}, this recsim knows ${VERSION}: another recsim saved it`;
    return fail({ code: 'version', message, place: { file }, remedy: 'Save it again with this recsim' });
  }
  const end = text.lastIndexOf('  "sha256": "');
  const hash = end < 0 ? undefined : TAIL.exec(text.slice(end))?.[1];
  if (hash === undefined) return fail(noSnapshot(file, 'is cut off, or was changed at its end'));
  if (hash !== hashOf(text.slice(0, end))) return fail(noSnapshot(file, 'was changed since it was saved: its SHA-256 is another'));
  try {
    const parsed = FILE.safeParse(JSON.parse(text));
    const snapshot = parsed.success ? snapshotOf(parsed.data) : undefined;
    if (snapshot) return ok(snapshot);
  } catch {
    // No JSON at all.
  }
  return fail(noSnapshot(file, 'does not say what a snapshot says'));
}

function snapshotOf({ board, geometry, rtc, server, service, blocks }: z.output<typeof FILE>): Snapshot | undefined {
  const { size, eraseSize } = geometry;
  const bytes = blocks.map(({ cells }) => Buffer.from(cells, 'base64'));
  if (blocks.length !== size / eraseSize || bytes.some(({ length }) => length > eraseSize)) return undefined;
  const contents: CellContents = {
    read(address, length) {
      const block = new Uint8Array(length).fill(0xff);
      block.set(bytes[address / eraseSize] as Uint8Array);
      return block;
    },
    eraseCount: (block) => blocks[block]?.erased ?? 0,
  };
  const books = service.map(({ email, ...book }) => ({ ...book, email }));
  return { board, geometry, cells: MemoryStore.of(geometry, contents), rtcMs: rtc ?? undefined, serverMs: server, books };
}

function noSnapshot(file: string, message: string): Problem {
  return { code: 'syntax', message, place: { file }, remedy: 'Save it again (snapshot with save-to), or take an older copy of it' };
}
