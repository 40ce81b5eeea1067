/** A panel at work on a terminal made of two streams, in wall time that passes when a test says so. */
import { EventEmitter } from 'node:events';
import { Pacer } from '../../src/ui/terminal/pacer.ts';
import { PanelApp } from '../../src/ui/terminal/panel-app.ts';
import { Tempo } from '../../src/ui/terminal/tempo.ts';
import type { Streams } from '../../src/ui/terminal/terminal.ts';
import { createDesk } from './desk.ts';
import { ManualWall } from './manual-wall.ts';
import { showOn } from './screen.ts';

/** A panel on a terminal made of two streams; `type` sends bytes, `out` is what was written. */
export function openPanel({ columns = 80, rows = 24, hasBell = true, desk = createDesk(), greeting = undefined as string | undefined } = {}) {
  const input = Object.assign(new EventEmitter(), {
    isRaw: false,
    setRawMode(raw: boolean) {
      input.isRaw = raw;
    },
    resume() {},
    pause() {},
  });
  const written: string[] = [];
  const output = Object.assign(new EventEmitter(), {
    columns,
    rows,
    write(text: string) {
      written.push(text);
      return true;
    },
  });
  const wall = new ManualWall();
  const pacer = new Pacer(wall, 1);
  let hasQuit = false;
  const app = new PanelApp(
    {
      desk,
      state: 'provisioned',
      greeting,
      pacer,
      tempo: new Tempo(desk, pacer),
      looks: { colour: true, ascii: false },
      hasBell,
      wall,
      streams: { input, output, writeNow: (text: string) => written.push(text) } as unknown as Streams,
    },
    () => {
      hasQuit = true;
      app.close();
    },
  );
  app.open();
  return {
    app,
    desk,
    wall,
    input,
    output,
    written,
    type: (text: string) => input.emit('data', Buffer.from(text, 'latin1')),
    screen: async () => (await showOn(output.columns, output.rows, ...written)).lines,
    hasQuit: () => hasQuit,
  };
}

/** Where `text` stands on the screen, counted from 1 as the terminal does. */
export const placeOf = (lines: readonly string[], text: string) => {
  const y = lines.findIndex((each) => each.includes(text));
  return { x: (lines[y] ?? '').indexOf(text) + 1, y: y + 1 };
};
