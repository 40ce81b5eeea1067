/** The ways a run that goes on by itself ends: the person, a signal, an error nobody expected. Each of them comes to the same place. */
import { onEnding } from '../endings.ts';
import { EXIT } from '../exit.ts';

/**
 * Runs until it is ended; returns the exit code, or throws what went wrong. `begin` starts it, is told how to end it, and returns what stops it: called once or more, also in
 * a process that exits.
 */
export function untilEnded(begin: (end: (code: number) => void) => () => void): Promise<number> {
  return new Promise((resolve, reject) => {
    let stop = () => {};
    const end = (code: number) => {
      stop();
      resolve(code);
    };
    process.on('uncaughtException', (error) => {
      stop();
      reject(error);
    });
    process.on('exit', () => stop());
    onEnding(() => end(EXIT.pass));
    stop = begin(end);
  });
}
