/** What a start of recsim loads: of the sources, and of the built files. What only failures and options need comes later, when they do. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSync, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, test } from 'vitest';
import { recsim } from '../support/command.ts';

const MAIN = 'src/main.ts';

describe('modules', () => {
  let inputs: Metafile['inputs'];
  beforeAll(() => {
    inputs = buildSync({
      entryPoints: [MAIN],
      bundle: true,
      splitting: true,
      packages: 'external',
      platform: 'node',
      format: 'esm',
      outdir: 'nowhere',
      write: false,
      metafile: true,
    }).metafile.inputs;
  });

  /** What is loaded with these modules, at once; packages too. */
  function loadedWith(...modules: readonly string[]): readonly string[] {
    const found = new Set<string>(modules);
    for (const module of found)
      for (const { path: imported, kind } of inputs[module]?.imports ?? []) if (kind !== 'dynamic-import') found.add(imported);
    return [...found];
  }

  test('a run that passes and writes no report loads nothing that explains, counts coverage, draws or reads reports', () => {
    const loaded = loadedWith(MAIN, 'src/cli/test-files.ts');
    expect(loaded).toEqual(expect.arrayContaining(['src/scenario/runner.ts', 'src/fsm/system.ts', 'zod']));
    const idle =
      /^src\/(wave|report|lab|testing|ui\/picture|ui\/terminal)\/|explain-causes|scenario\/(account|read-report|report-junit)|coverage\/(coverage|reach|minimum|text)|cli\/(watch|vcd)|cli\/test\/(pool|journal|judge)|serialport|zxing|nodemailer|smtp-server|mailparser|qrcode|fast-png|^node:crypto$/;
    expect(loaded.filter((module) => idle.test(module))).toEqual([]);
  });

  test('--help loads the options of the verbs and nothing that a verb works with', () => {
    const loaded = loadedWith(MAIN);
    expect(loaded).toContain('src/cli/sweep.ts');
    expect(loaded.filter((module) => /^(zod|yaml|xstate)$|^src\/(bench|fsm|scenario|firmware|lab|wave|board-file)/.test(module))).toEqual([]);
  });

  test('board list loads boards and nothing that runs one', () => {
    const loaded = loadedWith(MAIN, 'src/cli/board/list.ts');
    expect(loaded).toContain('src/board-file.ts');
    // The words of the statecharts are plain data, in which the faulty boards say what is wrong with theirs.
    const ofRuns = /^xstate$|^src\/(bench|fsm(?!\/words)|scenario|firmware|lab|wave)\//;
    expect(loaded.filter((module) => ofRuns.test(module))).toEqual([]);
  });
});

/** The files of dist that were opened, as V8's own coverage tells. */
function filesOpened(...args: readonly string[]): readonly string[] {
  const folder = mkdtempSync(path.join(tmpdir(), 'recsim-cold-'));
  try {
    expect(recsim(args, { env: { NODE_V8_COVERAGE: folder } }).code).toBe(0);
    const [record = ''] = readdirSync(folder);
    const { result } = JSON.parse(readFileSync(path.join(folder, record), 'utf8')) as { result: { url: string }[] };
    return result.map(({ url }) => url).filter((url) => url.includes('/dist/'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('built files', () => {
  // Each costs a millisecond to find, read and link; they were 51 before the build kept together what is loaded together.
  test.each([
    [['test', 'scenarios/hold-25s.yaml'], 16],
    [['board', 'list'], 8],
    [['--help'], 5],
  ])('%j opens few', (args, most) => {
    const opened = filesOpened(...args);
    expect(opened.length).toBeGreaterThan(1);
    expect(opened.length).toBeLessThanOrEqual(most);
  });
});
