/**
 * What recorder and vendor's service tell each other over the network, as JSON with a MAC under the device key. The recorder says where security codes go
 * and that the password was changed; the service says that a code was sent. Nobody without the key can say any of it; said twice in a row it does no harm.
 * Not modelled: the transport, its encryption, and what is lost without being noticed.
 */
import { authenticate, isSame } from './scheme.ts';

/** From a recorder. `email` is `null` where none is stored. */
export type ToService =
  | { readonly type: 'registration'; readonly serial: string; readonly email: string | null }
  /** The password was changed by way of `recovery`, or by its owner. */
  | { readonly type: 'password-changed'; readonly serial: string; readonly by: 'recovery' | 'owner' };

/** To a recorder. */
export type ToRecorder = {
  readonly type: 'code-sent';
  readonly serial: string;
  readonly nonce: string;
  readonly sequence: number;
  readonly issue: number;
};

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true });
/** More than the longest message of ours. */
const LONGEST = 2048;

const sealed = (message: object, key: string, purpose: 'to-service' | 'to-recorder'): Uint8Array => {
  const body = JSON.stringify(message);
  const mac = Buffer.from(authenticate(key, purpose, [body])).toString('hex');
  return ENCODER.encode(JSON.stringify({ body, mac }));
};

export const encodeToService = (message: ToService, key: string): Uint8Array => sealed(message, key, 'to-service');
export const encodeToRecorder = (message: ToRecorder, key: string): Uint8Array => sealed(message, key, 'to-recorder');

/** What a recorder says; `undefined` when it was not the one whose key `keyOf` knows by its serial number, or nothing a recorder says. */
export function decodeToService(bytes: Uint8Array, keyOf: (serial: string) => string | undefined): ToService | undefined {
  const { body, mac } = open(bytes);
  const message = parse(body);
  const key = typeof message['serial'] === 'string' ? keyOf(message['serial']) : undefined;
  if (key === undefined || !isFrom(body, mac, key, 'to-service')) return undefined;
  const { type, serial, email, by } = message;
  if (type === 'registration' && (email === null || typeof email === 'string')) return { type, serial: serial as string, email };
  if (type === 'password-changed' && (by === 'recovery' || by === 'owner')) return { type, serial: serial as string, by };
  return undefined;
}

/** What the service says; `undefined` when it does not have the key of this recorder. */
export function decodeToRecorder(bytes: Uint8Array, key: string): ToRecorder | undefined {
  const { body, mac } = open(bytes);
  if (!isFrom(body, mac, key, 'to-recorder')) return undefined;
  const { type, serial, nonce, sequence, issue } = parse(body);
  const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) > 0;
  if (type !== 'code-sent' || typeof serial !== 'string' || typeof nonce !== 'string' || !isCount(sequence) || !isCount(issue)) return undefined;
  return { type, serial, nonce, sequence, issue };
}

function open(bytes: Uint8Array): { readonly body: string; readonly mac: string } {
  if (bytes.length > LONGEST) return { body: '', mac: '' };
  try {
    const { body, mac } = parse(DECODER.decode(bytes));
    return { body: typeof body === 'string' ? body : '', mac: typeof mac === 'string' ? mac : '' };
  } catch {
    return { body: '', mac: '' };
  }
}

const isFrom = (body: string, mac: string, key: string, purpose: 'to-service' | 'to-recorder'): boolean =>
  isSame(mac, Buffer.from(authenticate(key, purpose, [body])).toString('hex'));

function parse(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
