/** What was typed and not saved yet: kept on every change, so that a killed app goes on where it was (rule U20). */
import { useState } from 'react';
import { useDevice } from './device.tsx';

/** The draft of one form of this person's book. `clear` ends it, after a save. Values are plain data. */
export function useDraft<T extends object>(name: string, empty: T): [T, (value: T) => void, () => void] {
  const { session } = useDevice().database;
  const key = `so-mua.draft.${session.coop}.${session.person.userId}.${name}`;
  const [value, setValue] = useState<T>(() => stored(key, empty));
  const set = (next: T): void => {
    setValue(next);
    localStorage.setItem(key, JSON.stringify(next));
  };
  const clear = (): void => {
    setValue(empty);
    localStorage.removeItem(key);
  };
  return [value, set, clear];
}

function stored<T extends object>(key: string, empty: T): T {
  try {
    const parsed: unknown = JSON.parse(localStorage.getItem(key) ?? 'null');
    // Written above from a T; a field that a newer version lacks is ignored by it.
    return typeof parsed === 'object' && parsed !== null ? { ...empty, ...parsed } : empty;
  } catch {
    return empty;
  }
}
