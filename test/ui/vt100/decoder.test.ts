import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputDecoder, type InputEvent } from '../../../src/ui/vt100/decoder.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const decode = (text: string): InputEvent[] => new InputDecoder().feed(bytes(text));
const told = (event: InputEvent) => {
  if (event.type === 'key') return event.key;
  return event.type === 'mouse' ? `${event.kind} ${event.x},${event.y}` : `at ${event.row},${event.column}`;
};
const keys = (text: string) => decode(text).map(told);

describe('what a terminal sends', () => {
  it('letters are keys by their own name, control characters by theirs', () => {
    expect(keys('pU? \r\n\x03\x1a.+')).toEqual(['p', 'U', '?', 'space', 'enter', 'enter', 'ctrl-c', 'ctrl-z', '.', '+']);
  });

  it('arrows come in both forms', () => {
    expect(keys('\x1b[A\x1b[D\x1bOA\x1bOC')).toEqual(['up', 'left', 'up', 'right']);
  });

  it('the left mouse button is pressed and released at a cell counted from 0', () => {
    expect(keys('\x1b[<0;1;1M\x1b[<0;80;24m')).toEqual(['press 0,0', 'release 79,23']);
  });

  it('moves are told while the left button is down', () => {
    expect(keys('\x1b[<0;1;1M\x1b[<32;5;6M\x1b[<0;5;6m')).toEqual(['press 0,0', 'move 4,5', 'release 4,5']);
  });

  it('other mouse buttons, the wheel, motion without a button and cells that are none are nothing', () => {
    expect(keys('\x1b[<2;5;5M\x1b[<64;5;5M\x1b[<35;5;5M\x1b[<0;0;5M\x1b[<0;5;0M\x1b[<34;5;5M')).toEqual([]);
  });

  it('a terminal that knows only the old mouse reports has a mouse too', () => {
    expect(keys('\x1b[M !!p\x1b[M@*+\x1b[M#*+\x1b[M"!!q')).toEqual(['press 0,0', 'p', 'move 9,10', 'release 9,10', 'q']);
    expect(keys('\x1b[M \x1b[A')).toEqual(['up']);
  });

  it('keys beyond the letters have their names, however the terminal numbers them', () => {
    expect(keys('\t\x1b[Z\x7f\x08\x1b[3~')).toEqual(['tab', 'shift-tab', 'backspace', 'backspace', 'delete']);
    expect(keys('\x1b[H\x1b[F\x1b[1~\x1b[4~\x1b[7~\x1b[8~\x1bOH\x1b[5~\x1b[6~')).toEqual([
      ...['home', 'end', 'home', 'end', 'home', 'end', 'home'],
      ...['page-up', 'page-down'],
    ]);
    expect(keys('\x04\x0c\x01')).toEqual(['ctrl-d', 'ctrl-l', 'ctrl-a']);
  });

  it('the answer to the question for the size is told', () => {
    expect(keys('\x1b[24;80R')).toEqual(['at 24,80']);
    expect(keys('\x1b[24R\x1b[;R\x1b[999999;1R')).toEqual([]);
  });

  it('unknown sequences are dropped whole, also ones longer than any real one', () => {
    expect(keys(`\x1b[15~p\x1b[${'1;'.repeat(5000)}Xu\x1b[200~`)).toEqual(['p', 'u']);
  });

  it('Ctrl-C is heard even inside a broken sequence', () => {
    expect(keys('\x1b[<0;12\x03')).toEqual(['ctrl-c']);
  });

  it('a lone Escape is a key once nothing follows it', () => {
    const decoder = new InputDecoder();
    expect(decoder.feed(bytes('\x1b'))).toEqual([]);
    expect(decoder.isPending).toBe(true);
    expect(decoder.flush()).toEqual([{ type: 'key', key: 'escape' }]);
    expect(decoder.isPending).toBe(false);
    expect(decoder.feed(bytes('p'))).toEqual([{ type: 'key', key: 'p' }]);
  });

  it('characters of any alphabet are keys by themselves', () => {
    expect(keys(Buffer.from('é大🔑p', 'utf8').toString('latin1'))).toEqual(['é', '大', '🔑', 'p']);
  });

  it('a broken character is nothing, and what follows it is read', () => {
    expect(keys('\xc3p\xe5\xa4\x1b[A\xff\x80q\xf4\xbf\xbf\xbfr\xed\xa0\x80s\xc2\x85t')).toEqual(['p', 'up', 'q', 'r', 's', 't']);
  });

  it('any portions give the same events, whatever the bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom(
        'p',
        ' ',
        '\xc3',
        '\xa9',
        '\xf0\x9f',
        '\x1b[M',
        '\x1b[24;80R',
        '\x03',
        '\x1b',
        '\x1b[',
        '\x1b[A',
        '\x1b[<0;10;5M',
        '\x1b[<0;10;5m',
        '\x1bO',
        ';',
        '<',
        '9',
        'M',
      ),
      fc.uint8Array({ maxLength: 6 }).map((raw) => Buffer.from(raw).toString('latin1')),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), fc.array(fc.nat(12), { maxLength: 60 }), (pieces, cuts) => {
        const all = bytes(pieces.join(''));
        const decoder = new InputDecoder();
        const events: InputEvent[] = [];
        let from = 0;
        for (const cut of cuts) {
          events.push(...decoder.feed(all.subarray(from, from + cut)));
          from += cut;
        }
        events.push(...decoder.feed(all.subarray(from)));
        expect(events).toEqual(new InputDecoder().feed(all));
      }),
      { numRuns: 500 },
    );
  });
});
