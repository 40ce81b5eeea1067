/** A way to a broken property as a scenario that anybody can play: it says what was done and when, and expects what should have been. It fails where the property is broken, and passes once it is mended. */
import { stringify } from 'yaml';
import { formatDuration, type Us } from '../../units.ts';
import type { Property } from './property.ts';
import { isSeen } from './property.ts';
import type { Moment } from './witness.ts';

/** A state that the recorder comes to when the thing is seen, where there is one. */
function stateOf(sight: string): string | undefined {
  if (isSeen('wipe all', sight)) return 'boot.defaulting';
  if (isSeen('wipe password', sight)) return 'boot.clearing-password';
  // Nothing is left of the run before.
  if (sight === 'restart' || sight === 'watchdog') return 'boot.starting';
  const [, region, state] = /^(contact|hold|boot|buzzer) (\S+)$/.exec(sight) ?? [];
  return region === undefined ? undefined : `${region}.${state}`;
}

export interface ScenarioOptions {
  /** As a scenario names it: shipped, or by its path. */
  readonly board: string;
  readonly supplyHoldUpUs: Us;
  readonly brownoutVolts: number;
  readonly watchdogTimeoutUs: Us;
}

/** How long is waited after the last deed for what comes of it. */
const AFTER_US = 5_000_000;
/** How much longer a scenario may take: its waits are for a minute each. */
const PATIENCE_US = 600_000_000;

type Step = Readonly<Record<string, unknown>>;

/** Returns undefined where a scenario cannot do what was done: the set-up by its menus is too long a story. */
export function scenarioOf(
  property: Property,
  found: readonly Moment[],
  { board, supplyHoldUpUs, brownoutVolts, watchdogTimeoutUs }: ScenarioOptions,
): string | undefined {
  const moments = withBites(found, watchdogTimeoutUs);
  const deeds = moments.filter(({ isDeed }) => isDeed);
  if (deeds.some(({ what }) => what === 'set-up.done')) return undefined;
  const brokenUs = moments.at(-1)?.atUs ?? 0;
  const endUs = brokenUs + AFTER_US;
  const timed: { readonly atUs: Us; readonly step: Step }[] = [];
  deeds.forEach(({ atUs, what }, index) => {
    const at = (us: Us, step: Step) => timed.push({ atUs: Math.max(0, us), step });
    if (what === 'contact.closed') at(atUs, { press: { bounce: 'none' } });
    else if (what === 'contact.opened') at(atUs, { release: { bounce: 'none' } });
    else if (what === 'power-on') at(atUs, { power: 'on' });
    else if (what === 'firmware.hung') at(atUs, { 'set-control': { 'part-id': 'power', control: 'hang', value: 1 } });
    else if (what === 'power.lost') {
      // The supply goes on for a while after its input is gone.
      const back = deeds.slice(index + 1).find((each) => each.what === 'power-on' || each.what === 'brown-out');
      if (back?.what === 'brown-out')
        at(atUs - supplyHoldUpUs, { dip: { for: formatDuration(back.atUs - atUs + supplyHoldUpUs), to: `${Math.floor(brownoutVolts * 8) / 10} V` } });
      else at(atUs - supplyHoldUpUs, { power: 'off' });
    }
  });
  // After a restart time is counted from there: how long the work on the flash takes is known to a microsecond or so.
  moments.slice(0, -1).forEach(({ atUs, seen }) => {
    if (!seen.some((each) => isSeen('power-up software', each))) return;
    timed.push({ atUs, step: { 'wait-state': { state: 'boot.starting', timeout: '1 min' } } });
  });
  const never = neverSeen(property, moments);
  if (never) timed.push({ atUs: never.fromUs, step: { 'expect-never': { state: never.state, for: formatDuration(endUs - never.fromUs) } } });
  const must = property.kind === 'within' && property.withinUs === 0 ? stateOf(property.must) : undefined;
  if (must !== undefined) {
    // Too early is as wrong as too late.
    const fromUs = comesLast(must, property.kind === 'within' ? property.must : '', moments, brokenUs);
    if (fromUs < brokenUs - 1) timed.push({ atUs: fromUs, step: { 'expect-never': { state: must, for: formatDuration(brokenUs - 1 - fromUs) } } });
    timed.push({ atUs: brokenUs, step: { 'expect-state': { state: must } } });
  }
  timed.sort((a, b) => a.atUs - b.atUs);
  const steps: Step[] = [];
  let nowUs = 0;
  for (const { atUs, step } of timed) {
    if (atUs > nowUs) steps.push({ delay: formatDuration(atUs - nowUs) });
    nowUs = atUs;
    steps.push(step);
  }
  steps.push({ delay: formatDuration(endUs - nowUs) });
  if (must === undefined) steps.push(...finallyExpected(property));
  return stringify(
    { name: `Against "${property.name}"`, version: 2, board, state: 'provisioned', timeout: formatDuration(endUs + PATIENCE_US), steps },
    { lineWidth: 0 },
  );
}

