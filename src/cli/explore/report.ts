/** What `recsim explore` tells: per board how much was tried, which properties hold, and of each that does not the shortest way to it. */
import type { Property } from '../../explore/timing/property.ts';
import type { Progress } from '../../explore/timing/search.ts';
import type { Moment } from '../../explore/timing/witness.ts';
import { formatSeconds } from '../../units.ts';
import { columns, type Style } from '../text.ts';
import type { CounterExample } from './counter-example.ts';
import { count, perSecond, propertyLines } from './lines.ts';
import { cutsAsJson, cutsAsText } from './power-cuts.ts';
import type { Explored, ExploredBoard, Mode } from './run.ts';

const MODES: Readonly<Record<Mode, string>> = { zones: 'all timings', limits: 'at the limits' };
export const DEEDS: Readonly<Record<string, string>> = {
  'contact.closed': 'the contact closes',
  'contact.opened': 'the contact opens',
  'power.lost': 'power is lost',
  'power-on': 'power is good again',
  'brown-out': 'power is good again, after a brown-out',
  'firmware.hung': 'the firmware hangs',
  'set-up.done': 'the wizard is done',
};

export function progressAsText(board: string, mode: Mode, { states, frontier }: Progress, ms: number): string {
  return `${board}, ${MODES[mode]}: ${count(states)} states, ${count(frontier)} to look at, ${count(perSecond(states, ms))} a second`;
}

export function boardAsText({ file, properties, explored, powerCuts }: ExploredBoard, style: Style): string {
  const { name, title } = file.board;
  const rows = explored.map(({ mode, found, wallMs, reached }) => [
    `  ${MODES[mode]}`,
    `${count(found.states)} states`,
    `${count(found.steps)} steps`,
    `${count(reached.size)} states of the statechart`,
    `${(wallMs / 1_000).toFixed(2)} s`,
    found.isExhausted ? 'every one was looked at' : style('yellow', 'not all were looked at: nothing is shown but what was found'),
  ]);
  const examples = new Map(explored.toReversed().flatMap(({ counterExamples }) => counterExamples.map((each) => [each.property, each] as const)));
  const isExhausted = explored.every(({ found }) => found.isExhausted);
  const cutLines = powerCuts ? cutsAsText(powerCuts, style) : [];
  if (explored.length === 0) return [`${style('bold', name)}: ${title}`, ...cutLines, ''].join('\n');
  const whyOf = (property: Property) => {
    const example = examples.get(property);
    return example && exampleAsText(example, style);
  };
  const lines = propertyLines(properties, whyOf, isExhausted, style);
  return [`${style('bold', name)}: ${title}`, ...columns(rows), ...agreement(explored, style), ...lines, ...cutLines, ''].join('\n');
}

/** Whether both modes reached the same states of the statechart and broke the same properties. */
function agreement(explored: readonly Explored[], style: Style): string[] {
  const [zones, limits] = explored;
  if (!zones || !limits || !zones.found.isExhausted || !limits.found.isExhausted) return [];
  const strangers = [...limits.reached].filter((state) => !zones.reached.has(state));
  const missed = [...zones.reached].filter((state) => !limits.reached.has(state));
  const broken = ({ counterExamples }: Explored) =>
    counterExamples
      .map(({ property }) => property.name)
      .sort()
      .join();
  if (strangers.length === 0 && missed.length === 0 && broken(zones) === broken(limits))
    return ['  both agree: the same states of the statechart, the same properties'];
  return [
    style('red', `  they do not agree: ${strangers.length} states at the limits alone, ${missed.length} in the zones alone`),
    ...[...strangers, ...missed].slice(0, 5).map((state) => `    ${state}`),
  ];
}

/** Why it must hold, and the way there; with its history where it was played. */
export function exampleAsText({ property, moments, played, file }: CounterExample, style: Style): string[] {
  const rows = moments
    .filter(({ isDeed, seen }) => isDeed || seen.length > 0)
    .map(({ atUs, what, isDeed, seen }) => [`      ${formatSeconds(atUs)}`, isDeed ? (DEEDS[what] ?? what) : style('dim', what), told(seen)]);
  return [
    ...(property.because === undefined ? [] : [`      ${property.because}`]),
    ...columns(rows),
    ...(played?.history ?? []).map((line) => `      ${line}`),
    ...(played?.isShown === false ? ['      a scenario cannot tell it by states, pins and storage: it is in the moments above'] : []),
    ...(file === undefined ? [] : [`      recsim test ${file}`]),
  ];
}

/** Without the inner life of contact and buzzer. */
const told = (seen: readonly string[]) =>
  seen.filter((sight) => !/^(contact|hold [a-z]+\.|buzzer (silent|boot-beep|action-beep))/.test(sight)).join(', ');

export function exploredAsJson(boards: readonly ExploredBoard[]) {
  return {
    boards: boards.map(({ file, properties, explored, powerCuts }) => ({
      board: file.board.name,
      properties: properties.map((property: Property) => property.name),
      modes: explored.map(({ mode, found, wallMs, counterExamples, reached }) => ({
        mode,
        states: found.states,
        steps: found.steps,
        statechartStates: reached.size,
        isExhausted: found.isExhausted,
        wallMs: Math.round(wallMs),
        broken: counterExamples.map(({ property, moments, played, file: scenario }) => ({
          property: property.name,
          because: property.because ?? null,
          scenario: scenario ?? null,
          isShownOnBench: played?.isShown ?? null,
          history: played?.history ?? [],
          moments: moments.map(({ atUs, what, isDeed, seen }: Moment) => ({ atUs, what, isDeed, seen })),
        })),
      })),
      ...(powerCuts ? { powerCuts: cutsAsJson(powerCuts) } : {}),
    })),
  };
}
