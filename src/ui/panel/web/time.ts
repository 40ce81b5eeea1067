/** Time: what the recorder's clock has counted, and how fast it goes. */
import { html, type TemplateResult } from 'lit';
import type { Deed } from '../deed.ts';
import type { View } from './page.ts';
import { clock } from './words.ts';

const PACES = [0.1, 1, 2, 5, 10, 60, 'max'] as const;

export function timeControls({ state, person, sound, redraw }: View): TemplateResult {
  const { nowUs, pace, isPaused, isReal } = state.time;
  const choose = (event: Event) => {
    const { value } = event.target as HTMLSelectElement;
    void person.does({ do: 'pace', pace: value === 'max' ? 'max' : Number(value) } as Deed);
  };
  const paces = PACES.includes(pace as (typeof PACES)[number]) ? PACES : [pace, ...PACES];
  return html`<div class="time" role="group" aria-label="Time">
    <output class="clock" title="Virtual time since this recorder was put on the desk">${clock(nowUs, isPaused ? 6 : 3)}</output>
    ${
      isReal
        ? html`<span class="hint">real time</span>`
        : html`<button type="button" aria-pressed=${isPaused} @click=${() => person.simply(isPaused ? 'go-on' : 'pause')}>${isPaused ? 'Go on' : 'Pause'}</button>
            <button type="button" title="Stop, and go to the next event, be it a single bounce" @click=${() => person.simply('step')}>Step</button>
            <button type="button" title="To the next thing one can notice" @click=${() => person.simply('jump')}>Jump</button>
            <label>Speed <select @change=${choose}>${paces.map((each) => html`<option value=${each} ?selected=${each === pace}>${each === 'max' ? 'as fast as possible' : `${each}×`}</option>`)}</select></label>`
    }
    <label class="tick"><input type="checkbox" .checked=${sound.isOn} @change=${(event: Event) => {
      sound.turn((event.target as HTMLInputElement).checked);
      redraw();
    }} /> Sound</label>
  </div>`;
}
