/** A panel in the browser, served in this process as a run serves it: a desk whose time flows, and what is behind it, for tests to look at. */

import { openWebPanel, type WebPanelOptions } from '../../src/cli/run/web-panel.ts';
import { createWallClock, type WallClock } from '../../src/hal/wall-clock.ts';
import type { Desk } from '../../src/ui/terminal/desk.ts';
import { LiveSession } from '../../src/ui/terminal/live-session.ts';
import { createRunLog } from '../../src/ui/terminal/log.ts';
import { type Pace, Pacer } from '../../src/ui/terminal/pacer.ts';
import { Tempo } from '../../src/ui/terminal/tempo.ts';
import { createDesk } from './desk.ts';

export interface ServedPanel {
  readonly url: string;
  readonly desk: Desk;
  readonly tempo: Tempo;
  close(): Promise<void>;
}

interface ServeOptions extends WebPanelOptions {
  readonly desk?: Desk;
  readonly wall?: WallClock;
  readonly pace?: Pace;
}

/** On any free port, unless one is named. */
export async function servePanel({ desk = createDesk(), wall = createWallClock(), pace = 1, ...options }: ServeOptions = {}): Promise<ServedPanel> {
  const pacer = new Pacer(wall, pace);
  const tempo = new Tempo(desk, pacer);
  const log = createRunLog({ isJson: false, nowUs: () => desk.bench.nowUs, write: () => {} });
  const session = new LiveSession({ desk, log, pacer, wall, complain: () => {} });
  const panel = await openWebPanel(desk, tempo, wall, { port: 0, ...options });
  session.open();
  panel.join?.(session);
  return {
    url: panel.url,
    desk,
    tempo,
    close: async () => {
      session.close();
      await panel.close();
    },
  };
}
