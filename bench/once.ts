/** One power-up in a process of its own, which loads no more than it needs: `node once.js ROW`. */
import { verifyHeld } from './job.ts';

const ROWS = {
  'tabulated-driver': async () => (await import('./rows/model.ts')).tabulatedDriver(),
  'tabulated-world': async () => (await import('./rows/world.ts')).tabulatedWorld(),
  'avr8js-sleeping': async () => (await import('./rows/avr.ts')).avrSleeping(),
} as const;

const row = ROWS[process.argv[2] as keyof typeof ROWS];
if (!row) throw new Error(`there is no row "${process.argv[2]}"`);
verifyHeld(await row());
