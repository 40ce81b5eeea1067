/**
 * A line hands bytes over in portions of any size, and none of that may matter: inputs of 12 bytes are sent in all their 2^11 portionings, each to a recorder of its own, and
 * must leave the same screen on a terminal and the same trace. With no time between the portions every byte sent and every moment of the trace must be the same; with a
 * millisecond between them frames are drawn in between, and the moments differ. Three inputs stand for all of the decoder's modes and are tried in full, the others in
 * every 16th portioning: the decoder alone is tried with everything in decoder.test.ts.
 */
import { createHash } from 'node:crypto';
import { Terminal } from '@xterm/headless';
import { describe, expect, it } from 'vitest';
import { readyBench } from '../../support/owner.ts';
import { MS, seedBoard } from '../../support/world.ts';

const LENGTH = 12;
const PORTIONINGS = 2 ** (LENGTH - 1);

interface Input {
  /** Keys up to the screen it is sent on. */
  readonly before: string;
  readonly bytes: Buffer;
  /** Every so many of its portionings are tried. */
  readonly every: 1 | 16;
}

/** The login by pattern, and the field for the password. */
const PATTERN = '\r';
const PASSWORD = '\r\t\r';

/** Each ends in something that is seen: text, a guess, a click. */
const INPUTS: Readonly<Record<string, Input>> = {
  'a pattern and keys': { every: 1, before: PATTERN, bytes: Buffer.from('\t\x1b[A147856\r\t') },
  'characters of one to four bytes': { every: 1, before: PASSWORD, bytes: Buffer.from('abé€😀\t') },
  'a click': { every: 16, before: PASSWORD, bytes: Buffer.from('x\x1b[<0;25;15M') },
  'a click on an old terminal': { every: 16, before: PASSWORD, bytes: Buffer.from('\x1b[M 9/\x1b[M#9/') },
  'a size': { every: 16, before: PASSWORD, bytes: Buffer.from('\x1b[30;100R\t9\r') },
  'a cut character and sequences in sequences': { every: 1, before: PASSWORD, bytes: Buffer.from('\xc3\x1b[2\x1b[3~\x1b[Z\r', 'latin1') },
};

/** The number of a portioning says by its bits where one portion ends. */
function portionsOf(bytes: Buffer, portioning: number): Buffer[] {
  const portions: Buffer[] = [];
  let from = 0;
  for (let at = 1; at <= bytes.length; at++) {
    if (at < bytes.length && (portioning & (1 << (at - 1))) === 0) continue;
    portions.push(bytes.subarray(from, at));
    from = at;
  }
  return portions;
}

interface Outcome {
  /** Everything that was sent. */
  readonly sent: Buffer;
  readonly trace: string;
  readonly traceWithoutTimes: string;
}

const board = seedBoard({ initDurationUs: 1 * MS });

/** Sends an input to a recorder of its own, in portions; `gapUs` goes by after each. */
function send({ before, bytes }: Input, portioning: number, gapUs: number): Outcome {
  const bench = readyBench({ board });
  const line = bench.hal.console;
  line.receive(Buffer.from(before));
  // All at once is cheaper: one frame in all.
  bench.advance(gapUs);
  const from = bench.trace.entries.length;
  const startUs = bench.nowUs;
  for (const portion of portionsOf(bytes, portioning)) {
    line.receive(portion);
    if (gapUs > 0) bench.advance(gapUs);
  }
  // An Escape at the end is a key by then.
  bench.advanceTo(startUs + 70 * MS);
  const entries = bench.trace.entries.slice(from);
  return {
    sent: Buffer.from(line.sentSince(0)),
    trace: JSON.stringify(entries),
    traceWithoutTimes: JSON.stringify(entries.map(({ signal, value, detail }) => [signal, value, detail])),
  };
}

/** One terminal for all: a portioning whose bytes were seen before shows what was shown then. */
const terminal = new Terminal({ cols: 100, rows: 30, allowProposedApi: true });
const shown = new Map<string, string>();

async function screenOf(sent: Buffer): Promise<string> {
  const key = createHash('sha1').update(sent).digest('hex');
  let screen = shown.get(key);
  if (screen === undefined) {
    terminal.reset();
    await new Promise<void>((resolve) => terminal.write(sent, resolve));
    screen = createHash('sha1').update(cells()).digest('hex');
    shown.set(key, screen);
  }
  return screen;
}

/** What the terminal shows, with its colours. */
function cells(): string {
  const buffer = terminal.buffer.active;
  const cell = buffer.getNullCell();
  let text = '';
  for (let y = 0; y < terminal.rows; y++) {
    const row = buffer.getLine(buffer.viewportY + y);
    for (let x = 0; x < terminal.cols; x++) {
      row?.getCell(x, cell);
      text += `${cell.getChars()} ${cell.getFgColor()} ${cell.getBgColor()} ${cell.isBold()}\n`;
    }
  }
  return text;
}

describe.each(Object.keys(INPUTS))('%s', (name) => {
  const input = INPUTS[name] as Input;

  it('has 12 bytes, and does something', () => {
    expect(input.bytes).toHaveLength(LENGTH);
    const { sent, trace } = send(input, 0, 0);
    const nothing = send({ ...input, bytes: Buffer.alloc(0) }, 0, 0);
    expect([sent.toString(), trace]).not.toEqual([nothing.sent.toString(), nothing.trace]);
  });

  it('in all portionings, at once: the same bytes, and the same trace to the microsecond', { timeout: 60_000 }, () => {
    const whole = send(input, 0, 0);
    for (let portioning = 1; portioning < PORTIONINGS; portioning += input.every) {
      const { sent, trace } = send(input, portioning, 0);
      if (trace !== whole.trace || !sent.equals(whole.sent)) fail(input, portioning, { trace, sent }, whole);
    }
  });
});

describe.each([
  ['a pattern and keys', 1],
  ['a cut character and sequences in sequences', 16],
])('%s', (name, every) => {
  const input = INPUTS[name] as Input;

  it('in all portionings, a millisecond apart: the same screen in the end, and the same trace', { timeout: 60_000 }, async () => {
    const whole = send(input, 0, MS);
    const screen = await screenOf(whole.sent);
    expect(await screenOf(send(input, 0, 0).sent)).toBe(screen);
    for (let portioning = 1; portioning < PORTIONINGS; portioning += every) {
      const { sent, traceWithoutTimes: trace } = send(input, portioning, MS);
      if (trace !== whole.traceWithoutTimes || (await screenOf(sent)) !== screen)
        fail(input, portioning, { trace, sent }, { trace: whole.traceWithoutTimes, sent: whole.sent });
    }
  });
});

/** Shows which portions it was that made a difference, and which. */
function fail({ bytes }: Input, portioning: number, got: Pick<Outcome, 'trace' | 'sent'>, whole: Pick<Outcome, 'trace' | 'sent'>): void {
  const which = portionsOf(bytes, portioning).map((portion) => portion.toString('latin1'));
  expect({ which, trace: got.trace, sent: got.sent.toString() }).toEqual({ which, trace: whole.trace, sent: whole.sent.toString() });
  expect({ which, screen: 'another' }).toEqual({ which, screen: 'the same' });
}
