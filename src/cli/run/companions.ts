/**
 * What accompanies a run: the recorder kept in a directory, a log file, a serial console. Each is opened before the run begins, hears of it once it does, and is closed on
 * every way out, the latest first. What a killed process cannot close must not need it (see there).
 */

/** A run that goes on. */
export interface Session {
  /** Something comes from outside: it happens now, at the recorder's time. */
  happen(act: () => void): void;
  /** Brings the recorder's time up to now. */
  keepUp(): void;
}

export interface Companion {
  /** What is to be said of it first, for people. */
  readonly greeting?: string;
  /** Time flows from now on. Not called where it does not flow by itself. */
  join?(session: Session): void;
  close(): void | Promise<void>;
}

export class Companions {
  readonly #open: Companion[] = [];

  add<T extends Companion>(companion: T): T {
    this.#open.push(companion);
    return companion;
  }

  join(session: Session): void {
    for (const companion of this.#open) companion.join?.(session);
  }

  /** Closes all, also where one of them fails; then throws what the first of these threw. */
  async close(): Promise<void> {
    const failures: unknown[] = [];
    for (let companion = this.#open.pop(); companion; companion = this.#open.pop()) {
      try {
        await companion.close();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }
}
