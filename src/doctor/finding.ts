/** What the doctor found: each with a stable code for programs, and what to do where something is to be done. */

export type FindingLevel = 'ok' | 'note' | 'problem';

/** In the order in which a report has them. */
export const SECTIONS = ['machine', 'packages', 'gpio', 'board', 'serial', 'extras'] as const;
export type Section = (typeof SECTIONS)[number];

/** Stable, for programs: docs/doctor.md says what each means. */
export const FINDING_CODES = [
  ...['model', 'versions', 'user', 'kernel-old'],
  ...['package', 'package-missing'],
  ...['chip', 'chip-denied', 'chip-unread', 'no-chip', 'sysfs', 'sysfs-denied', 'no-sysfs', 'past-kernel'],
  ...[
    'line-free',
    'line-held',
    'line-missing',
    'lines-unread',
    'bias-doubtful',
    'pwm-there',
    'pwm-missing',
    'pwm-denied',
    'no-reset-pin',
    'no-buzzer-pin',
    'no-pins',
  ],
  ...['port', 'port-bluetooth', 'port-denied', 'port-console', 'port-login', 'port-held', 'no-port', 'no-serial0', 'serial0-debug'],
  ...['pwm', 'rtc', 'rtc-lost', 'no-rtc'],
] as const;
export type FindingCode = (typeof FINDING_CODES)[number];

export interface Finding {
  readonly section: Section;
  readonly level: FindingLevel;
  readonly code: FindingCode;
  /** What it is about: a device, a part of the board, a package. */
  readonly where: string;
  /** As a sentence without a full stop. */
  readonly what: string;
  /** More of the same, for whoever wants to know: rows of a table. */
  readonly details?: readonly (readonly string[])[];
  /** What to do, as sentences. */
  readonly remedy?: string;
  /** What to type for that, in this order. */
  readonly commands?: readonly string[];
  /** It keeps the board from `--hal pi`. */
  readonly blocks?: true;
}
