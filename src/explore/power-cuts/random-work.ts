/**
 * Random work from a seed: 200 times something that a recorder does, and each time power is cut at every flash operation of it, in one way or in three. What
 * a boot makes of it is compared with a model of a few variables, which knows what was before and what is after. Now and then the walk goes on from a
 * recorder whose power was cut instead of one that was spared.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../hal/ports.ts';
import { createRandom, type Random } from '../../random.ts';
import type { AttemptLimit } from '../../storage/attempts.ts';
import { type Credentials, encodeAbsent, encodeCredentials } from '../../storage/credentials.ts';
import { type FlashJob, runNow } from '../../storage/job.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Cut, strike } from './cuts.ts';
import type { Fault } from './fault.ts';
import { flashAfter, IDENTITY, VOLUME } from './fixture.ts';
import { finishReset, recover } from './story.ts';

export interface Walk {
  readonly seed: number;
  readonly operations: number;
  readonly cuts: number;
  readonly failure: (Fault & { readonly description: string }) | undefined;
}

export interface WalkOptions {
  readonly geometry: FlashGeometry;
  readonly steps: number;
  /** Each operation is cut before, in the middle and after, not in one of these ways. */
  readonly everyWay: boolean;
  /** The sets a person may save. */
  readonly sets: readonly Credentials[];
}

/** What the recorder should know. */
interface Model {
  readonly credentials: string;
  readonly failures: number;
  readonly isLocked: boolean;
  readonly isStuck: boolean;
  readonly timeMark: number;
}

const LIMIT: AttemptLimit = { attempts: 4, lockUs: 60_000_000 };

/** One thing to do, and what the model becomes. */
interface Deed {
  readonly name: string;
  work(storage: Storage): FlashJob<unknown>;
  readonly after: Model;
  /** What else may be found when power is cut on the way. */
  readonly between?: Model;
}

const textOf = (payload: Uint8Array): string => new TextDecoder().decode(payload);
const ABSENT = textOf(encodeAbsent());

function modelOf(storage: Storage): Model | Fault {
  const { device, settings, attempts } = storage;
  for (const type of Object.values(RECORD))
    if (device.get(type) === 'damaged' || settings.get(type) === 'damaged') return { kind: 'lost', text: `a record of type ${type} is unreadable` };
  const credentials = settings.get(RECORD.credentials);
  if (typeof credentials === 'string') return { kind: 'lost', text: 'the credentials are gone' };
  if (storage.identity?.key !== IDENTITY.key || storage.recordings !== VOLUME) return { kind: 'lost', text: 'identity or recordings are lost' };
  const login = attempts.of('login');
  if (login === 'damaged') return { kind: 'lost', text: 'the count of guesses is unreadable' };
  const { failures, lockedUs } = login;
  return { credentials: textOf(credentials), failures, isLocked: lockedUs > 0, isStuck: storage.stored.stuckBefore, timeMark: storage.timeMark };
}

const isFault = (value: Model | Fault): value is Fault => 'kind' in value;
const isAlike = (a: Model, b: Model): boolean => JSON.stringify(a) === JSON.stringify(b);

function chooseDeed(random: Random, model: Model, sets: readonly Credentials[]): Deed {
  const choice = random.int(0, 99);
  if (choice < 30) {
    const set = sets[random.int(0, sets.length - 1)] as Credentials;
    return { name: 'save', work: (storage) => storage.saveCredentials(set), after: { ...model, credentials: textOf(encodeCredentials(set)) } };
  }
  if (choice < 60) return guess(model, choice >= 50);
  if (choice < 70)
    return { name: 'stuck button', work: (storage) => storage.storeStuck(!model.isStuck), after: { ...model, isStuck: !model.isStuck } };
  if (choice < 80) {
    const timeMark = Math.max(1, model.timeMark + random.int(-5, 20));
    return { name: 'time mark', work: (storage) => storage.markTime(timeMark), after: { ...model, timeMark: Math.max(model.timeMark, timeMark) } };
  }
  if (choice < 84)
    return { name: 'lock ends', work: (storage) => storage.attempts.keepLock('login', 0), after: { ...model, failures: 0, isLocked: false } };
  if (choice < 96) return { name: 'reboot', work: recover, after: model };
  const scope = choice < 98 ? 'all' : 'password';
  return {
    name: `reset of ${scope}`,
    *work(storage) {
      if (yield* storage.requestReset(scope)) yield* finishReset(storage);
    },
    after: { ...model, credentials: ABSENT, failures: 0, isLocked: false },
  };
}

