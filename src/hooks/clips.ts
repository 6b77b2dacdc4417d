/**
 * Clips that people recorded for a language that no device has a voice for. They lie in a cache of their own beside the
 * shell, and are played in place of the device's voice (rule U41).
 */
import { useEffect, useState } from 'react';
import * as z from 'zod/mini';
import { parsedJson } from '#kernel/json.ts';
import { foldText } from '#kernel/text.ts';

const CACHE = 'so-mua-clips';
const ABOUT_KEY = 'so-mua.clips';

const aboutSchema = z.object({ language: z.string(), count: z.number() });
/** What the device has: the language as its pack calls it, and how many clips. */
export type ClipsAbout = z.infer<typeof aboutSchema>;

export function readClipsAbout(): ClipsAbout | undefined {
  const kept = aboutSchema.safeParse(parsedJson(localStorage.getItem(ABOUT_KEY)));
  return kept.success ? kept.data : undefined;
}

/** Puts these in place of those that there were. Faults as the cache's own: no room, no cache. */
export async function keepClips(
  language: string,
  clips: readonly { readonly key: string; readonly sound: Blob }[],
): Promise<void> {
  await forgetClips();
  const cache = await caches.open(CACHE);
  for (const { key, sound } of clips) await cache.put(addressOf(key), new Response(sound));
  localStorage.setItem(ABOUT_KEY, JSON.stringify({ language, count: clips.length } satisfies ClipsAbout));
}

export async function forgetClips(): Promise<void> {
  localStorage.removeItem(ABOUT_KEY);
  await caches.delete(CACHE);
}

/** The clip of the screen with this title; undefined where there is none. */
export function useClip(title: string): Blob | undefined {
  const [clip, setClip] = useState<Blob>();
  useEffect(() => {
    let isGone = false;
    setClip(undefined);
    // Whoever has no clips opens no cache.
    if (readClipsAbout() !== undefined)
      void clipOf(title).then((found) => {
        if (!isGone) setClip(found);
      });
    return () => {
      isGone = true;
    };
  }, [title]);
  return clip;
}

async function clipOf(title: string): Promise<Blob | undefined> {
  const found = await (await caches.open(CACHE)).match(addressOf(foldText(title)));
  return found?.blob();
}

function addressOf(key: string): string {
  return `/clips/${encodeURIComponent(key)}`;
}

/** Plays it from the beginning; gives the way to stop. `onEnd`: when it is over, or cannot be played. */
export function playClip(clip: Blob, onEnd: () => void): () => void {
  const address = URL.createObjectURL(clip);
  const audio = new Audio(address);
  const end = (): void => {
    audio.pause();
    URL.revokeObjectURL(address);
    onEnd();
  };
  audio.addEventListener('ended', end);
  audio.addEventListener('error', end);
  audio.play().catch(end);
  return end;
}

const LONGEST_SECONDS = 15.5;

/** Whether this browser can play it, and it is no longer than fifteen seconds. */
export async function isPlayable(clip: Blob): Promise<boolean> {
  const address = URL.createObjectURL(clip);
  try {
    return await new Promise((resolve) => {
      const audio = new Audio();
      audio.addEventListener('loadedmetadata', () => resolve(audio.duration <= LONGEST_SECONDS));
      audio.addEventListener('error', () => resolve(false));
      audio.src = address;
    });
  } finally {
    URL.revokeObjectURL(address);
  }
}
