/** How long things take on this machine, in milliseconds since some moment. For reports only: nothing that is simulated may ask. */
export const wallMs = (): number => performance.now();

/** Lets whatever else waits in this process have its turn: a signal, a stream. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
