/** The page of a phone of one's own: the app, as large as the phone is, whose camera is the real one; and the owner's inbox. */
import './own-phone.css';
import { html, nothing, type TemplateResult } from 'lit';
import type { Part } from '../../screen/model.ts';
import type { View } from './page.ts';
import { inbox, phonePart } from './phone.ts';
import { sentence } from './words.ts';

/** `alarm`: that the run was lost. */
export function ownPhone(view: View, alarm: TemplateResult | typeof nothing): TemplateResult {
  const { state, person } = view;
  const { screen, state: at } = state.phone;
  return html`<main class="own-phone">
    ${alarm}
    <h1><span class="logo" aria-hidden="true"></span>${state.about.brand} <small>on your phone</small></h1>
    <section class="card app ${at === 'apps' ? 'home' : ''}" aria-labelledby="app-title">
      <h2 id="app-title">${at === 'apps' ? 'Which app is yours?' : screen.title.text}</h2>
      ${WITH_CAMERA.has(at) ? camera(view) : screen.parts.map((part) => phonePart(part, tap(view), state.coach.part))}
      <p class="said" role="status">${person.notice ?? nothing}</p>
    </section>
    ${inbox(view)}
  </main>`;
}

const tap =
  ({ person }: View) =>
  (button: string): void => {
    person.forgetsPhoto();
    void person.does({ do: 'tap', button });
  };

/** Where the app has its camera in use, or what came of that. */
const WITH_CAMERA: ReadonlySet<string> = new Set(['camera', 'reading', 'asking', 'nothing-read', 'foreign-read', 'unreachable']);

/** The app's screen, with the real camera for the drawn one, and what the person took with it. */
function camera(view: View): TemplateResult {
  const { state, person } = view;
  const { screen, state: at } = state.phone;
  const { photo } = person;
  const step = photo?.isOnItsWay ? 'Sending the picture ...' : STEPS[at];
  const part = (each: Part) =>
    each.kind === 'button' && each.id === 'scan' ? shutter(at, (taken) => person.shows(taken)) : phonePart(each, tap(view), undefined);
  return html`<div class="view ${step === undefined ? '' : 'busy'}" aria-hidden="true">${photo?.url === undefined ? sight() : html`<img src=${photo.url} alt="" />`}</div>
    ${photo?.fault === undefined ? nothing : html`<p class="text fault" role="alert">${sentence(photo.fault)}</p>`}
    ${step === undefined ? screen.parts.map(part) : html`<p class="text step" role="status">${step}</p>`}
    ${at === 'camera' && step === undefined ? html`<p class="hint">${state.qr ? WITH_CODE : WITHOUT_CODE}</p>` : nothing}`;
}

const WITH_CODE = 'Hold the phone so that the whole QR code is in the picture, without glare.';
const WITHOUT_CODE = 'There is no QR code on the monitor yet. At the recorder: Forgot Pattern, Forgot Password, OK.';
const STEPS: Readonly<Record<string, string>> = { reading: 'Looking for the QR code ...', asking: 'Asking the service ...' };

/** What the camera should see: a QR code between four corners. */
const sight = (): TemplateResult =>
  html`<svg viewBox="0 0 100 100"><path class="corners" d="M4 24V4h20M76 4h20v20M96 76v20H76M24 96H4V76" /><path class="code" d="M22 22h18v18h-18zM60 22h18v18h-18zM22 60h18v18h-18z" /><path class="dots" d="M48 22h4v8h-4zM48 36h4v4h-4zM22 48h8v4h-8zM36 48h4v4h-4zM48 48h12v4h-12zM66 48h12v4h-12zM48 58h4v6h-4zM58 58h6v6h-6zM70 58h8v4h-8zM48 70h6v8h-6zM60 72h8v6h-8zM74 68h4v10h-4z" /></svg>`;

/** A label as large as a thumb: the phone's own camera opens, and what it took comes back as a file. */
function shutter(at: string, show: (picture: Blob) => void): TemplateResult {
  const take = (event: Event) => {
    const input = event.target as HTMLInputElement;
    const picture = input.files?.[0];
    if (picture) show(picture);
    input.value = '';
  };
  return html`<label class="shutter">${at === 'camera' ? 'Photograph the QR code' : 'Take another picture'}<input class="heard" type="file" accept="image/*" capture="environment" @change=${take} /></label>`;
}
