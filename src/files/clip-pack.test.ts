import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { MAX_CLIP_BYTES, readClipPack } from './clip-pack.ts';

const SOUND = strToU8('a sound');

function pack(files: Readonly<Record<string, Uint8Array>>): Blob {
  return new Blob([new Uint8Array(zipSync({ ...files }))]);
}

test('[U41] clips are found by the screen’s title, however it is written', async () => {
  const { clips, refused } = await readClipPack(
    pack({ 'Ghi thu hoạch.mp3': SOUND, 'hmong/Bán hàng.OGG': SOUND, 'hmong/': new Uint8Array() }),
  );
  expect(clips.map(({ key }) => key).toSorted()).toEqual(['ban hang', 'ghi thu hoach']);
  expect(clips.map(({ sound }) => sound.type).toSorted()).toEqual(['audio/mpeg', 'audio/ogg']);
  expect(refused).toEqual([]);
});

test('[U41] what is no sound or far too long is left out by name, and the rest comes in', async () => {
  const { clips, refused } = await readClipPack(
    pack({ 'Giá.wav': SOUND, 'virus.exe': SOUND, 'Dài.mp3': new Uint8Array(MAX_CLIP_BYTES + 1), '.DS_Store': SOUND }),
  );
  expect(clips.map(({ name }) => name)).toEqual(['Giá']);
  expect(refused.toSorted()).toEqual(['Dài.mp3', 'virus.exe']);
});

test('[U41] a pack without a clip, and a file that is no pack, are refused', async () => {
  await expect(readClipPack(pack({ 'a.txt': SOUND }))).rejects.toMatchObject({ code: 'clips.none' });
  await expect(readClipPack(new Blob(['not a zip']))).rejects.toMatchObject({ code: 'clips.unreadable' });
});
