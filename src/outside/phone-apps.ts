/**
 * The telephone apps that can scan the QR code of a recorder, and what they ask before they use the camera. The way through their menus is the same in all
 * of them. Source: the reset guide for names and way; the wording of the systems' questions is assumed.
 */
export interface PhoneApp {
  readonly name: string;
  readonly system: 'Android' | 'iOS';
}

export const APPS = [
  { name: 'gDMSS', system: 'Android' },
  { name: 'iDMSS', system: 'iOS' },
  { name: 'EasyViewer', system: 'Android' },
  { name: 'EasyViewerLite', system: 'Android' },
] as const satisfies readonly PhoneApp[];

export type AppName = (typeof APPS)[number]['name'];
export const APP_NAMES: readonly AppName[] = APPS.map(({ name }) => name);
export const DEFAULT_APP: AppName = 'gDMSS';

export function cameraQuestion({ name, system }: PhoneApp): string {
  return system === 'iOS' ? `"${name}" Would Like to Access the Camera` : `Allow ${name} to take pictures and record video?`;
}
