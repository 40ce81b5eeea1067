/**
 * Who may look at a panel. On this machine alone: whoever can reach it, but no page of another site in the same browser (Host and Origin are checked: against DNS rebinding, and against
 * WebSockets that know no same-origin rule). On other hosts: whoever has the token that was printed, too.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;
export const isLoopback = (host: string): boolean => LOOPBACK.test(host);

export const newToken = (): string => randomBytes(18).toString('base64url');

/** The names by which a panel may be called. `own`: addresses and names of this machine, for a panel that listens on all of them. */
export function namesOf(host: string, own: readonly string[]): ReadonlySet<string> {
  const loopback = ['localhost', '127.0.0.1', '[::1]'];
  return new Set([...loopback, ...(isEverywhere(host) ? own : [inUrl(host)])].map((name) => name.toLowerCase()));
}

/** All addresses of this machine. */
export const isEverywhere = (host: string): boolean => host === '0.0.0.0' || host === '::' || host === '[::]';

/** `127.0.0.1:8080`, `[::1]:8080`. */
export const inUrl = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host);

/** Whether a request came to a name of ours, by its Host header. */
export function isOurHost(header: string | undefined, names: ReadonlySet<string>, port: number): boolean {
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:[\]]+)(?::(\d{1,5}))?$/.exec(header ?? '');
  return match !== null && names.has((match[1] ?? '').toLowerCase()) && Number(match[2] ?? 80) === port;
}

/** Whether a page of ours sent it. A program that is no browser sends no Origin, and has no other site's page in it. */
export function isOurOrigin(origin: string | undefined, host: string | undefined): boolean {
  return origin === undefined || origin === `http://${host}`;
}

export function isToken(given: string | undefined, token: string): boolean {
  const [a, b] = [Buffer.from(given ?? ''), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** The token among the cookies of a request. The port is in its name: cookies do not tell ports apart. */
export const cookieName = (port: number): string => `recsim-${port}`;

export function cookieIn(header: string | undefined, name: string): string | undefined {
  for (const pair of (header ?? '').split(';')) {
    const [key, ...value] = pair.trim().split('=');
    if (key === name) return value.join('=');
  }
  return undefined;
}
