/** Exit codes of every verb. Source: the command line's contract. */
export const EXIT = { pass: 0, failed: 1, usage: 2, hardware: 3, aborted: 4, timeout: 42 } as const;
