/** The command's frame: help, version, and what a mistyped word gets. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT, recsim } from '../support/command.ts';

describe('recsim', () => {
  test('tells its version, the one of the package', () => {
    const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
    expect(recsim(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test('--help shows examples and exit codes', () => {
    const { code, stdout } = recsim(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('Examples:');
    expect(stdout).toContain('Exit codes: 0 pass, 1 an expectation failed, 2 bad usage or file');
  });

  test('every verb has a help text with an example', () => {
    const verbs = [...recsim(['--help']).stdout.matchAll(/^ {2}([a-z]+)(?: \[| )/gm)]
      .map((match) => match[1])
      .filter((verb) => verb !== 'help' && verb !== 'recsim');
    expect(verbs).toEqual(expect.arrayContaining(['run', 'test', 'board']));
    for (const verb of verbs) {
      const { code, stdout } = recsim([verb as string, '--help']);
      expect(`${verb} ${code}`).toBe(`${verb} 0`);
      expect(stdout).toContain('Example');
    }
  });

  test.each([
    [['bord'], '(Did you mean board?)'],
    [['run', '--bord', 'x'], '(Did you mean --board?)'],
    [[], 'Usage: recsim'],
  ])('%j is bad usage: exit 2 and a hint', (args, hint) => {
    const { code, stderr } = recsim(args);
    expect(code).toBe(2);
    expect(stderr).toContain(hint);
  });
});