/** The state that must not come, and from when on: between the last time that it may come and the moment at which it must not. */
function neverSeen(property: Property, moments: readonly Moment[]): { readonly state: string; readonly fromUs: Us } | undefined {
  if (property.kind !== 'never' && property.kind !== 'only-after' && property.kind !== 'at-most-once') return undefined;
  const sight = property.kind === 'never' ? property.never : property.kind === 'only-after' ? property.only : property.atMostOnce;
  const last = moments.at(-1);
  // The pattern may be shorter than what was seen: `wipe` for `wipe all`.
  const seen = last?.seen.find((each) => isSeen(sight, each)) ?? sight;
  const state = stateOf(seen);
  if (state === undefined || !last) return undefined;
  return { state, fromUs: comesLast(state, seen, moments, last.atUs) };
}

/** From when on a state that comes with `sight` is not there any more before `endUs`: half-way from the last time that it came. */
function comesLast(state: string, sight: string, moments: readonly Moment[], endUs: Us): Us {
  const comes = state === 'boot.starting' ? 'power-up' : sight;
  const before = moments.slice(0, -1).findLast((moment) => moment.seen.some((each) => isSeen(comes, each)));
  return before ? Math.floor((before.atUs + endUs) / 2) : 0;
}

/** The watchdog bites at any moment of the last half of its time, to those who do not know when it was fed: twice in its time, from the power-up on. What comes after it moves along. */
function withBites(moments: readonly Moment[], timeoutUs: Us): readonly Moment[] {
  let laterUs = 0;
  let startUs = 0;
  let hungUs = 0;
  return moments.map((moment) => {
    if (moment.seen.includes('watchdog')) {
      const halfUs = Math.ceil(timeoutUs / 2);
      const fedUs = startUs + Math.floor((hungUs - startUs) / halfUs) * halfUs;
      laterUs = Math.max(laterUs, fedUs + timeoutUs - moment.atUs);
    }
    const atUs = moment.atUs + laterUs;
    if (moment.seen.some((each) => isSeen('power-up', each))) startUs = atUs;
    if (moment.seen.includes('hung')) hungUs = atUs;
    return { ...moment, atUs };
  });
}

/** What must be true in the end. */
function finallyExpected(property: Property): Step[] {
  if (property.kind === 'within') {
    const state = stateOf(property.must);
    if (state === 'boot.defaulting' || state === 'boot.clearing-password' || property.must === 'reset.finish')
      return [{ 'expect-storage': { credentials: 'factory' } }];
    if (property.must === 'buzzer off') return [{ 'expect-pin': { 'part-id': 'buzzer', value: 0 } }];
  }
  if (property.kind === 'always-possible') {
    const state = stateOf(property.alwaysPossible);
    return state === undefined ? [] : [{ 'wait-state': { state, timeout: '2 min' } }];
  }
  return [];
}
