/** What was typed and not saved yet: kept on every change, so that a killed app goes on where it was (rule U20). */
import { useEffect, useRef, useState } from 'react';
import type * as z from 'zod/mini';
import { useDevice } from './device.tsx';
import { keptDraft } from './kept-draft.ts';

/** Of several open tabs one keeps its drafts where a dead app finds them; each has its own, so that none types into another's. */
let isFirstTab = !('locks' in navigator);
const claimed = claim();

/** Done when this tab is the one, at once or when another tab is closed; a browser without Web Locks shares its drafts. */
async function claim(): Promise<void> {
  if (!isFirstTab)
    await new Promise<void>((resolve) => {
      const held = navigator.locks.request('so-mua.drafts', async () => {
        resolve();
        // Until the tab is closed.
        await new Promise(() => undefined);
      });
      held.catch(() => resolve());
    });
  isFirstTab = true;
}

/** The draft of one form of this person's book, as its schema reads it. `clear` ends it, after a save. Values are plain data. */
export function useDraft<T extends object>(
  name: string,
  schema: z.ZodMiniType<T>,
  empty: NoInfer<T>,
): [T, (value: T) => void, () => void] {
  const { session } = useDevice().database;
  const key = `so-mua.draft.${session.coop}.${session.person.userId}.${name}`;
  const [value, setValue] = useState<T>(() => stored(key, schema, empty));
  const isTouched = useRef(false);
  useEffect(() => {
    let isGone = false;
    void claimed.then(() => {
      if (!isGone && !isTouched.current) setValue(stored(key, schema, empty));
    });
    return () => {
      isGone = true;
    };
    // What is empty is empty each time.
  }, [key]);
  const set = (next: T): void => {
    isTouched.current = true;
    setValue(next);
    for (const storage of ownStorages()) storage.setItem(key, JSON.stringify(next));
  };
  const clear = (): void => {
    setValue(empty);
    for (const storage of ownStorages()) storage.removeItem(key);
  };
  return [value, set, clear];
}

function ownStorages(): readonly Storage[] {
  return isFirstTab ? [sessionStorage, localStorage] : [sessionStorage];
}

function stored<T extends object>(key: string, schema: z.ZodMiniType<T>, empty: NoInfer<T>): T {
  return keptDraft(
    ownStorages().map((storage) => storage.getItem(key)),
    schema,
    empty,
  );
}

/**
 * Which slip a draft came after: the last one when the form was opened, or the one that was saved in it since. A draft
 * that came after another one was saved and only its removal was lost. What comes in from elsewhere while somebody types
 * changes nothing.
 */
export function useLastSlip() {
  const [id, setId] = useState<string>();
  return {
    /** Undefined until the last slip was told. */
    id,
    /** Tells the last slip there is, empty when there is none, while rendering; gives the one that counts. */
    from(last: string): string {
      if (id === undefined) setId(last);
      return id ?? last;
    },
    saved: setId as (id: string) => void,
  };
}
