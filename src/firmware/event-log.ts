/**
 * The recorder's own list of what happened, as its owner reads it on the screen. It lives in RAM: a power cut ends it, and the next power-up begins it
 * with the reason for the start. No entry tells a secret.
 */
import type { Language } from '../ui/screen/model.ts';
import { type StringKey, wordsOf } from '../ui/screen/strings.ts';

export type LogKey = Extract<StringKey, `event.${string}`>;

const KEPT = 100;

export class EventLog {
  readonly #entries: { readonly atMs: number; readonly key: LogKey }[] = [];

  /** `atMs`: ms since 1970, as far as the recorder knows. */
  add(atMs: number, key: LogKey): void {
    this.#entries.push({ atMs, key });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  /** The latest first, each with its time in UTC. */
  rows(language: Language): string[] {
    return this.#entries.map(({ atMs, key }) => `${timeText(atMs)}  ${wordsOf(key, language).text}`).reverse();
  }
}

const timeText = (atMs: number): string => new Date(Math.min(Math.max(0, atMs), LATEST_MS)).toISOString().slice(0, 19).replace('T', ' ');

/** The latest time that Date knows. */
const LATEST_MS = 8.64e15;
