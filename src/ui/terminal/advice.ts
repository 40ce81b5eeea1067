/** What the coach says: one sentence, and what to press for it. */
import { isControl, type Screen } from '../screen/model.ts';
import { type Action, keyFor } from './keys.ts';
import type { Place } from './whereabouts.ts';

export interface Advice {
  /** `do`: act; `wait`: nothing to do; `now`: act at once; `done`: it worked; `wrong`: it did not. */
  readonly tone: 'do' | 'wait' | 'now' | 'done' | 'wrong';
  readonly text: string;
  /** The key that does it. */
  readonly action?: Action;
  /** The control of the recorder's screen that it is about. */
  readonly part?: string;
}

export const advice = (tone: Advice['tone'], text: string, action?: Action): Advice => ({ tone, text, ...(action ? { action } : {}) });

/** About a control of the recorder's screen. */
export const about = (tone: Advice['tone'], text: string, part: string): Advice => ({ tone, text, part });

/** The key to press next, as people read it; `undefined` where there is nothing to press. At the monitor it leads to the control that the advice is about. */
export function pressFor({ action, part }: Advice, place: Place | 'anywhere', screen: Screen | undefined): string | undefined {
  if (place === 'anywhere') return undefined;
  if (action) return keyFor(action, place)?.shown;
  const control = place === 'monitor' ? screen?.parts.filter(isControl).find(({ id }) => id === part) : undefined;
  if (!control) return undefined;
  if (screen?.focus !== control.id) return control.kind === 'button' && control.isPrimary && isInLastField(screen) ? 'enter' : 'tab';
  if (control.kind === 'button' || control.kind === 'choice') return 'enter';
  if (control.kind === 'pattern') return control.points.length > 0 ? 'enter' : undefined;
  return control.kind === 'check' ? 'space' : undefined;
}

/** Enter there clicks the primary button. */
function isInLastField(screen: Screen | undefined): boolean {
  const controls = screen?.parts.filter(isControl) ?? [];
  const at = controls.findIndex(({ id }) => id === screen?.focus);
  return controls[at]?.kind === 'field' && controls.slice(at + 1).every(({ kind }) => kind === 'button');
}
