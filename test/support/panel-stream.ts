/** The stream of a panel at a desk and all that is beside it, without a server, in wall time that passes when a test says so. */
import { loadBoard } from '../../src/board-file.ts';
import { unwrap } from '../../src/errors.ts';
import { BoardEditor } from '../../src/ui/panel/board-editor.ts';
import { FlashWatch } from '../../src/ui/panel/flash-part.ts';
import { Player } from '../../src/ui/panel/player.ts';
import { Scripts } from '../../src/ui/panel/scripts.ts';
import { Stream } from '../../src/ui/panel/stream.ts';
import type { Desk } from '../../src/ui/terminal/desk.ts';
import { type Pace, Pacer } from '../../src/ui/terminal/pacer.ts';
import { Tempo } from '../../src/ui/terminal/tempo.ts';
import { ManualWall } from './manual-wall.ts';

export function streamAt(desk: Desk, { wall = new ManualWall(), pace = 1 as Pace } = {}) {
  const pacer = new Pacer(wall, pace);
  const tempo = new Tempo(desk, pacer);
  const beside = {
    scripts: new Scripts({ hashCost: 4 }),
    player: new Player({ desk, tempo, wake() {} }),
    board: new BoardEditor(desk, unwrap(loadBoard(desk.bench.board.name))),
  };
  const stream = new Stream(desk, { tempo, flash: new FlashWatch(desk, wall), ...beside, refusal: () => undefined });
  return { wall, pacer, tempo, beside, stream };
}
