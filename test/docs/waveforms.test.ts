/** docs/waveforms.md says what is: its signals, its options, the keys of the record. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, test } from 'vitest';
import { addReplayCommand } from '../../src/cli/replay.ts';
import { SIGNALS } from '../../src/wave/signals.ts';

const text = readFileSync('docs/waveforms.md', 'utf8');
const section = (from: string, to: string) => text.slice(text.indexOf(from), text.indexOf(to));

describe('docs/waveforms.md', () => {
  test('has every signal with its kind', () => {
    const kinds = { wire: 'level', real: 'volts', string: 'text' } as const;
    const rows = [...section('## VCD files', '## A recorded press').matchAll(/^\| (`.*`) \| (wire|real|string) \|/gm)];
    const told = rows.flatMap(([, names = '', kind]) =>
      [...names.matchAll(/`([^`]*)`/g)].map(([, name]) => `${name} ${kinds[kind as keyof typeof kinds]}`),
    );
    expect(told.sort()).toEqual(SIGNALS.map(({ group, name, kind }) => `${group}.${name} ${kind}`).sort());
  });

  test('has every option of replay', () => {
    const program = new Command();
    addReplayCommand(program);
    const options = program.commands[0]?.options.map(({ long }) => long) ?? [];
    const told = [...section('| option |', '### What is read').matchAll(/^\| (.*?) \|/gm)].flatMap(([, cell = '']) => cell.match(/--[a-z-]+/g) ?? []);
    expect(told.sort()).toEqual(options.sort());
  });
});
