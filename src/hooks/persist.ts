/** Asks the browser to keep the book, once, after the first save, and says the answer until it has been read. */
import { useEffect, useState } from 'react';

const ASKED_KEY = 'so-mua.storage-asked';

/** `kept`: the browser never clears it by itself. `atRisk`: it may, when the phone runs full. */
export type StoragePromise = 'kept' | 'atRisk';

/** The answer, on the visit on which it was asked; afterwards it stands in the settings. */
export function useStoragePromise(hasSaved: boolean): StoragePromise | undefined {
  const [answer, setAnswer] = useState<StoragePromise>();
  useEffect(() => {
    if (!hasSaved || localStorage.getItem(ASKED_KEY) !== null) return;
    localStorage.setItem(ASKED_KEY, 'yes');
    void askToKeep().then(setAnswer);
  }, [hasSaved]);
  return answer;
}

export async function askToKeep(): Promise<StoragePromise> {
  // Old browsers have no such promise to give.
  if (typeof navigator.storage?.persist !== 'function') return 'atRisk';
  return (await navigator.storage.persist()) ? 'kept' : 'atRisk';
}

export async function storagePromise(): Promise<StoragePromise> {
  if (typeof navigator.storage?.persisted !== 'function') return 'atRisk';
  return (await navigator.storage.persisted()) ? 'kept' : 'atRisk';
}
