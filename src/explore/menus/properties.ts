/** What must hold of the menus in every order of inputs, of whoever stands at the desk. */

export interface MenuProperty {
  readonly name: string;
  readonly because: string;
}

/** By a short name for the code; people see `name`. */
export const PROPERTIES = {
  stranger: {
    name: 'nobody gets in without the secret',
    because:
      'whoever stands at the recorder without the password, the pattern, the answers or a code that counts gets no session, no new password and no wipe',
  },
  counted: {
    name: 'every wrong guess is counted',
    because: 'a guess that costs nothing can be repeated until it is right',
  },
  attempts: {
    name: 'attempts left go up by success or time alone',
    because:
      'they come back with a right guess, the end of a lock, a new QR code or a reset, and not with a power cut, another clock or another way in',
  },
  lock: {
    name: 'a locked way in lets nobody in',
    because: 'while it is locked the right secret is refused too, else the lock tells which one is right',
  },
  once: {
    name: 'a security code succeeds once at most',
    because: 'its password was set by whoever read the mail first; whoever finds the mail later must be late',
  },
  life: {
    name: 'a security code never succeeds after its life',
    because: 'its age is taken by the latest time the recorder knows of, so that no clock that is set back brings it to life again',
  },
  own: {
    name: 'a security code counts for its own QR code alone',
    because: 'a newer code replaces it, and a newer QR code or a new password voids it',
  },
  reset: {
    name: 'no security code outlives a reset',
    because: "after a factory default the recorder may be somebody else's",
  },
  whole: {
    name: 'login data are the old ones or the new ones',
    because: 'mixed, empty or damaged ones let in a stranger, or nobody',
  },
  wayOut: {
    name: 'from every screen there is a way to the login',
    because: 'nobody should have to pull the plug to leave a menu',
  },
  byPassword: {
    name: 'who knows the password gets in',
    because: 'at the latest when a lock has run out',
  },
  byMail: {
    name: 'who reads the mail gets back in',
    because: 'at the latest a day later, when the service sends codes again',
  },
  byAnswers: {
    name: 'who knows the answers gets back in',
    because: 'at the latest when a lock has run out',
  },
  byButton: {
    name: 'who can hold the button gets back in',
    because: 'whatever was done in the menus, a full hold makes the recorder usable',
  },
} as const satisfies Readonly<Record<string, MenuProperty>>;

export type PropertyId = keyof typeof PROPERTIES;