function guess(model: Model, isRight: boolean): Deed {
  const name = isRight ? 'right guess' : 'wrong guess';
  const work = (storage: Storage) => storage.attempts.guess('login', LIMIT, () => isRight);
  if (model.isLocked) return { name, work, after: model };
  const isLast = model.failures + 1 >= LIMIT.attempts;
  const counted = { ...model, failures: isLast ? 0 : model.failures + 1, isLocked: isLast };
  return isRight ? { name, work, between: counted, after: { ...model, failures: 0, isLocked: false } } : { name, work, after: counted };
}

/** Walks until something is wrong. The same seed walks the same way. */
export function walk(seed: number, { geometry, steps, everyWay, sets }: WalkOptions): Walk {
  const random = createRandom(seed);
  let flash = flashAfter(geometry, sets[0]);
  const start = modelOf(new Storage(new NorArray(geometry, flash)));
  if (isFault(start)) throw new Error(start.text);
  let model = start;
  let operations = 0;
  let cuts = 0;
  for (let step = 1; step <= steps; step++) {
    const deed = chooseDeed(random, model, sets);
    const where = `seed ${seed}, step ${step} (${deed.name})`;
    const spared = flash.clone();
    const array = new NorArray(geometry, spared);
    const moments: { readonly operation: FlashOperation; readonly flash: MemoryStore }[] = [];
    runNow(deed.work(new Storage(array)), (operation) => {
      moments.push({ operation, flash: spared.clone() });
      return array.perform(operation);
    });
    operations += moments.length;
    const wrong = (number: number, what: string, fault: Fault): Walk => {
      const description = `${where}, op ${number} of ${moments.length}: ${what}: ${fault.kind}: ${fault.text}`;
      return { seed, operations, cuts, failure: { ...fault, description } };
    };
    let next: { readonly flash: MemoryStore; readonly model: Model } = { flash: spared, model: deed.after };
    const last = judge(geometry, spared, [deed.after]);
    if (isFault(last)) return wrong(moments.length, 'no cut', last);
    for (const [index, { operation, flash: before }] of moments.entries()) {
      const ways: Cut['when'][] = ['before', random.int(0, array.tornVariants(operation) - 1), 'after'];
      for (const when of everyWay ? ways : [ways[(seed + index) % 3] as Cut['when']]) {
        cuts++;
        const left = before.clone();
        strike(new NorArray(geometry, left), operation, when);
        const found = judge(geometry, left, [model, deed.after, ...(deed.between ? [deed.between] : [])]);
        if (isFault(found)) return wrong(index + 1, `cut ${typeof when === 'number' ? `in way ${when}` : when}`, found);
        if (random.int(0, 3 * moments.length) === 0) next = { flash: left, model: found };
      }
    }
    ({ flash, model } = next);
  }
  return { seed, operations, cuts, failure: undefined };
}

/** Boots and recovers, in place; what is found must be one of `allowed`, and be found again. */
function judge(geometry: FlashGeometry, flash: MemoryStore, allowed: readonly Model[]): Model | Fault {
  try {
    const array = new NorArray(geometry, flash);
    if (!runNow(recover(new Storage(array)), array.perform.bind(array))) return { kind: 'refused', text: 'the recovery failed' };
    const found = modelOf(new Storage(array));
    if (isFault(found) || allowed.some((model) => isAlike(model, found))) return found;
    return { kind: 'mixed', text: `found ${JSON.stringify(found)}, allowed ${JSON.stringify(allowed)}` };
  } catch (error) {
    return { kind: 'exception', text: String(error) };
  }
}
