/** The flash as the panel shows it: what stands there for recorders in every state, that it keeps up with the chip and not too often, and that it tells no secret. */
import { describe, expect, test } from 'vitest';
import { OWNER } from '../../../src/bench/factory.ts';
import { codeIn } from '../../../src/outside/mail-texts.ts';
import { Storage } from '../../../src/storage/storage.ts';
import { carryOut } from '../../../src/ui/panel/carry-out.ts';
import { decodeMessage } from '../../../src/ui/panel/deed.ts';
import { FlashWatch, flashPart } from '../../../src/ui/panel/flash-part.ts';
import type { PanelState } from '../../../src/ui/panel/state.ts';
import { NOTHING_SEEN, type Position } from '../../../src/ui/panel/stream.ts';
import { Desk, type DeviceState } from '../../../src/ui/terminal/desk.ts';
import { holdThroughPowerUp, seconds, Visit } from '../../support/desk.ts';
import { ManualWall } from '../../support/manual-wall.ts';
import { streamAt } from '../../support/panel-stream.ts';
import { seedBoard } from '../../support/world.ts';

const WEAK = 1;

const desk = (state: DeviceState = 'provisioned', changes: Parameters<typeof seedBoard>[0] = {}) =>
  new Desk({ board: seedBoard(changes), seed: 1, state, hashCost: WEAK });

/** A factory reset is under way, and power was lost in the middle of this operation of it. */
function tornAt(operation: number): Desk {
  const at = desk();
  holdThroughPowerUp(at, 4.5, 25);
  at.cutPower(operation, 'during');
  at.release();
  at.bench.advance(seconds(2));
  expect(at.bench.supply.isGood).toBe(false);
  return at;
}

const statesOf = ({ blocks }: ReturnType<typeof flashPart>) => blocks.map(({ index, state, erased }) => `${index} ${state} ${erased}`);

