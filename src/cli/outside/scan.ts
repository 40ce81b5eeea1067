/** What `recsim phone scan` does: a phone of its own, with the menus, the camera and the decoder of the one on the desk. */
import { readFileSync } from 'node:fs';
import { fileProblem } from '../../document.ts';
import { fail, ok, type Result, suggest, unwrap } from '../../errors.ts';
import { VirtualClock } from '../../hal/machine/virtual-clock.ts';
import { GateClient } from '../../outside/gate/client.ts';
import { Phone } from '../../outside/phone.ts';
import { APP_NAMES, type AppName } from '../../outside/phone-apps.ts';
import { readQr } from '../../outside/qr-reader.ts';
import { decodeQr } from '../../recovery/scheme.ts';
import { textLines } from '../../ui/screen/text-lines.ts';
import { EXIT } from '../exit.ts';
import type { ScanOptions } from '../phone.ts';

/** No camera makes larger pictures. */
const LARGEST = 50_000_000;

/** Returns the exit code. */
export async function scan(image: string | undefined, { app, run, json }: ScanOptions): Promise<number> {
  const name = unwrap(appOf(app));
  const picture = image === undefined ? undefined : unwrap(readPicture(image));
  const client = unwrap(await GateClient.find(run));
  let read: string | undefined;
  const phone = new Phone({
    clock: new VirtualClock(),
    photograph: async () => picture ?? Buffer.from(unwrap(await client.ask({ ask: 'picture' })).picture ?? '', 'base64'),
    readQr: async (bytes) => {
      read = await readQr(bytes);
      return read;
    },
    ask: async (text) => unwrap(await client.ask({ ask: 'scan', text })).isServiceUp === true,
    during: () => {},
    observe: () => {},
  });
  const scanned = await phone.scan(name);
  const asked = read === undefined ? undefined : decodeQr(read);
  if (json) {
    const qrCode = asked ? { serial: asked.serial, sequence: asked.sequence } : null;
    process.stdout.write(`${JSON.stringify({ app: name, run: client.pid, outcome: scanned, qrCode })}\n`);
  } else {
    process.stdout.write(`${name}: Home > Setting > Password Security > Reset Password > Scan\n`);
    if (asked) process.stdout.write(`QR code ${asked.sequence} of recorder ${asked.serial}\n`);
    for (const line of textLines(phone.screen).filter((each) => !each.startsWith('['))) process.stdout.write(`${line}\n`);
  }
  return scanned === 'answered' ? EXIT.pass : EXIT.failed;
}

function appOf(written: string): Result<AppName> {
  const found = APP_NAMES.find((name) => name.toLowerCase() === written.toLowerCase());
  return found ? ok(found) : fail({ code: 'unknown-name', message: `there is no app "${written}"`, remedy: suggest(written, APP_NAMES) });
}

function readPicture(file: string): Result<Uint8Array> {
  try {
    const bytes = readFileSync(file);
    if (bytes.length <= LARGEST) return ok(bytes);
    return fail({
      code: 'file-too-large',
      message: `the picture has ${bytes.length} bytes; at most ${LARGEST} are read`,
      place: { file },
      remedy: 'Is it the right one?',
    });
  } catch (error) {
    return fail(fileProblem(file, error));
  }
}
