/**
 * The smallest trial that does not end as the rules say: fewest deviations from a hold as the guide wants it, then the shortest; and the scenario that plays
 * it again. The scenario expects what the rules say, so it fails until the firmware does that.
 */
import type { Board } from '../board.ts';
import { formatDuration, US_PER_S, type Us } from '../units.ts';
import type { AxisName } from './axis.ts';
import type { Prediction } from './oracle.ts';
import { type Cell, cellOf, type Point, type SweepOptions, trialOf } from './sweep.ts';
import { holdStartOf, outcomeOf, runTrial } from './trial.ts';

export interface CounterExample {
  readonly at: Point;
  /** What came of it. */
  readonly outcome: string;
  readonly rules: Prediction;
  /** Axes on which it is not as the guide wants it. */
  readonly deviations: readonly Exclude<AxisName, 'hold'>[];
}

const AXES_OF_CARE = ['preHold', 'bounce', 'dip'] as const;

/** No bounce, no dip, and before power as long as the guide says; where that is not graded, not at all. */
function idealOf(board: Board): Omit<Point, 'hold'> {
  const graded = board.enforcePrePowerHold !== 'off' && holdStartOf(board) === 'first-sample';
  return { preHold: graded ? Math.floor((board.prePowerHoldMinUs + board.prePowerHoldMaxUs) / 2) : 0, bounce: 0, dip: 0 };
}

const isIdeal = (board: Board, at: Point, axis: (typeof AXES_OF_CARE)[number]): boolean =>
  axis === 'preHold' && board.enforcePrePowerHold !== 'off'
    ? at.preHold >= board.prePowerHoldMinUs && at.preHold <= board.prePowerHoldMaxUs
    : at[axis] === 0;

const deviationsOf = (board: Board, at: Point) => AXES_OF_CARE.filter((axis) => !isIdeal(board, at, axis));

const lengthOf = ({ preHold, hold, bounce, dip }: Point): Us => preHold + hold + bounce + dip;

/** The smaller of two. */
export function smaller(board: Board, one: Cell | undefined, other: Cell): Cell {
  if (!one) return other;
  const by = deviationsOf(board, one.at).length - deviationsOf(board, other.at).length || lengthOf(one.at) - lengthOf(other.at);
  return by <= 0 ? one : other;
}

/** Takes away what is not needed for it to fail: each deviation, and then as much of the hold as can go. */
export function shrink(board: Board, cell: Cell, options: SweepOptions): CounterExample {
  let best = cell;
  const fails = (at: Point): boolean => {
    const found = cellOf(board, at, options);
    if (found.check !== 'differs') return false;
    best = found;
    return true;
  };
  const ideal = idealOf(board);
  for (const axis of AXES_OF_CARE) if (!isIdeal(board, best.at, axis)) fails({ ...best.at, [axis]: ideal[axis] });
  if (!fails({ ...best.at, hold: 0 })) {
    // Failing is not always monotone; what is kept fails in any case.
    let passesUs = 0;
    while (best.at.hold - passesUs > 1) {
      const middleUs = passesUs + Math.floor((best.at.hold - passesUs) / 2);
      if (!fails({ ...best.at, hold: middleUs })) passesUs = middleUs;
    }
  }
  return { at: best.at, outcome: best.outcome, rules: best.rules as Prediction, deviations: deviationsOf(board, best.at) };
}

/** Time for a reset and a restart at the end. */
const AFTER_US: Us = 120 * US_PER_S;

/** A scenario file. `boardName` is how it names the board: a shipped name, or a path from where the file lies. */
export function scenarioOf(board: Board, boardName: string, { at, rules }: CounterExample, options: SweepOptions): string {
  const trial = trialOf(board, at, options);
  const result = runTrial(trial);
  const { startUs = result.pluggedAtUs } = result;
  const bounce = trial.bounce
    ? `{ duration: ${formatDuration(trial.bounce.durationUs)}, toggles: ${trial.bounce.toggles}, seed: ${trial.bounce.seed} }`
    : 'none';
  const isPress = holdStartOf(board) === 'press';
  const moves: (readonly [atUs: Us, step: string])[] = [
    [isPress ? startUs : 0, `press: { bounce: ${bounce} }`],
    [result.pluggedAtUs, 'power: on'],
    ...(trial.dip ? [[startUs + trial.dip.atUs, `dip: { for: ${formatDuration(trial.dip.forUs)}, to: 0 V }`] as const] : []),
    [startUs + at.hold, `release: { bounce: ${bounce} }`],
  ];
  const steps: string[] = [];
  let nowUs = 0;
  for (const [atUs, step] of moves.sort(([a], [b]) => a - b)) {
    if (atUs > nowUs) steps.push(`delay: ${formatDuration(atUs - nowUs)}`);
    steps.push(step);
    nowUs = Math.max(nowUs, atUs);
  }
  const endUs = Math.max(result.endUs, nowUs + AFTER_US);
  steps.push(`delay: ${formatDuration(endUs - nowUs)}`, `expect-verdict: { verdict: ${rules.verdict} }`);
  // The same verdict, but something else was done.
  if (rules.verdict === result.verdict)
    steps.push(`expect-storage: { credentials: ${rules.actions.some((action) => action !== 'restart') ? 'factory' : 'present'} }`);
  const held = `${formatDuration(at.hold)} from ${isPress ? 'the press' : 'the first sample'}`;
  return [
    `# Found by recsim sweep, and made as small as it gets: the button is held ${held}.`,
    `# The rules of the board say ${wordsOf(rules)}; the recorder said ${outcomeOf(result)}. This scenario fails until it does what they say.`,
    `name: ${JSON.stringify(`Held ${held}: ${wordsOf(rules)}`)}`,
    'version: 2',
    `board: ${JSON.stringify(boardName)}`,
    'state: provisioned',
    `seed: ${options.seed}`,
    `timeout: ${formatDuration(endUs + US_PER_S)}`,
    'steps:',
    ...steps.map((step) => `  - ${step}`),
    '',
  ].join('\n');
}

/** What the rules say, in the words of an outcome; the grade where somebody gives one. */
export const wordsOf = ({ verdict, actions, grade }: Prediction): string =>
  `${outcomeOf({ verdict, actions })}${grade === undefined ? '' : `, hold before power ${grade}`}`;
