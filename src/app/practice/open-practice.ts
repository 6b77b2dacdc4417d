/** Makes and takes away the practice books of this device. */
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { openDatabase } from '../device.ts';
import { databaseName, type Practice } from '../profile.ts';
import {
  enterPractice,
  forgetPracticeMember,
  isPracticeMade,
  leavePractice,
  notePracticeMade,
  practiceProfile,
  UNWANTED_KEY,
} from './practice.ts';
import { makeSeason } from './season.ts';

const BOTH: readonly Practice[] = ['member', 'office'];

/** Opens the practice book in this tab, and makes it first where it is not whole. Faults: those of the store. */
export async function openPractice(practice: Practice, onStep: (percent: number) => void): Promise<void> {
  const memberId = isPracticeMade(practice) ? undefined : await make(practice, onStep);
  enterPractice(practice, practice === 'member' ? memberId : undefined);
  window.location.replace('/');
}

/** Back to the real book at once; the practice books go when it has opened, since this page still holds one of them. */
export function deletePractice(): void {
  localStorage.setItem(UNWANTED_KEY, 'yes');
  leavePractice();
}

/** Deletes what somebody wanted deleted, whatever was written in it. */
export async function discardUnwanted(): Promise<void> {
  for (const practice of BOTH) await discard(practice);
  forgetPracticeMember();
  localStorage.removeItem(UNWANTED_KEY);
}

async function make(practice: Practice, onStep: (percent: number) => void): Promise<string> {
  // What was begun and not finished is no season.
  await discard(practice);
  const database = await openDatabase({ ...practiceProfile(practice), roles: FOUNDER_ROLES });
  try {
    const memberId = await makeSeason(database, practice, onStep);
    notePracticeMade(practice, true);
    return memberId;
  } finally {
    database.store.close();
  }
}

/** An open tab that practises closes its database when it is asked to. */
async function discard(practice: Practice): Promise<void> {
  notePracticeMade(practice, false);
  const request = indexedDB.deleteDatabase(databaseName(practiceProfile(practice)));
  await new Promise<void>((resolve) => {
    for (const event of ['success', 'error', 'blocked']) request.addEventListener(event, () => resolve());
  });
}
