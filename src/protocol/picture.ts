/**
 * Looks into the bytes of a JPEG or WebP without decoding it: which of the two it is, how large, and whether it carries
 * more than the picture. Where a photo was taken stands in such metadata, so a photo with any is refused.
 */
export interface Picture {
  readonly type: 'image/jpeg' | 'image/webp';
  /** Pixels. */
  readonly width: number;
  readonly height: number;
  /** EXIF, XMP, IPTC or a comment. */
  readonly hasMetadata: boolean;
}

/** Undefined for anything else, and for one that is cut or goes on after its end. */
export function pictureOf(bytes: Uint8Array): Picture | undefined {
  return jpegOf(bytes) ?? webpOf(bytes);
}

const [MARKER, START, SCAN, END] = [0xff, 0xd8, 0xda, 0xd9] as const;
const COMMENT = 0xfe;
/** Application segments that say how to show the picture: JFIF, colour profile, Adobe's colour transform. */
const HARMLESS: readonly number[] = [0xe0, 0xe2, 0xee];

function jpegOf(bytes: Uint8Array): Picture | undefined {
  const byte = (at: number): number => bytes[at] ?? 0;
  const size = (at: number): number => byte(at) * 256 + byte(at + 1);
  if (byte(0) !== MARKER || byte(1) !== START) return undefined;
  let sides: Pick<Picture, 'width' | 'height'> | undefined;
  let [hasMetadata, hasScan] = [false, false];
  let at = 2;
  while (at + 1 < bytes.length && byte(at) === MARKER) {
    const kind = byte(at + 1);
    if (kind === END) {
      const isWhole = hasScan && at + 2 === bytes.length;
      return isWhole && sides !== undefined ? { type: 'image/jpeg', ...sides, hasMetadata } : undefined;
    }
    if (size(at + 2) < 2) return undefined;
    const isApplication = kind >= 0xe0 && kind <= 0xef;
    hasMetadata ||= kind === COMMENT || (isApplication && !HARMLESS.includes(kind));
    hasScan ||= kind === SCAN;
    if (isFrame(kind)) sides = { height: size(at + 5), width: size(at + 7) };
    at += 2 + size(at + 2);
    if (kind === SCAN) at = nextMarker(bytes, at);
  }
  return undefined;
}

function isFrame(kind: number): boolean {
  return kind >= 0xc0 && kind <= 0xcf && kind !== 0xc4 && kind !== 0xc8 && kind !== 0xcc;
}

/** Behind a scan's data, in which a byte 0xff is followed by 0 or by a restart's number. */
function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = from; at + 1 < bytes.length; at += 1) {
    const kind = bytes[at + 1] ?? 0;
    if (bytes[at] === MARKER && kind !== 0 && kind !== MARKER && !(kind >= 0xd0 && kind <= 0xd7)) return at;
  }
  return bytes.length;
}

const PICTURE_CHUNKS: readonly string[] = ['VP8 ', 'VP8L', 'VP8X', 'ALPH', 'ICCP'];

function webpOf(bytes: Uint8Array): Picture | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isWebp = bytes.length >= 12 && textAt(bytes, 0) === 'RIFF' && textAt(bytes, 8) === 'WEBP';
  if (!isWebp || view.getUint32(4, true) + 8 !== bytes.length) return undefined;
  let sides: Pick<Picture, 'width' | 'height'> | undefined;
  let hasMetadata = false;
  let at = 12;
  while (at + 8 <= bytes.length) {
    const [kind, size] = [textAt(bytes, at), view.getUint32(at + 4, true)];
    const body = at + 8;
    if (body + size > bytes.length) return undefined;
    hasMetadata ||= !PICTURE_CHUNKS.includes(kind);
    if (kind === 'VP8X' && size >= 10) sides = { width: 1 + low24(view, body + 4), height: 1 + low24(view, body + 7) };
    else if (kind === 'VP8 ' && size >= 10)
      sides ??= { width: view.getUint16(body + 6, true) & 0x3fff, height: view.getUint16(body + 8, true) & 0x3fff };
    else if (kind === 'VP8L' && size >= 5) sides ??= losslessSides(view.getUint32(body + 1, true));
    at = body + size + (size % 2);
  }
  return sides === undefined || at !== bytes.length ? undefined : { type: 'image/webp', ...sides, hasMetadata };
}

function losslessSides(bits: number): Pick<Picture, 'width' | 'height'> {
  return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
}

function low24(view: DataView, at: number): number {
  return view.getUint16(at, true) + view.getUint8(at + 2) * 65_536;
}

function textAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
