/** docs/explore.md holds what is there: options, words of property files, and the picture. */
import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { explorePicture } from '../../scripts/explore-picture.ts';
import { addExploreCommand } from '../../src/cli/explore.ts';
import { SIGHTS } from '../../src/explore/timing/sights.ts';

const guide = readFileSync('docs/explore.md', 'utf8');

describe('docs/explore.md', () => {
  it('tells every option', () => {
    const program = new Command();
    addExploreCommand(program);
    const options = program.commands[0]?.options.map(({ long }) => long) ?? [];
    expect(options.filter((option) => option && !guide.includes(option))).toEqual([]);
  });

  it('tells everything that can be seen', () => {
    const words = SIGHTS.filter((sight) => !guide.includes(sight) && !/^verdict /.test(sight));
    expect(words).toEqual([]);
  });

  it('shows what recsim explore says today (make pictures)', async () => {
    expect(guide).toContain('(images/explore.svg)');
    expect(readFileSync('docs/images/explore.svg', 'utf8')).toBe(await explorePicture('faulty/arms-at-any-press'));
  });
});
