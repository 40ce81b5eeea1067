/** The page: a function of what the run tells and of what the person is about. */
import { html, nothing, type TemplateResult } from 'lit';
import type { PanelState } from '../state.ts';
import { coach } from './coach.ts';
import type { Line } from './connection.ts';
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
  readonly line: Line;
  /** This window is a phone of one's own. */
  readonly isPhone: boolean;
}

const TROUBLE: Readonly<Record<Exclude<Line, 'open'>, string>> = {
  lost: 'The run cannot be reached: what you see is what was. Looking for it ...',
  locked: 'A new run is there, and lets in only those who open the address that it printed.',
  foreign: 'Another version of recsim runs there than the one that this page is of. Load the page anew.',
};

const alarm = (line: Line) => (line === 'open' ? nothing : html`<p class="lost" role="alert">${TROUBLE[line]}</p>`);

export function page({ state, line, isPhone, ...rest }: PageOptions): TemplateResult {
  if (!state)
    return html`<main class="waiting"><p role="status">${line === 'open' ? 'The recorder is put on the desk ...' : TROUBLE[line]}</p></main>`;
  const view: View = { state, ...rest };
  if (isPhone) return ownPhone(view, alarm(line));
  const { about } = state;
  return html`
    <a class="skip" href="#coach">To what comes next</a>
    <header class="top">
      <h1><span class="logo" aria-hidden="true"></span>${about.brand} <small>${about.board.title}</small></h1>
      ${timeControls(view)}
    </header>
    ${alarm(line)}
    <main @pointerdown=${() => view.sound.wake()} @keydown=${() => view.sound.wake()}>
      ${coach(view)}
      <div class="room">${desk(view)} ${monitor(view)} <div class="hand">${phone(view)} ${inbox(view)}</div></div>
      ${engineer(view)}
    </main>
    <footer>recsim ${about.version}. This page loads nothing from elsewhere.${about.console === null ? nothing : html` Serial console: <code>${about.console}</code>`}</footer>
  `;
}
