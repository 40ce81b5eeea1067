/** What of a scenario nobody can do on real lines: told before anything runs, with its place. */
import type { Board } from '../board.ts';
import type { Problem } from '../errors.ts';
import type { Scenario, Step } from './scenario.ts';

/** Empty where all of it can be done. */
export function obstaclesOnRealLines({ steps, board }: Pick<Scenario, 'steps' | 'board'>): Problem[] {
  return steps.flatMap((step) => {
    if (step.kind === 'repeat') return obstaclesOnRealLines({ steps: step.steps, board });
    const [message, remedy = 'Leave the step out, or run this scenario on the mock'] = obstacleOf(step, board) ?? [];
    return message === undefined ? [] : [{ code: 'usage', message: `${step.kind}: ${message}`, place: step.place, remedy } as const];
  });
}

function obstacleOf(step: Exclude<Step, { kind: 'repeat' }>, { pins }: Board): readonly [message: string, remedy?: string] | undefined {
  const hasRealPlug = pins.power !== undefined;
  switch (step.kind) {
    case 'press':
    case 'release':
      return step.value?.bounce === undefined ? undefined : ['a real contact bounces as it does', 'Leave out "bounce"'];
    case 'set-control':
      return step.value['part-id'] === 'reset' && (step.value.control ?? step.value.name) === 'contact'
        ? ['nobody can force the level of a real contact', 'Use press and release']
        : undefined;
    case 'dip':
    case 'cut-power':
    case 'restore':
      return hasRealPlug ? ['a real supply cannot be cut or dipped from here'] : undefined;
    default:
      return undefined;
  }
}
