/**
 * The recorder's monitor, drawn from its screen model: nothing is decided here. Its controls are real ones of the page, so that keyboard, screen reader and touch find them; what is done
 * with them goes to the recorder, and what it shows comes back.
 */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { keyed } from 'lit/directives/keyed.js';
import { live } from 'lit/directives/live.js';
import { repeat } from 'lit/directives/repeat.js';
import type { ButtonPart, CheckPart, ChoicePart, FieldPart, ListPart, Part, PatternPart, Screen, UiInput } from '../../screen/model.ts';
import type { View } from './page.ts';

export function monitor(view: View): TemplateResult {
  const { screen, qr } = view.state;
  return html`<section class="card monitor" aria-labelledby="monitor-title">
    <h2 id="monitor-title">Its monitor</h2>
    <div class="bezel"><div class="glass ${screen ? '' : 'off'}">${screen ? keyed(screen.id, shown(view, screen, qr)) : html`<p class="no-signal">No signal</p>`}</div><div class="stand" aria-hidden="true"></div></div>
    <p class="heard" role="status">${screen ? `The monitor shows: ${screen.title.text}` : 'The monitor has no signal'}</p>
  </section>`;
}

/** Resolves when what came of it is to be seen. */
type Input = (each: UiInput) => Promise<boolean>;

function shown(view: View, screen: Screen, qr: readonly string[] | null): TemplateResult {
  const input: Input = (each) => view.person.does({ do: 'input', input: each });
  const isButton = (part: Part): part is ButtonPart => part.kind === 'button';
  const buttons = screen.parts.filter(isButton);
  const rest = screen.parts.filter((part) => !isButton(part) && part.kind !== 'qr');
  return html`<div class="screen" lang="en" data-screen=${screen.id} @keydown=${(event: KeyboardEvent) => pressed(event, input)}>
    <h3 class="title">${screen.title.text}</h3>
    <div class="body ${qr ? 'with-qr' : ''}">
      ${qr ? qrCode(qr) : nothing}
      <div class="parts">
        ${repeat(
          rest,
          (part, index) => ('id' in part ? part.id : `${screen.id}-${index}`),
          (part) => drawn(part, view, screen, input),
        )}
        ${buttons.length === 0 ? nothing : html`<div class="buttons">${buttons.map((button) => html`<button type="button" class=${button.isPrimary ? 'primary' : ''} ?data-focus=${screen.focus === button.id} ?data-next=${view.state.coach.part === button.id} data-part=${button.id} @click=${() => input({ type: 'click', part: button.id })}>${button.label.text}</button>`)}</div>`}
      </div>
    </div>
  </div>`;
}

/** Keys that the recorder knows and the page does not need. */
function pressed(event: KeyboardEvent, input: Input): void {
  if (event.key === 'Escape') input({ type: 'key', key: 'escape' });
  else if (event.key === 'Enter' && event.target instanceof HTMLInputElement && event.target.type !== 'checkbox')
    input({ type: 'key', key: 'enter' });
}

function drawn(part: Part, view: View, screen: Screen, input: Input): TemplateResult | typeof nothing {
  const isNext = view.state.coach.part !== undefined && 'id' in part && part.id === view.state.coach.part;
  switch (part.kind) {
    case 'text':
      return html`<p class="text ${part.tone}" role=${part.tone === 'fault' || part.tone === 'message' ? 'alert' : nothing}>${part.words.text}</p>`;
    case 'fact':
      return html`<p class="fact"><span>${part.label.text}</span> <b>${part.words.text}</b></p>`;
    case 'field':
      return field(part, screen, isNext, input);
    case 'choice':
      return choice(part, isNext, input);
    case 'check':
      return check(part, input);
    case 'pattern':
      return pattern(part, isNext, view.redraw, input);
    case 'progress':
      return html`<progress max="1" value=${part.done} aria-label="Progress">${Math.round(part.done * 100)} %</progress>`;
    case 'list':
      return list(part);
    default:
      return nothing;
  }
}

/** The recorder keeps what is typed; of a secret it tells the length alone, so the page shows as many bullets. */
function field(part: FieldPart, screen: Screen, isNext: boolean, input: Input): TemplateResult {
  const id = `field-${part.id}`;
  return html`<div class="field"><label for=${id}>${part.label.text}</label>
    <input id=${id} data-part=${part.id} type=${part.isSecret ? 'password' : 'text'} maxlength=${part.max} autocomplete="off" autocapitalize="off" spellcheck="false" ?data-focus=${screen.focus === part.id} ?data-next=${isNext}
      .value=${live(heldIn(part, id))}
      @focus=${() => screen.focus !== part.id && input({ type: 'click', part: part.id })}
      @input=${(event: Event) => typed(part, event.target as HTMLInputElement, input)} /></div>`;
}

/** What a person has typed into secret fields here, as long as the recorder says that it has as many characters. */
const secrets = new Map<string, string>();
/** Typed, and not yet answered. */
const pending = new Map<string, string>();

function heldIn(part: FieldPart, id: string): string {
  const typing = pending.get(id);
  if (typing !== undefined || !part.isSecret) return typing ?? part.shown;
  const mine = secrets.get(id);
  if (mine !== undefined && [...mine].length === [...part.shown].length) return mine;
  secrets.delete(id);
  return part.shown;
}

/** What stands in a secret field from elsewhere is not known here: it begins anew. */
async function typed(part: FieldPart, element: HTMLInputElement, input: Input): Promise<void> {
  const { id } = element;
  const value = part.isSecret && !secrets.has(id) ? element.value.replaceAll(BULLET, '') : element.value;
  if (part.isSecret) secrets.set(id, value);
  await until(id, value, () => input({ type: 'set', part: part.id, value }));
}

