import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InputDecoder, type InputEvent } from '../../../src/ui/terminal/input.ts';

const bytes = (text: string) => Buffer.from(text, 'latin1');
const decode = (text: string): InputEvent[] => new InputDecoder().feed(bytes(text));
const keys = (text: string) => decode(text).map((event) => (event.type === 'key' ? event.key : `${event.kind} ${event.x},${event.y}`));

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

  it('other mouse buttons, the wheel and motion are nothing', () => {
    expect(keys('\x1b[<2;5;5M\x1b[<64;5;5M\x1b[<32;5;5M')).toEqual([]);
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

  it('characters outside ASCII are nothing', () => {
    expect(keys(Buffer.from('é大p', 'utf8').toString('latin1'))).toEqual(['p']);
  });

  it('any portions give the same events, whatever the bytes', () => {
    const piece = fc.oneof(
      fc.constantFrom('p', ' ', '\x03', '\x1b', '\x1b[', '\x1b[A', '\x1b[<0;10;5M', '\x1b[<0;10;5m', '\x1bO', ';', '<', '9', 'M'),
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
