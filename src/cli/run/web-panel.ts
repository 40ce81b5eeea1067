/** The panel of a run in the browser: opens the server, and lets what people do there happen at the recorder's time. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BoardFile, loadBoard } from '../../board-file.ts';
import { formatProblem, type Result, unwrap } from '../../errors.ts';
import type { WallClock } from '../../hal/wall-clock.ts';
import { BoardEditor } from '../../ui/panel/board-editor.ts';
import { carryOut, showPicture } from '../../ui/panel/carry-out.ts';
import { FlashWatch } from '../../ui/panel/flash-part.ts';
import { Player } from '../../ui/panel/player.ts';
import { Scripts } from '../../ui/panel/scripts.ts';
import { openPanelServer, type PanelServer } from '../../ui/panel/server.ts';
import { sessionFiles } from '../../ui/panel/session-files.ts';
import { Stream } from '../../ui/panel/stream.ts';
import { Windows } from '../../ui/panel/windows.ts';
import type { Desk, Done } from '../../ui/terminal/desk.ts';
import type { Tempo } from '../../ui/terminal/tempo.ts';
import type { Companion, Session } from './companions.ts';

/** Where it is when nobody says otherwise. */
const USUAL_PORT = 8720;
/** Beside the built command, or beside the sources: dist/panel in either case. */
const FOLDER = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  fileURLToPath(import.meta.url).endsWith('.ts') ? '../../../dist/panel' : 'panel',
);
/** So soon time goes on that a scenario lets pass: at once, but not before others had their turn. */
const SOON_MS = 1;
const ENDED = { ok: false, refused: 'the run has ended' };

export interface WebPanelOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** How to attach to the serial console. */
  readonly console?: string | undefined;
  /** The file of the board that the run began with; by default that of the one that ships under its name. */
  readonly boardFile?: BoardFile | undefined;
  readonly hashCost?: number | undefined;
}

export interface WebPanel extends Companion {
  readonly url: string;
  readonly greeting: string;
}

/** Rejects with a ProblemError where the port that was asked for cannot be had; one that nobody asked for is taken where it is free. */
export async function openWebPanel(
  desk: Desk,
  tempo: Tempo,
  wall: WallClock,
  { host = '127.0.0.1', port, console, boardFile, hashCost }: WebPanelOptions,
): Promise<WebPanel> {
  let session: Session | undefined;
  const scripts = new Scripts({ hashCost });
  const player = new Player({ desk, tempo, wake: () => void wall.after(SOON_MS, () => session?.keepUp()) });
  const refusal = () => (desk.isPlayed ? 'A scenario was played with this recorder: what was done is in its file.' : undefined);
  const board = new BoardEditor(desk, boardFile ?? unwrap(loadBoard(desk.bench.board.name)));
  const windows = new Windows({
    stream: new Stream(desk, { tempo, console, flash: new FlashWatch(desk, wall), player, scripts, board, refusal }),
    wall,
    keepUp: () => session?.keepUp(),
    carryOut(deed) {
      let done: object = ENDED;
      session?.happen(() => {
        done = carryOut(deed, desk, tempo, { player, scripts, board });
      });
      return done;
    },
  });
  const scanPicture = (picture: Uint8Array) => {
    let done: Done = ENDED;
    session?.happen(() => {
      done = showPicture(picture, desk);
    });
    // That it is being read: while it is, nobody is told anything.
    windows.tell();
    return done;
  };
  const files = {
    given: {
      ...sessionFiles({ desk, nameOf: (each) => board.nameOf(each), refusal }),
      '/session-board.json': () => board.sessionBoard(),
      '/board.json': (name: string | undefined) => board.file(name),
    },
    taken: {
      '/scenario': (name: string, text: string) => {
        const brought = scripts.bring(name, text);
        return brought.ok ? { ok: true, ...brought.value } : { ok: false, problems: brought.problems.map(formatProblem) };
      },
    },
  };
  const open = (wanted: number): Promise<Result<PanelServer>> => openPanelServer({ windows, scanPicture, host, port: wanted, folder: FOLDER, files });
  let opened = await open(port ?? USUAL_PORT);
  if (!opened.ok && port === undefined) opened = await open(0);
  const server = unwrap(opened);
  return {
    url: server.url,
    greeting: `Panel: ${server.url}`,
    join(joined) {
      session = joined;
    },
    async close() {
      session = undefined;
      windows.close();
      await server.close();
    },
  };
}
