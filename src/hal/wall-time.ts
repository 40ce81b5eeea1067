/** How long things take on this machine, in milliseconds since some moment. For reports only: nothing that is simulated may ask. */
export const wallMs = (): number => performance.now();

/** Lets this process hear of signals, files and sockets before it goes on. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** What the clock on the wall says, in milliseconds since 1970: for the dates in records, and nothing else. */
export const unixMs = (): number => Date.now();
