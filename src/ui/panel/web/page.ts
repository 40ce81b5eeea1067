/** The page: a function of what the run tells and of what the person is about. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelState } from '../state.ts';
import { coach } from './coach.ts';
import { desk } from './desk.ts';
import { engineer } from './engineer.ts';
import type { Model } from './model.ts';
import { monitor } from './monitor.ts';
import { ownPhone } from './own-phone.ts';
import type { Person } from './person.ts';
import { inbox, phone } from './phone.ts';
import type { Sound } from './sound.ts';
import { timeControls } from './time.ts';

export interface View {
  readonly state: PanelState;
  readonly model: Model;
  readonly person: Person;
  readonly sound: Sound;
  readonly redraw: () => void;
}

interface PageOptions extends Omit<View, 'state'> {
  readonly state: PanelState | undefined;
  readonly isConnected: boolean;
  /** This window is a phone of one's own. */
  readonly isPhone: boolean;
}

export function page({ state, isConnected, isPhone, ...rest }: PageOptions): TemplateResult {
  if (!state)
    return html`<main class="waiting"><p role="status">${isConnected ? 'The recorder is put on the desk ...' : 'The run cannot be reached. Looking for it ...'}</p></main>`;
  const view: View = { state, ...rest };
  if (isPhone) return ownPhone(view, isConnected);
  const { about } = state;
  return html`
    <a class="skip" href="#coach">To what comes next</a>
    <header class="top">
      <h1><span class="logo" aria-hidden="true"></span>${about.brand} <small>${about.board.title}</small></h1>
      ${timeControls(view)}
    </header>
    ${isConnected ? nothing : html`<p class="lost" role="alert">The run cannot be reached: what you see is what was. Looking for it ...</p>`}
    <main @pointerdown=${() => view.sound.wake()} @keydown=${() => view.sound.wake()}>
      ${coach(view)}
      <div class="room">${desk(view)} ${monitor(view)} <div class="hand">${phone(view)} ${inbox(view)}</div></div>
      ${engineer(view)}
    </main>
    <footer>recsim ${about.version}. This page loads nothing from elsewhere.${about.console === null ? nothing : html` Serial console: <code>${about.console}</code>`}</footer>
  `;
}
