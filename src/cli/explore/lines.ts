/** Pieces that all reports of `recsim explore` are made of: numbers one can read, and which properties hold. */
import type { Style } from '../text.ts';

/** `125 395`. */
export const count = (number: number): string => String(number).replace(/\B(?=(\d{3})+$)/g, ' ');

/** So many in a second, of `number` in `ms` milliseconds. */
export const perSecond = (number: number, ms: number): number => Math.round(number / Math.max(0.001, ms / 1_000));

/** Each property by its name; of one that is broken `whyOf` tells in lines how, the others hold where all was looked at. */
export function propertyLines<Property extends { readonly name: string }>(
  properties: readonly Property[],
  whyOf: (property: Property) => readonly string[] | undefined,
  isExhausted: boolean,
  style: Style,
): string[] {
  return properties.flatMap((property) => {
    const why = whyOf(property);
    if (!why) return [`  ${isExhausted ? style('green', '✓') : ' '} ${property.name}`];
    return [`  ${style('red', '✗')} ${property.name}`, ...why];
  });
}
