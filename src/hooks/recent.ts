/** What this person chose last on this device, the latest first: lists begin with it (rule U14). */
import * as z from 'zod/mini';
import { parsedJson } from '#kernel/json.ts';
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
  const kept = schema.safeParse(parsedJson(localStorage.getItem(key)));
  // Nothing yet, not ours, or cut short: the list begins without it.
  return kept.success ? kept.data : [];
}
