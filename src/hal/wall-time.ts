/** How long things take on this machine, in milliseconds since some moment. For reports only: nothing that is simulated may ask. */
export const wallMs = (): number => performance.now();

/** Lets this process hear of signals, files and sockets before it goes on. */
export const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
