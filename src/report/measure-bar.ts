/** A measure as a little bar: the allowed range, and where the value lies. What it says is in words beside it. */
import { formatMeasure, limits } from '../scenario/measure.ts';
import type { Measure } from '../scenario/run.ts';
import { type Html, html, type Part } from './html.ts';
import { icon, type Look } from './look.ts';
import { share } from './numbers.ts';

const GRADE: Readonly<Record<Measure['grade'], Look>> = { good: 'pass', marginal: 'marginal', bad: 'fail' };

export function measureRow(measure: Measure): Html {
  const look = GRADE[measure.grade];
  const allowed = limits(measure).replace(/^allowed /, '');
  return barRow({ name: measure.name, value: formatMeasure(measure), bar: bar(measure, look), allowed, look, grade: measure.grade });
}

/** A row of a table of measures. Without a look nothing is asked of it. */
export function barRow(row: {
  readonly name: Part;
  readonly value: string;
  readonly bar?: Html | undefined;
  readonly allowed: string;
  readonly look?: Look | undefined;
  readonly grade: string;
}): Html {
  const { name, value, bar, allowed, look, grade } = row;
  const graded = look ? html`<td class="${look} grade">${icon(look)} ${grade}</td>` : html`<td class="grade">${grade}</td>`;
  return html`<tr><th scope="row">${name}</th><td class="number">${value}</td><td>${bar}</td><td>${allowed}</td>${graded}</tr>`;
}

/** As wide as the range and a third of it at either side, or up to the value. */
export function bar({ valueUs, minUs, maxUs }: Pick<Measure, 'valueUs' | 'minUs' | 'maxUs'>, look: Look): Html | undefined {
  if (minUs === undefined && maxUs === undefined) return undefined;
  const low = minUs ?? 0;
  const high = maxUs ?? Math.max(low, valueUs) * 1.25 + 1;
  const margin = Math.max(1, (high - low) / 3);
  const from = Math.max(0, Math.min(low - margin, valueUs));
  const to = Math.max(high + (maxUs === undefined ? 0 : margin), valueUs);
  const at = (us: number) => share(us - from, to - from);
  return html`<span class="bar" aria-hidden="true"><i class="range" style="left:${at(low)}%;right:${share(to - high, to - from)}%"></i><i class="value ${look}" style="left:${at(valueUs)}%"></i></span>`;
}
