/** Answers of the local database that come again whenever something that they read has changed. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { Fault } from '#kernel/result.ts';
import type { LiveListener, LocalDatabase } from '#local-db/index.ts';
import { SharedAnswer } from './shared-answer.ts';

/** Longer than the first picture of the next screen takes on a cheap phone. */
const LEAVE_AFTER_MS = 250;

/** Something to ask of the whole database, for what is no module's business. Faults: `storage.…`. */
export type DatabaseQuery<T> = (database: LocalDatabase) => Promise<T>;

/** A live answer; undefined while it loads. `key` stands for all that the query closes over. */
export function useLive<T>(query: DatabaseQuery<T>, key: string, database: LocalDatabase): T | undefined {
  const [answer, setAnswer] = useState<{ readonly key: string; readonly value: T }>();
  const [fault, setFault] = useState<unknown>();
  useEffect(
    () => {
      let isGone = false;
      const stop = ask(database, query, {
        next: (value) => !isGone && setAnswer({ key, value }),
        fail: (cause) => !isGone && setFault(cause),
      });
      return () => {
        isGone = true;
        stopLater(stop);
      };
    },
    // The key stands for everything that the query closes over.
    [key, database],
  );
  if (fault !== undefined) throw faultOf(fault);
  return answer?.key === key ? answer.value : undefined;
}

/**
 * A hook for what many parts of many screens ask alike: asked once for all of them, and known still when the next screen
 * asks, so that this one has it in its first picture. Its value is undefined while it loads.
 */
export function sharedLive<T>(query: DatabaseQuery<T>): (database: LocalDatabase) => T | undefined {
  const answers = new WeakMap<LocalDatabase, SharedAnswer<T>>();
  return (database) => {
    const known = answers.get(database);
    const answer = known ?? new SharedAnswer((listener) => ask(database, query, listener));
    if (known === undefined) answers.set(database, answer);
    const { value, fault } = useSyncExternalStore(answer.subscribe, answer.state);
    if (fault !== undefined) throw faultOf(fault);
    return value;
  };
}

function ask<T>(database: LocalDatabase, query: DatabaseQuery<T>, listener: LiveListener<T>): () => void {
  return database.store.live((reader) => query({ ...database, store: { ...database.store, reader } }), listener);
}

function faultOf(cause: unknown): Error {
  return cause instanceof Error ? cause : new Fault('storage.unavailable', { cause });
}

const leaving: (() => void)[] = [];

/** Ends what a screen listened to when the next one is drawn: together that is a third of what a tap on a tile has to wait for. */
function stopLater(stop: () => void): void {
  if (leaving.push(stop) > 1) return;
  setTimeout(() => {
    for (const each of leaving.splice(0)) each();
  }, LEAVE_AFTER_MS);
}
