/** The serial console: a terminal on the recorder's serial line, beside those that are attached elsewhere. Its program is loaded when somebody first looks. */
import { html, nothing, type TemplateResult } from 'lit';
import type { View } from './page.ts';
import type { SerialTerminal } from './serial-terminal.ts';

let terminal: SerialTerminal | undefined;
let isLoading = false;

export function serialConsole(view: View): TemplateResult {
  if (terminal) terminal.show();
  else if (!isLoading) void load(view);
  const press = (keys: string) => () => {
    terminal?.send(keys);
    terminal?.focus();
  };
  return html`<div class="serial">
    <p class="hint" id="serial-hint">Keys go to the recorder, Tab and Escape too. <kbd>F6</kbd> or <kbd>Ctrl-]</kbd> leaves the terminal for the buttons below it, <kbd>Shift-F6</kbd> for the tabs above.</p>
    ${terminal ? terminal.host : html`<p role="status">The terminal is loaded ...</p>`}
    <div class="deeds" role="group" aria-label="Keys of the terminal">${KEYS.map(
      ({ label, keys, id }) => html`<button type="button" id=${id ?? nothing} @click=${press(keys)}>${label}</button>`,
    )}</div>
    ${view.state.about.console === null ? nothing : html`<p class="hint">From elsewhere, on the same line: <code>${view.state.about.console}</code></p>`}
  </div>`;
}

/** For those without such a keyboard. */
const KEYS: readonly { readonly label: string; readonly keys: string; readonly id?: string }[] = [
  { label: 'Enter', keys: '\r', id: 'serial-after' },
  { label: 'Tab', keys: '\t' },
  { label: 'Escape', keys: '\x1b' },
  { label: 'Draw anew (Ctrl-L)', keys: '\x0c' },
  { label: 'Back to the log (Ctrl-D)', keys: '\x04' },
];

async function load({ model, person, redraw }: View): Promise<void> {
  isLoading = true;
  const { SerialTerminal } = await import('./serial-terminal.ts');
  terminal = new SerialTerminal({
    model,
    type: (text) => void person.does({ do: 'type', text }),
    leave: (where) => document.getElementById(where === 'after' ? 'serial-after' : 'tab-console')?.focus(),
  });
  redraw();
}
