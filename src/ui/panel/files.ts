/** Files that a panel gives and takes: what was done, as a scenario and as waves, and boards that were changed, to be kept by the person; scenarios of theirs to be played. Nothing is written here. */
import type { FastifyInstance, FastifyReply } from 'fastify';

/** A file to be kept, or why there is none. */
export type GivenFile = { readonly name: string; readonly type: string; readonly text: string } | { readonly refused: string };

export interface PanelFiles {
  /** By their paths, with the leading slash. Made when they are asked for; `name` is what the person would call it. */
  readonly given: Readonly<Record<string, (name: string | undefined) => GivenFile>>;
  /** Takes a text file; returns what came of it, as plain data. */
  readonly taken: Readonly<Record<string, (name: string, text: string) => object>>;
}

/** As much as a scenario file may have. */
const TAKEN_BYTES_MAX = 1_000_000;

const NAME_MAX = 64;

/** Guarded as everything is by the server's own hook. */
export function addFileRoutes(app: FastifyInstance, { given, taken }: PanelFiles): void {
  for (const [path, make] of Object.entries(given))
    app.get(path, (request, reply) => {
      const { name } = request.query as { name?: unknown };
      return give(reply, make(typeof name === 'string' ? name.slice(0, NAME_MAX) : undefined));
    });
  for (const [path, take] of Object.entries(taken))
    app.post(path, { bodyLimit: TAKEN_BYTES_MAX }, (request, reply) => {
      const { name } = request.query as { name?: unknown };
      if (typeof request.body !== 'string') return reply.code(415).type('text/plain; charset=utf-8').send('Send the file as text/plain.\n');
      return reply.send(take(typeof name === 'string' ? name.slice(0, NAME_MAX) : '', request.body));
    });
}

function give(reply: FastifyReply, file: GivenFile): FastifyReply {
  if ('refused' in file) return reply.code(409).type('text/plain; charset=utf-8').send(`${file.refused}\n`);
  return reply
    .type(`${file.type}; charset=utf-8`)
    .header('content-disposition', `attachment; filename="${file.name.replace(/[^\w.-]/g, '_')}"`)
    .send(file.text);
}
