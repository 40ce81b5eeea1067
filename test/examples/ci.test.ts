/** examples/ci: the command lines in them are ones that recsim knows, and do together what the files say. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { ROOT, recsim } from '../support/command.ts';

type Jobs = Record<string, { steps?: { run?: string }[]; script?: string[] }>;

const FILES = ['github-actions.yml', 'gitlab-ci.yml'];
const read = (file: string) => parse(readFileSync(path.join(ROOT, 'examples/ci', file), 'utf8')) as Record<string, unknown>;

/** What the jobs of a file run in a shell, in order. */
function lines(file: string): string[] {
  const { jobs, ...top } = read(file);
  const all = Object.values((jobs ?? top) as Jobs).flatMap((job) => [...(job?.steps ?? []).flatMap(({ run }) => run ?? []), ...(job?.script ?? [])]);
  return all.flatMap((line) => line.trim().split('\n'));
}

/** As the shell of that shard would see it. */
const ofShard = (line: string, shard: number) =>
  line
    .replaceAll('${{ matrix.shard }}', String(shard))
    .replaceAll('$CI_NODE_INDEX', String(shard))
    .replaceAll('$CI_NODE_TOTAL', '4')
    .replaceAll('npx recsim', `${process.execPath} ${path.join(ROOT, 'dist/main.js')}`);

const isRecsim = (line: string) => line.startsWith('npx recsim ');

describe.each(FILES)('examples/ci/%s', (file) => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'recsim-ci-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test('is YAML whose variables are all known here', () => {
    const told = lines(file).map((line) => ofShard(line, 1));
    expect(told.filter((line) => /\$/.test(line))).toEqual([]);
  });

  test('names verbs and options that recsim has', () => {
    const told = lines(file).filter(isRecsim);
    expect(told).toHaveLength(2);
    for (const line of told) {
      const [, , verb = '', ...words] = line.replaceAll(/\$\{\{[^}]*\}\}/g, '1').split(' ');
      const { code, stdout } = recsim([verb, '--help']);
      expect([verb, code]).toEqual([verb, 0]);
      for (const option of words.filter((word) => word.startsWith('--')))
        expect([verb, stdout.match(new RegExp(`^ *${option}( |$)`, 'm'))?.[0].trim()]).toEqual([verb, option]);
    }
  });

  test('runs every scenario once in its four shards, and joins them to one report that passes', () => {
    const sh = (line: string) => spawnSync('sh', ['-euc', line], { cwd: folder, encoding: 'utf8' });
    expect(sh(`mkdir scenarios && cp -r ${ROOT}/scenarios/hold-*.yaml ${ROOT}/scenarios/short-*.yaml scenarios`).status).toBe(0);
    const own = lines(file).filter((line) => isRecsim(line) || line.startsWith('mkdir'));
    const [joins, ...each] = own.reverse() as [string, ...string[]];
    for (let shard = 1; shard <= 4; shard++)
      for (const line of each.toReversed()) expect(sh(ofShard(line, shard))).toMatchObject({ status: 0, stderr: '' });
    expect(sh(ofShard(joins, 0))).toMatchObject({ status: 0, stderr: '' });
    const junit = readFileSync(path.join(folder, 'junit.xml'), 'utf8');
    const record = JSON.parse(readFileSync(path.join(folder, 'record.json'), 'utf8')) as { runs: unknown[]; summary: { passed: number } };
    const count = recsim(['test', path.join(folder, 'scenarios'), '--list'])
      .stdout.trim()
      .split('\n').length;
    expect(count).toBeGreaterThan(4);
    expect([record.runs.length, record.summary.passed, junit.match(/<testcase /g)?.length]).toEqual([count, count, count]);
    // A shard that was lost is not a success.
    expect(sh('rm reports/shard-3.json').status).toBe(0);
    expect(sh(ofShard(joins, 0)).status).toBe(2);
  }, 120_000);
});
