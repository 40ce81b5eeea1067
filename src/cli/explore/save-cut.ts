/**
 * What power cuts did, for people: where a recorder can be brought to do the story's work, a scenario that begins with the flash before it and cuts the power at the same operations;
 * else the flash as the cuts left it, which `recsim flash show` draws.
 */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import { snapshotOfFlash } from '../../bench/snapshot.ts';
import { type BoardFile, referenceTo } from '../../board-file.ts';
import { unwrap } from '../../errors.ts';
import type { Failure } from '../../explore/power-cuts/explore.ts';
import type { CutProperty } from '../../explore/power-cuts/properties.ts';
import type { Story } from '../../explore/power-cuts/story.ts';
import type { MemoryStore } from '../../hal/nor/memory-store.ts';
import { loadScenario } from '../../scenario/decode.ts';
import { runScenario } from '../../scenario/runner.ts';
import { snapshotText } from '../../scenario/snapshot-file.ts';
import { writeWhole } from '../../whole-file.ts';

/** Returns the file to look at: a scenario that fails as long as the fault is there, or a snapshot. `base`: its path without what follows the last dot. */
export async function saveCut(base: string, file: BoardFile, story: Story, failure: Failure, property: CutProperty): Promise<string> {
  const snapshot = `${base}.json`;
  const keep = (flash: MemoryStore) => unwrap(writeWhole(snapshot, snapshotText(snapshotOfFlash(file.board.name, story.geometry, flash))));
  const steps = stepsOf(story, failure);
  if (steps) {
    keep(story.flash);
    const scenario = `${base}.yaml`;
    const description = failure.description;
    const board = referenceTo(file.file);
    const written = {
      name: `Against "${property.name}"`,
      description,
      version: 2,
      board,
      state: `./${path.basename(snapshot)}`,
      timeout: '1 h',
      steps,
    };
    unwrap(writeWhole(scenario, stringify(written, { lineWidth: 0 })));
    if ((await runScenario(unwrap(loadScenario(scenario)))).outcome !== 'PASS') return scenario;
    // A recorder does not show it from outside.
    rmSync(scenario);
  }
  keep(failure.left);
  return snapshot;
}

const UNTIL = '10 min';

function stepsOf({ begunBy, erases }: Story, { cuts }: Failure): object[] | undefined {
  if (!begunBy || !erases) return undefined;
  const steps: object[] = [];
  const ready = [{ power: 'on' }, { 'wait-state': { state: 'boot.ready', timeout: UNTIL } }];
  const menu = { 'set-control': { 'part-id': 'power', control: 'factory-default', value: 1 } };
  cuts.forEach(({ operation, when }, index) => {
    const cut = { 'cut-power': { 'at-flash-operation': operation, when: typeof when === 'number' ? 'during' : when } };
    steps.push(...(begunBy === 'menu' && index === 0 ? [...ready, cut, menu] : [cut, { power: 'on' }]));
    steps.push({ 'wait-pin': { 'part-id': 'power', value: 0, timeout: UNTIL } });
  });
  steps.push(...ready);
  if (begunBy === 'menu' && cuts.length === 0) steps.push(menu, { 'wait-state': { state: 'boot.ready.wizard', timeout: UNTIL } });
  return [...steps, { 'expect-storage': { credentials: 'factory', 'contains-none-of': erases } }];
}
