/** `--coverage` and `--coverage-min`. What they ask for is loaded when they are given. */
export interface CoverageOptions {
  readonly coverage?: true;
  readonly coverageMin?: string;
}

export const isCovering = ({ coverage, coverageMin }: CoverageOptions): boolean => coverage === true || coverageMin !== undefined;
