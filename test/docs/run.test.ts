import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { panelPicture, phonePicture } from '../../scripts/panel-picture.ts';
import { addRunCommand } from '../../src/cli/run.ts';
import { keysAt } from '../../src/ui/terminal/keys.ts';
import { COMMANDS } from '../../src/ui/terminal/plain-commands.ts';

const guide = readFileSync('docs/run.md', 'utf8');

/** The rows of the table whose first heading is `heading`, cell by cell. */
function table(heading: string): string[][] {
  const tables = guide.split('\n\n').filter((part) => part.startsWith('|'));
  const rows = tables.map((part) => part.trim().split('\n').map(cellsOf)).find(([heads]) => heads?.[0] === heading);
  return rows?.slice(2) ?? [];
}

/** A row's cells; a bar that belongs to a cell is written \\|. */
function cellsOf(row: string): string[] {
  return row
    .slice(1, -1)
    .split(/(?<!\\)\|/)
    .map((cell) => cell.replaceAll('\\|', '|').trim());
}

describe('docs/run.md', () => {
  it.each([
    ['key', 'desk'],
    ['at the monitor', 'monitor'],
    ['with the phone', 'phone'],
    ['with the mail', 'inbox'],
  ] as const)('lists every key as the panel has it: "%s"', (heading, place) => {
    expect(table(heading)).toEqual(keysAt(place).map(({ shown, meaning }) => [`\`${shown}\``, meaning]));
  });

  it('lists every plain command as it is', () => {
    expect(table('command')).toEqual(COMMANDS.map(({ name, args, meaning }) => [`\`${`${name} ${args}`.trimEnd()}\``, meaning]));
  });

  it('lists every option', () => {
    const program = new Command();
    addRunCommand(program);
    const options = program.commands[0]?.options.map((option) => option.long) ?? [];
    expect(table('option').map(([cell]) => cell?.match(/--[a-z-]+/)?.[0])).toEqual(expect.arrayContaining(options));
    expect(table('option')).toHaveLength(options.length);
  });

  it('shows the panel as it is drawn today (make pictures)', () => {
    expect(guide).toContain('(images/panel.svg)');
    expect(guide).toContain('(images/phone.svg)');
    expect(readFileSync('docs/images/panel.svg', 'utf8')).toBe(panelPicture('boards/seed/board.json'));
    expect(readFileSync('docs/images/phone.svg', 'utf8')).toBe(phonePicture('boards/seed/board.json'));
  });
});
