/**
 * Random work from a seed: 200 times something that a recorder does, and each time power is cut at every flash operation of it, in one way or in three. What
 * a boot makes of it is compared with a model of a few variables, which knows what was before and what is after. Now and then the walk goes on from a
 * recorder whose power was cut instead of one that was spared.
 */

import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { NorArray } from '../../hal/nor/nor-array.ts';
import type { FlashGeometry, FlashOperation } from '../../hal/ports.ts';
import { createRandom, type Random } from '../../random.ts';
import { type AttemptLimit, type Route, UNTIL_RENEWED } from '../../storage/attempts.ts';
import type { Challenge, ChallengeState } from '../../storage/challenge.ts';
import { type Credentials, encodeAbsent, encodeCredentials } from '../../storage/credentials.ts';
import { type FlashJob, runNow } from '../../storage/job.ts';
import { RECORD, Storage } from '../../storage/storage.ts';
import { type Cut, strike } from './cuts.ts';
import type { Fault } from './fault.ts';
import { flashAfter, IDENTITY, nonceOf, VOLUME } from './fixture.ts';
import { lastNumber } from './recovery-stories.ts';
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
  readonly login: Count;
  readonly code: Count;
  readonly challenge: ChallengeState;
  /** That of the latest QR code. */
  readonly number: number;
  readonly isStuck: boolean;
  readonly timeMark: number;
}

interface Count {
  readonly failures: number;
  readonly isLocked: boolean;
}

const NONE: Count = { failures: 0, isLocked: false };
const LIMITS: Readonly<Record<'login' | 'code', AttemptLimit>> = {
  login: { attempts: 4, lockUs: 60_000_000 },
  code: { attempts: 3, lockUs: UNTIL_RENEWED },
};

/** One thing to do, and what the model becomes. */
interface Deed {
  readonly name: string;
  work(storage: Storage): FlashJob<unknown>;
  readonly after: Model;
  /** What else may be found when power is cut on the way. */
  readonly between?: readonly Model[];
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
  const count = (route: Route): Count | undefined => {
    const stored = attempts.of(route);
    return stored === 'damaged' ? undefined : { failures: stored.failures, isLocked: stored.lockedUs > 0 };
  };
  const [login, code] = [count('login'), count('code')];
  if (!login || !code) return { kind: 'lost', text: 'the count of guesses is unreadable' };
  const { challenge, timeMark } = storage;
  return { credentials: textOf(credentials), login, code, challenge, number: lastNumber(storage), isStuck: storage.stored.stuckBefore, timeMark };
}

const isFault = (value: Model | Fault): value is Fault => 'kind' in value;
const isAlike = (a: Model, b: Model): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What is done, and in how many of a hundred steps. */
const DEEDS: readonly (readonly [weight: number, deed: (random: Random, model: Model, sets: readonly Credentials[]) => Deed])[] = [
  [22, save],
  [22, (random, model) => guess('login', model, random.int(0, 2) === 0)],
  [8, (random, model) => guess('code', model, random.int(0, 2) === 0 && typeof model.challenge === 'object')],
  [8, renewal],
  [6, (random, model) => (random.int(0, 2) > 0 && typeof model.challenge === 'object' ? issue(model, model.challenge) : giveUp(model))],
  [5, recoverySave],
  [6, (_, model) => ({ name: 'stuck button', work: (storage) => storage.storeStuck(!model.isStuck), after: { ...model, isStuck: !model.isStuck } })],
  [7, mark],
  [3, (_, model) => ({ name: 'lock ends', work: (storage) => storage.attempts.keepLock('login', 0), after: { ...model, login: NONE } })],
  [9, (_, model) => ({ name: 'reboot', work: recover, after: model })],
  [4, reset],
];
const URN = DEEDS.flatMap(([weight, choose]) => new Array<typeof choose>(weight).fill(choose));

function chooseDeed(random: Random, model: Model, sets: readonly Credentials[]): Deed {
  const choose = URN[random.int(0, URN.length - 1)] as (typeof URN)[number];
  return choose(random, model, sets);
}

function anyOf(random: Random, sets: readonly Credentials[]): { readonly set: Credentials; readonly credentials: string } {
  const set = sets[random.int(0, sets.length - 1)] as Credentials;
  return { set, credentials: textOf(encodeCredentials(set)) };
}

function save(random: Random, model: Model, sets: readonly Credentials[]): Deed {
  const { set, credentials } = anyOf(random, sets);
  return { name: 'save', work: (storage) => storage.saveCredentials(set), after: { ...model, credentials } };
}

/** All of it at once: there is nothing between. */
function recoverySave(random: Random, model: Model, sets: readonly Credentials[]): Deed {
  const { set, credentials } = anyOf(random, sets);
  const after: Model = { ...model, credentials, login: NONE, code: NONE, challenge: 'void' };
  return { name: 'recovery', work: (storage) => storage.saveVoidingCodes(set), after };
}

function renewal(random: Random, model: Model): Deed {
  const number = model.number + 1;
  const nonce = nonceOf(random.int(0, 255));
  const counted = { ...model, number };
  const made = { ...counted, challenge: { nonce, sequence: number, createdMs: number, issue: 0, issuedMs: 0 } };
  return { name: 'new QR code', work: (storage) => storage.renewChallenge(nonce, number), between: [counted, made], after: { ...made, code: NONE } };
}

function issue(model: Model, before: Challenge): Deed {
  const challenge = { ...before, issue: before.issue + 1, issuedMs: before.createdMs + 1 };
  const work = (storage: Storage) => storage.noteIssue(before, challenge.issue, challenge.issuedMs);
  return { name: 'security code sent', work, after: { ...model, challenge } };
}

function giveUp(model: Model): Deed {
  return { name: 'QR code given up', work: (storage) => storage.voidChallenge(), after: { ...model, challenge: 'void' } };
}

function mark(random: Random, model: Model): Deed {
  const timeMark = Math.max(1, model.timeMark + random.int(-5, 20));
  return { name: 'time mark', work: (storage) => storage.markTime(timeMark), after: { ...model, timeMark: Math.max(model.timeMark, timeMark) } };
}

function reset(random: Random, model: Model): Deed {
  const scope = random.int(0, 1) === 0 ? 'all' : 'password';
  return {
    name: `reset of ${scope}`,
    *work(storage) {
      if (yield* storage.requestReset(scope)) yield* finishReset(storage);
    },
    after: { ...model, credentials: ABSENT, login: NONE, code: NONE, challenge: 'absent' },
  };
}

function guess(route: 'login' | 'code', model: Model, isRight: boolean): Deed {
  const name = `${isRight ? 'right' : 'wrong'} guess at ${route}`;
  const limit = LIMITS[route];
  const before = model[route];
  const work = (storage: Storage) => storage.attempts.guess(route, limit, () => isRight);
  if (before.isLocked) return { name, work, after: model };
  const isLast = before.failures + 1 >= limit.attempts;
  const counted: Model = { ...model, [route]: { failures: isLast ? 0 : before.failures + 1, isLocked: isLast } };
  return isRight ? { name, work, between: [counted], after: { ...model, [route]: NONE } } : { name, work, after: counted };
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
        const found = judge(geometry, left, [model, deed.after, ...(deed.between ?? [])]);
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
