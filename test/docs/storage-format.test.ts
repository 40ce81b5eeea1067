/** docs/storage-format.md says what the code does: types, stages, costs, and a flash read byte by byte, by a reader of its own written after the document. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { newRecorder, ownersCredentials } from '../../src/bench/factory.ts';
import { addFlashCommand } from '../../src/cli/flash.ts';
import { flashGeometry } from '../../src/hal/nor/board-flash.ts';
import { NorArray } from '../../src/hal/nor/nor-array.ts';
import { ROUTES, UNTIL_RENEWED } from '../../src/storage/attempts.ts';
import { forecastBoot } from '../../src/storage/boot-forecast.ts';
import { type Challenge, NONCE_BYTES } from '../../src/storage/challenge.ts';
import { type FlashJob, runNow } from '../../src/storage/job.ts';
import { readValue } from '../../src/storage/record-value.ts';
import { type ResetScope, STAGES } from '../../src/storage/reset-journal.ts';
import { areasOf, RECORD, Storage } from '../../src/storage/storage.ts';
import { formatDuration } from '../../src/units.ts';
import { runVerb } from '../support/run-verb.ts';
import { seedBoard } from '../support/world.ts';

const doc = readFileSync('docs/storage-format.md', 'utf8');
const runDoc = readFileSync('docs/run.md', 'utf8');
const board = seedBoard();
const GEOMETRY = flashGeometry(board);

/** The rows of the table whose first heading is `heading`, cell by cell. */
function table(heading: string): string[][] {
  const tables = doc.split('\n\n').filter((part) => part.startsWith('|'));
  const cells = tables.map((part) =>
    part
      .trim()
      .split('\n')
      .map((row) =>
        row
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      ),
  );
  return cells.find(([heads]) => heads?.[0] === heading)?.slice(2) ?? [];
}

const recorder = (state: 'factory' | 'provisioned') =>
  new NorArray(GEOMETRY, newRecorder(board, { state, seed: 1, hashCost: board.passwordHashCost }));

/** The flash of the chapter "A flash, read". */
function example(): NorArray {
  const array = recorder('factory');
  runNow(new Storage(array).storeStuck(true), (operation) => array.perform(operation));
  const step = new Storage(array).markTime(Date.UTC(2026, 0, 1, 0, 10)).next();
  if (step.done) throw new Error('a time mark programs something');
  array.tear(step.value, 40);
  return array;
}

const NONCE = '00112233445566778899aabbccddeeff';
const NOW = Date.UTC(2026, 0, 1);
const renew = (storage: Storage) => storage.renewChallenge(NONCE, NOW);

const PAYLOAD = 'payload';

/** The used part of a block, field by field, as the document describes it. */
function listing(bytes: Uint8Array): string {
  const view = Buffer.from(bytes);
  const lines: string[] = [];
  const unit = GEOMETRY.writeSize;
  let at = 0;
  const field = (length: number, says: string) => {
    for (let from = at; from < at + length; from += 8) {
      const part = view.subarray(from, Math.min(from + 8, at + length));
      const hex = [...part].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
      const first = from === at ? says : '';
      const text = says === PAYLOAD ? `|${part.toString('latin1')}|` : first;
      lines.push(`${from.toString(16).padStart(6, '0')}  ${hex.padEnd(24)} ${text}`.trimEnd());
    }
    at += length;
  };
  const checked = (from: number, to: number) => (crc32(view.subarray(from, to)) === view.readUInt32LE(to) ? 'checks' : 'does not check');
  field(unit, view.readUInt32LE(0) === 0xffffffff ? 'not retired' : 'retired');
  while (view[at + unit] !== 0xff) {
    const begin = at;
    const isSealed = view.readUInt32LE(at) === 0;
    field(unit, isSealed ? 'seal: committed' : 'no seal: this record never happened');
    if (!isSealed) {
      let end = view.length;
      while (view[end - 1] === 0xff) end--;
      field(end - at, 'as far as it came');
      break;
    }
    const [type = 0, length] = [view[at + 1], view.readUInt16LE(at + 2)];
    field(4, `format ${view[at]}, type ${type}, ${length} bytes of payload`);
    field(4, `CRC of the four bytes before it: ${checked(begin + unit, at)}`);
    field(length, type === 255 ? `block number ${view.readUInt32LE(at)}` : PAYLOAD);
    field(4, `CRC of the record: ${checked(begin + unit, at)}`);
    const over = (at - begin) % unit;
    if (over > 0) field(unit - over, 'up to a whole unit');
  }
  return lines.join('\n');
}

