/** A run as a page needs it: plain data, of a run in this process or read from a record. */
import type { Run } from '../scenario/run.ts';

export interface ToldRun
  extends Pick<Run, 'outcome' | 'failure' | 'steps' | 'measures' | 'warnings' | 'notes' | 'virtualUs' | 'screen' | 'trace' | 'traceHash'> {
  readonly scenario: {
    readonly file: string;
    readonly name: string;
    readonly board: { readonly name: string };
    readonly brand: string;
    readonly seed: number;
    readonly state: string;
    /** The combination of the file's matrix. */
    readonly variables?: Variables;
  };
}

export type Variables = Readonly<Record<string, string | number | boolean>>;

export interface ToldTimed {
  readonly run: ToldRun;
  /** 0 where nobody took the time. */
  readonly wallMs: number;
  readonly replay: string;
}

/** `hold=20 s, dip=1 ms`. */
export const variablesText = (variables: Variables = {}): string =>
  Object.entries(variables)
    .map(([name, value]) => `${name}=${value}`)
    .join(', ');
