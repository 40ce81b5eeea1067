/**
 * What a person has typed, chosen and drawn, and where the keys go: the same for every renderer, for the keyboard, the mouse and a script. It knows the
 * controls from the screen it is shown, and tells what came of an input; what that means is decided by others.
 * Keys: Tab and the arrows move from control to control; Enter goes on to the next field, and from the last one clicks the primary button; Escape clicks
 * Cancel or Back. In a pattern the digits are its points, as on a telephone, and Enter ends the drawing. Source: assumed; real recorders have a mouse.
 */
import type { FormView } from './form-view.ts';
import { type ControlPart, type FieldPart, isControl, type PatternPart, type Screen, type UiInput, type UiKey } from './model.ts';

export type FormEvent =
  | { readonly type: 'clicked'; readonly id: string }
  | { readonly type: 'chosen'; readonly id: string; readonly option: string }
  | { readonly type: 'drawn'; readonly id: string; readonly points: readonly number[] }
  /** Something else changed on the screen. */
  | { readonly type: 'edited'; readonly id: string }
  /** More than the field takes: it is as it was. */
  | { readonly type: 'too-long'; readonly id: string; readonly max: number };

/**
 * What a person did with a control, once it is clear with which one and what: for those who write down what was done. A value may be a secret; no trace, log or message has it.
 */
export type Handling =
  | { readonly did: 'click'; readonly part: ControlPart }
  | { readonly did: 'choose'; readonly part: ControlPart; readonly option: string }
  | { readonly did: 'draw'; readonly part: ControlPart; readonly points: readonly number[] }
  /** All that is in the field from now on. */
  | { readonly did: 'fill'; readonly part: FieldPart; readonly value: string };

interface Text {
  readonly value: readonly string[];
  readonly cursor: number;
}

const EMPTY: Text = { value: [], cursor: 0 };
/** Rows of a list that Page Up and Page Down move by. */
const PAGE = 10;
const POINTS = 9;

export class Form implements FormView {
  readonly #texts = new Map<string, Text>();
  readonly #chosen = new Map<string, number>();
  readonly #checked = new Set<string>();
  readonly #points = new Map<string, readonly number[]>();
  readonly #tops = new Map<string, number>();
  #focus: string | undefined;
  #open: { readonly id: string; readonly marked: number } | undefined;

  field(id: string) {
    const { value, cursor } = this.#texts.get(id) ?? EMPTY;
    return { value: value.join(''), cursor };
  }

  choice(id: string) {
    const chosen = this.#chosen.get(id) ?? -1;
    return this.#open?.id === id ? { chosen, marked: this.#open.marked } : { chosen };
  }

  isChecked(id: string): boolean {
    return this.#checked.has(id);
  }

  points(id: string): readonly number[] {
    return this.#points.get(id) ?? [];
  }

  top(id: string): number {
    return this.#tops.get(id) ?? 0;
  }

