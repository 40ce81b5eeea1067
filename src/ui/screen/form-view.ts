/** What has been typed, chosen and drawn so far, as a screen needs it to be drawn. */
export interface FormView {
  field(id: string): { readonly value: string; readonly cursor: number };
  /** Index of the chosen option, -1 for none; `marked` while the list is open. */
  choice(id: string): { readonly chosen: number; readonly marked?: number };
  isChecked(id: string): boolean;
  points(id: string): readonly number[];
  /** The first row shown of a list. */
  top(id: string): number;
}
