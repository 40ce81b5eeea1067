/** Virtual time and its pace as the panel writes them. */
import type { Us } from '../../units.ts';
import type { Pace } from './pacer.ts';

export function formatPace(pace: Pace): string {
  return pace === 'max' ? 'as fast as possible' : `${pace}x`;
}

/** 85.2 s -> "1:25.2". */
export function formatClock(us: Us, digits = 1): string {
  const seconds = Math.floor(us / 10 ** (6 - digits)) / 10 ** digits;
  const minutes = Math.floor(seconds / 60);
  const rest = (seconds - minutes * 60).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, '0');
  return minutes < 60 ? `${minutes}:${rest}` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}:${rest}`;
}
