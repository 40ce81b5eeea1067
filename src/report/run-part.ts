/** One run in a page: the line that is always seen, and all there is to say when it is opened. */

import { formatEntry } from '../bench/trace.ts';
import { formatPlace } from '../errors.ts';
import { formatVariables } from '../scenario/matrix.ts';
import type { TimedRun } from '../scenario/report-text.ts';
import type { RunRecord, StepRecord } from '../scenario/run.ts';
import { DEFAULT_BRAND } from '../scenario/scenario.ts';
import { formatSeconds, type Us } from '../units.ts';
import { Html, html, inLines, type Part } from './html.ts';
import { icon, lookOf, WORDS } from './look.ts';
import { measureRow } from './measure-bar.ts';
import { roughTime, share } from './numbers.ts';

/** So much is shown of a run at most: a scenario can repeat a step a million times. */
const STEPS_MAX = 120;
const LINES_MAX = 60;
const TEXT_MAX = 2_000;

const short = (text: string): string => (text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)} …` : text);

/** The line of a run: a heading where it opens to more; else it says itself why the run did not pass. */
export function headOf({ run, wallMs }: TimedRun, isHeading: boolean): Html {
  const tag = new Html(isHeading ? 'h4' : 'p');
  const { scenario, virtualUs, failure } = run;
  const look = lookOf(run);
  const combination = formatVariables(scenario.variables).replace(/^\[|\]$/g, '');
  return html`<span class="outcome ${look}">${icon(look)} ${WORDS[look]}</span><${tag} class="what"><span class="name">${short(scenario.name)}</span>${
    combination !== '' && html` <span class="tag">${short(combination)}</span>`
  }${scenario.brand !== DEFAULT_BRAND && html` <span class="tag">${scenario.brand}</span>`}<span class="file">${scenario.file}</span>${
    !isHeading && failure && html`<span class="why">${short(failure.message)}</span>`
  }</${tag}><span class="time">${roughTime(virtualUs)}${wallMs > 0 && html`<span class="wall">in ${roughTime(wallMs * 1000)}</span>`}</span>`;
}

export function bodyOf({ run, replay }: TimedRun, diagram: string | undefined): Html {
  const { scenario, failure, measures, warnings, notes, screen, steps, trace, virtualUs, traceHash } = run;
  return html`${failure && failurePart(run)}
${diagram !== undefined && html`<figure class="diagram"><figcaption>Timing diagram</figcaption><div class="wide" tabindex="0" role="group" aria-label="Timing diagram">${new Html(diagram)}</div></figure>`}
<div class="columns"><div>
${measures.length > 0 && table('Measures', ['Measure', 'Value', '', 'Limits', 'Grade'], listed(measures, LINES_MAX, measureRow, 5))}
${warnings.length > 0 && html`<h5>Warnings</h5><ul class="warnings">${listed(warnings, LINES_MAX, (text) => html`<li>${short(text)}</li>`)}</ul>`}
${notes.length > 0 && html`<h5>Notes</h5><ol class="notes">${listed(notes, LINES_MAX, ({ atUs, text }) => html`<li><span class="number">${formatSeconds(atUs)}</span> ${short(text)}</li>`)}</ol>`}
<h5>Run it again</h5><p class="replay"><code>${replay}</code> <button type="button" class="copy" hidden>Copy</button></p>
<dl class="facts"><dt>Board</dt><dd>${scenario.board.name}</dd><dt>Brand</dt><dd>${scenario.brand}</dd><dt>Seed</dt><dd>${scenario.seed}</dd><dt>Begins</dt><dd>${scenario.state}</dd><dt>Trace</dt><dd><code title="SHA-256 ${traceHash}">${traceHash.slice(0, 12)}</code></dd></dl>
</div>${screenPart(screen)}</div>
<details class="inner"><summary>${steps.length} ${steps.length === 1 ? 'step' : 'steps'} in ${formatSeconds(virtualUs)}</summary>${stepTable(steps, virtualUs, failure !== undefined)}</details>
${failure && trace.length > 0 && html`<details class="inner"><summary>The last of the trace, in microseconds</summary><pre tabindex="0">${inLines(trace.slice(-LINES_MAX).map((entry) => short(formatEntry(entry))))}</pre></details>`}`;
}

/** What was expected, and after a dash the cause. */
function failurePart({ failure }: RunRecord): Part {
  if (!failure) return undefined;
  const [what = '', ...cause] = short(failure.message).split(' - ');
  return html`<div class="failure"><p class="expected">${what}</p>${cause.length > 0 && html`<p class="cause"><b>Cause</b> ${cause.join(' - ')}</p>`}<p class="place"><code>${formatPlace(failure.place)}</code> ${failure.step} at ${formatSeconds(failure.atUs)}</p></div>`;
}

function screenPart({ title, lines }: RunRecord['screen']): Html {
  return html`<figure class="monitor"><figcaption>The screen at the end</figcaption><div class="glass"><p class="title">${title}</p><pre>${inLines(lines.slice(0, LINES_MAX).map(short))}</pre></div></figure>`;
}

export function table(name: string, columns: readonly string[], rows: Part): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table><caption>${name}</caption><thead><tr>${columns.map(
    (column) => (column === '' ? html`<td></td>` : html`<th scope="col">${column}</th>`),
  )}</tr></thead><tbody>${rows}</tbody></table></div>`;
}

function listed<T>(items: readonly T[], limit: number, one: (item: T) => Html, columns = 0): Part {
  const more = items.length - limit;
  if (more <= 0) return items.map(one);
  const text = `and ${more} more`;
  return [...items.slice(0, limit).map(one), columns > 0 ? html`<tr><td colspan="${columns}">${text}</td></tr>` : html`<li>${text}</li>`];
}

/** Where there are many, the first few and the last, which are those that led to the end. */
function stepTable(steps: readonly StepRecord[], virtualUs: Us, hasFailed: boolean): Html {
  const hidden = Math.max(0, steps.length - STEPS_MAX);
  const first = hidden > 0 ? 20 : steps.length;
  const row = (step: StepRecord, index: number) => {
    const isLast = hasFailed && index === steps.length - 1;
    const { startUs, endUs, place, name } = step;
    return html`<tr${isLast && html` class="failed"`}><td class="number">${index + 1}</td><th scope="row">${step.step}${isLast && html` <span class="fail">${icon('fail')} failed here</span>`}${name !== undefined && html`<span class="given">${short(name)}</span>`}</th><td class="number">${place.line ?? ''}</td><td class="number">${formatSeconds(startUs)}</td><td class="number">${endUs === startUs ? '' : formatSeconds(endUs - startUs)}</td><td class="when"><span class="bar" aria-hidden="true"><i class="span" style="left:${share(startUs, virtualUs)}%;width:${share(endUs - startUs, virtualUs)}%"></i></span></td></tr>`;
  };
  const rows = steps.map((step, index) => ({ step, index })).filter(({ index }) => index < first || index >= first + hidden);
  return table(
    'Steps',
    ['#', 'Step', 'Line', 'From', 'For', ''],
    [
      rows.slice(0, first).map(({ step, index }) => row(step, index)),
      hidden > 0 && html`<tr><td colspan="6">${hidden} more in between</td></tr>`,
      rows.slice(first).map(({ step, index }) => row(step, index)),
    ],
  );
}
