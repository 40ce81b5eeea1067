/** What a commit and the work on QR codes cost, and how long a boot reads a full log, in words. */
import { codeWork, costsOf, fullestFlash } from '../../src/explore/power-cuts/cost.ts';
import { BOARD_FLASH, fullSet } from '../../src/explore/power-cuts/fixture.ts';
import { Storage } from '../../src/storage/storage.ts';

const SETS = [fullSet('old'), fullSet('new')] as const;
/** A boot should not be seen: 5 ms. */
const BAR_MS = 5;

export function costLines(): string[] {
  const costs = costsOf(BOARD_FLASH, SETS);
  const least = costs[0];
  const lines = costs.map(({ name, payload, programs, programmed, erases }) => {
    const ratio = least ? ` (${(programmed / least.programmed).toFixed(2)} x)` : '';
    return `commit of ${payload} bytes, ${name}: ${programs} programs of ${programmed} bytes${ratio}, ${erases} erases`;
  });
  for (const { name, programs, programmed, erases } of codeWork(BOARD_FLASH, SETS))
    lines.push(`${name}: ${programs} programs of ${programmed} bytes, ${erases} erases`);
  const array = fullestFlash(BOARD_FLASH, SETS);
  const times = Array.from({ length: 200 }, () => {
    const began = performance.now();
    new Storage(array);
    return performance.now() - began;
  });
  const first = times[0] ?? 0;
  const median = times.toSorted((a, b) => a - b)[100] ?? 0;
  const verdict = first < BAR_MS ? 'yes' : 'NO';
  return [...lines, `boot scan of full logs: first ${first.toFixed(2)} ms, median ${median.toFixed(3)} ms; below ${BAR_MS} ms: ${verdict}`];
}
