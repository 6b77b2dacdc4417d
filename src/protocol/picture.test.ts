import { expect, test } from 'vitest';
import { exifWithPlace, jpeg, webp } from '../../tests/helpers/pictures.ts';
import { pictureOf } from './picture.ts';

test.each([
  ['image/jpeg', jpeg],
  ['image/webp', webp],
] as const)('[P53] %s is known by its bytes, with its sides', (type, make) => {
  expect(pictureOf(make({ width: 1_280, height: 720 }))).toEqual({
    type,
    width: 1_280,
    height: 720,
    hasMetadata: false,
  });
  expect(pictureOf(make({ withPlace: true }))?.hasMetadata).toBe(true);
});

test.each([
  ['nothing', new Uint8Array(0)],
  ['a PNG', Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a)],
  ['a page', new TextEncoder().encode('<!doctype html><script>alert(1)</script>')],
  ['a JPEG that is cut', jpeg().subarray(0, 40_000)],
  ['a JPEG with a page after its end', Uint8Array.from([...jpeg({ filling: 10 }), ...text('<html>'), 0xff, 0xd9])],
  ['a JPEG with a second picture after its end', Uint8Array.from([...jpeg({ filling: 10 }), ...jpeg({ filling: 10 })])],
  ['a JPEG without a frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xda, 0, 2, 1, 2, 0xff, 0xd9)],
  ['a WebP that is cut', webp().subarray(0, 40_000)],
  ['a WebP that goes on', Uint8Array.from([...webp(), 1])],
])('[P53] %s is no photo', (_name, bytes) => {
  expect(pictureOf(bytes)).toBeUndefined();
});

test('[P53] a comment and metadata behind the frame are found too', () => {
  const plain = [...jpeg({ filling: 10 })];
  const comment = [0xff, 0xfe, 0, 4, 65, 66];
  expect(pictureOf(Uint8Array.from([...plain.slice(0, 2), ...comment, ...plain.slice(2)]))?.hasMetadata).toBe(true);
  const scanAt = plain.findIndex((byte, at) => byte === 0xff && plain[at + 1] === 0xda);
  const between = [...plain.slice(0, scanAt), ...exifWithPlace(), ...plain.slice(scanAt)];
  expect(pictureOf(Uint8Array.from(between))?.hasMetadata).toBe(true);
  const inScan = [...plain.slice(0, -2), ...exifWithPlace(), ...plain.slice(-2)];
  expect(pictureOf(Uint8Array.from(inScan))?.hasMetadata).toBe(true);
});

function text(letters: string): readonly number[] {
  return [...new TextEncoder().encode(letters)];
}
