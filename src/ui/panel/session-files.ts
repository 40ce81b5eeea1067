/** The session at the desk as files: a scenario that does it again, the snapshot that it begins with where that is nothing recsim can make again, and all signals as waves. */
import type { Bench } from '../../bench/bench.ts';
import type { TraceEntry } from '../../bench/trace.ts';
import type { Board } from '../../board.ts';
import { snapshotText } from '../../scenario/snapshot-file.ts';
import { Diary } from '../../session/diary.ts';
import { scenarioText } from '../../session/scenario-text.ts';
import { vcdOf } from '../../wave/vcd.ts';
import { Reader, waveOf } from '../../wave/wave.ts';
import type { Desk } from '../terminal/desk.ts';
import type { GivenFile, PanelFiles } from './files.ts';

const SCENARIO = 'session.yaml';
const BEGINNING = 'session-state.json';
/** So much of a very long session is in its waves at least. */
const MOMENTS_KEPT = 50_000;

export interface SessionFilesOptions {
  readonly desk: Desk;
  /** How a scenario names a board that stood on the desk. */
  readonly nameOf: (board: Board) => string;
  /** Why the session is not to be written down; `undefined` where it may be. */
  readonly refusal: () => string | undefined;
}

export function sessionFiles({ desk, nameOf, refusal }: SessionFilesOptions): PanelFiles['given'] {
  let diary = new Diary(desk.bench);
  let moments = momentsOf(desk.bench);
  desk.onRecorder((bench) => {
    if (bench === diary.bench) return;
    diary = new Diary(bench);
    moments = momentsOf(bench);
  });
  const unlessRefused = (make: () => GivenFile) => () => {
    const refused = refusal();
    return refused === undefined ? make() : { refused };
  };
  return {
    [`/${SCENARIO}`]: unlessRefused(() => {
      const { beginning, bench } = desk;
      const state = typeof beginning === 'string' ? beginning : `./${BEGINNING}`;
      return { name: SCENARIO, type: 'application/yaml', text: scenarioText(diary, { board: nameOf(bench.board), state }) };
    }),
    [`/${BEGINNING}`]: () => {
      const { beginning } = desk;
      if (typeof beginning === 'string') return { refused: `This recorder came ${beginning}: a scenario needs no file for that.` };
      return { name: BEGINNING, type: 'application/json', text: snapshotText(beginning) };
    },
    '/session.vcd': () => {
      const { board, nowUs } = desk.bench;
      return { name: 'session.vcd', type: 'text/plain', text: vcdOf(waveOf({ trace: moments, board, virtualUs: nowUs })) };
    },
  };
}

/** What waves are made of, from the beginning of a bench on, for longer than its own trace goes back. It grows with the bench, and forgets the oldest where there is too much. */
function momentsOf({ board, trace }: Bench): readonly TraceEntry[] {
  const kept: TraceEntry[] = [];
  const reader = new Reader(board);
  const hear = (entry: TraceEntry) => {
    let isSeen = false;
    reader.read(entry, () => {
      isSeen = true;
    });
    if (isSeen) kept.push(entry);
    if (kept.length > 2 * MOMENTS_KEPT) kept.splice(0, kept.length - MOMENTS_KEPT);
  };
  for (const entry of trace.entries) hear(entry);
  trace.onEntry(hear);
  return kept;
}
