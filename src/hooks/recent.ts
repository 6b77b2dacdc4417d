/** What this person chose last on this device, the latest first: lists begin with it (rule U14). */
import * as z from 'zod/mini';
import { useDevice } from './device.tsx';

const MOST = 5;
const schema = z.array(z.string());

/** `name`: of the list. `note` puts what was chosen now before the others. */
export function useRecent(name: string): { readonly ids: readonly string[]; readonly note: (id: string) => void } {
  const { session } = useDevice().database;
  const key = `so-mua.recent.${session.coop}.${session.person.userId}.${name}`;
  const ids = read(key);
  return {
    ids,
    note: (id) => localStorage.setItem(key, JSON.stringify([id, ...ids.filter((each) => each !== id)].slice(0, MOST))),
  };
}

function read(key: string): readonly string[] {
  try {
    const kept = schema.safeParse(JSON.parse(localStorage.getItem(key) ?? '[]'));
    return kept.success ? kept.data : [];
  } catch {
    // Not ours, or cut short: the list begins without it.
    return [];
  }
}
