/** What can be seen of a recorder while all its timings are tried: the words of property files. */

/** Those that are complete in themselves, or the first words of such. */
export const SIGHTS = [
  'power-up',
  'power-up power-on',
  'power-up brown-out',
  'power-up software',
  'power-up watchdog',
  'power lost',
  'hung',
  'watchdog',
  'restart',
  'buzzer on',
  'buzzer off',
  'wipe',
  'wipe all',
  'wipe password',
  'verdict reset',
  'verdict password-reset',
  'verdict restart',
  'verdict short',
  'verdict between',
  'verdict over-held',
  'verdict stuck',
  'verdict not-armed',
  'held factory-default',
  'held password-reset',
  'held restart',
  'held none',
  'reset.request',
  'settings.erase',
  'defaults.restore',
  'reset.finish',
  'store stuck',
  'store released',
  'store set-up',
] as const;

/** One of these, or a region of the system and a state of it: `boot ready.login`. */
export const isSight = (text: string): boolean =>
  (SIGHTS as readonly string[]).includes(text) || /^(contact|hold|boot|buzzer) [a-z][a-z.-]*$/.test(text);
