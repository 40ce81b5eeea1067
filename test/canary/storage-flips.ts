/**
 * One mistake at a time in storage and in the flash it stands on. Every one must be seen by the check of the power cuts that is named with it: a sweep that
 * stays silent over any of these proves nothing. Not among them: adding records behind a torn one. That changes nothing anybody could see, because what was
 * programmed is read back and the log then moves on all the same.
 */
import type { CheckName } from '../../src/explore/power-cuts/checks.ts';

export interface StorageFlip {
  /** What the mistake would mean. */
  readonly name: string;
  /** Below src/. */
  readonly file: string;
  /** Stands exactly once in the file. */
  readonly from: string;
  readonly to: string;
  /** Sees it. */
  readonly check: CheckName;
  /** The one of its stories that does; by default the first that comes. */
  readonly story?: string;
}

/** What `saveVoidingCodes` does. */
const SAVE_VOIDING = `return this.settings.moveOn(
      [
        { type: RECORD.credentials, payload: encodeCredentials(credentials) },
        { type: RECORD.challenge, payload: encodeVoid() },
      ],
      [RECORD.attempts],
    );`;

/** How `renewChallenge` begins. */
const NUMBER_FIRST = `const counted = yield* this.#storeMarks({ sequence });
    if (counted !== 'written') return counted;
    const written = yield* this.#storeChallenge(encodeChallenge({ nonce, sequence, createdMs, issue: 0, issuedMs: 0 }));`;

