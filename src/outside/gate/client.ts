/** The outer side of the gate: finds the running recorder and asks it. Sockets of runs that have ended without taking them away are swept up. */
import { rmSync } from 'node:fs';
import { connect } from 'node:net';
import { fail, ok, type Result } from '../../errors.ts';
import { type GateAnswer, type GateRequest, gateFolder, LONGEST_LINE, pidsIn, socketOf } from './protocol.ts';

/** Longer than any answer takes, a picture of a busy recorder included. */
const PATIENCE_MS = 10_000;

export class GateClient {
  readonly pid: number;
  readonly #file: string;

  private constructor(pid: number, file: string) {
    this.pid = pid;
    this.#file = file;
  }

  /** The run with this process id, or the only one there is. */
  static async find(pid: number | undefined): Promise<Result<GateClient>> {
    const folder = gateFolder();
    if (!folder.ok) return folder;
    const running: GateClient[] = [];
    for (const each of pidsIn(folder.value)) {
      const client = new GateClient(each, socketOf(folder.value, each));
      if (await client.#isThere()) running.push(client);
    }
    const listed = running.map((client) => client.pid).join(', ');
    if (pid !== undefined) {
      const found = running.find((client) => client.pid === pid);
      if (found) return ok(found);
      const remedy = running.length > 0 ? `Running: ${listed}` : 'Start one in another terminal: recsim run';
      return fail({ code: 'unknown-name', message: `no recorder runs as process ${pid}`, remedy });
    }
    const [only] = running;
    if (!only) return fail({ code: 'file-missing', message: 'no recorder is running', remedy: 'Start one in another terminal: recsim run' });
    if (running.length > 1)
      return fail({ code: 'usage', message: `${running.length} recorders are running`, remedy: `Say which one, by its process id: --run ${listed}` });
    return ok(only);
  }

  /** Resolves with a problem when the run has ended meanwhile. */
  async ask(request: GateRequest): Promise<Result<Extract<GateAnswer, { ok: true }>>> {
    const answer = await this.#exchange(request);
    if (answer?.ok) return ok(answer);
    const message = answer ? `the run says: ${answer.why}` : `the run of process ${this.pid} has ended`;
    return fail({ code: 'file-missing', message, remedy: 'Start it again: recsim run' });
  }

  async #isThere(): Promise<boolean> {
    const answer = await this.#exchange({ ask: 'inbox' }, () => rmSync(this.#file, { force: true }));
    return answer !== undefined;
  }

  /** `abandoned` is called when nobody listens at the socket any more; a run that is only stopped (Ctrl-Z) still does, and does not answer. */
  #exchange(request: GateRequest, abandoned?: () => void): Promise<GateAnswer | undefined> {
    return new Promise((resolve) => {
      const socket = connect(this.#file);
      let text = '';
      socket.setEncoding('utf8');
      socket.setTimeout(PATIENCE_MS, () => socket.destroy());
      socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
      socket.on('data', (chunk: string) => {
        text += chunk;
        if (text.length > LONGEST_LINE) socket.destroy();
      });
      socket.on('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'ECONNREFUSED') abandoned?.();
        resolve(undefined);
      });
      socket.on('close', () => resolve(parse(text)));
    });
  }
}

function parse(text: string): GateAnswer | undefined {
  try {
    return JSON.parse(text) as GateAnswer;
  } catch {
    return undefined;
  }
}
