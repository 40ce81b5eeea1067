/** The desk: the recorder with its plug, the lid with four screws, the main board with the small black button, the buzzer and the LED. What can be done is done by buttons, on the picture and below it. */
import { html, nothing, svg, type TemplateResult } from 'lit';
import { classMap } from 'lit/directives/class-map.js';
import { isHeldHere, putDown, toggle } from './finger.ts';
import type { View } from './page.ts';

const SCREWS = [
  [26, 30],
  [374, 30],
  [26, 206],
  [374, 206],
] as const;

export function desk(view: View): TemplateResult {
  const { state, person } = view;
  const { box, about, coach: advice } = state;
  const marked = (action: string) => classMap({ next: advice.action === action });
  return html`<section class="card desk" aria-labelledby="desk-title">
    <h2 id="desk-title">The recorder</h2>
    ${picture(view)}
    <div class="deeds">
      <button type="button" class=${marked('plug')} ?disabled=${about.real.plug} @click=${() => person.simply(box.isPlugged ? 'unplug' : 'plug-in')}>${box.isPlugged ? 'Pull the plug' : 'Put the plug in'}</button>
      ${
        box.isLidOpen
          ? html`<button type="button" class=${marked('close')} @click=${() => person.simply('close-lid')}>Put the lid on</button>`
          : html`<button type="button" class=${marked('open')} @click=${() => person.simply('open-further')}>${box.screwsIn > 0 ? `Take out a screw (${box.screwsIn} in)` : 'Lift the lid'}</button>`
      }
      ${about.hasResetButton ? resetButton(view) : html`<p class="hint">This model has no reset button.</p>`}
    </div>
    <details class="more"><summary>Supply, firmware, another recorder</summary><div class="deeds">
      <button type="button" @click=${() => person.simply('dip')}>Short dip of the mains</button>
      <button type="button" @click=${() => person.simply('brown-out')}>Brown-out</button>
      <button type="button" title="Power is lost in the middle of the next flash operation" @click=${() => person.does({ do: 'cut-power' })}>Cut power at the next flash operation</button>
      <button type="button" @click=${() => person.simply('hang')}>Hang the firmware</button>
      <button type="button" @click=${() => person.simply('reboot')}>Restart it</button>
      <button type="button" @click=${() => person.does({ do: 'renew', state: 'provisioned' })}>Another recorder, set up</button>
      <button type="button" @click=${() => person.does({ do: 'renew', state: 'factory' })}>Another recorder, from its box</button>
    </div></details>
  </section>`;
}

/** Held as long as the pointer or the key is down, see finger.ts; with a hand on it the plug is within reach of a key. */
function resetButton({ state, person }: View): TemplateResult {
  const { box, about, coach: advice } = state;
  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    (event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
    putDown(event.pointerId, box.isPressing, person);
  };
  const isHoldKey = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter';
  const key = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 'p' && !event.ctrlKey && !event.metaKey && !event.altKey && !about.real.plug)
      void person.simply(box.isPlugged ? 'unplug' : 'plug-in');
    if (!isHoldKey(event)) return;
    event.preventDefault();
    if (!event.repeat) putDown(event.code, box.isPressing, person);
  };
  // By a screen reader: pointers count their clicks, and keys are heard above.
  const click = (event: MouseEvent) => event.detail === 0 && toggle(box.isPressing, person);
  return html`<button type="button" class="finger ${classMap({ next: advice.action === 'finger', down: box.isPressing })}" aria-pressed=${box.isPressing} aria-describedby="finger-hint" ?disabled=${about.real.button}
      @pointerdown=${down} @keydown=${key} @keyup=${(event: KeyboardEvent) => isHoldKey(event) && event.preventDefault()} @click=${click}
      @contextmenu=${(event: Event) => event.preventDefault()}>${box.isPressing ? (isHeldHere() ? 'Holding the reset button ...' : 'Let go of the reset button') : 'Press and hold the reset button'}</button>
    <p id="finger-hint" class="hint">With a finger on it, the key P is the plug.</p>
    <label class="tick"><input type="checkbox" .checked=${person.isLatching} @change=${(event: Event) => person.set('isLatching', (event.target as HTMLInputElement).checked)} /> hold it for me: one press holds, the next lets go</label>`;
}

