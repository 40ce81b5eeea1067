/** Reads the QR code in an image file, as the camera of a phone does: ZXing, compiled to WebAssembly. PNG and JPEG, and what else it knows. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';

let prepared: Promise<unknown> | undefined;

/** The text of the first QR code in the image; `undefined` where there is none, and for what is no image. */
export async function readQr(image: Uint8Array): Promise<string | undefined> {
  prepared ??= prepare();
  await prepared;
  // A clean picture is read at once; only one that is not is worth the effort.
  for (const effort of [false, true]) {
    const found = await readBarcodes(image, {
      formats: ['QRCode'],
      tryHarder: effort,
      tryRotate: effort,
      tryDownscale: effort,
      maxNumberOfSymbols: 1,
    });
    const text = found.find(({ isValid }) => isValid)?.text;
    if (text !== undefined) return text;
  }
  return undefined;
}

/** From a file: by itself the module would ask the internet. */
async function prepare(): Promise<unknown> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm'));
  const wasmBinary = wasm.buffer.slice(wasm.byteOffset, wasm.byteOffset + wasm.byteLength) as ArrayBuffer;
  return prepareZXingModule({ overrides: { wasmBinary }, fireImmediately: true });
}
