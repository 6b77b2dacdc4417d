/** React's view of the local database and the sync: the screens know nothing below this. */
import { createContext, useContext, useMemo, useState, useSyncExternalStore, type ReactNode } from 'react';
import {
  askForAllYears,
  backedUp,
  commit,
  isComplete,
  olderYears,
  lastOwnRow,
  readerOver,
  unsentByTable,
  unsentSummary,
  type BackedUp,
  clockOffset,
  type LocalDatabase,
  type StorageHealth,
  type UnsentSummary,
} from '#local-db/index.ts';
import type { SyncLoop, SyncStatus } from '#sync/index.ts';

import type { ChangeKind, Command, Person, Reader, Stored, TableDefinition } from '#kernel/module.ts';
import { dateAt } from '#kernel/calendar.ts';
import { mayWrite } from '#kernel/permission.ts';
import type { Role } from '#kernel/roles.ts';
import { Fault, refuse, type Result } from '#kernel/result.ts';
import type { PersonEntry } from '#protocol/people.ts';
import { joined } from './joined.ts';
import { sharedLive, useLive } from './live.ts';

export interface Device {
  readonly database: LocalDatabase;
  readonly coopName: string;
  /** Whether this device's log is sealed with a key that nobody can copy, one kept as bytes, or none. */
  readonly keyStrength: 'hard' | 'soft' | 'none';
  /** How the last use of the local database went. */
  readonly health: StorageHealth;
  /** This is the book for the meantime: the main one does not open. */
  readonly isCapture: boolean;
  /** A practice book: nothing in it is real, and nothing of it leaves this device (U38). */
  readonly isPractice: boolean;
  /** Absent while this device belongs to no server. */
  readonly sync: SyncLoop | undefined;
  /** What is asked of the server about people, loaded when somebody does. Fault `enrol.forbidden` where there is none. */
  readonly people: () => Promise<PeopleDesk>;
}

/** Faults of what asks the server: `enrol.…`, `sync.offline`. */
export interface PeopleDesk {
  /** Asks for an invitation, which says what the invited person does: six letters. */
  invite(request: InviteFor): Promise<{ readonly code: string }>;
  /** Six letters with which a person who is in already comes in again as the same. */
  inviteAgain(user: string): Promise<{ readonly code: string }>;
  /**
   * An invitation that needs no server now: what stands after `#` in its link. Undefined where this device can sign
   * nothing.
   */
  inviteOffline(request: InviteFor): Promise<string | undefined>;
  /** Everybody as this device was last told; undefined when it was never told. */
  known(): Promise<KnownPeople | undefined>;
  /** Everybody as the server says it now. For admins. */
  fetched(): Promise<KnownPeople>;
  /** Gives somebody other roles. For admins. */
  changeRoles(user: string, roles: readonly Role[]): Promise<void>;
}

export interface KnownPeople {
  readonly people: readonly PersonEntry[];
  /** By this device's clock, ms since 1970. */
  readonly fetchedAt: number;
}
export type { PersonEntry };

export type InviteFor =
  | { readonly roles: readonly Role[] }
  | {
      readonly roles: readonly Role[];
      readonly memberId: string;
      readonly memberName: string;
      readonly memberCode?: string;
      readonly memberVillage?: string;
    };

const DeviceContext = createContext<Device | undefined>(undefined);

export function DeviceProvider(props: { readonly device: Device; readonly children: ReactNode }) {
  return <DeviceContext.Provider value={props.device}>{props.children}</DeviceContext.Provider>;
}

export function useDevice(): Device {
  const device = useContext(DeviceContext);
  if (device === undefined) throw new Error('a screen stands inside DeviceProvider');
  return device;
}

export function usePerson(): Person {
  return useDevice().database.session.person;
}

/** Asks whether the person may write such a row at all: what a screen offers is what commit and server let through. */
export function useMay(): (
  table: TableDefinition,
  kind: ChangeKind,
  row?: Readonly<Record<string, unknown>>,
) => boolean {
  const { catalogue, session } = useDevice().database;
  return (table, kind, row) => mayWrite(catalogue.permissions, session.person, { table, kind, row });
}

/** A live answer: it comes again whenever something that it read has changed. Undefined while it loads. */
export function useQuery<T>(query: (read: Reader) => Promise<T>, key: string): T | undefined {
  const { database } = useDevice();
  return useLive(({ store }) => query(readerOver(store.reader)), key, database);
}

