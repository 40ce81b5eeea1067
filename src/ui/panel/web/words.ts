/** Times, and sentences, as people read them. */
const S = 1_000_000;

/** `12.3 s`; rounded down, so that what has passed never claims more. */
export const seconds = (us: number, digits = 1): string => `${(Math.floor((us / S) * 10 ** digits) / 10 ** digits).toFixed(digits)} s`;

/** `0:00:12.345`. */
export function clock(us: number, digits = 3): string {
  const whole = Math.floor(us / S);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const fraction =
    digits === 0
      ? ''
      : `.${String(Math.floor(us % S))
          .padStart(6, '0')
          .slice(0, digits)}`;
  return `${hours}:${String(minutes).padStart(2, '0')}:${String(rest).padStart(2, '0')}${fraction}`;
}

/** `2026-01-01 09:30`. */
export const date = (ms: number): string => new Date(ms).toISOString().slice(0, 16).replace('T', ' ');

/** With a capital at its beginning. */
export const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
