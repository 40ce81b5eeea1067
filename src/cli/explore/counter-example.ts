/** A broken property of the timings, made into something to look at: a scenario, and what comes of it on a bench, with its wall of parts. */
import { type BoardFile, referenceTo } from '../../board-file.ts';
import { parseSource } from '../../document.ts';
import { unwrap } from '../../errors.ts';
import type { Property } from '../../explore/timing/property.ts';
import { scenarioOf } from '../../explore/timing/scenario.ts';
import type { Moment } from '../../explore/timing/witness.ts';
import { historyAt } from '../../scenario/account.ts';
import { decodeScenario } from '../../scenario/decode.ts';
import { runScenario } from '../../scenario/runner.ts';
import { writeWhole } from '../../whole-file.ts';

export interface CounterExample {
  readonly property: Property;
  readonly moments: readonly Moment[];
  /** What came of it on a bench; undefined where a scenario cannot do what was done. */
  readonly played: Played | undefined;
  /** Where its scenario is. */
  readonly file: string | undefined;
}

interface Played {
  /** The scenario failed there, as it should. */
  readonly isShown: boolean;
  /** Causes and timing diagram, in lines. */
  readonly history: readonly string[];
}

/** Writes the scenario to `to`, where that is a file and the scenario fails as it should: one that passes would show nothing. */
export async function counterExampleOf(
  file: BoardFile,
  property: Property,
  moments: readonly Moment[],
  to: string | undefined,
): Promise<CounterExample> {
  const { board } = file;
  const { supplyHoldUpUs, brownoutVolts } = board;
  const text = scenarioOf(property, moments, { board: referenceTo(file.file), supplyHoldUpUs, brownoutVolts });
  if (text === undefined) return { property, moments, played: undefined, file: undefined };
  const { outcome, trace, virtualUs } = await runScenario(unwrap(decodeScenario(unwrap(parseSource(text, 'counter-example.yaml')))));
  const atUs = Math.min(virtualUs, moments.at(-1)?.atUs ?? 0);
  const history = historyAt({ trace, board, virtualUs, atUs, label: property.name });
  const played = { isShown: outcome === 'FAIL', history };
  if (to === undefined || !played.isShown) return { property, moments, played, file: undefined };
  unwrap(writeWhole(to, text));
  return { property, moments, played, file: to };
}
