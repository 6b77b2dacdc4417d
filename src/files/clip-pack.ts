/** A file of recorded clips: a .zip whose files are called like the screens that they read, `Ghi thu hoạch.mp3` (rule U41). */
import { unzipSync } from 'fflate';
import { Fault } from '#kernel/result.ts';
import { foldText } from '#kernel/text.ts';

export const MAX_PACK_BYTES = 60 * 1024 * 1024;
/** Fifteen seconds, spoken, take a tenth of it; as a plain recording three times that. */
export const MAX_CLIP_BYTES = 3 * 1024 * 1024;
const MOST_CLIPS = 200;

const TYPES: Readonly<Record<string, string>> = {
  mp3: 'audio/mpeg',
  m4a: 'audio/mp4',
  aac: 'audio/aac',
  ogg: 'audio/ogg',
  opus: 'audio/ogg',
  webm: 'audio/webm',
  wav: 'audio/wav',
};

export interface Clip {
  /** As the file is called, without its ending. */
  readonly name: string;
  /** `name` folded: how a screen's title is looked up. */
  readonly key: string;
  readonly sound: Blob;
}

/**
 * The clips of a pack. What is no sound, or too large, is left out and named in `refused`. Faults: `clips.tooLarge`,
 * `clips.unreadable`, `clips.none`.
 */
export async function readClipPack(
  file: Blob,
): Promise<{ readonly clips: readonly Clip[]; readonly refused: readonly string[] }> {
  if (file.size > MAX_PACK_BYTES) throw new Fault('clips.tooLarge', { values: { megabytes: MAX_PACK_BYTES >> 20 } });
  const bytes = new Uint8Array(await file.arrayBuffer());
  const refused: string[] = [];
  const clips = Object.entries(unpacked(bytes, refused)).map(([path, content]) => {
    const name = plainName(path);
    const type = TYPES[endingOf(path)] ?? '';
    return { name, key: foldText(name), sound: new Blob([new Uint8Array(content)], { type }) };
  });
  if (clips.length === 0) throw new Fault('clips.none');
  return { clips, refused };
}

function unpacked(bytes: Uint8Array, refused: string[]): Readonly<Record<string, Uint8Array>> {
  let taken = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        // A folder, and what an operating system puts beside its files.
        if (name.endsWith('/') || /(?:^|\/)(?:__MACOSX\/|\.)/.test(name)) return false;
        const isGood = endingOf(name) in TYPES && originalSize <= MAX_CLIP_BYTES && taken < MOST_CLIPS;
        if (isGood) taken += 1;
        else refused.push(name);
        return isGood;
      },
    });
  } catch {
    throw new Fault('clips.unreadable');
  }
}

function plainName(path: string): string {
  return (path.split('/').at(-1) ?? '').replace(/\.[^.]*$/, '').normalize('NFC');
}

function endingOf(path: string): string {
  return /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? '';
}
