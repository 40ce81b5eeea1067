/**
 * The matchers, as vitest and Jest take them: `expect.extend(MATCHERS)`. Those that let virtual time pass are awaited; the others look at what is and what has been.
 * A mistake in the test itself - a state that the board has not, a duration without a unit - throws an Error, under `.not` too.
 */
import { Bench } from '../bench/bench.ts';
import type { LedPattern, Verdict } from '../board.ts';
import type { ScreenTexts } from '../scenario/condition.ts';
import type { MailWish } from '../scenario/mails.ts';
import { formatFailure, printable } from '../scenario/report-text.ts';
import type { Run } from '../scenario/run.ts';
import type { Stored } from '../scenario/stored.ts';
import { formatSeconds } from '../units.ts';
import type { Part } from './conditions.ts';
import { type Finding, type Matched, matched } from './finding.ts';
import { type Beeps, beeped, inFlash, inState, led, on, storedAs, type Times, taken, verdict } from './looking.ts';
import { type For, reachState, receiveMail, say, showScreen, stayInState, stayOff, stayOn, type Within } from './waiting.ts';

/** What `expect(bench)` can be asked; each also after `.not`. */
export interface BenchMatchers {
  /** The state, or one below it, is active: `boot.ready`, `hold.counting.window`, `menu.login.pattern`. */
  toBeInState(path: string): void;
  /** The buzzer sounds, the led shows any pattern but `off`, the processor has power. */
  toBeOn(part: Part): void;
  /** The led shows this pattern. */
  toHaveLed(pattern: LedPattern): void;
  /** The buzzer has beeped since power was last good: exactly `count` times or at least once, for `on` each if that is said. */
  toHaveBeeped(beeps?: Beeps): void;
  /** What the firmware decided about the button since the last power-up, and for that reason: a code, or a part of the explanation. */
  toHaveVerdict(verdict: Verdict, reason?: { readonly because?: string }): void;
  /** The login data as the next boot would read it; `factory`: no password is set. */
  toHaveStored(stored: Stored): void;
  /** The text stands somewhere in the raw image of the flash, live or left over. */
  toHaveInFlash(text: string): void;
  /** The time from the latest `from` before it to the latest `to`. Both have happened; without limits that is all that is asked. */
  toHaveTaken(times: Times): void;
  /** Lets time pass until the state, or one below it, is active, for an instant too. */
  toReachState(path: string, wait?: Within): Promise<void>;
  /** Lets time pass; the state is not left, for an instant neither. */
  toStayInState(path: string, duration: For): Promise<void>;
  /** Lets time pass; the part never goes off. */
  toStayOn(part: Part, duration: For): Promise<void>;
  /** Lets time pass; the part never goes on. */
  toStayOff(part: Part, duration: For): Promise<void>;
  /** The monitor shows a screen with this title, or with and without these texts: now, or at some moment `within` that time. */
  toShowScreen(screen: string | ScreenTexts, wait?: Within): Promise<void>;
  /** Lets time pass until a mail is in the owner's inbox that no expectation has met yet. */
  toReceiveMail(mail?: MailWish & Within): Promise<void>;
  /** Lets time pass until this comes on the serial console, or has come since the last that was found. */
  toSay(text: string | RegExp, wait?: Within): Promise<void>;
}

/** What `expect(run)` can be asked of what `runScenario` gave. */
export interface RunMatchers {
  /** Its outcome is PASS. */
  toHavePassed(): void;
}

const looks =
  <Rest extends unknown[]>(name: string, look: (bench: Bench, ...rest: Rest) => Finding) =>
  (received: unknown, ...rest: Rest): Matched => {
    const bench = benchOf(received, name);
    return matched(bench, name, look(bench, ...rest));
  };

const waits =
  <Rest extends unknown[]>(name: string, wait: (bench: Bench, ...rest: Rest) => Promise<Finding>) =>
  async (received: unknown, ...rest: Rest): Promise<Matched> => {
    const bench = benchOf(received, name);
    return matched(bench, name, await wait(bench, ...rest));
  };

export const MATCHERS = {
  toBeInState: looks('toBeInState', inState),
  toBeOn: looks('toBeOn', on),
  toHaveLed: looks('toHaveLed', led),
  toHaveBeeped: looks('toHaveBeeped', beeped),
  toHaveVerdict: looks('toHaveVerdict', (bench, wanted: Verdict, { because }: { readonly because?: string } = {}) => verdict(bench, wanted, because)),
  toHaveStored: looks('toHaveStored', storedAs),
  toHaveInFlash: looks('toHaveInFlash', inFlash),
  toHaveTaken: looks('toHaveTaken', taken),
  toReachState: waits('toReachState', reachState),
  toStayInState: waits('toStayInState', stayInState),
  toStayOn: waits('toStayOn', stayOn),
  toStayOff: waits('toStayOff', stayOff),
  toShowScreen: waits('toShowScreen', showScreen),
  toReceiveMail: waits('toReceiveMail', receiveMail),
  toSay: waits('toSay', say),
  toHavePassed: (received: unknown): Matched => {
    const run = runOf(received);
    return { pass: run.outcome === 'PASS', message: () => runText(run) };
  },
} satisfies Record<keyof (BenchMatchers & RunMatchers), (received: unknown, ...rest: never[]) => Matched | Promise<Matched>>;

function benchOf(received: unknown, matcher: string): Bench {
  if (!(received instanceof Bench)) throw new Error(`${matcher} is asked of a bench: write expect(bench).${matcher}(...) with what createBench gave`);
  if (received.trace.entries.length === 0 && received.recorder.firmware)
    throw new Error(`${matcher} needs the trace, and this bench keeps none: make it without trace: false`);
  return received;
}

function runOf(received: unknown): Run {
  if (typeof received === 'object' && received !== null && 'outcome' in received && 'scenario' in received) return received as Run;
  throw new Error('toHavePassed is asked of what runScenario gave: write expect(await runScenario(scenario)).toHavePassed()');
}

function runText({ scenario, failure, account, virtualUs }: Run): string {
  if (!failure) return `expected ${scenario.file} not to pass, and it passed in ${formatSeconds(virtualUs)} of virtual time`;
  return [
    `expected ${scenario.file} to pass`,
    `  ${failure.outcome} ${formatFailure(failure)}`,
    `  board ${scenario.board.name}, seed ${scenario.seed}`,
    ...account.map((line) => `  ${line}`),
  ]
    .map(printable)
    .join('\n');
}
