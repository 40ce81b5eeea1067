/** `recsim run` in a terminal: the panel. */
import { writeSync } from 'node:fs';
import { PanelApp } from '../../ui/terminal/panel-app.ts';
import { EXIT } from '../exit.ts';
import { speaksUtf8 } from '../text.ts';
import { stateOf } from './options.ts';
import type { Run } from './start.ts';
import { untilEnded } from './until-ended.ts';

export function runPanel({ desk, wall, options, companions, recorder, warnings, console, web, pacer, tempo }: Run): Promise<number> {
  const { env } = process;
  const looks = { colour: !env['NO_COLOR'], ascii: options.ascii === true || !speaksUtf8(env) };
  return untilEnded((end) => {
    const app = new PanelApp(
      {
        desk,
        state: stateOf(options),
        greeting: greetingOf(console?.greeting, web?.greeting, ...warnings, recorder),
        console: console?.attach,
        web: web?.url,
        pacer,
        tempo,
        looks,
        hasBell: options.bell,
        wall,
        streams: { input: process.stdin, output: process.stdout, writeNow: (text) => writeSync(1, text) },
      },
      () => end(EXIT.pass),
    );
    app.open();
    companions.join(app);
    return () => app.close();
  });
}

/** What stands on the first frames for a while, what was asked for first; of what has no room the help tells. Nothing touches what may be copied from it. */
function greetingOf(...parts: readonly (string | undefined)[]): string | undefined {
  const said = parts.filter((part) => part !== undefined);
  return said.length > 0 ? said.join(' - ') : undefined;
}
