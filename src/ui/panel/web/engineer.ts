/** The engineer's side: what goes on inside, in tabs. */
import { html, type TemplateResult } from 'lit';
import { boardTab } from './board-tab.ts';
import { serialConsole } from './console.ts';
import type { View } from './page.ts';
import type { Tab } from './person.ts';
import { scenarioTab } from './scenario-tab.ts';
import { timing } from './timing.ts';
import { traceTable } from './trace-table.ts';

type Draw = (view: View) => TemplateResult;

const TABS: readonly { readonly id: Tab; readonly label: string; readonly draw: Draw }[] = [
  { id: 'timing', label: 'Timing', draw: timing },
  { id: 'trace', label: 'Trace', draw: traceTable },
  { id: 'machines', label: 'Statecharts', draw: later(async () => (await import('./charts.ts')).charts) },
  { id: 'flash', label: 'Flash', draw: later(async () => (await import('./flash.ts')).flashMap) },
  { id: 'console', label: 'Serial console', draw: serialConsole },
  { id: 'board', label: 'Board', draw: boardTab },
  { id: 'scenario', label: 'Scenarios', draw: scenarioTab },
];

export function engineer(view: View): TemplateResult {
  const { person } = view;
  const shown = TABS.find(({ id }) => id === person.tab) ?? (TABS[0] as (typeof TABS)[number]);
  const move = (event: KeyboardEvent) => {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    const next = TABS[(TABS.indexOf(shown) + by + TABS.length) % TABS.length] as (typeof TABS)[number];
    person.set('tab', next.id);
    document.getElementById(`tab-${next.id}`)?.focus();
  };
  return html`<section class="card engineer" aria-labelledby="engineer-title">
    <h2 id="engineer-title">Inside</h2>
    <div class="tabs" role="tablist" aria-labelledby="engineer-title" @keydown=${move}>${TABS.map(
      ({ id, label }) =>
        html`<button type="button" role="tab" id="tab-${id}" aria-selected=${id === shown.id} aria-controls="pane" tabindex=${id === shown.id ? 0 : -1} @click=${() => person.set('tab', id)}>${label}</button>`,
    )}</div>
    <div id="pane" class="pane" role="tabpanel" aria-labelledby="tab-${shown.id}">${shown.draw(view)}</div>
  </section>`;
}

/** For what is large and not there at first: loaded when it is first looked at. */
function later(load: () => Promise<Draw>): Draw {
  let draw: Draw | undefined;
  let isLoading = false;
  return (view) => {
    if (draw) return draw(view);
    // Once, however often the page is drawn meanwhile; where the run was lost, again.
    if (!isLoading) {
      isLoading = true;
      void load().then(
        (loaded) => {
          draw = loaded;
          view.redraw();
        },
        () => {
          isLoading = false;
        },
      );
    }
    return html`<p class="hint" role="status">Loading ...</p>`;
  };
}
