/** How far times of two records may differ and still be the same: `5 ms` for all, `buzzer=60 ms` for some. */
import { fail, ok, type Problem, type Result, suggest } from '../errors.ts';
import { parseDuration, type Us } from '../units.ts';

/** The parts whose events are compared; the names that `measure` has for these events begin with them. */
export const EVENT_PARTS = ['power', 'reset', 'buzzer', 'led', 'screen', 'verdict'] as const;
export type EventPart = (typeof EVENT_PARTS)[number];

export const KINDS = ['measure', 'step', ...EVENT_PARTS] as const;
export type Kind = (typeof KINDS)[number];

export interface Tolerances {
  /** Where none is named for a kind. */
  readonly allUs: Us;
  readonly by: ReadonlyMap<Kind, Us>;
}

/** Included. */
export const toleranceOf = ({ allUs, by }: Tolerances, kind: Kind): Us => by.get(kind) ?? allUs;

/** Of several of one kind the last counts. */
export function decodeTolerances(written: readonly string[]): Result<Tolerances> {
  const problems: Problem[] = [];
  const complain = (message: string, remedy: string) => problems.push({ code: 'usage', message: `--tolerance ${message}`, remedy });
  const by = new Map<Kind, Us>();
  let allUs = 0;
  for (const each of written) {
    const [, kind, duration = ''] = /^(?:([^=]*)=)?(.*)$/s.exec(each) ?? [];
    const parsed = /^\s*0\s*$/.test(duration) ? ({ ok: true, value: 0 } as const) : parseDuration(duration);
    if (kind !== undefined && !isKind(kind)) complain(`${each}: "${kind}" is no kind of time`, suggest(kind, KINDS));
    else if (!parsed.ok) complain(`${each}: ${parsed.problem}`, 'For example --tolerance "50 ms", or --tolerance "buzzer=60 ms"');
    else if (kind === undefined) allUs = parsed.value;
    else by.set(kind, parsed.value);
  }
  return problems.length > 0 ? fail(...problems) : ok({ allUs, by });
}

const isKind = (written: string): written is Kind => (KINDS as readonly string[]).includes(written);
