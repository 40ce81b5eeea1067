/** The recorder's screen as a person reads it: what is in a field, what a button is called, what it says. */
import { type ControlPart, isControl, type Screen } from '../screen/model.ts';

export function controlOf(screen: Screen | undefined, id: string): ControlPart | undefined {
  return screen?.parts.filter(isControl).find((part) => part.id === id);
}

/** What stands on a control; its id where it is not there. */
export const labelOf = (screen: Screen | undefined, id: string): string => controlOf(screen, id)?.label.text ?? id;

/** What is in a field, of a secret its bullets. */
export function fieldOf(screen: Screen | undefined, id: string): string {
  const part = controlOf(screen, id);
  return part?.kind === 'field' ? part.shown : '';
}

/** What the recorder answers to what was just done. */
export function messageOf(screen: Screen | undefined): string | undefined {
  const part = screen?.parts.find((each) => each.kind === 'text' && each.tone === 'message');
  return part?.kind === 'text' ? part.words.text : undefined;
}

/** A way in is locked: it says so above everything one could do. */
export function isLocked(screen: Screen | undefined): boolean {
  const parts = screen?.parts ?? [];
  const first = parts.findIndex((part) => part.kind === 'field' || part.kind === 'pattern' || part.kind === 'button');
  return parts.slice(0, Math.max(0, first)).some((part) => part.kind === 'text' && part.tone === 'fault');
}
