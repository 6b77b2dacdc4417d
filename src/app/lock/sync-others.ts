/** Sends what lies unsent in the books of the phone's other people, locked or gone: their PIN guards the screen, not the work. */
import { Fault } from '#kernel/result.ts';
import { unsentSummary } from '#local-db/index.ts';
import { syncUntilComplete } from '#sync/index.ts';
import { openBook } from '../device.ts';
import { databaseName, readProfile } from '../profile.ts';
import { BUILD } from '../build.ts';
import { wayToServer } from '../start-sync.ts';
import { lockOfTabs } from '../sync-lock.ts';
import { isLocked } from './guard.ts';
import { isSame, peopleHere, type PersonHere } from './people-here.ts';

/** One after the other. Whoever cannot be reached now, or is refused, is tried again the next time. */
export async function syncOthers(): Promise<void> {
  for (const person of othersHere()) {
    try {
      await syncOne(person);
    } catch (cause) {
      if (!(cause instanceof Fault)) throw cause;
    }
  }
}

function othersHere(): readonly PersonHere[] {
  const current = isLocked() ? undefined : readProfile();
  return peopleHere().filter(({ profile }) => current === undefined || !isSame(profile, current));
}

async function syncOne({ profile, isOut }: PersonHere): Promise<void> {
  const { token, joining } = profile;
  if (token === undefined) return;
  const { database, keys } = await openBook(profile, {});
  try {
    if (isOut === true && (await unsentSummary(database)).count === 0) return;
    const { strength } = keys;
    const { transport, keys: requestKeys } = await wayToServer({ database, token, strength, joining });
    const options = { token, build: BUILD, keys: requestKeys };
    await lockOfTabs(databaseName(profile), database).hold(async () => syncUntilComplete(database, transport, options));
  } finally {
    database.store.close();
  }
}
