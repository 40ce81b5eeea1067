import type { Tally } from '../../scenario/report-json.ts';
import { EXIT } from '../exit.ts';

/** Of several outcomes the gravest decides. */
export function exitCodeOf(tally: Tally): number {
  if (tally.ERROR > 0) return EXIT.usage;
  if (tally.FAIL > 0) return EXIT.failed;
  if (tally.ABORTED > 0) return EXIT.aborted;
  return tally.TIMEOUT > 0 ? EXIT.timeout : EXIT.pass;
}
