/** The flash: what a boot would make of it, the reset journal, blocks with their wear and their records, live; and a power cut at one of its operations. */
import './flash.css';
import { html, nothing, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { styleMap } from 'lit/directives/style-map.js';
import type { FlashBlock, FlashPart, FlashRecord } from '../flash-part.ts';
import { type Activity, FlashActivity, type Loss } from './flash-activity.ts';
import type { View } from './page.ts';
import { clock } from './words.ts';

const activity = new FlashActivity();
/** The block whose records are shown; `undefined`: those that count. */
let chosen: number | undefined;
/** Which operation power shall be cut at. */
let wanted = 1;

export function flashMap(view: View): TemplateResult {
  const { flash } = view.state;
  activity.heed(view.model, flash.eraseSize);
  return html`<div class="flash">
    <div class="flash-head">${boot(flash)}${journal(flash)}</div>
    ${cutPower(view)}
    <div class="logs">${LOGS.map(
      ({ role, title, about }) => html`<section class="log ${role}" aria-label=${title}><h3>${title} <small>${about}</small></h3>
        <ul class="blocks">${flash.blocks.filter((block) => block.role === role).map((block) => html`<li>${drawn(block, view)}</li>`)}</ul></section>`,
    )}</div>
    ${flash.blocksLeft > 0 ? html`<p class="hint">${flash.blocksLeft} more blocks are not shown.</p>` : nothing}
    ${records(view)}
  </div>`;
}

const LOGS = [
  { role: 'device', title: 'Device log', about: 'identity, time and reset journal: no reset erases it' },
  { role: 'settings', title: 'Settings log', about: 'login data, counts of wrong guesses, QR code: a factory reset erases it' },
] as const;

const boot = ({ boot: { outcome, text, notes } }: FlashPart) => html`<div class="boot ${outcome}">
  <h3>The next boot</h3>
  <p role="status"><b>A boot now ${text}.</b></p>
  ${notes.map((note) => html`<p class="note">${note}</p>`)}
</div>`;

const STAGES = ['requested', 'erasing', 'defaulted', 'done'] as const;

function journal({ journal: found }: FlashPart): TemplateResult {
  if (typeof found === 'string')
    return html`<div class="journal"><h3>Reset journal</h3><p>${found === 'none' ? 'No reset so far.' : 'Damaged: nothing is erased.'}</p></div>`;
  const { number, scope, stage, erased, of } = found;
  const at = STAGES.indexOf(stage);
  return html`<div class="journal">
    <h3>Reset journal</h3>
    <p>Reset ${number}, of ${scope === 'all' ? 'all settings' : 'the password alone'}</p>
    <ol class="stages">${STAGES.map(
      (each, index) =>
        html`<li class=${index < at || stage === 'done' ? 'past' : index === at ? 'present' : ''} aria-current=${index === at ? 'step' : nothing}>${each}${each === 'erasing' && index === at ? ` ${erased} of ${of}` : ''}</li>`,
    )}</ol>
  </div>`;
}

function cutPower({ state: { cut, about, box }, person, redraw }: View): TemplateResult {
  const loss = cut ? undefined : activity.loss;
  const order = (event: SubmitEvent) => {
    event.preventDefault();
    const when = new FormData(event.currentTarget as HTMLFormElement).get('when') as 'before' | 'during' | 'after';
    void person.does({ do: 'cut-power', operation: wanted, when });
  };
  const count = (event: Event) => {
    wanted = Number((event.target as HTMLInputElement).value);
    redraw();
  };
  return html`<form class="cut ${cut ? 'armed' : ''}" @submit=${order} aria-label="Power cut">
    <label>Lose power <select name="when"><option value="before">before</option><option value="during" selected>during</option><option value="after">after</option></select></label>
    <label>flash operation <input type="number" name="operation" min="1" max="1000000" step="1" value="1" required @input=${count} /> from now</label>
    <button type="submit" ?disabled=${about.real.plug}>Cut power at the ${wanted > 1 ? ordinal(wanted) : 'next'} operation</button>
    ${cut ? html`<button type="button" @click=${() => person.simply('call-off-cut')}>Call it off</button>` : nothing}
    <p class="order" role="status">${cut ? html`<b class="chip armed">armed</b> Power goes ${cut.when} ${cut.operation === 1 ? 'the next flash operation' : `the ${ordinal(cut.operation)} flash operation from now`}.` : loss ? lost(loss) : nothing}</p>
    ${loss && !box.isPlugged ? html`<button type="button" class="again" @click=${() => person.simply('plug-in')}>Plug it in again</button>` : nothing}
  </form>`;
}

const PAST = { before: 'Nothing of it was done.', during: 'It is torn.', after: 'It is done, and the firmware never heard of it.' } as const;

function lost({ when, atUs, last }: Loss): TemplateResult {
  const kind = String(last?.value).split('-')[0];
  const operation = when === 'before' || !last ? 'a flash operation' : `${kind === 'erase' ? 'the erase of the' : 'the program of'} ${last.detail}`;
  return html`<b class="chip lost">lost</b> Power went at ${clock(atUs)}, ${when} ${operation}. ${PAST[when]}`;
}

function drawn(block: FlashBlock, { state: { flash }, redraw }: View): TemplateResult {
  const { index, state, used, erased, records: found, offset } = block;
  const latest = activity.of(index);
  const percent = Math.ceil((used / flash.eraseSize) * 100);
  const tornIn = found.some((record) => record.state === 'torn');
  const choose = () => {
    chosen = chosen === index ? undefined : index;
    redraw();
  };
  return html`<button type="button" class="block ${state} ${tornIn ? 'torn' : ''}" aria-pressed=${chosen === index} @click=${choose}>
    ${latest ? keyed(latest.number, html`<span class="pulse ${latest.what}" aria-hidden="true"></span>`) : nothing}
    <span class="block-head"><b>${nameOf(block)}</b> <span class="chip ${state}">${state}</span></span>
    <span class="strip" aria-hidden="true">${used > 0 ? html`<i class="header" style=${styleMap({ width: share(headerOf(block), flash) })}></i>` : nothing}${found.map(
      (record) =>
        html`<i class=${record.state} title="${record.name}, ${record.length} bytes, ${record.state}" style=${styleMap({ left: share(record.offset - offset, flash), width: share(record.length, flash) })}></i>`,
    )}</span>
    <span class="facts">${percent} % full<span>${held(block)}</span></span>
    <span class="wear" aria-hidden="true"><i class=${erased >= flash.endurance ? 'over' : erased > 0 ? 'some' : ''} style=${styleMap({ width: `${Math.min(100, (erased / flash.endurance) * 100)}%` })}></i></span>
    <span class="facts">erased ${grouped(erased)} of ${grouped(flash.endurance)}${erased >= flash.endurance ? html`, <b class="worn">worn out</b>` : nothing}</span>
    <span class="latest">${latest ? html`<span>${said(latest)}</span> <span>${clock(latest.atUs)}</span>` : nothing}</span>
  </button>`;
}

const share = (bytes: number, { eraseSize }: FlashPart): string => `${(bytes / eraseSize) * 100}%`;

/** Up to the first record. */
const headerOf = ({ records: [first], offset, used }: FlashBlock): number => (first ? first.offset - offset : used);

function held({ records: found, recordsLeft }: FlashBlock): string {
  const count = found.reduce((sum, record) => sum + record.count, recordsLeft);
  return count === 0 ? '' : count === 1 ? ', 1 record' : `, ${count} records`;
}

/** `100 000`, with a space that is narrow and does not break. */
const grouped = (count: number): string => String(count).replace(/(?<=\d)(?=(\d{3})+$)/g, '\u202f');

const WHAT = { erase: 'erased', program: 'programmed', torn: 'torn', failed: 'failed' } as const;
const said = ({ what }: Activity): string => WHAT[what];

function records({ state: { flash }, redraw }: View): TemplateResult {
  const one = flash.blocks.find(({ index }) => index === chosen);
  const shown = one ? [one] : flash.blocks.filter(({ state }) => state === 'current');
  const all = () => {
    chosen = undefined;
    redraw();
  };
  return html`<section class="records" aria-labelledby="records-title">
    <h3 id="records-title">${one ? `Records in block ${one.index}` : 'Records of both logs'} ${one ? html`<button type="button" @click=${all}>Both logs again</button>` : html`<small>choose a block for those in it</small>`}</h3>
    ${shown.map((block) => tape(block, shown.length > 1))}
    <div class="scroll" tabindex="0" role="region" aria-label="Table of records"><table>
      <thead><tr><th scope="col">Record</th><th scope="col">State</th><th scope="col">Says</th><th scope="col">Block</th><th scope="col">Offset</th><th scope="col">Bytes</th></tr></thead>
      <tbody>${shown.flatMap(({ index, records: found, recordsLeft }) => [
        recordsLeft > 0 ? html`<tr><td colspan="3">${recordsLeft} before these</td><td class="number" colspan="3">${index}</td></tr>` : nothing,
        ...found.map((record) => row(index, record)),
      ])}${shown.every(({ records: found }) => found.length === 0) ? html`<tr><td colspan="6">None.</td></tr>` : nothing}</tbody>
    </table></div>
    <p class="legend hint">${PARTS.map((part) => html`<span><i class="swatch ${part}" aria-hidden="true"></i> ${part}</span>`)}</p>
    <p class="hint">Of secrets it says that there are some, never what they are.</p>
  </section>`;
}

const PARTS = ['header', 'committed', 'superseded', 'torn', 'damaged', 'free'] as const;

/** As much of a block as is in use, drawn out: what the table below says, for the eye. */
function tape(block: FlashBlock, isNamed: boolean): TemplateResult | typeof nothing {
  const { used, offset, records: found } = block;
  if (used === 0) return nothing;
  const part = (bytes: number) => `${(bytes / used) * 100}%`;
  const piece = (state: string, name: string, from: number, length: number) =>
    html`<span class="piece" title="${name}, ${length} bytes, ${state}" style=${styleMap({ left: part(from), width: part(length) })}><em>${name}</em><i class=${state}></i></span>`;
  return html`<div class="tape" aria-hidden="true">${isNamed ? html`<b>${nameOf(block)}</b>` : nothing}<div class="pieces">
    ${piece('header', 'header', 0, headerOf(block))}${found.map((record) => piece(record.state, record.name, record.offset - offset, record.length))}
  </div></div>`;
}

const nameOf = ({ index, count }: FlashBlock): string => (count > 1 ? `Blocks ${index}-${index + count - 1}` : `Block ${index}`);

const row = (block: number, { offset, length, state, name, text }: FlashRecord) =>
  html`<tr class=${state}><td>${name}</td><td><span class="chip ${state}">${state}</span></td><td class="says">${text}</td><td class="number">${block}</td><td class="number">0x${offset.toString(16).padStart(6, '0')}</td><td class="number">${length}</td></tr>`;

function ordinal(number: number): string {
  const ending = number % 100 > 10 && number % 100 < 14 ? 'th' : ({ 1: 'st', 2: 'nd', 3: 'rd' }[number % 10] ?? 'th');
  return `${number}${ending}`;
}
