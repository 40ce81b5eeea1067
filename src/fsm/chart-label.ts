/** What stands beside an arrow and in a state, the same in every drawing. */
import { formatDuration } from '../units.ts';
import { actionText, type ChartState, type ChartTransition } from './chart-model.ts';

/** `button.released after 30 ms [latchedIn(early)] / tell hold.ended`. */
export function transitionLabel({ event = '', afterUs, guard, actions }: ChartTransition): string {
  const after = afterUs === undefined ? '' : `after ${formatDuration(afterUs)}`;
  const does = actions.length > 0 ? `/ ${actions.map(actionText).join('; ')}` : '';
  return [event, after, guard === undefined ? '' : `[${guard}]`, does].filter((part) => part !== '').join(' ');
}

/** What is written in a state, a line each: what it does when it is entered and left, and the events that it takes without being left. */
export function stateLines({ entry, exit, transitions }: ChartState): string[] {
  return [
    ...entry.map((action) => `entry / ${actionText(action)}`),
    ...exit.map((action) => `exit / ${actionText(action)}`),
    ...transitions.filter(({ target }) => target === undefined).map(transitionLabel),
  ];
}

/** A path as an identifier: `hold.over-held` -> `hold__over_held`. */
export const identifier = (path: string): string => path.replaceAll('.', '__').replaceAll('-', '_');
