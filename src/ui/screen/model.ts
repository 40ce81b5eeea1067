/**
 * What stands on the recorder's screen, as data: a title and parts in their order, each with its words and where these come from. Renderers draw it and
 * send back what a person does with it; they decide nothing. A field of secrets never holds more than their length.
 */

/** The language the recorder speaks. */
export type Language = 'en' | 'es';
export const LANGUAGES: readonly Language[] = ['en', 'es'];

/** Where words come from: the reset guide, a manual, or nowhere (our own). `data`: what the owner or the maker entered. */
export type WordsFrom = 'seed' | 'manual' | 'assumed' | 'data';

export interface Words {
  readonly text: string;
  readonly from: WordsFrom;
}

/** Of a line of text: a fault must not be overlooked, a message answers what the person just did. */
export type Tone = 'plain' | 'dim' | 'strong' | 'message' | 'good' | 'fault';

export interface TextPart {
  readonly kind: 'text';
  readonly words: Words;
  readonly tone: Tone;
}

/** A label and what stands behind it, not to be changed. */
export interface FactPart {
  readonly kind: 'fact';
  readonly label: Words;
  readonly words: Words;
}

export interface FieldPart {
  readonly kind: 'field';
  readonly id: string;
  readonly label: Words;
  /** What is shown: of a secret one bullet for each character. */
  readonly shown: string;
  readonly isSecret: boolean;
  /** Shown on the screen, but not told in reports and logs: an answer, a security code. */
  readonly isPrivate?: true;
  /** The most characters it takes. */
  readonly max: number;
  /** Where the next character goes, counted in characters. */
  readonly cursor: number;
}

export interface ChoicePart {
  readonly kind: 'choice';
  readonly id: string;
  readonly label: Words;
  readonly options: readonly { readonly id: string; readonly words: Words }[];
  /** Index of the chosen option; -1: none yet. */
  readonly chosen: number;
  /** The drop-down list is open, and this option is marked in it. */
  readonly marked?: number;
}

export interface CheckPart {
  readonly kind: 'check';
  readonly id: string;
  readonly label: Words;
  readonly isChecked: boolean;
}

export interface ButtonPart {
  readonly kind: 'button';
  readonly id: string;
  readonly label: Words;
  /** What Enter in a field does. */
  readonly isPrimary: boolean;
}

/** Nine points, numbered 1 to 9 from left to right and from top to bottom. */
export interface PatternPart {
  readonly kind: 'pattern';
  readonly id: string;
  readonly label: Words;
  /** The points drawn so far, in their order. */
  readonly points: readonly number[];
}

export interface QrPart {
  readonly kind: 'qr';
  readonly text: string;
}

export interface ProgressPart {
  readonly kind: 'progress';
  /** 0 to 1. */
  readonly done: number;
}

export interface ListPart {
  readonly kind: 'list';
  readonly id: string;
  readonly label: Words;
  readonly rows: readonly string[];
  /** The first row that is shown. */
  readonly top: number;
}

export type Part = TextPart | FactPart | FieldPart | ChoicePart | CheckPart | ButtonPart | PatternPart | QrPart | ProgressPart | ListPart;

/** A part that a person can do something with. */
export type ControlPart = FieldPart | ChoicePart | CheckPart | ButtonPart | PatternPart | ListPart;

export interface Screen {
  /** The same in every language: `login.password`, `boot.initialising`. */
  readonly id: string;
  readonly title: Words;
  readonly parts: readonly Part[];
  /** The id of the control that keys go to. */
  readonly focus?: string;
}

export const isControl = (part: Part): part is ControlPart => 'id' in part;

/** What a person does with a screen. The renderers send it, scripts too. */
export type UiInput =
  | { readonly type: 'key'; readonly key: UiKey }
  /** Printable characters at the cursor. */
  | { readonly type: 'text'; readonly text: string }
  /** A click on a control; `index` is the option of an open list, or the point of a pattern, 1 to 9. */
  | { readonly type: 'click'; readonly part: string; readonly index?: number }
  /** All of a field's content at once. */
  | { readonly type: 'set'; readonly part: string; readonly value: string }
  | { readonly type: 'choose'; readonly part: string; readonly index: number }
  /** A whole pattern, from the first point to the lifting of the finger. */
  | { readonly type: 'draw'; readonly part: string; readonly points: readonly number[] };

export const UI_KEYS = [
  'tab',
  'shift-tab',
  'enter',
  'escape',
  'up',
  'down',
  'left',
  'right',
  'home',
  'end',
  'page-up',
  'page-down',
  'backspace',
  'delete',
] as const;
export type UiKey = (typeof UI_KEYS)[number];

/** The title of what a monitor shows without a signal. It is the monitor's word, not the recorder's. */
export const NO_SIGNAL = 'No Signal';
