/**
 * Reads the QR code in an image file, as the camera of a phone does: ZXing, compiled to WebAssembly. Whatever the file, it takes bounded memory and does not throw: it may come from anybody
 * who was let in.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { prepareZXingModule, readBarcodes } from 'zxing-wasm/reader';
import { pictureFault } from './picture-size.ts';

/** Enough for a picture with as many pixels as there may be; a small one that unpacks to more than it says finds its end there. */
const MEMORY_MAX_BYTES = 512 * 1024 * 1024;
const PAGE_BYTES = 65_536;

let prepared: Promise<unknown> | undefined;

/** The text of the first QR code in the image; `undefined` where there is none, and for what is no image or too large a one (see `pictureFault`). */
export async function readQr(image: Uint8Array): Promise<string | undefined> {
  if (pictureFault(image) !== undefined) return undefined;
  prepared ??= prepare();
  await prepared;
  try {
    return (await read(image, false)) ?? (await read(image, true));
  } catch {
    // It ran out of memory, and is of no use any more. The next picture gets another.
    prepared = undefined;
    return undefined;
  }
}

/** A clean picture is read at once; only one that is not is worth the `effort`. */
async function read(image: Uint8Array, effort: boolean): Promise<string | undefined> {
  const found = await readBarcodes(image, {
    formats: ['QRCode'],
    tryHarder: effort,
    tryRotate: effort,
    tryDownscale: effort,
    maxNumberOfSymbols: 1,
  });
  return found.find(({ isValid }) => isValid)?.text;
}

/** From a file: by itself the module would ask the internet. */
async function prepare(): Promise<unknown> {
  const module = await WebAssembly.compile(await readFile(createRequire(import.meta.url).resolve('zxing-wasm/reader/zxing_reader.wasm')));
  const instantiateWasm = (imports: object, done: (instance: WasmInstance) => void) => {
    const instance = new WebAssembly.Instance(module, imports);
    for (const each of Object.values(instance.exports)) if (each instanceof WebAssembly.Memory) limit(each);
    done(instance);
    return instance.exports;
  };
  return prepareZXingModule({ overrides: { instantiateWasm }, fireImmediately: true });
}

/** It may grow to 2 GB by itself. Where it may not grow, the decoder has no memory for the picture, and says that it is none. */
function limit(memory: WasmMemory): void {
  const grow = memory.grow.bind(memory);
  memory.grow = (pages) => {
    if (memory.buffer.byteLength + pages * PAGE_BYTES > MEMORY_MAX_BYTES) throw new RangeError('no more memory for a picture');
    return grow(pages);
  };
}

interface WasmInstance {
  readonly exports: Readonly<Record<string, unknown>>;
}

interface WasmMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** What the types of Node leave to those of browsers. */
const { WebAssembly } = globalThis as unknown as {
  readonly WebAssembly: {
    compile(bytes: Uint8Array): Promise<object>;
    readonly Instance: new (module: object, imports: object) => WasmInstance;
    readonly Memory: new (size: { initial: number }) => WasmMemory;
  };
};
