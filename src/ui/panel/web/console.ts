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
    <p class="hint" id="serial-hint">Keys go to the recorder, Tab and Escape too. <kbd>F6</kbd> or <kbd>Ctrl-]</kbd> leaves the terminal for the buttons after it, <kbd>Shift-F6</kbd> for the tabs above.</p>
    <div class="serial-room">
      ${terminal ? terminal.host : html`<p role="status">The terminal is loaded ...</p>`}
      <div class="serial-side">
        <div class="deeds" role="group" aria-label="Keys of the terminal">${KEYS.map(
          ({ label, keys, id }) => html`<button type="button" id=${id ?? nothing} @click=${press(keys)}>${label}</button>`,
        )}</div>
        <p class="hint">Any key brings up the recorder's screen. On it <kbd>Tab</kbd> and arrows go from control to control, <kbd>Enter</kbd> presses, <kbd>Esc</kbd> goes back, <kbd>1</kbd> to <kbd>9</kbd> and <kbd>Enter</kbd> draw a pattern.</p>
        <div class="deeds" role="group" aria-label="Size of its text"><button type="button" @click=${() => terminal?.grow(-1)}>Smaller text</button><button type="button" @click=${() => terminal?.grow(1)}>Larger text</button></div>
        <p class="hint elsewhere">${
          view.state.about.console === null
            ? html`To have a terminal program on the same line, start with <code>recsim run --console pty</code>`
            : html`From elsewhere, on the same line: <code>${view.state.about.console}</code>`
        }</p>
      </div>
    </div>
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
