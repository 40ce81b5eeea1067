/** Payloads are JSON: small, readable in a dump of the flash, and checked by the CRC of their record. */
const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true });

export const encodeJson = (value: object): Uint8Array => ENCODER.encode(JSON.stringify(value));

/** The object in a payload; `undefined` when it holds none, which a record that checks should never do. */
export function decodeJson(payload: Uint8Array): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(DECODER.decode(payload));
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