/** What `flash show` prints of the example. */
async function shown(array: NorArray): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-format-'));
  try {
    const file = path.join(folder, 'dump.bin');
    writeFileSync(file, array.read(0, array.size));
    return (await runVerb(addFlashCommand, ['flash', 'show', file])).stdout.replace(file, 'dump.bin').trimEnd();
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('docs/storage-format.md', () => {
  test('shows a flash as the code writes it, each field where the document says', () => {
    expect(doc).toContain(`\`\`\`\n${listing(example().read(0, GEOMETRY.eraseSize))}\n\`\`\``);
  });

  test('shows what recsim flash show says of it', async () => {
    expect(doc).toContain(`\`\`\`\n${await shown(example())}\n\`\`\``);
  });

  test('lists the types of records, their logs and payloads that are read', () => {
    const { device } = areasOf(GEOMETRY);
    const kebab = (name: string) => name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const expected = Object.entries(RECORD).map(([name, type]) => [
      String(type),
      `\`${kebab(name)}\``,
      device.types.includes(type) ? 'device' : 'settings',
    ]);
    const rows = table('type');
    expect(rows.map((row) => row.slice(0, 3))).toEqual(expected);
    for (const [type, , , payload = ''] of rows) {
      const [shown] = [...payload.matchAll(/`(\{.*?\})`/g)].map((match) => match[1] as string);
      // A nonce is written out.
      const text = shown?.replace(/"nonce":"(\w+)\.\.\."/, (_, start: string) => `"nonce":"${start.padEnd(2 * NONCE_BYTES, '0')}"`);
      if (text !== undefined) expect([type, readValue(Number(type), new TextEncoder().encode(text))?.kind]).not.toEqual([type, undefined]);
      else expect(payload).toBe('the same');
    }
  });

  test('names the stages of a reset in their order, its scopes, and the ways in', () => {
    expect(table('stage').map(([stage]) => stage)).toEqual(STAGES.map((stage) => `\`${stage}\``));
    const scopes: Readonly<Record<ResetScope, true>> = { all: true, password: true };
    expect(table('reset').map(([scope]) => scope)).toEqual(Object.keys(scopes).map((scope) => `\`scope\` ${scope}`));
    expect(doc).toContain(`\`${ROUTES[0]}\`, \`${ROUTES[1]}\` and \`${ROUTES[2]}\``);
    expect(doc).toContain(`A lock of ${UNTIL_RENEWED} microseconds`);
  });

  test('tells what a commit costs', () => {
    const cost = (job: (storage: Storage) => FlashJob<unknown>, before?: (storage: Storage) => FlashJob<unknown>): string[] => {
      const array = recorder('provisioned');
      if (before) runNow(before(new Storage(array)), (operation) => array.perform(operation));
      let [programs, erases, bytes] = [0, 0, 0];
      runNow(job(new Storage(array)), (operation) => {
        if (operation.type === 'erase') erases++;
        else {
          programs++;
          bytes += operation.bytes.length;
        }
        return array.perform(operation);
      });
      const us = erases * board.flashEraseUs + (bytes / board.flashWriteSize) * board.flashProgramUs;
      return [String(programs), String(erases), String(bytes), formatDuration(us)];
    };
    const wholeReset = function* (storage: Storage): FlashJob<void> {
      yield* storage.requestReset('all');
      yield* storage.eraseSettings();
      yield* storage.restoreDefaults();
      yield* storage.finishReset();
    };
    expect(table('on the board `seed`').map((row) => row.slice(1))).toEqual([
      cost((storage) => storage.storeStuck(true)),
      cost((storage) => storage.markTime(NOW)),
      cost((storage) => storage.attempts.guess('login', { attempts: 5, lockUs: 1 }, () => false)),
      cost(renew),
      cost((storage) => storage.noteIssue(storage.challenge as Challenge, 1, NOW), renew),
      cost((storage) => storage.saveCredentials(ownersCredentials(board.passwordHashCost))),
      cost((storage) => storage.saveVoidingCodes(ownersCredentials(board.passwordHashCost)), renew),
      cost((storage) => storage.settings.moveOn()),
      cost((storage) => storage.requestReset('all')),
      cost(wholeReset),
    ]);
  });

  test('tells what damage leads to', () => {
    /** What a boot makes of the recorder when these places are wrong in more than one bit. */
    const damaged = (texts: readonly string[], state: 'factory' | 'provisioned' = 'provisioned', job?: (storage: Storage) => FlashJob<unknown>) => {
      const array = recorder(state);
      if (job) runNow(job(new Storage(array)), (operation) => array.perform(operation));
      const bytes = Buffer.from(array.read(0, array.size));
      for (const text of texts) {
        const at = bytes.indexOf(text);
        expect([text, at >= 0]).toEqual([text, true]);
        array.flipBit(at, 0);
        array.flipBit(at + 1, 3);
        bytes.fill(0, at, at + 1);
      }
      const { outcome, faults } = forecastBoot(array);
      return [outcome, ...faults];
    };
    const request = (storage: Storage) => storage.requestReset('all');
    const head = (type: number, array = recorder('provisioned')) => {
      const at = Buffer.from(array.read(0, array.size)).indexOf(Uint8Array.of(0, 0, 0, 0, 1, type));
      for (const bit of [0, 1]) array.flipBit(at + 5, bit);
      const { outcome, faults } = forecastBoot(array);
      return [outcome, ...faults];
    };
    expect({
      'login data': damaged(['"user"']),
      'one copy': damaged(['"stage"'], 'provisioned', request),
      'both copies': damaged(['"stage"', '"stage"'], 'provisioned', request),
      identity: damaged(['"serial"']),
      attempts: damaged(['"failures"'], 'provisioned', (storage) => storage.attempts.keepLock('login', 0)),
      button: damaged(['"stuck"'], 'provisioned', (storage) => storage.storeStuck(true)),
      'head of login data': head(RECORD.credentials),
      'header of the settings': (() => {
        const array = recorder('provisioned');
        for (const bit of [0, 1]) array.flipBit(3 * GEOMETRY.eraseSize + 9, bit);
        return [forecastBoot(array).outcome];
      })(),
      'head of the identity': head(RECORD.identity),
    }).toEqual({
      'login data': ['locked'],
      'one copy': ['resumes'],
      'both copies': ['login', 'reset-journal-damaged'],
      identity: ['login', 'identity-lost'],
      attempts: ['login', 'attempts-damaged'],
      button: ['login'],
      'head of login data': ['locked'],
      'header of the settings': ['locked'],
      'head of the identity': ['login', 'reset-journal-damaged', 'identity-lost', 'recordings-mark-lost'],
    });
  });

  test('tells what damage to a QR code and to its number leads to', () => {
    const damaged = (isHurt: boolean, name: string, ...jobs: readonly ((storage: Storage) => FlashJob<unknown>)[]) => {
      const array = recorder('provisioned');
      const run = (job: (storage: Storage) => FlashJob<unknown>) => runNow(job(new Storage(array)), (operation) => array.perform(operation));
      for (const job of jobs) run(job);
      const at = Buffer.from(array.read(0, array.size)).lastIndexOf(name);
      expect([name, at >= 0]).toEqual([name, true]);
      if (isHurt) for (const bit of [0, 3]) array.flipBit(at + bit, bit);
      const { challenge, timeMark } = new Storage(array);
      run(renew);
      const next = new Storage(array).challenge;
      return [typeof challenge === 'object' ? challenge.sequence : challenge, timeMark, typeof next === 'object' ? next.sequence : next];
    };
    const mark = (storage: Storage) => storage.markTime(NOW);
    const used = (storage: Storage) => storage.voidChallenge();
    expect({
      'nothing damaged': damaged(false, '"nonce"', mark, renew, renew),
      challenge: damaged(true, '"nonce"', mark, renew, renew),
      'time, with a challenge': damaged(true, '"unixMs"', mark, renew, renew),
      'time, without one': damaged(true, '"unixMs"', mark, renew, renew, used),
    }).toEqual({
      'nothing damaged': [2, NOW, 3],
      challenge: ['void', NOW, 3],
      'time, with a challenge': [2, 0, 3],
      'time, without one': ['void', 0, 1],
    });
  });

  test('links to what is there', () => {
    for (const [, link = ''] of doc.matchAll(/\]\(([^)#]+)/g)) expect(readFileSync(path.join('docs', link), 'utf8')).not.toBe('');
    expect(runDoc).toContain('## What is in the flash\n');
  });
});
