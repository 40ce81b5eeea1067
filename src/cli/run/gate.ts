/** The gate of a run, for `recsim phone scan` and `recsim inbox` in other terminals: what they bring happens at the recorder's time. */
import { openGate } from '../../outside/gate/server.ts';
import type { Desk } from '../../ui/terminal/desk.ts';
import type { Companion, Session } from './companions.ts';

/** Where no gate can be opened the run goes on without one, and says so. */
export async function openRunGate(desk: Desk): Promise<Companion> {
  let session: Session | undefined;
  const opened = await openGate(() => {
    const { board, outside } = desk.bench;
    return {
      board: board.name,
      isServiceUp: outside.isServiceUp,
      inbox: outside.post.inbox,
      photograph: () => desk.bench.photograph(),
      request(text) {
        const asked = desk.byHand(() => {
          session?.happen(() => outside.service.request(text));
          return { ok: true };
        });
        if (!asked.ok) throw new Error(asked.refused);
      },
    };
  });
  if (!opened.ok) {
    const why = opened.problems.map(({ message }) => message).join('; ');
    return { greeting: `recsim phone and recsim inbox will not find this run: ${why}`, close: () => {} };
  }
  return {
    join: (joined) => {
      session = joined;
    },
    close: () => opened.value.close(),
  };
}
