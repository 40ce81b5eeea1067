import { describe, expect, it } from 'vitest';
import { encodeLine, plainLine } from '../../../src/ui/cells/ansi.ts';
import { Canvas, columnsOf, shorten, wrap } from '../../../src/ui/cells/canvas.ts';

const lineOf = (text: string, x = 0, width = 10) => {
  const canvas = new Canvas(width, 1);
  canvas.put(x, 0, text);
  return plainLine(canvas.lines[0] ?? []);
};

describe('drawing on cells', () => {
  it('cuts off what lies outside, on both sides', () => {
    expect(lineOf('abcdef', -2, 3)).toBe('cde');
    expect(lineOf('abcdef', 8)).toBe('        ab');
  });

  it('a wide character takes two columns, and is left out where only one is free', () => {
    expect(columnsOf('監視')).toBe(4);
    expect(lineOf('監視', 7)).toBe('       監');
  });

  it('lets no control character through to the terminal', () => {
    expect(lineOf('a\x1b[2Jb\u202ec')).toBe('a [2Jb c');
  });

  it('shortens to a width with an ellipsis', () => {
    expect(shorten('recorder', 8)).toBe('recorder');
    expect(shorten('recorder', 5)).toBe('reco…');
    expect(shorten('監視カメラ', 5)).toBe('監視…');
  });

  it('wraps at spaces', () => {
    expect(wrap('keep holding the button', 12)).toEqual(['keep holding', 'the button']);
  });
});

describe('lines for a terminal', () => {
  const line = (() => {
    const canvas = new Canvas(12, 1);
    canvas.put(0, 0, '╭─█ ', 'good');
    canvas.put(4, 0, '監 ♪', 'key');
    return canvas.lines[0] ?? [];
  })();

  it('have colours of the 256-colour table and end unstyled', () => {
    expect(encodeLine(line, { colour: true, ascii: false })).toContain('\x1b[0;1;38;5;78m╭─█ ');
    expect(encodeLine(line, { colour: true, ascii: false }).lastIndexOf('\x1b[0m')).toBeGreaterThan(0);
  });

  it('have no colour where none is wanted, and keep what stands out by other means', () => {
    const text = encodeLine(line, { colour: false, ascii: false });
    expect(text).not.toContain('8;5;');
    expect(text).toContain('\x1b[0;1;7m監');
  });

  it('are ASCII where nothing else is understood, with the same number of columns', () => {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: styles are taken away to count columns.
    const text = encodeLine(line, { colour: false, ascii: true }).replace(/\x1b\[[\d;]*m/g, '');
    expect(text).toBe('.-# ?? ~    ');
  });
});
