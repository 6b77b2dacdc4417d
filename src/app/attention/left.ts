/**
 * Disagreements that this person leaves to the bookkeeper. The office sees them anyway, so it is only remembered here
 * that nobody is asked any more on this device; a later edit of the row asks again.
 */
import { useState } from 'react';
import { usePerson } from '#hooks/device.tsx';
import type { Stored } from '#kernel/module.ts';

export function leftKey(row: Stored<object>, field: string): string {
  return `${row.id} ${field} ${row.savedAt}`;
}

export function readLeft(userId: string): ReadonlySet<string> {
  return new Set((localStorage.getItem(nameOf(userId)) ?? '').split('\n').filter((key) => key !== ''));
}

/** What is left, and the way to leave something or to take it up again. */
export function useLeft(): [ReadonlySet<string>, (key: string, isLeft: boolean) => void] {
  const { userId } = usePerson();
  const [left, setLeft] = useState(() => readLeft(userId));
  return [
    left,
    (key, isLeft) => {
      const next = new Set(readLeft(userId));
      if (isLeft) next.add(key);
      else next.delete(key);
      localStorage.setItem(nameOf(userId), [...next].slice(-MOST_LEFT).join('\n'));
      setLeft(next);
    },
  ];
}

const MOST_LEFT = 200;

function nameOf(userId: string): string {
  return `so-mua.left.${userId}`;
}