export const STORAGE_FLIPS: readonly StorageFlip[] = [
  {
    name: 'the CRC is not checked',
    file: 'storage/crc32.ts',
    from: 'if (difference === 0) return',
    to: 'if (difference >= 0) return',
    check: 'flipped bits',
  },
  {
    name: 'the seal is programmed before the body',
    file: 'storage/log.ts',
    from: 'yield program(address + writeSize, body);\n',
    to: 'yield program(address, sealOf(this.#flash));\n    yield program(address + writeSize, body);\n',
    check: 'one cut',
  },
  {
    name: 'what was programmed is not read back',
    file: 'storage/log.ts',
    from: 'if (!equal(this.#flash.read(address + writeSize, body.length), body)) return false;',
    to: '',
    check: 'failing operations',
  },
  {
    name: 'the chip is believed about the seal',
    file: 'storage/log.ts',
    from: 'yield program(address, sealOf(this.#flash));\n    return isSealed(this.#flash.read(address, writeSize));',
    to: 'return yield program(address, sealOf(this.#flash));',
    check: 'failing operations',
  },
  {
    name: 'the old block is retired before the new one is sealed',
    file: 'storage/log.ts',
    from: 'if (!(yield* this.#eraseBlock(block))) continue;',
    to: 'if (!(yield* this.#eraseBlock(block))) continue;\n      if (this.#current !== undefined) yield program(this.#current, sealOf(this.#flash));',
    check: 'one cut',
  },
  {
    name: 'the log moves on within the current block',
    file: 'storage/log.ts',
    from: 'for (let step = 1; step <= blocks; step++) {\n      const index = (current + step) % blocks;\n      if (index !== current) yield',
    to: 'for (let step = 0; step <= blocks; step++) {\n      const index = (Math.max(0, current) + step) % blocks;\n      yield',
    check: 'one cut',
  },
  {
    name: 'the next block is not erased before it is used',
    file: 'storage/log.ts',
    from: 'if (!(yield* this.#eraseBlock(block))) continue;',
    to: '',
    check: 'random work',
  },
  {
    name: 'the old block is not retired, so it counts again when the new one cannot be read',
    file: 'storage/log.ts',
    from: "      yield* this.#retireStale();\n      return 'written';",
    to: "      return 'written';",
    check: 'two flipped bits',
  },
  {
    name: 'a damaged record is passed over, so an older one counts',
    file: 'storage/log.ts',
    from: "this.#latest.set(found.type, found.kind === 'damaged' ? DAMAGED : found.payload);",
    to: "if (found.kind !== 'damaged') this.#latest.set(found.type, found.payload);",
    check: 'two flipped bits',
  },
  {
    name: 'an unreadable set is taken for none',
    file: 'storage/credentials.ts',
    from: "if (value?.['set'] === false) return",
    to: "if (!value || value['set'] === false) return",
    check: 'two flipped bits',
  },
  {
    name: 'a single flipped bit is not mended in the flash',
    file: 'storage/log.ts',
    from: "this.#worn ||= found.kind === 'record' && found.worn;",
    to: '',
    check: 'flipped bits',
  },
  {
    name: 'any remainder is taken for a flipped bit of the CRC',
    file: 'storage/crc32.ts',
    from: '(difference & (difference - 1)) === 0',
    to: '(difference & (difference - 1)) !== -1',
    check: 'flipped bits',
  },
  {
    name: 'DONE is noted before the defaults are written',
    file: 'storage/storage.ts',
    from: "if (this.journal.pending?.scope === 'all') {\n      const payload",
    to: "if (this.journal.pending?.scope === 'all') {\n      yield* this.journal.reach('defaulted');\n      const payload",
    check: 'one cut',
    story: 'factory reset',
  },
  {
    name: 'the journal says a block is erased before it is',
    file: 'storage/log.ts',
    from: 'if (block !== this.#current) {\n        if (!(yield*',
    to: 'if (block !== this.#current) {\n        yield* erased(index + 1);\n        if (!(yield*',
    check: 'one cut',
    story: 'factory reset',
  },
  {
    name: 'a reset that was interrupted does not go on erasing',
    file: 'storage/storage.ts',
    from: "if (entry.scope === 'all') return",
    to: "if (entry.stage === 'erasing') return true;\n    if (entry.scope === 'all') return",
    check: 'one cut',
    story: 'factory reset',
  },
  {
    name: 'of the two copies of the journal the less advanced counts',
    file: 'storage/reset-journal.ts',
    from: '!isFurther(second, first) ? first : second',
    to: 'isFurther(second, first) ? first : second',
    check: 'one cut',
    story: 'factory reset',
  },
  {
    name: 'a password reset leaves the old block',
    file: 'storage/storage.ts',
    from: "return yield* this.settings.erase('all-but-current', entry.erased, noted);",
    to: 'return true;',
    check: 'one cut',
    story: 'password reset',
  },
  {
    name: 'a guess is looked at before it is counted',
    file: 'storage/attempts.ts',
    from: 'const failures = before.failures + 1;',
    to: "const failures = before.failures + 1;\n    if (!isRight()) {\n      yield* this.#store(route, { failures, lockedUs: 0 });\n      return 'wrong';\n    }",
    check: 'one cut',
  },
  {
    name: 'the lock comes after the last permitted guess was looked at',
    file: 'storage/attempts.ts',
    from: 'isLast ? { failures: 0, lockedUs: limit.lockUs } : { failures, lockedUs: 0 }',
    to: '{ failures, lockedUs: 0 }',
    check: 'random work',
  },
  {
    name: 'the time mark moves back',
    file: 'storage/storage.ts',
    from: "if (unixMs <= this.timeMark) return 'written';",
    to: '',
    check: 'random work',
  },
  {
    name: 'an erase is believed though the block is not blank',
    file: 'storage/log.ts',
    from: 'return worked && isBlank(',
    to: 'return worked || isBlank(',
    check: 'failing operations',
  },
  {
    name: 'of two blocks the older counts',
    file: 'storage/log.ts',
    from: 'sequence > newest.sequence',
    to: 'sequence < newest.sequence',
    check: 'random work',
  },
  {
    name: 'a set that does not fit is cut short',
    file: 'storage/log.ts',
    from: "if (image.length > this.#flash.eraseSize) return 'full';",
    to: '',
    check: 'full flash',
  },
  {
    name: 'the challenge is voided by a second commit, after the new password',
    file: 'storage/storage.ts',
    from: SAVE_VOIDING,
    to: `return (function* (storage: Storage): FlashJob<Written> {
      const saved = yield* storage.settings.moveOn([{ type: RECORD.credentials, payload: encodeCredentials(credentials) }], [RECORD.attempts]);
      return saved === 'written' ? yield* storage.voidChallenge() : saved;
    })(this);`,
    check: 'one cut',
    story: 'recovery',
  },
  {
    name: 'the challenge is voided by a commit of its own, before the new password',
    file: 'storage/storage.ts',
    from: SAVE_VOIDING,
    to: `return (function* (storage: Storage): FlashJob<Written> {
      const gone = yield* storage.voidChallenge();
      if (gone !== 'written') return gone;
      return yield* storage.settings.moveOn([{ type: RECORD.credentials, payload: encodeCredentials(credentials) }], [RECORD.attempts]);
    })(this);`,
    check: 'one cut',
    story: 'recovery',
  },
  {
    name: 'a recovery leaves the code good',
    file: 'storage/storage.ts',
    from: '        { type: RECORD.challenge, payload: encodeVoid() },\n',
    to: '',
    check: 'failing operations',
  },
  {
    name: 'wrong codes are forgotten before the new QR code is stored',
    file: 'storage/storage.ts',
    from: 'const written = yield* this.#storeChallenge(encodeChallenge({ nonce,',
    to: "yield* this.attempts.clear('code');\n    const written = yield* this.#storeChallenge(encodeChallenge({ nonce,",
    check: 'one cut',
    story: 'QR code anew',
  },
  {
    name: 'a new QR code keeps the wrong codes of the last',
    file: 'storage/storage.ts',
    from: "return (yield* this.attempts.clear('code')) ? 'written' : 'worn';",
    to: "return 'written';",
    check: 'one cut',
    story: 'QR code anew',
  },
  {
    name: 'the number of a QR code is not stored',
    file: 'storage/storage.ts',
    from: 'const counted = yield* this.#storeMarks({ sequence });',
    to: "const counted = 'written' as Written;",
    check: 'one cut',
    story: 'QR code, the first',
  },
  {
    name: 'the number of a QR code is stored after it',
    file: 'storage/storage.ts',
    from: NUMBER_FIRST,
    to: `const counted = yield* this.#storeChallenge(encodeChallenge({ nonce, sequence, createdMs, issue: 0, issuedMs: 0 }));
    if (counted !== 'written') return counted;
    const written = yield* this.#storeMarks({ sequence });`,
    check: 'one cut',
    story: 'QR code, the first',
  },
  {
    name: 'a new time forgets the number of the QR code',
    file: 'storage/storage.ts',
    from: 'encodeJson({ ...this.#marks, ...marks })',
    to: 'encodeJson({ unixMs: this.timeMark, sequence: 0, ...marks })',
    check: 'one cut',
    story: 'time mark',
  },
  {
    name: 'a code is counted after the check',
    file: 'storage/attempts.ts',
    from: 'const failures = before.failures + 1;',
    to: "const failures = before.failures + 1;\n    if (route === 'code' && !isRight()) {\n      yield* this.#store(route, { failures, lockedUs: 0 });\n      return 'wrong';\n    }",
    check: 'one cut',
    story: 'wrong security code',
  },
  {
    name: 'a password reset leaves the QR code',
    file: 'storage/storage.ts',
    from: '[RECORD.attempts, RECORD.challenge]',
    to: '[RECORD.attempts]',
    check: 'random work',
  },
  {
    name: 'a damaged challenge is taken for one that never was',
    file: 'storage/challenge.ts',
    from: "if (latest === 'absent') return 'absent';",
    to: "if (latest === 'absent' || latest === 'damaged') return 'absent';",
    check: 'two flipped bits',
  },
];
