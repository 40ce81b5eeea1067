/** The camera of a phone: a photograph of what is on a screen, as hands take one - larger, askew, in poor light, a little blurred, upright or not - and as a JPEG file. */
import type { Page } from 'playwright-core';

export interface Shot {
  /** By how much the phone is held askew. */
  readonly degrees?: number;
  readonly width?: number;
  readonly height?: number;
  readonly blurPx?: number;
}

export interface Photograph {
  readonly name: string;
  readonly mimeType: string;
  readonly buffer: Buffer;
}

/** `picture`: what is on the screen, as PNG. Drawn in `page`, which is left as it is. */
export async function photographOf(
  page: Page,
  picture: Buffer,
  { degrees = 7, width = 3_024, height = 4_032, blurPx = 2 }: Shot = {},
): Promise<Photograph> {
  const shot = { source: `data:image/png;base64,${picture.toString('base64')}`, degrees, width, height, blurPx };
  const base64 = (await page.evaluate(`(${TAKE})(${JSON.stringify(shot)})`)) as string;
  return { name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: Buffer.from(base64, 'base64') };
}

/** Runs in the browser. */
const TAKE = `async ({ source, degrees, width, height, blurPx }) => {
  const screen = new Image();
  screen.src = source;
  await screen.decode();
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const on = canvas.getContext('2d');
  const wall = on.createLinearGradient(0, 0, width, height);
  for (const [at, colour] of [[0, '#8d8478'], [0.6, '#5d564d'], [1, '#2e2a26']]) wall.addColorStop(at, colour);
  on.fillStyle = wall;
  on.fillRect(0, 0, width, height);
  const scale = (width * 0.8) / screen.naturalWidth;
  on.save();
  on.filter = 'blur(' + blurPx + 'px) brightness(0.85)';
  on.translate(width * 0.52, height * 0.48);
  on.rotate((degrees * Math.PI) / 180);
  on.transform(1, 0.05, -0.08, 0.94, 0, 0);
  on.scale(scale, scale);
  on.drawImage(screen, -screen.naturalWidth / 2, -screen.naturalHeight / 2);
  on.restore();
  const lamp = on.createRadialGradient(width * 0.3, height * 0.3, 0, width * 0.3, height * 0.3, width * 0.7);
  lamp.addColorStop(0, '#ffffff30');
  lamp.addColorStop(1, '#ffffff00');
  on.fillStyle = lamp;
  on.fillRect(0, 0, width, height);
  return canvas.toDataURL('image/jpeg', 0.8).split(',')[1];
}`;
