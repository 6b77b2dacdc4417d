/** Loading a `.somua` file: into the book it was made from, or as a book of its own that is brought along. */
import { openRescue, type BackupOwner, type LocalDatabase } from '#local-db/index.ts';
import { Fault } from '#kernel/result.ts';
import { openDatabase } from '../device.ts';
import type { Profile } from '../profile.ts';

export interface Loaded {
  readonly fresh: number;
  readonly known: number;
  /** A book that somebody wrote alone or in the meantime: it waits to be brought along. */
  readonly asBook: BackupOwner | undefined;
}

/** Faults: `backup.…`, those of the store. */
export async function loadFile(database: LocalDatabase, file: Blob): Promise<Loaded> {
  const { decodeBackup, restore } = await openRescue();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { owner } = decodeBackup(bytes);
  const isOther = owner.coop !== database.session.coop && !owner.isEnrolled;
  if (isOther) return { ...(await restoredAlone(bytes, owner)), asBook: owner };
  return { ...(await restore(database, bytes)), asBook: undefined };
}

/** On a device without a book: a file of somebody who writes alone is his book again. Fault `backup.joinFirst`. */
export async function openFile(file: Blob): Promise<Profile> {
  const { decodeBackup } = await openRescue();
  const bytes = new Uint8Array(await file.arrayBuffer());
  const { owner } = decodeBackup(bytes);
  if (owner.isEnrolled) throw new Fault('backup.joinFirst', { values: { coop: owner.coopName } });
  await restoredAlone(bytes, owner);
  const { coop, coopName, user, roles, memberId, personName } = owner;
  return {
    coop,
    coopName,
    user,
    roles,
    ...(memberId === undefined ? {} : { memberId }),
    ...(personName === undefined ? {} : { personName }),
  };
}

async function restoredAlone(bytes: Uint8Array, owner: BackupOwner) {
  const { restore } = await openRescue();
  const { coop, user, roles, memberId } = owner;
  const database = await openDatabase({ coop, user, roles, ...(memberId === undefined ? {} : { memberId }) });
  try {
    return await restore(database, bytes);
  } finally {
    database.store.close();
  }
}
