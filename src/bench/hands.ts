/**
 * A person's hands on the recorder's screen: they find fields, lists and buttons by the words on them, as people do, and act on them. What is not there is refused, with
 * what is there instead.
 */
import { suggest } from '../errors.ts';
import { type ControlPart, isControl, type Screen, UI_KEYS, type UiInput, type UiKey } from '../ui/screen/model.ts';
import { US_PER_S } from '../units.ts';
import type { Bench } from './bench.ts';

/** What came of it; `refused` says why it was not possible. */
export type Handled = { readonly ok: true } | { readonly ok: false; readonly refused: string };

const DONE: Handled = { ok: true };
const refused = (why: string): Handled => ({ ok: false, refused: why });

const KINDS = { field: 'field', choice: 'drop-down list', button: 'button', pattern: 'pattern', check: 'box', list: 'list' } as const;

/** The longest that `mustWait` lasts: checking and saving take half a second; erasing a slow flash for it, some more. */
export const BUSY_US = 30 * US_PER_S;

export class Hands {
  readonly #bench: Bench;

  constructor(bench: Bench) {
    this.#bench = bench;
  }

  /** A recorder that is checking or saving shows no controls for a moment. */
  get mustWait(): boolean {
    const { firmware } = this.#bench.recorder;
    return firmware !== undefined && firmware.regions.menu !== 'closed' && !firmware.screen.parts.some(isControl);
  }

  /** Puts `value` into the field in place of what is in it. */
  input(field: string, value: string): Handled {
    return this.#on(['field'], field, (part) => {
      if (part.kind === 'field' && [...value].length > part.max)
        return refused(`"${field}" takes ${part.max} characters, and this has ${[...value].length}`);
      return this.#do({ type: 'set', part: part.id, value });
    });
  }

  choose(list: string, option: string): Handled {
    return this.#on(['choice'], list, (part) => {
      const options = part.kind === 'choice' ? part.options.map(({ words }) => words.text) : [];
      const index = options.findIndex((text) => isSame(text, option));
      return index < 0
        ? refused(`"${option}" is not in the list "${list}". ${suggest(option, options)}`)
        : this.#do({ type: 'choose', part: part.id, index });
    });
  }

  /** Clicks a button, or ticks a box. */
  click(label: string): Handled {
    return this.#on(['button', 'check'], label, (part) => this.#do({ type: 'click', part: part.id }));
  }

  draw(points: readonly number[]): Handled {
    const part = this.#screen?.parts.filter(isControl).find(({ kind }) => kind === 'pattern');
    return part ? this.#do({ type: 'draw', part: part.id, points }) : refused(this.#nothing('a pattern'));
  }

  /** A key of the keyboard, or one character. */
  key(name: string): Handled {
    if (!this.#screen) return refused(NO_SCREEN);
    if (isKey(name)) return this.#do({ type: 'key', key: name });
    return this.#do({ type: 'text', text: name === 'space' ? ' ' : name });
  }

  get #screen(): Screen | undefined {
    return this.#bench.recorder.firmware?.screen;
  }

  #on(kinds: readonly ControlPart['kind'][], label: string, act: (part: ControlPart) => Handled): Handled {
    const controls = this.#screen?.parts.filter(isControl).filter(({ kind }) => kinds.includes(kind)) ?? [];
    const part = controls.find((each) => isSame(each.label.text, label)) ?? controls.find(({ id }) => id === label);
    if (part) return act(part);
    const what = kinds.map((kind) => KINDS[kind]).join(' or ');
    if (controls.length === 0) return refused(this.#nothing(`a ${what} "${label}"`));
    return refused(
      `there is no ${what} "${label}" on the screen "${this.#screen?.title.text}". ${suggest(
        label,
        controls.map((each) => each.label.text),
      )}`,
    );
  }

  #nothing(what: string): string {
    return this.#screen ? `the screen "${this.#screen.title.text}" has nothing like ${what}` : NO_SCREEN;
  }

  #do(input: UiInput): Handled {
    this.#bench.recorder.firmware?.input(input);
    return DONE;
  }
}

/** The word by which hands find this control on its screen again: what stands on it, or where something else has the same words, its id. */
export function nameOf(wanted: ControlPart, { parts }: Screen): string {
  const label = wanted.label.text;
  const isClicked = ({ kind }: ControlPart) => kind === 'button' || kind === 'check';
  const alike = parts.filter(isControl).filter((part) => (isClicked(wanted) ? isClicked(part) : part.kind === wanted.kind));
  return alike.find((part) => isSame(part.label.text, label))?.id === wanted.id ? label : wanted.id;
}

const NO_SCREEN = 'there is nothing on the monitor: the recorder has no power';

const isSame = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();
const isKey = (name: string): name is UiKey => (UI_KEYS as readonly string[]).includes(name);
