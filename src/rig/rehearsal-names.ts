/** Who can rehearse a session, and what can be wrong with the simulated units: names and what they stand for, without what they do. */
export const PERSONS = {
  good: 'does as told',
  early: 'lets go 0.4 s too early at the first attempt',
  late: 'holds on for 0.7 s too long at the first attempt',
  hasty: 'gives power 2 s after the press at the first attempt',
  tardy: 'presses 0.8 s after power at the first attempt',
  shaky: 'lets go for half a second in the middle of the first attempt',
  'pulls-plug': 'takes the power away in the middle of the first attempt',
  stubborn: 'lets go 0.4 s too early every time',
  'forgets-power': 'never gives power',
  'falls-asleep': 'never lets go at the first attempt',
  absent: 'does nothing at all',
} as const satisfies Readonly<Record<string, string>>;

export type PersonName = keyof typeof PERSONS;
export const PERSON_NAMES = Object.keys(PERSONS) as PersonName[];

export const DEFECTS = {
  none: 'nothing is wrong',
  'worn-contact': 'the contact opens for 41 ms under the finger, 9 s after the press',
  'bouncy-contact': 'the contact bounces for 60 ms at each press',
  inverted: 'the button is wired the wrong way round',
  'no-contact': 'the button is not connected',
  'stuck-contact': 'the contact is welded',
  silent: 'the buzzer is not connected',
  'wrong-window': 'the firmware wants twice the hold that it should',
} as const satisfies Readonly<Record<string, string>>;

export type DefectName = keyof typeof DEFECTS;
export const DEFECT_NAMES = Object.keys(DEFECTS) as DefectName[];
