/**
 * `recsim run --hal pi`: the pins of the recorder on the desk are led out to the lines that its board names, and its time is that of the kernel. A line that fails ends the
 * run as an error does, with the outputs off.
 */
import { type Problem, ProblemError, unwrap } from '../../errors.ts';
import { leadPinsOut, openLinesOf } from '../../executor/pins-out.ts';
import { timingOf } from '../../executor/timing.ts';
import type { BackendName } from '../../hal/pi/gpio.ts';
import type { LinesOptions } from '../../hal/pi/lines.ts';
import type { Desk } from '../../ui/terminal/desk.ts';
import type { Flow } from '../../ui/terminal/pacer.ts';
import type { Companion } from './companions.ts';

export interface RealLines extends Companion {
  readonly greeting: string;
  readonly warnings: readonly string[];
  readonly flow: Flow;
}

/** Rejects with a ProblemError where a line cannot be had. `elsewhere`: other lines, for tests. */
export async function openRealLines(
  desk: Desk,
  gpio: BackendName = 'cdev',
  elsewhere: Pick<LinesOptions, 'backend' | 'now'> = {},
): Promise<RealLines> {
  const { bench } = desk;
  const warnings: string[] = [];
  let isJoined = false;
  let isClosed = false;
  let failure: ProblemError | undefined;
  const tell = () => {
    if (isJoined && failure) process.emit('uncaughtException', failure);
  };
  const opened = await openLinesOf(bench, {
    gpio,
    notice(text) {
      if (!isJoined) warnings.push(text);
    },
    failed(problems: readonly Problem[]) {
      failure = new ProblemError(problems);
      tell();
    },
    ...elsewhere,
  });
  const lines = unwrap(opened);
  const out = leadPinsOut(bench, lines);
  return {
    greeting: `on real lines (${lines.facts().lines.join(', ')})`,
    warnings,
    flow: lines.clock,
    join() {
      isJoined = true;
      tell();
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      lines.close();
      for (const line of timingOf(out)) process.stderr.write(`${line}\n`);
    },
  };
}
