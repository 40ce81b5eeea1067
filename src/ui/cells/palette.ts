/**
 * The panel's colours, by what they mean, as indices of the 256-colour table. Where there is no colour the glyphs carry the meaning alone.
 * Chosen to be legible on a dark and on a light background: nothing is plain white or black unless it has its own background.
 */

export interface Style {
  /** Index in the 256-colour table. */
  readonly fg?: number;
  readonly bg?: number;
  readonly bold?: boolean;
  readonly inverse?: boolean;
}

export const STYLES = {
  plain: {},
  strong: { bold: true },
  dim: { fg: 245 },
  faint: { fg: 240 },
  frame: { fg: 240 },
  heading: { fg: 73, bold: true },
  accent: { fg: 80, bold: true },
  good: { fg: 78, bold: true },
  warn: { fg: 215, bold: true },
  bad: { fg: 203, bold: true },
  metal: { fg: 246 },
  screw: { fg: 222, bold: true },
  circuit: { fg: 71 },
  chip: { fg: 243 },
  skin: { fg: 216, bold: true },
  cable: { fg: 209 },
  live: { fg: 114 },
  led: { fg: 84, bold: true },
  ledDark: { fg: 240 },
  sound: { fg: 227, bold: true },
  key: { fg: 231, bg: 238, bold: true },
  keyNow: { fg: 16, bg: 78, bold: true },
  // The recorder's monitor.
  screen: { fg: 252, bg: 17 },
  screenTitle: { fg: 231, bg: 25, bold: true },
  screenStrong: { fg: 203, bg: 17, bold: true },
  screenDim: { fg: 110, bg: 17 },
  screenLabel: { fg: 153, bg: 17 },
  screenField: { fg: 231, bg: 24 },
  screenFieldNow: { fg: 231, bg: 31, bold: true },
  screenCursor: { fg: 16, bg: 231 },
  screenButton: { fg: 16, bg: 110 },
  screenButtonNow: { fg: 16, bg: 222, bold: true },
  screenList: { fg: 231, bg: 24 },
  screenListNow: { fg: 16, bg: 222, bold: true },
  screenMessage: { fg: 222, bg: 17, bold: true },
  screenGood: { fg: 120, bg: 17, bold: true },
  screenFault: { fg: 231, bg: 124, bold: true },
  screenPoint: { fg: 67, bg: 17 },
  screenPointNow: { fg: 153, bg: 17, bold: true },
  screenPointDrawn: { fg: 222, bg: 17, bold: true },
  screenPad: { fg: 110, bg: 18 },
  screenPadNow: { fg: 153, bg: 24, bold: true },
  screenPadDrawn: { fg: 222, bg: 24, bold: true },
  screenBar: { fg: 75, bg: 17 },
  screenBarRest: { fg: 24, bg: 17 },
  screenOff: { fg: 238, bg: 233 },
  // Black on white, so that a camera can read it.
  qr: { fg: 16, bg: 231 },
  // The phone and what its camera sees.
  phone: { fg: 252, bg: 235 },
  phoneDim: { fg: 246, bg: 235 },
  phoneStrong: { fg: 231, bg: 235, bold: true },
  phoneMessage: { fg: 222, bg: 235, bold: true },
  phoneGood: { fg: 120, bg: 235, bold: true },
  phoneFault: { fg: 210, bg: 235, bold: true },
  phoneTitle: { fg: 231, bg: 30, bold: true },
  phoneButton: { fg: 231, bg: 239 },
  phoneButtonNow: { fg: 16, bg: 222, bold: true },
  phoneIcon: { fg: 231, bg: 25 },
  phoneIconNow: { fg: 16, bg: 222, bold: true },
  camera: { fg: 250, bg: 238 },
  cameraMark: { fg: 222, bg: 238, bold: true },
  // The inbox.
  mailNow: { fg: 231, bg: 24, bold: true },
  mailNew: { fg: 222, bold: true },
  // The coach's line, by tone.
  coachDo: { fg: 16, bg: 80, bold: true },
  coachWait: { fg: 231, bg: 60, bold: true },
  coachNow: { fg: 16, bg: 84, bold: true },
  coachDone: { fg: 16, bg: 114, bold: true },
  coachWrong: { fg: 231, bg: 131, bold: true },
  // The hold's bar and the timing strip.
  early: { fg: 67 },
  earlyRest: { fg: 238 },
  window: { fg: 84, bold: true },
  windowRest: { fg: 29 },
  late: { fg: 203 },
  lateRest: { fg: 52 },
  wavePlug: { fg: 209 },
  waveRail: { fg: 203 },
  waveReset: { fg: 80 },
  waveBuzzer: { fg: 227 },
  waveLed: { fg: 84 },
  waveLow: { fg: 239 },
} as const satisfies Record<string, Style>;

export type StyleName = keyof typeof STYLES;
