/**
 * Hours at the serial console in virtual time: `console-sessions HOURS` has a desk as `recsim run` has it, and people who come and go: log in, look around, log out, guess
 * wrongly, take the ways back in, unplug the cable, pull the plug. Says in a line of JSON after each hour what is in use once all garbage is gone, and at the end what happened.
 * Node must be started with --expose-gc.
 */
import { readdirSync, writeSync } from 'node:fs';
import { ConsoleBridge } from '../../../src/cli/run/console-bridge.ts';
import type { SerialLine } from '../../../src/hal/ports.ts';
import { isControl } from '../../../src/ui/screen/model.ts';
import { Desk } from '../../../src/ui/terminal/desk.ts';
import { createRunLog } from '../../../src/ui/terminal/log.ts';
import { US_PER_S } from '../../../src/units.ts';
import { ManualWall } from '../manual-wall.ts';
import { seedBoard } from '../world.ts';

const hours = Number(process.argv[2]);
const HOUR_US = 3_600 * US_PER_S;

/** A cable that somebody may take out. What the recorder sends is counted. */
class Line implements SerialLine {
  isIn = true;
  sent = 0;
  #listener: (bytes: Uint8Array) => void = () => {};

  write(bytes: Uint8Array): boolean {
    if (this.isIn) this.sent += bytes.length;
    return this.isIn;
  }

  onReceive(listener: (bytes: Uint8Array) => void): void {
    this.#listener = listener;
  }

  receive(text: string): void {
    if (this.isIn) this.#listener(Buffer.from(text));
  }
}

const desk = new Desk({ board: seedBoard(), seed: 1, hashCost: 1 });
const { bench } = desk;
const line = new Line();
const wall = new ManualWall();
const bridge = new ConsoleBridge(desk, line, wall);
const counts: Record<string, number> = {};
const log = createRunLog({ isJson: false, nowUs: () => bench.nowUs, write: () => {} });
desk.retell((entry, happening) => {
  log.entry(entry, happening);
  const what = `${entry.signal} ${entry.value}`;
  if (/^(log|recovery|journal|firmware|verdict|console) /.test(what)) counts[what] = (counts[what] ?? 0) + 1;
});
bridge.join({
  happen(act) {
    act();
    bench.advance(0);
  },
  keepUp() {},
});

function wait(seconds: number): void {
  bench.advance(seconds * US_PER_S);
  wall.pass(100);
}

function type(text: string): void {
  line.receive(text);
  wait(0.1);
}

const controls = () => bench.recorder.firmware?.screen.parts.filter(isControl) ?? [];
const focus = () => bench.recorder.firmware?.screen.focus;

/** Tab until it is there. */
function goTo(label: string): void {
  const part = controls().find((each) => each.label.text === label);
  if (!part) throw new Error(`there is no "${label}" on ${bench.title}: ${controls().map((each) => each.label.text)}`);
  for (let tabs = 0; focus() !== part.id; tabs++) {
    if (tabs > 40) throw new Error(`Tab never comes to "${label}" on ${bench.title}`);
    type('\t');
  }
}

/** Presses a button, and waits for what comes of it. */
function press(...labels: string[]): void {
  for (const label of labels) {
    goTo(label);
    type('\r');
    wait(1);
  }
}

function fill(label: string, text: string): void {
  goTo(label);
  type(text);
}

function draw(points: string): void {
  goTo('Unlock pattern');
  type(`${points}\r`);
  wait(1);
}

/** Through the login by pattern into the main menu, and out again. */
const SESSIONS: readonly (() => void | Promise<void>)[] = [
  function looksAround() {
    draw('12369');
    press('Security', 'Back', 'Event Log', 'Back', 'System', 'Back', 'Log Out');
  },
  function guesses() {
    draw('12365');
    draw('1478');
    press('Forgot Pattern');
    for (const guess of ['password1', 'admin2026', 'Recorder2026']) {
      fill('Password', guess);
      press('OK');
    }
    press('Log Out');
  },
  function triesCodes() {
    press('Forgot Pattern', 'Forgot Password', 'OK');
    for (const code of ['1234 5678', '8765 4321']) {
      fill('Security code', code);
      press('Next');
    }
    press('Refresh', 'Cancel', 'Back');
  },
  function answers() {
    press('Forgot Pattern', 'Forgot Password', 'OK');
    goTo('Reset Type');
    type('\r\x1b[B\r');
    for (const colour of ['green', 'blue']) {
      for (const [label, answer] of [
        ['Answer 1', colour],
        ['Answer 2', 'rex'],
        ['Answer 3', 'porto'],
      ] as const)
        fill(label, answer);
      press('Next');
    }
    setsAnotherPassword();
  },
  function losesTheCable() {
    draw('12369');
    goTo('Security');
    line.isIn = false;
    wait(3);
    type('nobody hears this');
    line.isIn = true;
    type('\x0c');
    press('Security', 'Back', 'Log Out');
    type('\x04');
  },
  function isCutOffInAKey() {
    type('\x1b');
    line.isIn = false;
    wait(60);
    line.isIn = true;
  },
  function walksAway() {
    draw('12369');
    wait(11 * 60);
  },
  function restarts() {
    draw('12369');
    press('System', 'Restart', 'OK');
    wait(40);
  },
  function pullsThePlug() {
    desk.unplug();
    wait(2);
    desk.plugIn();
    wait(40);
  },
  function pressesTooShortly() {
    desk.unplug();
    wait(2);
    while (!bench.lid.isOpen) desk.openFurther();
    desk.press();
    wait(4);
    desk.plugIn();
    wait(8);
    desk.release();
    desk.closeLid();
    wait(40);
  },
];

/** The whole way back in, by phone and mail: as often as the service allows. */
async function scans(): Promise<void> {
  press('Forgot Pattern', 'Forgot Password', 'OK');
  await bench.outside.phone.scan('gDMSS');
  await bench.pass(10 * US_PER_S);
  fill('Security code', desk.memory.recall() ?? 'none');
  press('Next');
  setsAnotherPassword();
}

/** On the way back in; the pattern is gone then, and drawn anew. */
function setsAnotherPassword(): void {
  fill('New Password', 'Recorder2026');
  fill('Confirm Password', 'Recorder2026');
  press('Save', 'OK');
  fill('Password', 'Recorder2026');
  press('OK', 'Security', 'Pattern');
  draw('12369');
  draw('12369');
  press('Back', 'Log Out');
}

/** Bytes of the heap once all garbage is gone, and descriptors. */
function inUse(): { readonly heap: number; readonly descriptors: number } {
  for (let round = 0; round < 3; round++) globalThis.gc?.();
  return { heap: process.memoryUsage().heapUsed, descriptors: readdirSync('/proc/self/fd').length };
}

const say = (what: object) => writeSync(1, `${JSON.stringify(what)}\n`);

wait(40);
let sessions = 0;
for (let hour = 1; hour <= hours; hour++) {
  if (hour % 2 === 1) await inSession(scans);
  while (bench.nowUs < hour * HOUR_US) await inSession(SESSIONS[sessions % SESSIONS.length] as () => void);
  say({ hour, sessions, entries: bench.trace.entries.length, ...inUse() });
}
say({ sent: line.sent, counts });

/** Somebody comes, and goes. */
async function inSession(act: () => void | Promise<void>): Promise<void> {
  sessions++;
  type('\r');
  try {
    await act();
  } catch (error) {
    throw new Error(`session ${sessions}, ${act.name}: ${(error as Error).message}`);
  }
  wait(5);
}
