/** How long things take on this machine, in milliseconds since some moment. For reports only: nothing that is simulated may ask. */
export const wallMs = (): number => performance.now();
