/**
 * What a contact did, read from its edges. Edges less than LIFT_US apart belong together: no finger lets go and presses again that fast, so what happens within is bounce, or a
 * contact that fails. So a contact that opens under a still finger is told from a finger that was lifted.
 */
import { LIFT_US } from '../bench/explain.ts';
import type { Us } from '../units.ts';

export interface ContactEdge {
  readonly atUs: Us;
  readonly isClosed: boolean;
}

/** Edges that belong together, the first at which the contact left its rest. */
export interface Movement {
  readonly edges: readonly ContactEdge[];
  readonly fromUs: Us;
  /** The last edge: how it then stays, it stays. */
  readonly toUs: Us;
  readonly endsClosed: boolean;
}

export function movementsOf(edges: readonly ContactEdge[]): Movement[] {
  const groups: ContactEdge[][] = [];
  for (const edge of edges) {
    const group = groups.at(-1);
    const last = group?.at(-1);
    if (group && last && edge.atUs - last.atUs < LIFT_US) group.push(edge);
    else groups.push([edge]);
  }
  return groups.map((edges) => {
    const first = edges[0] as ContactEdge;
    const last = edges.at(-1) as ContactEdge;
    return { edges, fromUs: first.atUs, toUs: last.atUs, endsClosed: last.isClosed };
  });
}

/** The longest time within a movement that the contact was closed, or open; 0 where it never was. */
export function longest({ edges }: Movement, wanted: 'closed' | 'open'): Us {
  return edges.reduce((most, { atUs, isClosed }, index) => {
    const next = edges[index + 1];
    return next && isClosed === (wanted === 'closed') ? Math.max(most, next.atUs - atUs) : most;
  }, 0);
}
