/** The trace, the latest at the top, with a filter. */
import { html, type TemplateResult } from 'lit';
import type { View } from './page.ts';
import { clock } from './words.ts';

const ROWS = 200;

export function traceTable({ model, person }: View): TemplateResult {
  const wanted = person.filter.trim().toLowerCase();
  const rows = [];
  for (let index = model.trace.length - 1; index >= 0 && rows.length < ROWS; index--) {
    const entry = model.trace[index];
    if (!entry) continue;
    const line = `${entry.signal} ${entry.value} ${entry.detail ?? ''} ${entry.text ?? ''}`;
    if (wanted === '' ? entry.text !== undefined : wanted === '*' || line.toLowerCase().includes(wanted)) rows.push(entry);
  }
  return html`<div class="filter"><label>Filter <input type="search" .value=${person.filter} placeholder="empty: what one can notice; *: all" @input=${(event: Event) => person.set('filter', (event.target as HTMLInputElement).value)} /></label>
      <span class="hint">${model.entriesSeen} entries</span></div>
    <div class="scroll" tabindex="0" role="region" aria-label="Trace"><table><thead><tr><th scope="col">Time</th><th scope="col">Signal</th><th scope="col">Value</th><th scope="col">In words</th></tr></thead>
    <tbody>${rows.map(({ atUs, signal, value, detail, text, level }) => html`<tr class=${level ?? ''}><td class="number">${clock(atUs, 6)}</td><td>${signal}</td><td>${value}${detail === undefined ? '' : ` (${detail})`}</td><td>${text ?? ''}</td></tr>`)}</tbody></table></div>`;
}