describe('what is shown of a flash', () => {
  test('fresh from its box: no password is set, most blocks were never erased', () => {
    const part = flashPart(desk('factory'));
    expect(part).toMatchObject({ blockCount: 8, eraseSize: 4096, writeSize: 4, endurance: 100_000, journal: 'none', blocksLeft: 0 });
    expect(part.boot).toEqual({ outcome: 'wizard', text: 'ends at the set-up wizard: no password is set', notes: [] });
    expect(statesOf(part)).toEqual(['0 current 1', '1 free 0', '2 free 0', '3 current 1', '4 free 0', '5 free 0', '6 free 0', '7 free 0']);
    expect(part.blocks[3]).toMatchObject({ role: 'settings', offset: 0x3000, sequence: 1, recordsLeft: 0, count: 1 });
    expect(part.blocks[3]?.records).toEqual([
      { offset: 0x3018, length: 32, count: 1, state: 'committed', name: 'credentials', text: 'no password set' },
    ]);
  });

  test('set up by its owner: which login data there are, not what they are', () => {
    const part = flashPart(desk());
    expect(part.boot).toMatchObject({ outcome: 'login', text: 'ends at the login' });
    expect(part.blocks.flatMap(({ records }) => records.map(({ name, text }) => `${name}: ${text}`))).toEqual([
      'identity: serial RSV34TD6VZFTTHT, key set',
      'recordings: volume-1',
      'credentials: password, pattern, 3 questions, email',
    ]);
  });

  test('torn in the middle of a reset: the torn record, the stage of the journal, and that a boot goes on with it', () => {
    const part = flashPart(tornAt(13));
    expect(part.boot).toMatchObject({ outcome: 'resumes', text: 'goes on with a factory reset: 2 of 5 blocks erased' });
    expect(part.journal).toEqual({ number: 1, scope: 'all', stage: 'erasing', erased: 2, of: 5 });
    expect(part.blocks[0]?.records.at(-1)).toMatchObject({ state: 'torn', name: 'unknown', text: 'interrupted by a power cut; passed over' });
    expect(part.blocks[0]?.records.map(({ name, state }) => `${name} ${state}`)).toContain('journal committed');
  });

  test('torn in the middle of an erase: the block says so', () => {
    // Which way an erase tears is chance; of these some leave a block that is neither blank nor readable.
    const states = [5, 8, 11, 14].map((operation) => flashPart(tornAt(operation)).blocks.map(({ state }) => state));
    expect(states.flat()).toContain('torn');
  });

  test('worn: blocks that were erased as often as they can be', () => {
    const at = desk('provisioned', { flashEndurance: 1 });
    const { endurance, blocks } = flashPart(at);
    expect(endurance).toBe(1);
    expect(blocks.filter(({ erased }) => erased >= endurance).map(({ index }) => index)).toEqual([0, 3]);
  });

  test('a journal of which both copies are unreadable', () => {
    const at = tornAt(13);
    const { array } = at.bench.hal.flash;
    const journals = flashPart(at).blocks[0]?.records.filter(({ name, state }) => name.startsWith('journal') && state === 'committed') ?? [];
    expect(journals).toHaveLength(2);
    for (const { offset } of journals) for (const bit of [0, 1, 2]) array.flipBit(offset + 14, bit);
    const { journal, boot } = flashPart(at);
    expect(journal).toBe('damaged');
    expect(boot.notes).toContain('The reset journal is damaged: whether a reset was under way is not known, and nothing is erased.');
  });

  test('many records of a kind are one row, and of the rest no more than a page can show', () => {
    const at = desk();
    const { array } = at.bench.hal.flash;
    const storage = new Storage(array);
    for (let turn = 0; turn < 12; turn++) {
      const job = storage.markTime(1_700_000_000_000 + turn);
      for (let step = job.next(); !step.done; ) step = job.next(array.perform(step.value));
    }
    expect(
      flashPart(at)
        .blocks[0]?.records.slice(2)
        .map(({ name, count, state }) => `${count} ${name} ${state}`),
    ).toEqual(['11 time superseded', '1 time committed']);
  });

  test('a flash of thousands of blocks: free blocks that are alike are one row', () => {
    const part = flashPart(desk('provisioned', { flashBlocks: 4096 }));
    expect(part.blockCount).toBe(4096);
    expect(part.blocks.map(({ index, count, state }) => `${index} ${count} ${state}`)).toEqual([
      '0 1 current',
      '1 2 free',
      '3 1 current',
      '4 4092 free',
    ]);
    expect(JSON.stringify(part).length).toBeLessThan(4_000);
  });
});

describe('the flash that is watched', () => {
  const watched = (at = desk()) => {
    const wall = new ManualWall();
    return { at, wall, watch: new FlashWatch(at, wall) };
  };

  test('is read again only after something was done to it', () => {
    const { at, wall, watch } = watched();
    const before = watch.part;
    at.bench.advance(seconds(1));
    wall.pass(10_000);
    expect(watch.part).toBe(before);
  });

  test('is read ten times a second at most, and in the end once more', () => {
    const at = desk();
    const { wall, watch } = watched(at);
    const seen = new Set([watch.part]);
    holdThroughPowerUp(at, 4.5, 25);
    at.release();
    for (let ms = 0; ms < 1_000; ms += 10) {
      at.bench.advance(500);
      wall.pass(10);
      seen.add(watch.part);
    }
    expect(seen.size).toBeGreaterThan(3);
    expect(seen.size).toBeLessThanOrEqual(11);
    at.bench.advance(seconds(60));
    wall.pass(100);
    expect(watch.part).toEqual(flashPart(at));
    expect(watch.part.journal).toMatchObject({ stage: 'done' });
  });

  test('is that of the recorder on the desk, at once', () => {
    const { at, watch } = watched();
    expect(watch.part.boot.outcome).toBe('login');
    at.renew('factory');
    expect(watch.part.boot.outcome).toBe('wizard');
  });

  test('follows a snapshot that is put back past the chip', () => {
    const { at, wall, watch } = watched();
    const snapshot = desk('factory').bench.snapshot();
    expect(watch.part.boot.outcome).toBe('login');
    at.bench.restore(snapshot);
    wall.pass(100);
    expect(watch.part.boot.outcome).toBe('wizard');
  });
});

