/** A way to a broken property of the menus as a scenario that anybody can play. */
import { stringify } from 'yaml';
import { PROPERTIES } from './properties.ts';
import type { MenuViolation } from './search.ts';

/** `board`: as a scenario names it: shipped, or by its path. */
export function menuScenarioOf({ property, what, moves, steps }: MenuViolation, board: string): string {
  const { name, because } = PROPERTIES[property];
  const told = moves.map(({ who, words }) => `${who} ${words}`).join('; ');
  return stringify(
    {
      name: `Against "${name}"`,
      version: 2,
      description: `${told}. What came of it: ${what}. It must not, for ${because}.`,
      board,
      state: 'provisioned',
      timeout: '700 h',
      steps,
    },
    { lineWidth: 0 },
  );
}