/** What was done here stands here until the recorder has answered: a frame that was on its way knows nothing of it. */
async function until(id: string, value: string, answered: () => Promise<boolean>): Promise<void> {
  pending.set(id, value);
  await answered();
  if (pending.get(id) === value) pending.delete(id);
}

function check(part: CheckPart, input: Input): TemplateResult {
  const id = `check-${part.id}`;
  const change = (event: Event) => until(id, String((event.target as HTMLInputElement).checked), () => input({ type: 'click', part: part.id }));
  return html`<label class="check"><input type="checkbox" .checked=${live((pending.get(id) ?? String(part.isChecked)) === 'true')} @change=${change} /> ${part.label.text}</label>`;
}

const BULLET = '\u2022';

function choice(part: ChoicePart, isNext: boolean, input: Input): TemplateResult {
  const id = `choice-${part.id}`;
  const chosen = Number(pending.get(id) ?? part.chosen);
  const change = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    return until(id, value, () => input({ type: 'choose', part: part.id, index: Number(value) }));
  };
  return html`<div class="field"><label for=${id}>${part.label.text}</label>
    <select id=${id} ?data-next=${isNext} @change=${change}>
      ${chosen < 0 ? html`<option value="-1" selected>-</option>` : nothing}
      ${part.options.map(({ words }, index) => html`<option value=${index} .selected=${live(index === chosen)}>${words.text}</option>`)}
    </select></div>`;
}

const list = (part: ListPart): TemplateResult =>
  html`<div class="list"><h4>${part.label.text}</h4><ul tabindex="0" aria-label=${part.label.text}>${part.rows.map((row) => html`<li>${row}</li>`)}</ul></div>`;

export function qrCode(rows: readonly string[], label = 'QR code'): TemplateResult {
  const size = rows.length;
  const path = rows
    .flatMap((row, y) => [...row.matchAll(/1+/g)].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`))
    .join('');
  return html`<svg class="qr" viewBox="-4 -4 ${size + 8} ${size + 8}" role="img" aria-label=${label} shape-rendering="crispEdges"><rect x="-4" y="-4" width=${size + 8} height=${size + 8} fill="#fff" />${svg`<path d=${path} fill="#000" />`}</svg>`;
}

const pointAt = (number: number): readonly [x: number, y: number] => [((number - 1) % 3) * 40 + 20, Math.floor((number - 1) / 3) * 40 + 20];
/** So near to a point, in its units, and it is met. */
const REACH = 15;
let drawing: number[] | undefined;

/** Drawn by dragging; by keyboard point after point. */
function pattern(part: PatternPart, isNext: boolean, redraw: () => void, input: Input): TemplateResult {
  const points = drawing ?? part.points;
  const met = (event: PointerEvent): number | undefined => {
    const box = (event.currentTarget as SVGElement).getBoundingClientRect();
    const [x, y] = [((event.clientX - box.left) / box.width) * 120, ((event.clientY - box.top) / box.height) * 120];
    return [1, 2, 3, 4, 5, 6, 7, 8, 9].find((number) => Math.hypot(pointAt(number)[0] - x, pointAt(number)[1] - y) < REACH);
  };
  const take = (event: PointerEvent) => {
    const number = met(event);
    if (drawing && number !== undefined && !drawing.includes(number)) {
      drawing.push(number);
      redraw();
    }
  };
  return html`<div class="pattern" role="group" aria-label=${part.label.text}>
    <svg viewBox="0 0 120 120" ?data-next=${isNext}
      @pointerdown=${(event: PointerEvent) => {
        (event.currentTarget as SVGElement).setPointerCapture(event.pointerId);
        drawing = [];
        take(event);
      }}
      @pointermove=${take}
      @pointerup=${() => {
        const drawn = drawing;
        drawing = undefined;
        if (drawn && drawn.length > 0) void input({ type: 'draw', part: part.id, points: drawn }).then(redraw);
      }}
      @pointercancel=${() => {
        drawing = undefined;
      }} aria-hidden="true">
      <polyline points=${points.map((number) => pointAt(number).join(',')).join(' ')} />
      ${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => svg`<circle class=${points.includes(number) ? 'met' : ''} cx=${pointAt(number)[0]} cy=${pointAt(number)[1]} r="7" />`)}
    </svg>
    <div class="points">${[1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => html`<button type="button" aria-label="Point ${number}" aria-pressed=${points.includes(number)} @click=${() => input({ type: 'click', part: part.id, index: number })}>${number}</button>`)}
      <button type="button" class="wide" @click=${() => input({ type: 'key', key: 'enter' })}>Done</button></div>
  </div>`;
}

/** The place on the screen that had the keyboard, and on which screen. */
let focusedOn: string | undefined;

/** To be called after each drawing: where the keyboard was on the monitor and its screen gave place to another, it is where the recorder has it. */
export function keepFocus(root: HTMLElement): void {
  const screen = root.querySelector<HTMLElement>('.screen');
  const id = screen?.dataset['screen'];
  const { activeElement } = document;
  if (screen?.contains(activeElement)) focusedOn = id;
  else if (activeElement !== document.body) focusedOn = undefined;
  else if (focusedOn !== undefined && screen && id !== focusedOn)
    (screen.querySelector<HTMLElement>('[data-focus]') ?? screen.querySelector<HTMLElement>('input, select, button'))?.focus();
}