function picture({ state, person }: View): TemplateResult {
  const { box, about } = state;
  const words = [
    box.isPlugged ? 'plug in' : 'plug out',
    box.isLidOpen ? 'lid off' : `lid on, ${box.screwsIn} screws`,
    box.isPressing ? 'a finger on the reset button' : '',
    `status LED ${box.led}`,
    box.isBeeping ? 'beeping' : '',
  ].filter((word) => word !== '');
  return html`<svg class="box ${classMap({ on: box.hasPower, open: box.isLidOpen })}" viewBox="0 0 400 290" role="img" aria-label="The recorder: ${words.join(', ')}">
    <defs>
      <linearGradient id="metal" x1="0" y1="0" x2="0" y2="1"><stop offset="0" class="metal-1" /><stop offset="1" class="metal-2" /></linearGradient>
    </defs>
    <rect class="case" x="8" y="12" width="384" height="212" rx="8" />
    ${box.isLidOpen ? board(state) : lid(box.screwsIn, about.brand)}
    ${[0, 1, 2, 3].map((index) => screw(index, box.screwsIn, box.isLidOpen, () => person.simply('open-further')))}
    <g class="front">
      <rect class="panel" x="8" y="228" width="384" height="30" rx="4" />
      <text x="24" y="248">${about.brand}</text>
      <circle class="led ${box.isLedLit ? 'lit' : ''}" cx="352" cy="243" r="5" />
      <text class="tiny" x="338" y="247" text-anchor="end">STATUS</text>
    </g>
    <g class="plug ${box.isPlugged ? 'in' : ''}" @click=${() => !about.real.plug && person.simply(box.isPlugged ? 'unplug' : 'plug-in')}>
      <rect class="jack" x="180" y="262" width="40" height="10" rx="2" />
      <g class="connector"><rect x="186" y="268" width="28" height="12" rx="3" /><path d="M200 280 v10" /></g>
      <text class="tiny" x="226" y="271">${box.inputVolts} V</text>
    </g>
  </svg>`;
}

const lid = (screwsIn: number, brand: string) => svg`<g class="lid ${screwsIn === 0 ? 'loose' : ''}">
  <rect x="8" y="12" width="384" height="212" rx="8" fill="url(#metal)" />
  ${[0, 1, 2, 3, 4, 5, 6].map((slot) => svg`<rect class="vent" x="${120 + slot * 24}" y="40" width="12" height="48" rx="6" />`)}
  <text class="embossed" x="200" y="168" text-anchor="middle">${brand}</text>
</g>`;

function screw(index: number, screwsIn: number, isOpen: boolean, turn: () => void) {
  const [x, y] = SCREWS[index] as readonly [number, number];
  const isIn = !isOpen && index >= 4 - screwsIn;
  return svg`<g class="screw ${isIn ? 'in' : 'out'}" transform="translate(${x} ${y})" @click=${() => isIn && turn()}>
    <circle r="9" class="hole" />${isIn ? svg`<circle r="8" class="head" /><path d="M-4.5 0h9M0 -4.5v9" class="cross" />` : nothing}</g>`;
}

function board({ box, about }: View['state']) {
  return svg`<g class="pcb">
    <rect x="20" y="22" width="360" height="192" rx="4" class="green" />
    <path class="trace" d="M60 60h70v40h60M60 150h120v-30h50M300 60v60h-40M330 180h-90v-30M90 60v-20h120M250 190h-150v-20" />
    <rect class="chip" x="180" y="90" width="70" height="56" rx="3" /><text class="tiny light" x="215" y="121" text-anchor="middle">SoC</text>
    <rect class="chip" x="80" y="100" width="44" height="26" rx="2" /><text class="tiny light" x="102" y="116" text-anchor="middle">FLASH</text>
    <rect class="chip" x="278" y="96" width="34" height="42" rx="2" /><text class="tiny light" x="295" y="120" text-anchor="middle">DDR</text>
    ${about.hasBuzzer ? svg`<g class="buzzer ${box.isBeeping ? 'on' : ''}"><circle cx="332" cy="60" r="22" class="can" /><circle cx="332" cy="60" r="4" class="hole" />${box.isBeeping ? svg`<path class="waves" d="M360 44a22 22 0 0 1 0 32M368 38a30 30 0 0 1 0 44M376 32a38 38 0 0 1 0 56" />` : nothing}<text class="tiny light" x="332" y="94" text-anchor="middle">BUZZER</text></g>` : nothing}
    ${about.hasResetButton ? svg`<g class="reset ${box.isPressing ? 'down' : ''}"><rect x="66" y="160" width="32" height="32" rx="3" class="tact" /><circle cx="82" cy="176" r="${box.isPressing ? 8 : 10}" class="cap" /><text class="tiny light" x="82" y="206" text-anchor="middle">RESET</text>${box.isPressing ? svg`<path class="hand" d="M82 178c-2 14 -6 20 -10 34h30c2 -12 2 -22 -2 -30c-4 -8 -12 -12 -18 -4z" />` : nothing}</g>` : nothing}
    <circle class="led ${box.isLedLit ? 'lit' : ''}" cx="140" cy="176" r="4" /><text class="tiny light" x="140" y="194" text-anchor="middle">LED1</text>
  </g>`;
}
