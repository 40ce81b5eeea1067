/** Sessions and scenarios: what was done here can be kept, and a scenario can be played here while one watches. */
import { html, nothing, type TemplateResult } from 'lit';
import type { View } from './page.ts';
import { clock } from './words.ts';

/** What this window has chosen, and what was wrong with a file it brought. */
let chosen = '';
let combination = 1;
let problems: readonly string[] = [];
let isSending = false;

export function scenarioTab(view: View): TemplateResult {
  return html`<div class="scenarios"><section aria-labelledby="keep-title"><h3 id="keep-title">Keep what was done here</h3>${keep(view)}</section>
    <section aria-labelledby="play-title"><h3 id="play-title">Play a scenario and watch</h3>${choose(view)}${played(view)}</section></div>`;
}

function keep({ state }: View): TemplateResult {
  const { refused, needsBeginning, needsBoard } = state.session;
  return html`<div class="deeds">
      ${refused === null ? html`<a class="button" href="/session.yaml" download="session.yaml">Save as a scenario</a>` : nothing}
      ${refused === null && needsBeginning ? html`<a class="button" href="/session-state.json" download="session-state.json">Save how it began</a>` : nothing}
      ${refused === null && needsBoard ? html`<a class="button" href="/session-board.json" download="session-board.json">Save its board</a>` : nothing}
      <a class="button" href="/session.vcd" download="session.vcd">Save as waves (VCD)</a>
    </div>
    <p class="hint">${
      refused ??
      html`Played by <code>recsim test session.yaml</code> it does all of it again at the same microseconds, and expects the same verdict and screen. Passwords, answers and patterns of your own do not stand in
    it; others like them do.${needsBeginning || needsBoard ? ' Keep all its files in one folder, under these names.' : ''}`
    }</p>`;
}

function choose({ state, person, redraw }: View): TemplateResult {
  const { scripts, play } = state;
  const entry = scripts.find(({ file }) => file === chosen) ?? scripts[0];
  const option = (isBrought: boolean) =>
    scripts
      .filter((each) => each.isBrought === isBrought)
      .map(({ file, name }) => html`<option value=${file} ?selected=${file === entry?.file}>${file}: ${name}</option>`);
  const isPlaying = play?.isPlaying ?? false;
  const start = () => entry && void person.does({ do: 'play', file: entry.file, combination: combination - 1 });
  return html`<div class="choose">
      <label for="scenario-choice">Scenario</label> <select id="scenario-choice" .value=${entry?.file ?? ''} ?disabled=${isPlaying} @change=${(
        event: Event,
      ) => {
        chosen = (event.target as HTMLSelectElement).value;
        combination = 1;
        problems = [];
        redraw();
      }}>${scripts.some(({ isBrought }) => isBrought) ? html`<optgroup label="From your disk">${option(true)}</optgroup>` : nothing}<optgroup label="From recsim">${option(false)}</optgroup></select>
      ${
        entry && entry.count !== 1
          ? html`<label title="A scenario with a matrix has several">Run <input class="number" type="number" min="1" max=${entry.count || 1_000_000} .value=${String(combination)} @change=${(
              event: Event,
            ) => {
              combination = Math.max(1, Number((event.target as HTMLInputElement).value) || 1);
            }} />${entry.count > 1 ? ` of ${entry.count}` : nothing}</label>`
          : nothing
      }
      ${
        isPlaying
          ? html`<button type="button" @click=${() => person.simply('stop-play')}>Stop it</button>`
          : html`<button type="button" class="primary" ?disabled=${!entry} @click=${start}>Play</button>`
      }
      <label class="file button" ?data-busy=${isSending}>Bring a file ...<input type="file" accept=".yaml,.yml" @change=${(event: Event) => void bring(event.target as HTMLInputElement, redraw)} /></label>
    </div>
    ${problems.length === 0 ? nothing : html`<ul class="problems" role="alert">${problems.map((problem) => html`<li>${problem}</li>`)}</ul>`}
    <p class="hint">Another recorder takes the place of the present one, and the scenario's hands are at it; choose its pace above.</p>`;
}

async function bring(input: HTMLInputElement, redraw: () => void): Promise<void> {
  const [file] = input.files ?? [];
  if (!file) return;
  isSending = true;
  redraw();
  try {
    const answer = await fetch(`/scenario?name=${encodeURIComponent(file.name)}`, {
      method: 'POST',
      headers: { 'content-type': 'text/plain' },
      body: file,
    });
    const said = (await answer.json()) as { ok?: boolean; file?: string; problems?: readonly string[]; message?: string };
    problems = said.ok
      ? []
      : (said.problems ?? [answer.status === 413 ? 'The file is larger than a scenario may be: 1 MB.' : (said.message ?? 'It was not taken.')]);
    if (said.ok && said.file !== undefined) chosen = said.file;
    combination = 1;
  } catch {
    problems = ['The run cannot be reached.'];
  }
  isSending = false;
  // The same file, mended, can be chosen again.
  input.value = '';
  redraw();
}

function played({ state }: View): TemplateResult | typeof nothing {
  const { play, hold } = state;
  if (!play) return nothing;
  const { outcome, failure, step, excerpt, isPlaying } = play;
  const marked = failure?.line ?? step?.line;
  const told = isPlaying ? 'playing' : outcome === 'PASS' ? 'passed' : outcome === 'ABORTED' ? 'stopped' : 'failed';
  return html`<div class="played ${told}">
    <p class="result" role="status"><b>${told}</b> ${play.name} ${play.variables}</p>
    ${failure && outcome !== 'ABORTED' ? html`<p class="why" role="alert">Line ${failure.line}, at ${clock(failure.atUs, 6)}: ${failure.message}</p>` : nothing}
    ${play.prompt === null ? nothing : html`<p class="prompt">${play.prompt}</p>`}
    <p class="hint">${step ? `Step ${step.number + 1}, ${step.name ?? step.kind}, line ${step.line}` : 'It has not begun'} · verdict: ${hold.verdict?.name ?? 'none yet'}</p>
    <ol class="excerpt" start=${excerpt.from} tabindex="0" aria-label="The scenario around the present step">${excerpt.lines.map(
      (line, index) =>
        html`<li class=${excerpt.from + index === marked ? 'at' : ''} aria-current=${excerpt.from + index === marked ? 'step' : nothing}><code>${line === '' ? ' ' : line}</code></li>`,
    )}</ol>
    ${play.warnings.map((warning) => html`<p class="hint">${warning}</p>`)}
  </div>`;
}
