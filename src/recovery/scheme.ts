/**
 * The scheme of the QR code and the security codes, as recorder and vendor's service both know it. It is recsim's own; no vendor's is known or wanted.
 * Described with its threat model in docs/recovery-scheme.md.
 *   QR code        RECSIM1:SERIAL:NONCE:SEQUENCE:MAC   what is asked, and proof that this recorder asks it; no secret, no email
 *   security code  8 Crockford characters, 40 bits     proof that the service, which has the key too, answered this QR code
 * Every use of the device key has a purpose of its own, so that no output of one passes for another (RFC 5869 calls it info).
 */
import { fromBase32, normaliseBase32, toBase32 } from './crockford.ts';

/** Not imported at the top: crypto takes a while to load, and many runs need none of it. */
const crypto = () => process.getBuiltinModule('node:crypto');

type Purpose = 'qr-code' | 'security-code' | 'to-service' | 'to-recorder';

/** HMAC-SHA-256 of the parts, each with its length before it so that no two lists of parts read the same. `key` is in hex. */
export function authenticate(key: string, purpose: Purpose, parts: readonly (string | number)[]): Uint8Array {
  const hmac = crypto().createHmac('sha256', Buffer.from(key, 'hex'));
  for (const part of [`recsim/1/${purpose}`, ...parts]) {
    const bytes = Buffer.from(String(part));
    hmac.update(`${bytes.length}:`).update(bytes);
  }
  return hmac.digest();
}

/** Whether two texts are alike; takes as long wherever they differ. */
export function isSame(a: string, b: string): boolean {
  const digest = (text: string) => crypto().createHash('sha256').update(text).digest();
  return crypto().timingSafeEqual(digest(a), digest(b));
}

/** What a QR code asks. */
export interface QrRequest {
  readonly serial: string;
  /** 16 bytes in hex. */
  readonly nonce: string;
  readonly sequence: number;
}

const QR_VERSION = 'RECSIM1';
const NONCE_BYTES = 16;
const NONCE_CHARACTERS = 26;
/** 80 bits: forging one by trial means asking the service for ever. */
const MAC_CHARACTERS = 16;
/** Longer than any of ours, and what a QR code of ours can never be. */
const QR_LONGEST = 200;

/** The text of a QR code. All of it is of the alphanumeric set of QR codes, which keeps the picture small. `key` is the recorder's. */
export function encodeQr(request: QrRequest, key: string): string {
  const { serial, nonce, sequence } = request;
  return [QR_VERSION, serial, toBase32(Buffer.from(nonce, 'hex'), NONCE_CHARACTERS), sequence, qrMac(request, key)].join(':');
}

/** What a QR code asks, and its MAC, unchecked; `undefined` for a text that is no QR code of a recorder. */
export function decodeQr(text: string): (QrRequest & { readonly mac: string }) | undefined {
  if (text.length > QR_LONGEST) return undefined;
  const [version, serial, nonce, sequence, mac, ...rest] = text.split(':');
  if (version !== QR_VERSION || serial === undefined || nonce === undefined || sequence === undefined || mac === undefined || rest.length > 0)
    return undefined;
  const bytes = nonce.length === NONCE_CHARACTERS ? fromBase32(nonce, NONCE_BYTES) : undefined;
  if (!/^[0-9A-Z]{1,32}$/.test(serial) || !/^[1-9]\d{0,14}$/.test(sequence) || !bytes || mac.length !== MAC_CHARACTERS) return undefined;
  return { serial, nonce: Buffer.from(bytes).toString('hex'), sequence: Number(sequence), mac };
}

/** Whether the recorder with this key made the QR code. */
export const isGenuine = (decoded: QrRequest & { readonly mac: string }, key: string): boolean => isSame(decoded.mac, qrMac(decoded, key));

const qrMac = ({ serial, nonce, sequence }: QrRequest, key: string): string =>
  toBase32(authenticate(key, 'qr-code', [serial, nonce, sequence]), MAC_CHARACTERS);

export const CODE_CHARACTERS = 8;

/** The security code of number `issue`, from 1, for a QR code. */
export function securityCode({ nonce, sequence }: Pick<QrRequest, 'nonce' | 'sequence'>, issue: number, key: string): string {
  return toBase32(authenticate(key, 'security-code', [nonce, sequence, issue]), CODE_CHARACTERS);
}

/** As it stands in the mail: `7K3M-9QWX`. */
export const formatCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/**
 * The number of the code that was typed, among those from `first` to `last`; `undefined` when it is none of them. All are made and compared, whatever was
 * typed, so that it takes as long to refuse as to accept.
 */
export function issueOf(
  typed: string,
  challenge: Pick<QrRequest, 'nonce' | 'sequence'>,
  first: number,
  last: number,
  key: string,
): number | undefined {
  const code = normaliseBase32(typed, CODE_CHARACTERS) ?? '';
  let found: number | undefined;
  for (let issue = first; issue <= last; issue++) if (isSame(code, securityCode(challenge, issue, key))) found = issue;
  return found;
}
