export const differenceOfPictures = (_a: Uint8Array, _b: Uint8Array): string | undefined => undefined;
