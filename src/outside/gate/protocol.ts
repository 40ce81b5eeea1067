/**
 * The gate of a running recorder: how programs on the same machine reach its phone's view, its vendor's service and its inbox. A Unix socket in a folder that only
 * its user may enter; a line of JSON asks, a line of JSON answers. Not promised: that the protocol stays from version to version; both ends are recsim.
 */
import { lstatSync, mkdirSync, readdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { fail, ok, type Result } from '../../errors.ts';
import type { ReceivedMail } from '../post.ts';

export type GateRequest =
  /** A picture of the monitor. */
  | { readonly ask: 'picture' }
  /** An app brings the text of a QR code to the service. */
  | { readonly ask: 'scan'; readonly text: string }
  | { readonly ask: 'inbox' };

export type GateAnswer =
  | {
      readonly ok: true;
      readonly picture?: string;
      readonly isServiceUp?: boolean;
      readonly mails?: readonly ReceivedMail[];
      readonly board?: string;
    }
  | { readonly ok: false; readonly why: string };

/** A request or an answer is no longer than this, in characters. */
export const LONGEST_LINE = 4_000_000;

/** Of all running recorders of this user; made when needed. `RECSIM_RUNTIME_DIR` names another folder. */
export function gateFolder(env: NodeJS.ProcessEnv = process.env): Result<string> {
  // A user of a container, or of a service, may have no name. Windows has no user ids.
  const uid = process.getuid?.();
  const folder =
    env['RECSIM_RUNTIME_DIR'] ??
    (env['XDG_RUNTIME_DIR'] ? path.join(env['XDG_RUNTIME_DIR'], 'recsim') : path.join(tmpdir(), `recsim-${uid ?? userInfo().username}`));
  const remedy = 'Name a folder of your own in RECSIM_RUNTIME_DIR';
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = lstatSync(folder);
    // Somebody else's folder in a place where everybody may make one: what stands in it is not to be trusted.
    if (!stat.isDirectory() || (uid !== undefined && stat.uid !== uid))
      return fail({ code: 'file-unwritable', message: 'this folder belongs to somebody else', place: { file: folder }, remedy });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return fail({
      code: 'file-unwritable',
      message: `no folder can be made for the socket of the run (${code ?? String(error)})`,
      place: { file: folder },
      remedy,
    });
  }
  return ok(folder);
}

/** `1234.sock`: the process id of the run names it. */
export const socketOf = (folder: string, pid: number): string => path.join(folder, `${pid}.sock`);

/** The process ids of the runs whose sockets are there; some may have ended. */
export function pidsIn(folder: string): number[] {
  return readdirSync(folder)
    .flatMap((name) => /^([1-9]\d*)\.sock$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
}