/** As `useQuery`, but while another question loads the last answer stays, so that a list under a search does not blink. */
export function useKeptQuery<T>(query: (read: Reader) => Promise<T>, key: string): T | undefined {
  const found = useQuery(query, key);
  const [last, setLast] = useState(found);
  if (found !== undefined && found !== last) setLast(found);
  return found ?? last;
}

/** Of a table the last row that this device itself wrote and that counts, in an object; undefined while it loads. */
export function useLastOwnRow<Row extends object>(
  table: TableDefinition<Row>,
  counts: (row: Stored<Row>) => boolean,
): { readonly row: Stored<Row> | undefined } | undefined {
  const { database } = useDevice();
  return useLive(async (each) => ({ row: await lastOwnRow(each, table, counts) }), `own ${table.name}`, database);
}

const useUnsentOf = sharedLive(unsentSummary);
const useIsCompleteOf = sharedLive(isComplete);
const useOlderYearsOf = sharedLive(olderYears);
const useBackedUpOf = sharedLive(backedUp);
const useUnsentByTableOf = sharedLive(unsentByTable);
const useClockOffsetOf = sharedLive(clockOffset);

export function useUnsent(): UnsentSummary | undefined {
  return useUnsentOf(useDevice().database);
}

/** Everything is stored on the server and everything that the person may hold is here (invariant I25). */
export function useIsComplete(): boolean | undefined {
  return useIsCompleteOf(useDevice().database);
}

/**
 * How much of what the person may hold is here, in percent, while it is being fetched for the first time; undefined once
 * it is here, and on a device without a server. Until then no figure is a figure (rule W6).
 */
export function useFillingPercent(): number | undefined {
  const { sync } = useDevice();
  const unsent = useUnsent();
  if (sync === undefined || unsent === undefined || unsent.isFilled) return undefined;
  const { seq, headSeq, completedAt, filling } = unsent.cursor;
  const at = completedAt > 0 && filling !== undefined ? filling.seq : seq;
  return headSeq === 0 ? 0 : Math.floor((100 * Math.min(at, headSeq)) / headSeq);
}

/** The year with which the documents here begin when there are earlier ones on the server, and the way to get those. */
export function useOlderYears():
  | { readonly from: number; readonly first: number; readonly ask: () => void }
  | undefined {
  const { database, sync } = useDevice();
  const years = useOlderYearsOf(database);
  if (years === undefined || years.first === 0) return undefined;
  return { ...years, ask: () => void askForAllYears(database).then(() => sync?.request()) };
}

/** How far the co-op's own backup holds what this device wrote; undefined while it loads. */
export function useBackedUp(): BackedUp | undefined {
  return useBackedUpOf(useDevice().database);
}

/** How many unsent operations there are by table name; undefined while it loads. */
export function useUnsentByTable(): ReadonlyMap<string, number> | undefined {
  return useUnsentByTableOf(useDevice().database);
}

/** Today in Vietnam as far as the server has said how wrong this device's clock is, YYYY-MM-DD. */
export function useToday(): string {
  const { database } = useDevice();
  const offset = useClockOffsetOf(database) ?? 0;
  return dateAt(database.env.now() + offset);
}

/**
 * Saves by a command, once for two presses of one button; a fault of the storage comes back as a refusal with its code, so
 * that it is shown at the form.
 */
export function useCommand<Input, Output>(command: Command<Input, Output>): (input: Input) => Promise<Result<Output>> {
  const { database, sync } = useDevice();
  return useMemo(
    () =>
      joined(async (input: Input): Promise<Result<Output>> => {
        try {
          const outcome = await commit(database, command, input);
          if (!outcome.ok) return outcome;
          sync?.request('saved');
          return { ok: true, value: outcome.value.output };
        } catch (cause) {
          if (cause instanceof Fault) return refuse(cause.code, cause.values);
          // A mistake of ours: told at the form too, where else nothing would happen.
          reportError(cause);
          return refuse('app.unexpected');
        }
      }),
    [command, database, sync],
  );
}

/** The code of what is wrong with keeping work on this device, such as `storage.full`; undefined while all is well. */
export function useStorageFault(): string | undefined {
  const { health, isCapture } = useDevice();
  const fault = useSyncExternalStore(health.subscribe, health.fault);
  return fault ?? (isCapture ? 'storage.capture' : undefined);
}

const NO_SYNC: SyncStatus = { kind: 'offline' };

export function useSyncStatus(): SyncStatus {
  const { sync } = useDevice();
  return useSyncExternalStore(
    (listener) => sync?.subscribe(listener) ?? (() => undefined),
    () => sync?.status() ?? NO_SYNC,
  );
}
