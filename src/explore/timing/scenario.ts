/** A way to a broken property as a scenario that anybody can play: it says what was done and when, and expects what should have been. It fails where the property is broken, and passes once it is mended. */
import { stringify } from 'yaml';
import { formatDuration, type Us } from '../../units.ts';
import type { Property } from './property.ts';
import { isSeen } from './property.ts';
import type { Moment } from './witness.ts';

/** A state that the recorder comes to when a sight is seen, where there is one. */
function stateOf(sight: string): string | undefined {
  if (isSeen('wipe all', sight)) return 'boot.defaulting';
  if (isSeen('wipe password', sight)) return 'boot.clearing-password';
  if (sight === 'restart' || sight === 'watchdog' || isSeen('power-up', sight)) return 'boot.starting';
  const [, region, state] = /^(contact|hold|boot|buzzer) (\S+)$/.exec(sight) ?? [];
  return region === undefined ? undefined : `${region}.${state}`;
}

export interface ScenarioOptions {
  /** As a scenario names it: shipped, or by its path. */
  readonly board: string;
  readonly supplyHoldUpUs: Us;
  readonly brownoutVolts: number;
}

/** How long is waited after the last deed for what comes of it. */
const AFTER_US = 5_000_000;

type Step = Readonly<Record<string, unknown>>;

interface Timed {
  readonly atUs: Us;
  readonly step: Step;
}

/** Returns undefined where a scenario cannot do what was done: the set-up by its menus is too long a story. */
export function scenarioOf(
  property: Property,
  moments: readonly Moment[],
  { board, supplyHoldUpUs, brownoutVolts }: ScenarioOptions,
): string | undefined {
  const deeds = moments.filter(({ isDeed }) => isDeed);
  if (deeds.some(({ what }) => what === 'set-up.done')) return undefined;
  const endUs = (moments.at(-1)?.atUs ?? 0) + AFTER_US;
  const timed: Timed[] = [];
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
  for (const { atUs, step } of [...forbidden(property, moments, endUs), ...awaited(property, moments)]) timed.push({ atUs, step });
  // Of what comes at one moment, what was done comes first.
  timed.sort((a, b) => a.atUs - b.atUs);
  const steps: Step[] = [];
  let nowUs = 0;
  for (const { atUs, step } of timed) {
    if (atUs > nowUs) steps.push({ delay: formatDuration(atUs - nowUs) });
    nowUs = Math.max(nowUs, atUs);
    steps.push(step);
  }
  steps.push({ delay: formatDuration(endUs - nowUs) });
  steps.push(...finallyExpected(property));
  return stringify(
    { name: `Against "${property.name}"`, version: 2, board, state: 'provisioned', timeout: formatDuration(endUs + AFTER_US), steps },
    { lineWidth: 0 },
  );
}

/** What must not come true, from when it could still be: where it was so before, once that is over. */
function forbidden(property: Property, moments: readonly Moment[], endUs: Us): Timed[] {
  const sight = forbiddenBy(property);
  const state = sight === undefined ? undefined : stateOf(sight);
  if (state === undefined) return [];
  const [region, path = ''] = state.split(/\.(.*)/s);
  const pattern = `${region} ${path}`;
  const before = moments.slice(0, -1);
  const last = before.findLastIndex(({ seen }) => seen.some((each) => isSeen(pattern, each)));
  const left = before.findIndex(({ seen }, index) => index > last && seen.some((each) => each.startsWith(`${region} `) && !isSeen(pattern, each)));
  if (last >= 0 && left < 0) return [];
  const fromUs = last < 0 ? 0 : (before[left]?.atUs ?? 0);
  return [{ atUs: fromUs, step: { 'expect-never': { state, for: formatDuration(endUs - fromUs) } } }];
}

function forbiddenBy(property: Property): string | undefined {
  if (property.kind === 'never') return property.never;
  if (property.kind === 'only-after') return property.only;
  return property.kind === 'at-most-once' ? property.atMostOnce : undefined;
}

/** A moment is enough for what must follow at once. */
const AT_ONCE_US = 1_000;

/** What must come true after what was seen last. */
function awaited(property: Property, moments: readonly Moment[]): Timed[] {
  if (property.kind !== 'within') return [];
  const state = stateOf(property.must);
  const from = moments.findLast(({ seen }) => seen.some((each) => isSeen(property.after, each)));
  if (state === undefined || !from || isSeen('buzzer', property.must)) return [];
  return [{ atUs: from.atUs, step: { 'wait-state': { state, timeout: formatDuration(Math.max(AT_ONCE_US, property.withinUs)) } } }];
}

/** What must be true in the end. */
function finallyExpected(property: Property): Step[] {
  if (property.kind === 'within') {
    if (property.must === 'reset.finish') return [{ 'expect-storage': { credentials: 'factory' } }];
    if (property.must === 'buzzer off') return [{ 'expect-pin': { 'part-id': 'buzzer', value: 0 } }];
  }
  if (property.kind === 'always-possible') {
    const state = stateOf(property.alwaysPossible);
    return state === undefined ? [] : [{ 'wait-state': { state, timeout: '2 min' } }];
  }
  return [];
}
