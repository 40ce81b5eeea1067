/** Numbers as a page shows them. By hand, because toLocaleString loads 30 ms of ICU. */
import { US_PER_MS, US_PER_S, type Us } from '../units.ts';

/** `12,345`. */
export const grouped = (count: number): string => String(Math.round(count)).replace(/\B(?=(\d{3})+$)/g, ',');

/** For people to compare: `51.6 s`, `3 min 20 s`, `26 h 12 min`. */
export function roughTime(us: Us): string {
  const seconds = us / US_PER_S;
  if (us < US_PER_S) return `${Math.round((us / US_PER_MS) * 10) / 10} ms`;
  if (seconds < 60) return `${seconds.toFixed(1)} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${Math.floor(seconds % 60)} s`;
  return `${grouped(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`;
}

export const count = (number: number, one: string, many: string): string => `${grouped(number)} ${number === 1 ? one : many}`;

/** In per cent of a width, for CSS. */
export const share = (part: number, whole: number): string => (whole === 0 ? '0' : ((part / whole) * 100).toFixed(2).replace(/\.?0+$/, ''));
