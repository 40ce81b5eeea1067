/** The words the menus are written in: plain data that names actions of the machine (see the actions in menus.ts). */
import type { GuessAt, MenuCommand, MenuMessage, Saved } from './menus.ts';

export const menuAsk = (command: MenuCommand) => ({ type: 'ask', params: command });
export const clearForm = menuAsk({ type: 'form.clear' });
export const say = (message: MenuMessage) => menuAsk({ type: 'message.show', message });

/** A state in which a guess is looked at. Every answer but the right one leads back, with a message. */
export function guess(
  at: GuessAt,
  { accepted, back, rejected, locked }: { accepted: string | object; back: string; rejected: MenuMessage; locked: MenuMessage },
) {
  return {
    entry: [menuAsk({ type: 'guess.check', at })],
    on: {
      [`${at}.accepted`]: accepted,
      [`${at}.rejected`]: { target: back, actions: say(rejected) },
      [`${at}.locked`]: { target: back, actions: say(locked) },
      [`${at}.failed`]: { target: back, actions: say('not-stored') },
    },
  };
}

/** A state in which something is stored. */
export function saving(what: Saved, { saved, failed, message }: { saved: string; failed: string; message?: MenuMessage }) {
  return {
    entry: [menuAsk({ type: 'settings.save', what })],
    on: {
      'settings.saved': message === undefined ? saved : { target: saved, actions: say(message) },
      'settings.failed': { target: failed, actions: say('not-stored') },
    },
  };
}
