/** `recsim doctor` on the machine that runs the tests, whatever that one is. */
import { describe, expect, test } from 'vitest';
import { recsim } from '../support/command.ts';

describe('recsim doctor', () => {
  test('looks at this machine, and that is no failure, whatever it has', () => {
    const { code, stdout, stderr } = recsim(['doctor']);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout).toContain(`Node ${process.versions.node}`);
    expect(stdout).toMatch(/recsim run/);
  });

  test('--json: facts and findings under stable names', () => {
    const { code, stdout } = recsim(['doctor', '--json']);
    const { board, isReady, findings, machine } = JSON.parse(stdout);
    expect([code, board, typeof isReady]).toEqual([0, 'pi-4', 'boolean']);
    expect(Object.keys(machine)).toEqual(expect.arrayContaining(['kernel', 'model', 'user', 'packages', 'chips', 'holders', 'serial']));
    expect(machine).toMatchObject({ node: process.versions.node, platform: process.platform });
    expect(machine.packages).toContainEqual({ name: 'serialport' });
    expect(findings.map(({ code }: { code: string }) => code)).toEqual(expect.arrayContaining(['model', 'versions', 'package']));
    for (const finding of findings)
      expect(finding).toMatchObject({ section: expect.any(String), level: expect.stringMatching(/^(ok|note|problem)$/) });
  });

  test('a board that was asked for and cannot be used: exit code 3', () => {
    // Its reset button is connected nowhere.
    const { code, stdout } = recsim(['doctor', '--board', 'seed', '--ascii']);
    expect(code).toBe(3);
    expect(stdout).toContain('x reset');
    expect(stdout).toContain('x Board seed cannot be used with --hal pi on this machine');
  });

  test('a board that is not there: exit code 2, and near names', () => {
    const { code, stderr } = recsim(['doctor', '--board', 'pi-44']);
    expect([code, stderr]).toEqual([2, expect.stringContaining('Did you mean "pi-4"?')]);
  });
});
