/** The keyboard on a screen: what the keys of a terminal mean to the recorder. */
import { UI_KEYS, type UiInput, type UiKey } from '../screen/model.ts';

/** `undefined` for a key without meaning there. */
export function inputOfKey(key: string): UiInput | undefined {
  if (key === 'space') return { type: 'text', text: ' ' };
  if ((UI_KEYS as readonly string[]).includes(key)) return { type: 'key', key: key as UiKey };
  return [...key].length === 1 ? { type: 'text', text: key } : undefined;
}
