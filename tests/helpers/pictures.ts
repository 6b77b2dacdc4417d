/** Pictures by hand: well-formed JPEG and WebP as far as anybody looks who does not decode them. */
import { createHash } from 'node:crypto';

export interface HandMadePicture {
  readonly width?: number;
  readonly height?: number;
  /** Bytes of the picture itself. */
  readonly filling?: number;
  /** With an EXIF segment that says where the photo was taken. */
  readonly withPlace?: boolean;
}

const word = (value: number): readonly number[] => [value >> 8, value & 0xff];
const text = (letters: string): readonly number[] => [...new TextEncoder().encode(letters)];
const segment = (kind: number, content: readonly number[]): readonly number[] => [
  0xff,
  kind,
  ...word(content.length + 2),
  ...content,
];

/** An EXIF segment: the picture lies on its side (orientation 6), and was taken at 22° 20′ 8″ N, 103° 50′ 38″ E. */
export function exifWithPlace(): readonly number[] {
  const entry = (tag: number, type: number, count: number, value: readonly number[]): readonly number[] => [
    ...word(tag),
    ...word(type),
    0,
    0,
    ...word(count),
    ...value,
  ];
  const at = (offset: number): readonly number[] => [0, 0, ...word(offset)];
  const fraction = (value: number): readonly number[] => [0, 0, ...word(value), 0, 0, 0, 1];
  const gpsAt = 8 + 2 + 2 * 12 + 4;
  const valuesAt = gpsAt + 2 + 4 * 12 + 4;
  return segment(0xe1, [
    ...text('Exif\0\0'),
    ...text('MM'),
    0,
    42,
    ...at(8),
    ...word(2),
    ...entry(0x0112, 3, 1, [0, 6, 0, 0]),
    ...entry(0x8825, 4, 1, at(gpsAt)),
    ...at(0),
    ...word(4),
    ...entry(1, 2, 2, [...text('N'), 0, 0, 0]),
    ...entry(2, 5, 3, at(valuesAt)),
    ...entry(3, 2, 2, [...text('E'), 0, 0, 0]),
    ...entry(4, 5, 3, at(valuesAt + 24)),
    ...at(0),
    ...[22, 20, 8, 103, 50, 38].flatMap(fraction),
  ]);
}

export function jpeg({
  width = 1_280,
  height = 960,
  filling = 70_000,
  withPlace = false,
}: HandMadePicture = {}): Uint8Array {
  const frame = segment(0xc0, [8, ...word(height), ...word(width), 1, 1, 0x11, 0]);
  const scan = segment(0xda, [1, 1, 0, 0, 63, 0]);
  const head = [0xff, 0xd8, ...segment(0xe0, text('JFIF\0')), ...(withPlace ? exifWithPlace() : []), ...frame, ...scan];
  return Uint8Array.from([...head, ...Array.from({ length: filling }, (_, index) => index % 251), 0xff, 0xd9]);
}

export function webp({
  width = 1_280,
  height = 960,
  filling = 70_000,
  withPlace = false,
}: HandMadePicture = {}): Uint8Array {
  const small = (value: number, bytes: number): readonly number[] =>
    Array.from({ length: bytes }, (_, index) => (value / 256 ** index) & 0xff);
  const chunk = (kind: string, content: readonly number[]): readonly number[] => [
    ...text(kind),
    ...small(content.length, 4),
    ...content,
    ...(content.length % 2 === 1 ? [0] : []),
  ];
  const frame = [
    0x30,
    1,
    0,
    0x9d,
    1,
    0x2a,
    ...small(width, 2),
    ...small(height, 2),
    ...Array.from({ length: filling }, () => 7),
  ];
  const sides = [8, 0, 0, 0, ...small(width - 1, 3), ...small(height - 1, 3)];
  const chunks = withPlace
    ? [...chunk('VP8X', sides), ...chunk('VP8 ', frame), ...chunk('EXIF', text('MM'))]
    : chunk('VP8 ', frame);
  return Uint8Array.from([...text('RIFF'), ...small(chunks.length + 4, 4), ...text('WEBP'), ...chunks]);
}

export function shaOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
