/** The coach: what to do next, in one sentence; and the two hold times with the board's windows. */
import { html, nothing, type TemplateResult } from 'lit';
import { styleMap } from 'lit/directives/style-map.js';
import type { View } from './page.ts';
import { clock, seconds } from './words.ts';

export function coach(view: View): TemplateResult {
  const { state, person } = view;
  const { tone, text } = state.coach;
  return html`<section id="coach" class="coach ${tone}" aria-label="What to do next" tabindex="-1">
    <p class="advice"><span class="sign" aria-hidden="true">${SIGNS[tone]}</span> ${text}</p>
    <p class="said" role="status" aria-live="polite">${person.notice ?? nothing}</p>
    ${holdMeter(view)}
    <div class="heard" aria-live="assertive">${state.box.lastBeepUs === null ? nothing : `Beep at ${clock(state.box.lastBeepUs, 1)}`}</div>
    <div class="heard" role="status">${state.hold.verdict && state.hold.verdict.name !== 'not-armed' ? `Verdict: ${state.hold.verdict.name}. ${state.hold.verdict.text}` : nothing}</div>
  </section>`;
}

const SIGNS = { do: '→', wait: '…', now: '!', done: '✓', wrong: '✗' } as const;

/** A third of the bar is for what is past the last window. */
const ROOM = 1.25;

function holdMeter({ state }: View): TemplateResult | typeof nothing {
  const { about, box, hold, time } = state;
  if (!about.hasResetButton) return nothing;
  const [min, max] = about.prePowerHoldUs;
  const beforeUs = box.isPressing && !box.hasPower && box.pressedUs !== null ? time.nowUs - box.pressedUs : undefined;
  const heldUs = hold.counted ? (hold.counted.toUs ?? time.nowUs) - hold.counted.fromUs : 0;
  const last = about.phases.findLast(({ action }) => action !== 'none');
  const after = about.phases.find(({ fromUs }) => fromUs > (last?.fromUs ?? 0));
  const wholeUs = Math.min(about.stuckAfterUs, Math.max(after?.fromUs ?? 0, (last?.fromUs ?? 0) * ROOM) * ROOM) || about.stuckAfterUs;
  const percent = (us: number) => `${Math.min(100, (us / wholeUs) * 100)}%`;
  const phaseNow = about.phases.findLast(({ fromUs }) => heldUs >= fromUs);
  return html`<div class="hold">
    <div class="before ${beforeUs !== undefined && beforeUs >= min ? (beforeUs <= max ? 'good' : 'over') : ''}">
      <span class="label">before power</span>
      <span class="value">${beforeUs === undefined ? `${seconds(min)} to ${seconds(max)}` : seconds(beforeUs)}</span>
    </div>
    <div class="meter" role="meter" aria-label="Held since the first sample" aria-valuemin="0" aria-valuemax=${Math.round(wholeUs / 1e6)} aria-valuenow=${Math.round(heldUs / 1e6)}
      aria-valuetext="${seconds(heldUs)}${phaseNow && hold.counted ? `, ${phaseNow.name}` : ''}">
      ${about.phases.map(({ name, fromUs, action }, index) => {
        const toUs = about.phases[index + 1]?.fromUs ?? wholeUs;
        return html`<span class="phase ${action === 'none' ? (index === 0 ? 'early' : 'late') : 'window'}" style=${styleMap({ left: percent(fromUs), width: `calc(${percent(toUs)} - ${percent(fromUs)})` })}
          ><b>${action === 'none' ? name : action.replace('-', ' ')}</b><i>${seconds(fromUs, 0)}</i></span>`;
      })}
      <span class="needle ${hold.counted ? 'on' : ''}" style=${styleMap({ left: percent(heldUs) })}></span>
    </div>
    <div class="since"><span class="label">since the first sample</span> <span class="value">${hold.counted ? seconds(heldUs) : '–'}</span></div>
    ${hold.grade ? html`<div class="grade">Before power: ${hold.grade.message}</div>` : nothing}
    <div class="verdict ${hold.verdict?.name ?? ''}">${hold.verdict ? html`<b>${hold.verdict.name.replace('-', ' ')}</b> ${hold.verdict.text}` : nothing}</div>
  </div>`;
}
