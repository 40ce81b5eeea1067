/** A way to a broken property as a scenario that anybody can play: it says what was done and when, and expects what should have been. It fails where the property is broken, and passes once it is mended. */
import { stringify } from 'yaml';
import { formatDuration, type Us } from '../../units.ts';
import type { Property } from './property.ts';
import { isSeen } from './property.ts';
import type { Moment } from './witness.ts';

/** A state that shows a sight for as long as it lasts, where one does. */
function stateOf(sight: string): string | undefined {
  if (isSeen('wipe all', sight)) return 'boot.defaulting';
  if (isSeen('wipe password', sight)) return 'boot.clearing-password';
  if (sight === 'restart') return 'boot.restarting';
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

/** Returns undefined where a scenario cannot do what was done: the set-up by its menus is too long a story. */
export function scenarioOf(
  property: Property,
  moments: readonly Moment[],
  { board, supplyHoldUpUs, brownoutVolts }: ScenarioOptions,
): string | undefined {
  const deeds = moments.filter(({ isDeed }) => isDeed);
  if (deeds.some(({ what }) => what === 'set-up.done')) return undefined;
  const endUs = (moments.at(-1)?.atUs ?? 0) + AFTER_US;
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
  timed.sort((a, b) => a.atUs - b.atUs);
  const steps: Step[] = [...expected(property, moments, endUs)];
  let nowUs = 0;
  for (const { atUs, step } of timed) {
    if (atUs > nowUs) steps.push({ delay: formatDuration(atUs - nowUs) });
    nowUs = atUs;
    steps.push(step);
  }
  steps.push({ delay: formatDuration(endUs - nowUs) });
  steps.push(...finallyExpected(property));
  return stringify(
    { name: `Against "${property.name}"`, version: 2, board, state: 'provisioned', timeout: formatDuration(endUs + AFTER_US), steps },
    { lineWidth: 0 },
  );
}

/** What must not come true meanwhile. */
function expected(property: Property, moments: readonly Moment[], endUs: Us): Step[] {
  const sight = property.kind === 'never' ? property.never : property.kind === 'only-after' ? property.only : undefined;
  const state = sight === undefined ? undefined : stateOf(sight);
  // Where it may come true before, the first time is not the one that is meant.
  const isMeant = moments.slice(0, -1).every(({ seen }) => sight === undefined || !seen.some((each) => isSeen(sight, each)));
  return state !== undefined && isMeant ? [{ 'expect-never': { state, for: formatDuration(endUs) } }] : [];
}

/** What must be true in the end. */
function finallyExpected(property: Property): Step[] {
  if (property.kind === 'within') {
    const state = stateOf(property.must);
    if (state === 'boot.defaulting' || state === 'boot.clearing-password') return [{ 'expect-storage': { credentials: 'factory' } }];
    if (property.must === 'buzzer off') return [{ 'expect-pin': { 'part-id': 'buzzer', value: 0 } }];
  }
  if (property.kind === 'always-possible') {
    const state = stateOf(property.alwaysPossible);
    return state === undefined ? [] : [{ 'wait-state': { state, timeout: '2 min' } }];
  }
  return [];
}