  /** The control of `screen` that keys go to: where the person went, else the first field or pattern, else the primary button. */
  focusOf({ parts }: Screen): string | undefined {
    const controls = parts.filter(isControl);
    const of = (wanted: (part: ControlPart) => boolean) => controls.find(wanted)?.id;
    return (
      of(({ id }) => id === this.#focus) ??
      of(({ kind }) => kind === 'field' || kind === 'pattern') ??
      of((part) => part.kind === 'button' && part.isPrimary) ??
      controls[0]?.id
    );
  }

  /** Forgets everything. */
  clear(): void {
    for (const map of [this.#texts, this.#chosen, this.#points, this.#tops]) map.clear();
    this.#checked.clear();
    this.leave();
  }

  /** Another screen comes up: where the keys went counts no more. What was typed stays, for a step back. */
  leave(): void {
    this.#focus = undefined;
    this.#open = undefined;
    this.#points.clear();
  }

  /** Forgets what is in these fields. */
  empty(ids: readonly string[]): void {
    for (const id of ids) this.#texts.delete(id);
  }

  /** Takes an input on `screen`. `undefined`: it meant nothing there. */
  take(input: UiInput, screen: Screen): FormEvent | undefined {
    if (input.type === 'key') return this.#key(input.key, screen);
    if (input.type === 'text') return this.#type(input.text, screen);
    const part = screen.parts.filter(isControl).find(({ id }) => id === input.part);
    if (!part) return undefined;
    switch (input.type) {
      case 'click':
        return this.#click(part, input.index);
      case 'set':
        return part.kind === 'field' ? this.#set(part, input.value) : undefined;
      case 'choose':
        return this.#choose(part, input.index);
      case 'draw':
        return part.kind === 'pattern' ? this.#draw(part, input.points) : undefined;
      default:
        return input satisfies never;
    }
  }

  #click(part: ControlPart, index: number | undefined): FormEvent | undefined {
    const wasOpen = this.#open?.id === part.id;
    this.#open = undefined;
    this.#focus = part.id;
    switch (part.kind) {
      case 'button':
        return { type: 'clicked', id: part.id };
      case 'check':
        return this.#toggle(part.id);
      case 'choice':
        if (index !== undefined) return this.#choose(part, index);
        if (!wasOpen) this.#open = { id: part.id, marked: Math.max(0, part.chosen) };
        return { type: 'edited', id: part.id };
      case 'pattern':
        return index === undefined ? { type: 'edited', id: part.id } : this.#addPoint(part, index);
      case 'field':
      case 'list':
        return { type: 'edited', id: part.id };
      default:
        return part satisfies never;
    }
  }

  #toggle(id: string): FormEvent {
    if (!this.#checked.delete(id)) this.#checked.add(id);
    return { type: 'edited', id };
  }

  #choose(part: ControlPart, index: number): FormEvent | undefined {
    this.#open = undefined;
    const option = part.kind === 'choice' ? part.options[index] : undefined;
    if (!option) return undefined;
    this.#focus = part.id;
    this.#chosen.set(part.id, index);
    return { type: 'chosen', id: part.id, option: option.id };
  }

  #set({ id, max }: FieldPart, text: string): FormEvent {
    const value = printable(text);
    if (value.length > max) return { type: 'too-long', id, max };
    this.#focus = id;
    this.#texts.set(id, { value, cursor: value.length });
    return { type: 'edited', id };
  }

