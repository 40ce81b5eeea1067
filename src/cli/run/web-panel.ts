/** The panel of a run in the browser: opens the server, and lets what people do there happen at the recorder's time. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Result, unwrap } from '../../errors.ts';
import type { WallClock } from '../../hal/wall-clock.ts';
import { carryOut } from '../../ui/panel/carry-out.ts';
import { FlashWatch } from '../../ui/panel/flash-part.ts';
import { openPanelServer, type PanelServer } from '../../ui/panel/server.ts';
import { Stream } from '../../ui/panel/stream.ts';
import { Windows } from '../../ui/panel/windows.ts';
import type { Desk } from '../../ui/terminal/desk.ts';
import type { Tempo } from '../../ui/terminal/tempo.ts';
import type { Companion, Session } from './companions.ts';

/** Where it is when nobody says otherwise. */
const USUAL_PORT = 8720;
/** Beside the built command, or beside the sources: dist/panel in either case. */
const FOLDER = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  fileURLToPath(import.meta.url).endsWith('.ts') ? '../../../dist/panel' : 'panel',
);

export interface WebPanelOptions {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  /** How to attach to the serial console. */
  readonly console?: string | undefined;
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
  { host = '127.0.0.1', port, console }: WebPanelOptions,
): Promise<WebPanel> {
  let session: Session | undefined;
  const windows = new Windows({
    stream: new Stream(desk, { tempo, console, flash: new FlashWatch(desk, wall) }),
    wall,
    keepUp: () => session?.keepUp(),
    carryOut(deed) {
      let done: object = { ok: false, refused: 'the run has ended' };
      session?.happen(() => {
        done = carryOut(deed, desk, tempo);
      });
      return done;
    },
  });
  const open = (wanted: number): Promise<Result<PanelServer>> => openPanelServer({ windows, host, port: wanted, folder: FOLDER });
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
