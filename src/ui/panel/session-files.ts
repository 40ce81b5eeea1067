/** The session at the desk as files: a scenario that does it again, the snapshot that it begins with where that is nothing recsim can make again, and all signals as waves. */
import type { Board } from '../../board.ts';
import { snapshotText } from '../../scenario/snapshot-file.ts';
import { Diary } from '../../session/diary.ts';
import { scenarioText } from '../../session/scenario-text.ts';
import { vcdOf } from '../../wave/vcd.ts';
import { waveOf } from '../../wave/wave.ts';
import type { Desk } from '../terminal/desk.ts';
import type { GivenFile, PanelFiles } from './files.ts';

const SCENARIO = 'session.yaml';
const BEGINNING = 'session-state.json';

export interface SessionFilesOptions {
  readonly desk: Desk;
  /** How a scenario names a board that stood on the desk. */
  readonly nameOf: (board: Board) => string;
  /** Why the session is not to be written down; `undefined` where it may be. */
  readonly refusal: () => string | undefined;
}

export function sessionFiles({ desk, nameOf, refusal }: SessionFilesOptions): PanelFiles['given'] {
  let diary = new Diary(desk.bench);
  desk.onRecorder((bench) => {
    if (bench !== diary.bench) diary = new Diary(bench);
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
      const { trace, board, nowUs } = desk.bench;
      return { name: 'session.vcd', type: 'text/plain', text: vcdOf(waveOf({ trace: trace.entries, board, virtualUs: nowUs })) };
    },
  };
}
