/** The owner's phone, with the app's menu path and its camera, and the owner's inbox. */
import { html, nothing, type TemplateResult } from 'lit';
import type { Part } from '../../screen/model.ts';
import { qrCode } from './monitor.ts';
import type { View } from './page.ts';
import { date } from './words.ts';

export function phone(view: View): TemplateResult {
  const { state, person } = view;
  const { screen, state: at, timeMs } = state.phone;
  return html`<section class="card phone" aria-labelledby="phone-title">
    <h2 id="phone-title">Your phone</h2>
    <div class="handset"><div class="bar" aria-hidden="true"><span>${date(timeMs).slice(11)}</span><span class="camera-eye"></span><span>100 %</span></div>
      <div class="app ${at === 'apps' ? 'home' : ''}">
        <h3>${screen.title.text}</h3>
        ${at === 'camera' || at === 'reading' ? html`<div class="finder" aria-hidden="true">${state.qr ? html`<span class="target"></span>` : nothing}</div>` : nothing}
        ${screen.parts.map((part) => phonePart(part, (button) => void person.does({ do: 'tap', button }), state.coach.part))}
      </div>
    </div>
    ${wayIn(view)}
  </section>`;
}

/** How a phone of one's own comes in. */
function wayIn({ person }: View): TemplateResult {
  const { link } = person;
  return html`<details class="more" @toggle=${(event: Event) => (event.target as HTMLDetailsElement).open && void person.asksForLink()}>
    <summary>Use a phone of your own</summary>
    ${
      link === undefined
        ? html`<p class="hint">One moment ...</p>`
        : link.url === null
          ? html`<p class="hint">This panel is for this machine alone. Start the run with <code>--host 0.0.0.0</code>, and a phone in the same network can come in.</p>`
          : html`${qrCode(link.qr ?? [], 'The address of this panel for a phone')}<p class="hint">Scan this with its camera: the app opens there, and photographs the monitor. Or open <a href=${link.url}>this address</a> on it. Whoever has it is let in.</p>`
    }
  </details>`;
}

/** `next`: the button that the coach means. */
export function phonePart(part: Part, tap: (button: string) => void, next: string | undefined): TemplateResult | typeof nothing {
  if (part.kind === 'text')
    return html`<p class="text ${part.tone}" role=${part.tone === 'fault' || part.tone === 'message' || part.tone === 'good' ? 'status' : nothing}>${part.words.text}</p>`;
  if (part.kind === 'button')
    return html`<button type="button" class="${part.isPrimary ? 'primary' : ''}" ?data-next=${next === part.id} @click=${() => tap(part.id)}>${part.label.text}</button>`;
  return nothing;
}

export function inbox({ state, person }: View): TemplateResult {
  const mails = state.inbox.toReversed();
  const open = mails.find(({ number }) => number === person.openMail);
  const unread = mails.filter(({ isRead }) => !isRead).length;
  return html`<section class="card inbox" aria-labelledby="inbox-title">
    <h2 id="inbox-title">Your inbox ${unread > 0 ? html`<span class="badge">${unread} new</span>` : nothing}</h2>
    <p class="heard" role="status">${unread > 0 ? `${unread} new ${unread === 1 ? 'mail' : 'mails'}` : nothing}</p>
    ${mails.length === 0 ? html`<p class="hint">No mail.</p>` : nothing}
    <ul>${mails.map(
      (mail) => html`<li><button type="button" class=${mail.isRead ? '' : 'unread'} aria-expanded=${mail === open} @click=${() => {
        person.set('openMail', mail === open ? undefined : mail.number);
        if (!mail.isRead) void person.does({ do: 'read-mail', mail: mail.number });
      }}><b>${mail.from.replace(/ <.*/, '')}</b><span>${mail.subject}</span><time>${date(mail.dateMs)}</time></button>
      ${mail === open ? html`<div class="mail"><p class="hint">From ${mail.from}<br />To ${mail.to}</p><pre>${mail.text}</pre></div>` : nothing}</li>`,
    )}</ul>
  </section>`;
}
