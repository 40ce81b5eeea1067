/**
 * The log of a live run: pino's JSON lines, or the same as short lines for people. Times are virtual, so a run from the same seed and the
 * same commands gives the same log, byte for byte; process id and host are left out for the same reason.
 */
import { type Logger, pino } from 'pino';
import type { TraceEntry } from '../../bench/trace.ts';
import { US_PER_S, type Us } from '../../units.ts';
import type { Happening } from './describe.ts';

export interface LogOptions {
  readonly isJson: boolean;
  readonly nowUs: () => Us;
  /** Takes whole lines. */
  readonly write: (line: string) => void;
}

export interface RunLog {
  /** Something that happened; raw entries that people do not notice go to the JSON log alone. */
  entry(entry: TraceEntry, happening: Happening | undefined): void;
  /** `fields`: the same for programs, in the JSON log alone. */
  info(text: string, fields?: Readonly<Record<string, string | number>>): void;
  warn(text: string): void;
}

interface LogLine {
  readonly level: number;
  readonly atUs: Us;
  readonly msg: string;
}

const WARN = 40;

export function createRunLog({ isJson, nowUs, write }: LogOptions): RunLog {
  const logger: Logger = pino(
    { base: null, level: isJson ? 'debug' : 'info', timestamp: () => `,"atUs":${nowUs()}` },
    { write: (line: string) => write(isJson ? line : `${formatLine(JSON.parse(line) as LogLine)}\n`) },
  );
  return {
    entry({ signal, value, detail }, happening) {
      const fields = { signal, value, ...(detail === undefined ? {} : { detail }) };
      if (happening) logger[happening.level](fields, happening.text);
      else logger.debug(fields);
    },
    info: (text, fields = {}) => logger.info(fields, text),
    warn: (text) => logger.warn(text),
  };
}

/** `   14.100000 s ! verdict: short`. */
function formatLine({ level, atUs, msg }: LogLine): string {
  return `${(atUs / US_PER_S).toFixed(6).padStart(12)} s ${level >= WARN ? '!' : ' '} ${msg}`;
}
