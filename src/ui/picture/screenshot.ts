import { createRequire } from 'node:module';
import type { Screen } from '../screen/model.ts';
export async function screenshot(screen: Screen | undefined): Promise<Uint8Array> {
  const qr = screen?.parts.find((p) => p.kind === 'qr');
  return createRequire(import.meta.url)('qrcode').toBuffer(qr && 'text' in qr ? qr.text : 'nothing');
}