  #draw({ id }: PatternPart, points: readonly number[]): FormEvent {
    this.#focus = id;
    this.#points.delete(id);
    return { type: 'drawn', id, points: points.slice(0, POINTS + 1) };
  }

  /** The last point again ends the drawing. */
  #addPoint(part: PatternPart, point: number): FormEvent | undefined {
    if (!(Number.isInteger(point) && point >= 1 && point <= POINTS)) return undefined;
    const points = this.points(part.id);
    if (points.length > 0 && points.at(-1) === point) return this.#draw(part, points);
    // One more than there are points shows that one was repeated; more tell nothing new.
    if (points.length <= POINTS) this.#points.set(part.id, [...points, point]);
    return { type: 'edited', id: part.id };
  }

  #type(text: string, screen: Screen): FormEvent | undefined {
    const part = this.#focused(screen);
    if (this.#open || !part) return undefined;
    if (part.kind === 'field') return this.#insert(part, printable(text));
    if (part.kind === 'pattern') {
      let event: FormEvent | undefined;
      for (const character of text) event = this.#addPoint(part, Number(character)) ?? event;
      return event;
    }
    if (text !== ' ') return undefined;
    if (part.kind === 'check') return this.#toggle(part.id);
    return part.kind === 'button' || part.kind === 'choice' ? this.#click(part, undefined) : undefined;
  }

  #insert({ id, max }: FieldPart, added: readonly string[]): FormEvent | undefined {
    if (added.length === 0) return undefined;
    const { value, cursor } = this.#texts.get(id) ?? EMPTY;
    if (value.length + added.length > max) return { type: 'too-long', id, max };
    this.#texts.set(id, { value: [...value.slice(0, cursor), ...added, ...value.slice(cursor)], cursor: cursor + added.length });
    return { type: 'edited', id };
  }

  #key(key: UiKey, screen: Screen): FormEvent | undefined {
    const part = this.#focused(screen);
    if (this.#open && part?.kind === 'choice') return this.#keyInList(key, part);
    if (part?.kind === 'field') {
      const event = this.#keyInField(key, part);
      if (event) return event;
    }
    switch (key) {
      case 'tab':
      case 'down':
        return part?.kind === 'list' && key === 'down' ? this.#scroll(part.id, 1, part.rows.length) : this.#move(1, screen);
      case 'shift-tab':
      case 'up':
        return part?.kind === 'list' && key === 'up' ? this.#scroll(part.id, -1, part.rows.length) : this.#move(-1, screen);
      case 'right':
        return this.#move(1, screen);
      case 'left':
        return this.#move(-1, screen);
      case 'enter':
        return this.#enter(part, screen);
      case 'escape':
        return this.#escape(screen);
      case 'backspace':
        if (part?.kind === 'pattern') {
          this.#points.set(part.id, this.points(part.id).slice(0, -1));
          return { type: 'edited', id: part.id };
        }
        return undefined;
      case 'page-down':
        return part?.kind === 'list' ? this.#scroll(part.id, PAGE, part.rows.length) : undefined;
      case 'page-up':
        return part?.kind === 'list' ? this.#scroll(part.id, -PAGE, part.rows.length) : undefined;
      case 'home':
      case 'end':
      case 'delete':
        return undefined;
      default:
        return key satisfies never;
    }
  }

  #keyInList(key: UiKey, part: Extract<ControlPart, { kind: 'choice' }>): FormEvent | undefined {
    const marked = this.#open?.marked ?? 0;
    const mark = (to: number): FormEvent => {
      this.#open = { id: part.id, marked: Math.min(part.options.length - 1, Math.max(0, to)) };
      return { type: 'edited', id: part.id };
    };
    if (key === 'down') return mark(marked + 1);
    if (key === 'up') return mark(marked - 1);
    if (key === 'home' || key === 'page-up') return mark(0);
    if (key === 'end' || key === 'page-down') return mark(part.options.length - 1);
    if (key === 'enter') return this.#choose(part, marked);
    // Any other key closes the list and leaves the choice as it was.
    this.#open = undefined;
    return { type: 'edited', id: part.id };
  }

  #keyInField(key: UiKey, { id }: FieldPart): FormEvent | undefined {
    const { value, cursor } = this.#texts.get(id) ?? EMPTY;
    const put = (next: readonly string[], at: number): FormEvent => {
      this.#texts.set(id, { value: next, cursor: Math.min(next.length, Math.max(0, at)) });
      return { type: 'edited', id };
    };
    const without = (at: number) => [...value.slice(0, at), ...value.slice(at + 1)];
    if (key === 'backspace') return cursor === 0 ? put(value, 0) : put(without(cursor - 1), cursor - 1);
    if (key === 'delete') return put(without(cursor), cursor);
    if (key === 'left') return put(value, cursor - 1);
    if (key === 'right') return put(value, cursor + 1);
    if (key === 'home') return put(value, 0);
    if (key === 'end') return put(value, value.length);
    return undefined;
  }

  #enter(part: ControlPart | undefined, screen: Screen): FormEvent | undefined {
    if (!part) return undefined;
    if (part.kind === 'pattern') return this.points(part.id).length > 0 ? this.#draw(part, this.points(part.id)) : undefined;
    if (part.kind !== 'field' && part.kind !== 'list') return this.#click(part, undefined);
    const controls = screen.parts.filter(isControl);
    const rest = controls.slice(controls.indexOf(part) + 1);
    const next = rest.find(({ kind }) => kind === 'field' || kind === 'choice' || kind === 'check' || kind === 'pattern');
    if (next) return this.#goTo(next.id);
    const primary = controls.find((each) => each.kind === 'button' && each.isPrimary);
    return primary && { type: 'clicked', id: primary.id };
  }

  #escape({ parts }: Screen): FormEvent | undefined {
    const way = parts.filter(isControl).find(({ kind, id }) => kind === 'button' && (id === 'cancel' || id === 'back'));
    return way && { type: 'clicked', id: way.id };
  }

  #move(by: 1 | -1, screen: Screen): FormEvent | undefined {
    const ids = screen.parts.filter(isControl).map(({ id }) => id);
    if (ids.length === 0) return undefined;
    const at = ids.indexOf(this.focusOf(screen) ?? '');
    return this.#goTo(ids[(at + by + ids.length) % ids.length] as string);
  }

  #goTo(id: string): FormEvent {
    this.#focus = id;
    return { type: 'edited', id };
  }

  #scroll(id: string, by: number, rows: number): FormEvent {
    this.#tops.set(id, Math.min(Math.max(0, rows - 1), Math.max(0, this.top(id) + by)));
    return { type: 'edited', id };
  }

  #focused(screen: Screen): ControlPart | undefined {
    const id = this.focusOf(screen);
    return screen.parts.filter(isControl).find((part) => part.id === id);
  }
}

/** The characters of `text` that can be typed: no control characters. */
function printable(text: string): string[] {
  return [...text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')];
}
