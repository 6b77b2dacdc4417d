/** The local database of one person in one co-op: what every part of local-db is given. */
import * as z from 'zod/mini';
import type { Env } from '#kernel/env.ts';
import type { Timestamp } from '#kernel/clock.ts';
import { hexOf } from '#kernel/ids.ts';
import { coversScope } from '#kernel/grants.ts';
import type { ModuleDefinition, Person } from '#kernel/module.ts';
import { patternsOfRoles } from '#kernel/roles.ts';
import { chainStart } from '#protocol/chain.ts';
import { Fault } from '#kernel/result.ts';
import type { LocalStore, StoreRecord, WriteTransaction } from './store.ts';
import { catalogueOf, META, type Catalogue } from './tables.ts';

export interface LocalDatabase {
  readonly store: LocalStore;
  readonly catalogue: Catalogue;
  readonly env: Env;
  readonly session: Session;
  /** Pulled rows go in so many at a time, so that a save never waits long (design 5.13). */
  readonly rowsPerTransaction: number;
}

/** Who works here. */
export interface Session {
  /** 16 hex digits. */
  readonly coop: string;
  readonly person: Person;
  /** False while somebody works alone, before there is a co-op that could forbid anything. */
  readonly isEnrolled: boolean;
}

const ROWS_PER_TRANSACTION = 200;

export function localDatabase(parts: {
  readonly store: LocalStore;
  readonly registry: readonly ModuleDefinition[];
  readonly env: Env;
  readonly session: Session;
  readonly rowsPerTransaction?: number;
}): LocalDatabase {
  const { store, registry, env, session, rowsPerTransaction = ROWS_PER_TRANSACTION } = parts;
  return { store, catalogue: catalogueOf(registry), env, session, rowsPerTransaction };
}

/** Whether this device holds everything of a scope (rule W5). */
export function isGranted(session: Session, scope: string): boolean {
  const { person } = session;
  return patternsOfRoles(person).some((pattern) => coversScope(pattern, person, scope));
}

const timeSchema = z.tuple([z.number(), z.number()]);

const logHeadSchema = z.object({
  /** `log`: the one that is written now; `retired:<writer>`: an own earlier one, kept until all of it is safe. */
  key: z.string(),
  writer: z.string(),
  /** The last operation's number. */
  n: z.number(),
  hash: z.string(),
  /** Every operation up to here is known to be stored or quarantined by the server. */
  acknowledged: z.number(),
  /** The chain's hash there; absent at 0. */
  acknowledgedHash: z.optional(z.string()),
  /** The server has this writer's key. */
  isKeyKnown: z.optional(z.boolean()),
  /** The server's log differs somewhere: the next request carries marks instead of operations. */
  isSuspect: z.optional(z.boolean()),
  /** Of a branch that was issued anew: under which writer it was, and number and hash of its first operation there. */
  origin: z.optional(z.object({ writer: z.string(), n: z.number(), hash: z.string() })),
  /** How often in a row the server found the chain or the seal broken. */
  refusals: z.optional(z.number()),
  time: timeSchema,
  /** The device's own clock at the last save, to notice that it jumped back. */
  deviceMs: z.number(),
});
export type LogHead = z.infer<typeof logHeadSchema>;

const clockSchema = z.object({
  key: z.literal('clock'),
  /** Server time minus device time, ms. */
  offset: z.number(),
  /** Device time of the answer that it was taken from; 0 never. */
  heardAt: z.number(),
});
export type ClockRecord = z.infer<typeof clockSchema>;

/** The head of this device's own log; a new writer is begun when there is none. Call inside the writing transaction. */
export async function readLogHead(
  transaction: Pick<WriteTransaction, 'get'>,
  database: LocalDatabase,
): Promise<LogHead> {
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
  return newLogHead(database);
}

interface NewLog {
  readonly after?: LogHead['time'];
  /** 16 hex digits; random when absent. */
  readonly writer?: string | undefined;
}

/** A fresh writer. `after`: the latest time that its person's earlier log has seen. */
export function newLogHead(
  database: LocalDatabase,
  { after = [0, 0], writer = hexOf(database.env.randomBytes(8)) }: NewLog = {},
): LogHead {
  return {
    key: 'log',
    writer,
    n: 0,
    hash: chainStart(database.session.coop, writer),
    acknowledged: 0,
    time: after,
    deviceMs: 0,
  };
}

/** Own earlier logs that the server may still need. */
export async function readRetiredLogs(transaction: Pick<WriteTransaction, 'range'>): Promise<readonly LogHead[]> {
  const records = await transaction.range(META, { index: 'id', from: 'retired:', to: 'retired;' });
  return records.map((record) => parseMeta(logHeadSchema, record));
}

/** The current log, when something was written in it, and the retired ones, oldest need first. */
export async function readLogs(transaction: Pick<WriteTransaction, 'get' | 'range'>): Promise<readonly LogHead[]> {
  const current = await transaction.get(META, 'log');
  const retired = await readRetiredLogs(transaction);
  return current === undefined ? retired : [...retired, parseMeta(logHeadSchema, current)];
}

export async function readClock(transaction: Pick<WriteTransaction, 'get'>): Promise<ClockRecord> {
  return asClock(await transaction.get(META, 'clock'));
}

/** What the server's clock says more than this device's, in ms; 0 before anything was heard. */
export async function clockOffset(database: LocalDatabase): Promise<number> {
  return (await readClock(database.store.reader)).offset;
}

function asClock(record: StoreRecord | undefined): ClockRecord {
  return record === undefined ? { key: 'clock', offset: 0, heardAt: 0 } : parseMeta(clockSchema, record);
}

export function timeOf(head: LogHead): Timestamp {
  return { ms: head.time[0], counter: head.time[1] };
}

/** Fault `storage.damaged`: what lies in the database is not what was written. */
export function parseMeta<T>(schema: z.ZodMiniType<T>, record: unknown): T {
  const outcome = schema.safeParse(record);
  if (!outcome.success) throw new Fault('storage.damaged', { cause: outcome.error });
  return outcome.data;
}
