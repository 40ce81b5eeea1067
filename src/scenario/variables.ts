/** `${NAME}` in the texts of a scenario: what a `code-as` has named. */
const VARIABLE = /\$\{(\w+)\}/g;

/** The names in a text. */
export const variablesIn = (written: string): string[] => [...written.matchAll(VARIABLE)].map(([, name = '']) => name);

/** The text with what the names stand for. */
export const withVariables = (written: string, variables: ReadonlyMap<string, string>): string =>
  written.replace(VARIABLE, (whole, name: string) => variables.get(name) ?? whole);
