/** The parameters of the board, each with where it comes from: they can be changed here, are checked as board files are, and go to the recorder at its next power-up, or into a new board file. */
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { ParameterRow } from '../board-draft.ts';
import type { View } from './page.ts';

/** What this window looks for, and what the copy is to be called. */
let wanted = '';
let onlyChanged = false;
let newName: string | undefined;

export function boardTab(view: View): TemplateResult {
  const { state, person, redraw } = view;
  const { board, about } = state;
  const { rows, changes, isGood, status, general } = board;
  const looked = wanted.trim().toLowerCase();
  const shown = rows.filter(
    ({ name, meaning, isChanged, from }) =>
      (!onlyChanged || isChanged) && (looked === '' || `${name} ${meaning} ${from}`.toLowerCase().includes(looked)),
  );
  const assumed = rows.filter(({ isAssumed }) => isAssumed).length;
  const isReal = about.real.button || about.real.plug;
  return html`<div class="board">
    <p class="board-status ${isGood ? status : 'wrong'}" role="status">${statusText(view)}</p>
    ${general.length === 0 ? nothing : html`<ul class="problems" role="alert">${general.map((problem) => html`<li>${problem}</li>`)}</ul>`}
    <div class="choose">
      <button type="button" class="primary" ?disabled=${!isGood || status !== 'draft' || isReal} @click=${() => person.simply('apply-board')}>Apply at the next power-up</button>
      ${
        status === 'another'
          ? html`<button type="button" @click=${() => person.does({ do: 'renew', state: 'provisioned' })}>Another recorder with it, set up</button>
              <button type="button" @click=${() => person.does({ do: 'renew', state: 'factory' })}>Another recorder with it, from its box</button>`
          : nothing
      }
      <button type="button" ?disabled=${changes === 0} @click=${() => person.simply('forget-board')}>Undo all changes</button>
      <span class="save"><label for="board-name">Name</label>
        <input id="board-name" type="text" maxlength="64" spellcheck="false" .value=${live(newName ?? board.suggestedName)} @input=${(
          event: Event,
        ) => {
          newName = (event.target as HTMLInputElement).value;
          redraw();
        }} />
        ${
          isGood && NAME.test(newName ?? board.suggestedName)
            ? html`<a class="button" href="/board.json?name=${encodeURIComponent(newName ?? board.suggestedName)}" download="board.json">Save as a new board</a>`
            : html`<span class="hint">${isGood ? 'A name has lower-case letters, digits and single hyphens.' : 'It can be saved once nothing is wrong.'}</span>`
        }</span>
    </div>
    <div class="filter"><label>Find <input type="search" .value=${wanted} @input=${(event: Event) => {
      wanted = (event.target as HTMLInputElement).value;
      redraw();
    }} /></label>
      <label class="tick"><input type="checkbox" .checked=${onlyChanged} @change=${(event: Event) => {
        onlyChanged = (event.target as HTMLInputElement).checked;
        redraw();
      }} /> only what was changed</label>
      <span class="hint">${shown.length} of ${rows.length} parameters; ${assumed} are assumed: no source gives them</span></div>
    <div class="scroll parameters" tabindex="0" role="region" aria-label="Parameters of the board"><table>
      <thead><tr><th scope="col">Parameter</th><th scope="col">Value</th><th scope="col">Unit, range</th><th scope="col">Default</th><th scope="col">Where it comes from</th></tr></thead>
      <tbody>${shown.map((row) => parameter(row, view))}</tbody></table></div>
  </div>`;
}

const NAME = /^[a-z0-9]+(-[a-z0-9]+)*$/;

function statusText({ state }: View): string {
  const { changes, isGood, status } = state.board;
  const changed = changes === 0 ? 'as in its file' : changes === 1 ? '1 value changed' : `${changes} values changed`;
  if (!isGood) return `${changed}: something is wrong, look at what is marked.`;
  if (status === 'draft') return `${changed}, not applied yet.`;
  if (status === 'power-up') return `${changed}: the recorder has it from its next power-up on. Pull the plug and put it in.`;
  if (status === 'another') return `${changed}: the flash would be another one, so the present recorder cannot have it. Take another recorder.`;
  if (status === 'played') return `${changed}: another recorder will have it. The one on the desk came with a scenario, and has that one's board.`;
  return changes === 0 ? 'The recorder on the desk has the board as it is in its file.' : `${changed}: the recorder on the desk has it.`;
}

function parameter(row: ParameterRow, view: View): TemplateResult {
  const { name, meaning, unit, range, from, isAssumed, isChanged, isDefault, problem, doubt } = row;
  const note = problem ?? doubt;
  return html`<tr class="${isChanged ? 'changed' : ''} ${problem === null ? '' : 'faulty'}">
    <th scope="row"><label for="parameter-${name}">${name}</label><span class="hint">${meaning}</span></th>
    <td>${control(row, view)}${note === null ? nothing : html`<p class=${problem === null ? 'doubt' : 'problem'} id="note-${name}">${note}</p>`}</td>
    <td class="hint unit">${unit}${unit !== '' && range !== '' ? html`<br />` : nothing}${range}</td>
    <td>${row.default === '' ? 'none' : isDefault ? 'same' : row.default}</td>
    <td>${
      isChanged
        ? html`<label class="source"><span class="heard">Source of ${name}</span><input type="text" maxlength="200" placeholder="where it was read (empty: changed in the panel)" .value=${isAssumed ? '' : from} @change=${(
            event: Event,
          ) => set(row, view, row.value, (event.target as HTMLInputElement).value)} /></label>`
        : html`<span class="basis ${isAssumed ? 'assumed' : ''}">${isAssumed ? 'ASSUMED' : 'source'}</span> ${from}`
    }</td></tr>`;
}

/** What is typed stays until it is done: not `live`, or each frame would take it back. */
function control(row: ParameterRow, view: View): TemplateResult {
  const { name, kind, of, value, problem, doubt } = row;
  const id = `parameter-${name}`;
  const described = problem === null && doubt === null ? nothing : `note-${name}`;
  const changed = (event: Event) => set(row, view, (event.target as HTMLInputElement).value, row.isChanged && !row.isAssumed ? row.from : '');
  if (kind === 'choice' || kind === 'flag')
    return html`<select id=${id} aria-describedby=${described} @change=${changed}>${of.map((each) => html`<option value=${each} .selected=${each === value}>${each}</option>`)}</select>`;
  if (kind === 'stages')
    return html`<textarea id=${id} rows="2" spellcheck="false" maxlength="2000" aria-invalid=${problem !== null} aria-describedby=${described} placeholder="{ from: 20 s, to: 30 s, action: factory-default }" .value=${value} @change=${changed}></textarea>`;
  return html`<input id=${id} type="text" spellcheck="false" autocomplete="off" maxlength="200" aria-invalid=${problem !== null} aria-describedby=${described} .value=${value} @change=${changed} />${
    kind === 'choices' ? html`<span class="hint">${of.join(', ')}</span>` : nothing
  }`;
}

const set = ({ name }: ParameterRow, { person }: View, value: string, source: string): void =>
  void person.does({ do: 'set-parameter', name, value, source });
