/** The local database of one person in one co-op: what every part of local-db is given. */
import * as z from 'zod/mini';
import type { Env } from '#kernel/env.ts';
import type { Timestamp } from '#kernel/clock.ts';
import { hexOf } from '#kernel/ids.ts';
import { memberScope, type ModuleDefinition, type Person } from '#kernel/module.ts';
import { chainStart } from '#protocol/chain.ts';
import { Fault } from '#kernel/result.ts';
import type { LocalStore, StoreRecord, WriteTransaction } from './store.ts';
import { catalogueOf, META, type Catalogue } from './tables.ts';

export interface LocalDatabase {
  readonly store: LocalStore;
  readonly catalogue: Catalogue;
  readonly env: Env;
  readonly session: Session;
}

/** Who works here. */
export interface Session {
  /** 16 hex digits. */
  readonly coop: string;
  readonly person: Person;
  /** False while somebody works alone, before there is a co-op that could forbid anything. */
  readonly isEnrolled: boolean;
}

export function localDatabase(parts: {
  readonly store: LocalStore;
  readonly registry: readonly ModuleDefinition[];
  readonly env: Env;
  readonly session: Session;
}): LocalDatabase {
  return { store: parts.store, catalogue: catalogueOf(parts.registry), env: parts.env, session: parts.session };
}

/** Whether this device holds everything of a scope (rule W5). */
export function isGranted(session: Session, scope: string): boolean {
  if (session.person.role === 'office' || scope === 'coop') return true;
  return session.person.memberId !== undefined && scope === memberScope(session.person.memberId);
}

const timeSchema = z.tuple([z.number(), z.number()]);

const logHeadSchema = z.object({
  key: z.literal('log'),
  writer: z.string(),
  /** The last operation's number. */
  n: z.number(),
  hash: z.string(),
  /** Every operation up to here is known to be stored or quarantined by the server. */
  acknowledged: z.number(),
  time: timeSchema,
  /** The device's own clock at the last save, to notice that it jumped back. */
  deviceMs: z.number(),
});
export type LogHead = z.infer<typeof logHeadSchema>;

const cursorRecordSchema = z.object({
  key: z.literal('cursor'),
  seq: z.number(),
  chain: z.string(),
  /** The server's head when this cursor was reached; equal to `seq` once a pull is complete. */
  headSeq: z.number(),
  /** When the last pull was completed, ms of the device's clock; 0 never. */
  completedAt: z.number(),
});
export type CursorRecord = z.infer<typeof cursorRecordSchema>;

const clockSchema = z.object({
  key: z.literal('clock'),
  /** Server time minus device time, ms. */
  offset: z.number(),
  /** Device time of the answer that it was taken from; 0 never. */
  heardAt: z.number(),
});
export type ClockRecord = z.infer<typeof clockSchema>;

/** The head of this device's own log; a new writer is begun when there is none. Call inside the writing transaction. */
export async function readLogHead(transaction: WriteTransaction, database: LocalDatabase): Promise<LogHead> {
  return asLogHead(await transaction.get(META, 'log'), database);
}

/** Both in one read: every save begins with it. */
export async function readHeadAndClock(
  transaction: WriteTransaction,
  database: LocalDatabase,
): Promise<{ readonly head: LogHead; readonly clock: ClockRecord }> {
  const [log, clock] = await transaction.getMany(META, ['log', 'clock']);
  return { head: asLogHead(log, database), clock: asClock(clock) };
}

function asLogHead(record: StoreRecord | undefined, database: LocalDatabase): LogHead {
  if (record !== undefined) return parseMeta(logHeadSchema, record);
  const writer = hexOf(database.env.randomBytes(8));
  return {
    key: 'log',
    writer,
    n: 0,
    hash: chainStart(database.session.coop, writer),
    acknowledged: 0,
    time: [0, 0],
    deviceMs: 0,
  };
}

export async function readCursor(transaction: Pick<WriteTransaction, 'get'>): Promise<CursorRecord> {
  const record = await transaction.get(META, 'cursor');
  return record === undefined
    ? { key: 'cursor', seq: 0, chain: '', headSeq: 0, completedAt: 0 }
    : parseMeta(cursorRecordSchema, record);
}

export async function readClock(transaction: Pick<WriteTransaction, 'get'>): Promise<ClockRecord> {
  return asClock(await transaction.get(META, 'clock'));
}

function asClock(record: StoreRecord | undefined): ClockRecord {
  return record === undefined ? { key: 'clock', offset: 0, heardAt: 0 } : parseMeta(clockSchema, record);
}

export function timeOf(head: LogHead): Timestamp {
  return { ms: head.time[0], counter: head.time[1] };
}

/** Fault `storage.damaged`: what lies in the database is not what was written. */
function parseMeta<T>(schema: z.ZodMiniType<T>, record: unknown): T {
  const outcome = schema.safeParse(record);
  if (!outcome.success) throw new Fault('storage.damaged', { cause: outcome.error });
  return outcome.data;
}
