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

/** What a file would bring, before anything is taken from it. */
export interface Looked {
  readonly owner: BackupOwner;
  /** When its first and its last work was saved, ms; undefined in a file of nothing. */
  readonly from: number | undefined;
  readonly to: number | undefined;
  readonly fresh: number;
  readonly known: number;
  /** It becomes a book of its own, which is brought along. */
  readonly isBook: boolean;
}

/** Looks into a file; `database` is absent on a device without a book. Nothing is written. Faults: as `loadFile`. */
export async function lookInto(database: LocalDatabase | undefined, bytes: Uint8Array): Promise<Looked> {
  const { decodeBackup, preview, refusePractice, spanOf } = await openRescue();
  if (database !== undefined) refusePractice(database.session);
  const backup = decodeBackup(bytes);
  if (database !== undefined && !isOther(database, backup.owner))
    return { ...(await preview(database, bytes)), isBook: false };
  refuseEnrolled(backup.owner, database);
  const fresh = backup.pieces.reduce((sum, { operations }) => sum + operations.length, 0);
  return { ...spanOf(backup), fresh, known: 0, isBook: database !== undefined };
}

function isOther({ session }: LocalDatabase, owner: BackupOwner): boolean {
  return owner.coop !== session.coop && !owner.isEnrolled;
}

/** Into a practice book comes nothing. Faults: `backup.…`, those of the store. */
export async function loadFile(database: LocalDatabase, bytes: Uint8Array): Promise<Loaded> {
  const { decodeBackup, refusePractice, restore } = await openRescue();
  refusePractice(database.session);
  const { owner } = decodeBackup(bytes);
  if (isOther(database, owner)) return { ...(await restoredAlone(bytes, owner)), asBook: owner };
  return { ...(await restore(database, bytes)), asBook: undefined };
}

/** On a device without a book: a file of somebody who writes alone is his book again. Fault `backup.joinFirst`. */
export async function openFile(bytes: Uint8Array): Promise<Profile> {
  const { decodeBackup } = await openRescue();
  const { owner } = decodeBackup(bytes);
  refuseEnrolled(owner, undefined);
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

/** Who has joined comes in by a code first, since the file lets nobody in. */
function refuseEnrolled(owner: BackupOwner, database: LocalDatabase | undefined): void {
  if (database === undefined && owner.isEnrolled)
    throw new Fault('backup.joinFirst', { values: { coop: owner.coopName } });
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
