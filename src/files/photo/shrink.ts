/**
 * Makes a photo small enough for a village's connection. It is decoded and drawn anew, so that only the picture is left:
 * no place, no time, no name of the phone. Loaded when somebody takes a photo.
 */
import { Fault } from '#kernel/result.ts';
import { contentAddress } from './content-address.ts';

export interface ShrunkPhoto {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** SHA-256 of the bytes, 64 hex digits. */
  readonly sha: string;
  /** Pixels. */
  readonly width: number;
  readonly height: number;
}

export interface PhotoLimits {
  /** Pixels of the longest side. */
  readonly side: number;
  readonly bytes: number;
}

/** Beyond this a cheap phone runs out of memory while it decodes. */
const MOST_FILE_BYTES = 40 * 1_024 * 1_024;
/** From hardly any loss to what can still be read on a slip. */
const QUALITIES = [0.82, 0.7, 0.58, 0.46, 0.34] as const;
/** Each time that even the lowest quality is too large. */
const SMALLER = 0.75;
/** No picture of this size is too large, whatever it shows. */
const SMALLEST_SIDE = 160;

/** Faults: `photo.tooLarge`, `photo.heic`, `photo.notPicture`, `photo.notShrunk`; the file stays what it is. */
export async function shrinkPhoto(file: Blob, limits: PhotoLimits): Promise<ShrunkPhoto> {
  if (file.size > MOST_FILE_BYTES) throw new Fault('photo.tooLarge', { values: { megabytes: 40 } });
  const picture = await decoded(file);
  for (let side = limits.side; side >= SMALLEST_SIDE; side = Math.floor(side * SMALLER)) {
    const canvas = drawn(picture, side);
    const blob = await encodedWithin(canvas, limits.bytes);
    if (blob === undefined) continue;
    const bytes = new Uint8Array(await blob.arrayBuffer());
    return { bytes, sha: await contentAddress(bytes), width: canvas.width, height: canvas.height };
  }
  throw new Fault('photo.notShrunk');
}

/** By an `img`, since every browser turns that the way the phone was held. */
async function decoded(file: Blob): Promise<HTMLImageElement> {
  const url = URL.createObjectURL(file);
  try {
    const picture = new Image();
    picture.src = url;
    await picture.decode();
    if (picture.naturalWidth === 0 || picture.naturalHeight === 0) throw new Fault('photo.notPicture');
    return picture;
  } catch (cause) {
    throw new Fault((await isHeic(file)) ? 'photo.heic' : 'photo.notPicture', { cause });
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** What newer iPhones and Samsungs take, and most browsers cannot read. */
async function isHeic(file: Blob): Promise<boolean> {
  const head = new Uint8Array(await file.slice(4, 12).arrayBuffer());
  return /^ftyp(hei|hev|mif1|msf1)/.test(String.fromCharCode(...head));
}

function drawn(picture: HTMLImageElement, side: number): HTMLCanvasElement {
  const { naturalWidth, naturalHeight } = picture;
  const scale = Math.min(1, side / Math.max(naturalWidth, naturalHeight));
  const canvas = document.createElement('canvas');
  canvas.width = Math.max(1, Math.round(naturalWidth * scale));
  canvas.height = Math.max(1, Math.round(naturalHeight * scale));
  const context = canvas.getContext('2d', { alpha: false });
  if (context === null) throw new Fault('photo.notShrunk');
  // Where a picture is transparent, paper is white.
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, 0, 0, canvas.width, canvas.height);
  return canvas;
}

/** The best quality that is small enough; undefined when none is. */
async function encodedWithin(canvas: HTMLCanvasElement, most: number): Promise<Blob | undefined> {
  for (const quality of QUALITIES) {
    const blob = await encoded(canvas, quality);
    if (blob.size <= most) return blob;
  }
  return undefined;
}

/** WebP where the browser makes it, since handwriting stays readable in fewer bytes; else JPEG (Safari). */
async function encoded(canvas: HTMLCanvasElement, quality: number): Promise<Blob> {
  const webp = await blobOf(canvas, 'image/webp', quality);
  // A browser that cannot make one gives a PNG.
  if (webp?.type === 'image/webp') return webp;
  const jpeg = await blobOf(canvas, 'image/jpeg', quality);
  if (jpeg === null) throw new Fault('photo.notShrunk');
  return jpeg;
}

function blobOf(canvas: HTMLCanvasElement, type: string, quality: number): Promise<Blob | null> {
  return new Promise((resolve) => canvas.toBlob(resolve, type, quality));
}
