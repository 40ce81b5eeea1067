/** Statecharts as data, changed at one place. */
import type { ChartNode, ChartParts } from '../variant.ts';

/**
 * A copy with what `change` makes of the part at `at`, names with a slash between; `undefined` takes it out. Throws where there is no such part, so that a mistake is not lost when the right chart
 * changes; a part that is new is written with `added`.
 */
export function changed(node: ChartNode, at: string, change: (found: never) => unknown): ChartNode {
  return alter(node, at.split('/'), at, (found) => {
    if (found === undefined) throw new Error(`the right statechart has nothing at ${at}`);
    return change(found as never);
  });
}

/** A copy with `part` at `at`, where there was none. Throws where there is one. */
export function added(node: ChartNode, at: string, part: unknown): ChartNode {
  return alter(node, at.split('/'), at, (found) => {
    if (found !== undefined) throw new Error(`the right statechart has something at ${at}`);
    return part;
  });
}

function alter(node: ChartNode, [name = '', ...rest]: readonly string[], at: string, change: (found: unknown) => unknown): ChartNode {
  const found = node[name];
  if (rest.length > 0 && (typeof found !== 'object' || found === null)) throw new Error(`the right statechart has no "${name}" on the way to ${at}`);
  const part = rest.length > 0 ? alter(found as ChartNode, rest, at, change) : change(found);
  const { [name]: _, ...others } = node;
  return part === undefined ? others : { ...node, [name]: part };
}

/** What changes the regions alone, as a change of the chart. */
export const regionsChanged =
  (change: (regions: ChartNode) => ChartNode) =>
  ({ regions, timers }: ChartParts): ChartParts => ({ regions: change(regions), timers });