/** What a window at this desk gets, as it comes: `frames` as text. */
class Window {
  readonly desk: Desk;
  readonly frames: string[] = [];
  readonly #panel: ReturnType<typeof streamAt>;
  #seen: Position = NOTHING_SEEN;
  state: Partial<PanelState> = {};

  constructor(desk: Desk) {
    this.desk = desk;
    this.#panel = streamAt(desk);
    this.look();
  }

  look(): this {
    const { wall, stream } = this.#panel;
    wall.pass(100);
    stream.refresh();
    for (let news = stream.since(this.#seen); news; news = stream.since(this.#seen)) {
      this.#seen = news.position;
      this.frames.push(news.frame);
      this.state = { ...this.state, ...JSON.parse(news.frame).state };
    }
    return this;
  }

  does(deed: object): string {
    const message = decodeMessage(JSON.stringify({ id: 1, deed }));
    if ('fault' in message) return message.fault;
    const done = carryOut(message.deed, this.desk, this.#panel.tempo, this.#panel.beside);
    this.look();
    return done.ok ? 'done' : done.refused;
  }
}

describe('a power cut at a flash operation', () => {
  test('is armed, comes nearer with each operation, and then is over', () => {
    const window = new Window(desk());
    expect(window.state.cut).toBeNull();
    expect(window.does({ do: 'cut-power' })).toBe('done');
    expect(window.state.cut).toEqual({ operation: 1, when: 'during' });
    expect(window.does({ do: 'cut-power', operation: 4, when: 'after' })).toBe('done');
    expect(window.state.cut).toEqual({ operation: 4, when: 'after' });
    const { flash } = window.desk.bench.hal;
    window.desk.bench.runUntil(() => flash.operations === 2, seconds(8 * 3600));
    expect(window.look().state.cut).toEqual({ operation: 2, when: 'after' });
    window.desk.bench.runUntil(() => !window.desk.bench.supply.isGood, seconds(16 * 3600));
    expect(flash.operations).toBe(4);
    expect(window.look().state).toMatchObject({ cut: null, box: { isPlugged: false } });
  });

  test('can be called off', () => {
    const window = new Window(desk());
    expect(window.does({ do: 'call-off-cut' })).toBe('no power cut is ordered');
    window.does({ do: 'cut-power' });
    expect(window.does({ do: 'call-off-cut' })).toBe('done');
    expect(window.state.cut).toBeNull();
    window.desk.bench.advance(seconds(8 * 3600));
    expect(window.desk.bench.supply.isGood).toBe(true);
    expect(window.desk.happenings.map(({ text }) => text)).toContain('the power cut is called off');
  });

  test.each([
    [{ operation: 0 }, /operation/],
    [{ operation: 1.5 }, /operation/],
    [{ operation: 2_000_000 }, /operation/],
    [{ when: 'meanwhile' }, /when/],
    [{ torn: 3 }, /torn/],
  ])('%j is refused', (what, fault) => {
    expect(new Window(desk()).does({ do: 'cut-power', ...what })).toMatch(fault);
  });

  test('a part that has not changed is not sent', () => {
    const window = new Window(desk());
    const before = window.frames.length;
    window.desk.bench.advance(1_000);
    window.look();
    expect(window.frames.slice(before).join()).toContain('"time"');
    expect(window.frames.slice(before).join()).not.toContain('"flash"');
  });
});

describe('no frame tells a secret', () => {
  const NEW_PASSWORD = 'Camera2027';

  /** What nobody may read anywhere, as long as the flash has been what it is now. */
  function secretsOf({ bench }: Desk): Record<string, string> {
    const { credentials, identity } = new Storage(bench.hal.flash);
    if (credentials.kind !== 'present' || !identity) throw new Error('nothing is stored');
    const { password, pattern, questions } = credentials.credentials;
    const hashes = [password, pattern, ...questions.map(({ answer }) => answer)].flatMap((phc) => phc?.split('$').slice(-2) ?? []);
    return Object.fromEntries([
      ...hashes.map((hash, index) => [`hash or salt ${index}`, hash]),
      ['the key', identity.key],
      ['the key in base64', Buffer.from(identity.key, 'hex').toString('base64')],
    ]);
  }

  /** All that was sent, the bytes of the serial console among it. */
  function all(window: Window): string {
    const serial = window.frames.map((frame) => JSON.parse(frame).serial?.bytes).filter(Boolean);
    return [...window.frames, ...serial.map((bytes: string) => Buffer.from(bytes, 'base64').toString('utf8'))].join('\n');
  }

  /** The same without the parts of these names. */
  function without(window: Window, ...parts: (keyof PanelState)[]): string {
    return window.frames
      .map((frame) => {
        const { state, ...rest } = JSON.parse(frame);
        return JSON.stringify({
          ...rest,
          state: Object.fromEntries(Object.entries(state).filter(([name]) => !parts.includes(name as keyof PanelState))),
        });
      })
      .join('\n');
  }

  const found = (text: string, secrets: Record<string, string>) => Object.keys(secrets).filter((name) => text.includes(secrets[name] as string));

  test('of a whole recovery by QR code, with somebody at the serial console, and a login after it', async () => {
    const visit = new Visit(desk());
    const window = new Window(visit.desk);
    const before = secretsOf(visit.desk);
    window.does({ do: 'type', text: '\r' });
    for (const label of ['Forgot Pattern', 'Forgot Password', 'OK']) {
      visit.click(label);
      window.look();
    }
    visit.wait(1).toCamera();
    window.look();
    await visit.scan();
    window.look();
    const code = codeIn(visit.desk.bench.outside.post.inbox.at(-1)?.text ?? '') ?? '';
    for (const character of code) window.does({ do: 'type', text: character });
    visit.fill({ 'Security code': code }).click('Next');
    window.look();
    for (const character of NEW_PASSWORD) window.does({ do: 'input', input: { type: 'text', text: character } });
    visit.fill({ 'New Password': NEW_PASSWORD, 'Confirm Password': NEW_PASSWORD }).click('Save', 'OK');
    window.look();
    visit.fill({ Password: NEW_PASSWORD }).click('OK').wait(1);
    expect(window.look().state.machines?.['menu']).toBe('desktop.home');
    const secrets = { ...before, ...secretsOf(visit.desk), password: OWNER.password, 'new password': NEW_PASSWORD };
    const answers = Object.fromEntries((OWNER.questions ?? []).map(({ answer }) => [`answer ${answer}`, `"${answer}"`]));
    expect(Object.keys(secrets).length).toBeGreaterThan(10);
    expect(found(all(window), { ...secrets, ...answers })).toEqual([]);
    // What is looked through is what the person sees: the code is in it, and on the console the screen that asked for it.
    expect(all(window)).toContain(code);
    expect(all(window)).toContain('Security code');
    // The address stands where it was sent to, and on no screen, in no trace, and not in the flash.
    expect(without(window)).toContain(OWNER.email);
    expect(without(window, 'inbox')).not.toContain(OWNER.email);
  });

  test('of a recovery by security questions: an answer is on the monitor while it is typed and with the coach, who knows the owner of every new recorder, and nowhere else', () => {
    const visit = new Visit(desk());
    const window = new Window(visit.desk);
    visit.click('Forgot Pattern', 'Forgot Password', 'OK').wait(1);
    visit.desk.hands.choose('Reset Type', 'Security Questions');
    visit.wait(1);
    for (const [index, { answer }] of (OWNER.questions ?? []).entries()) {
      visit.fill({ [`Answer ${index + 1}`]: answer });
      window.look();
    }
    expect(without(window)).toMatch(/"blue".*"rex".*"porto"/);
    visit.click('Next').wait(1);
    window.look();
    visit.fill({ 'New Password': NEW_PASSWORD, 'Confirm Password': NEW_PASSWORD }).click('Save', 'OK').wait(1);
    window.look();
    expect(without(window, 'screen', 'coach')).not.toMatch(/\b(blue|rex|porto|Recorder2026|Camera2027)\b/);
    expect(found(all(window), secretsOf(visit.desk))).toEqual([]);
  });
});
