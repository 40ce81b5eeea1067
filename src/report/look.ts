/** How outcomes look in a page: never by colour alone, but with a symbol and a word, and in colours that the colour-blind tell apart. */
import { isMarginal, type Outcome, type RunRecord } from '../scenario/run.ts';
import { Html, html } from './html.ts';

/** `marginal`: it passed, but a measure is nearer to a limit than the scenario likes. */
export type Look = 'pass' | 'marginal' | 'fail' | 'timeout' | 'error' | 'aborted';

/** From the best to the gravest. */
export const LOOKS: readonly Look[] = ['pass', 'marginal', 'aborted', 'timeout', 'fail', 'error'];

const OF_OUTCOME: Readonly<Record<Outcome, Look>> = {
  PASS: 'pass',
  FAIL: 'fail',
  TIMEOUT: 'timeout',
  ERROR: 'error',
  ABORTED: 'aborted',
};

export const WORDS: Readonly<Record<Look, string>> = {
  pass: 'passed',
  marginal: 'marginal',
  fail: 'failed',
  timeout: 'ran out of time',
  error: 'ended in error',
  aborted: 'aborted',
};

export const lookOf = (run: RunRecord): Look => (isMarginal(run) ? 'marginal' : OF_OUTCOME[run.outcome]);

/** Drawn once at the top of the page, used by `icon`. */
export const SYMBOLS = new Html(
  `<svg width="0" height="0" class="symbols" aria-hidden="true"><defs>${Object.entries({
    pass: '<path d="M3.5 8.5l3 3 6-7"/>',
    marginal: '<path d="M2.5 9.5c2-4 3.5-4 5.5-1.5s3.500 2.500 5.500-1.500"/>',
    fail: '<path d="M4 4l8 8M12 4l-8 8"/>',
    timeout: '<circle cx="8" cy="8" r="5.500"/><path d="M8 4.800V8l2.400 1.600"/>',
    error: '<path d="M8 3v6.500M8 12.200v.6"/>',
    aborted: '<path d="M4 4h8v8H4z"/>',
  })
    .map(([look, path]) => `<symbol id="i-${look}" viewBox="0 0 16 16">${path}</symbol>`)
    .join('')}</defs></svg>`,
);

export const icon = (look: Look): Html => html`<svg class="icon ${look}" aria-hidden="true"><use href="#i-${look}"/></svg>`;
