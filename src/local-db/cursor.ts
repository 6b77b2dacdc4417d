/**
 * Where this device's pull stands, and what it pulls next: the grants that it holds, and those that it still has to fill
 * (rules W5, W6).
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import * as z from 'zod/mini';
import { grantsOfRoles, grantText, includesGrant, parseGrants, unionOfGrants, type Grant } from '#kernel/grants.ts';
import { patternsOfRoles, type WithRoles } from '#kernel/roles.ts';
import { parseMeta, type LocalDatabase } from './database.ts';
import type { ReadTransaction, StoreRecord, WriteTransaction } from './store.ts';
import { META } from './tables.ts';

const cursorRecordSchema = z.object({
  key: z.literal('cursor'),
  seq: z.number(),
  /** The first 8 bytes of the server's chain there, 16 hex digits; empty at 0. */
  chain: z.string(),
  /** The server's head as the last page saw it; equal to `seq` once a pull is complete. */
  headSeq: z.number(),
  headChain: z.string(),
  /** When the last pull was completed, ms of the device's clock; 0 never. */
  completedAt: z.number(),
  /** The server did not know this place; the next request carries receipts. */
  isLost: z.boolean(),
  /** The grants that the cursor covers, as texts. */
  held: z.array(z.string()),
  /** Grants that are being filled from a sequence of their own. */
  filling: z.optional(z.object({ grants: z.array(z.string()), seq: z.number() })),
  /** What the server last said that the person may hold; absent: what the roles give. */
  granted: z.optional(z.array(z.string())),
  /**
   * Rises when own operations get another identity: an answer to a request from before speaks of ids that are gone, and
   * leaves out rows that it believes to be known here.
   */
  generation: z.number(),
  /** The first fiscal year of any document on the server, when it was told; 0 unknown. */
  firstYear: z.number(),
});
export type CursorRecord = z.infer<typeof cursorRecordSchema>;

const receiptsSchema = z.object({
  key: z.literal('receipts'),
  /** Newest first: places in the server's log up to which this device once had everything. */
  places: z.array(z.tuple([z.number(), z.string()])),
});

export async function readCursor(
  transaction: Pick<WriteTransaction, 'get'>,
  { session }: Pick<LocalDatabase, 'session'>,
): Promise<CursorRecord> {
  const record = await transaction.get(META, 'cursor');
  if (record !== undefined) return parseMeta(cursorRecordSchema, record);
  return withFilling(emptyCursor(session.person), session.person, await readFromYear(transaction));
}

/** Before anything was pulled. Lists and the own account come first; the rest is filled after them. */
export function emptyCursor(person: WithRoles): CursorRecord {
  const held = patternsOfRoles(person).filter((pattern) => pattern === 'coop' || pattern === 'member:self');
  return {
    key: 'cursor',
    seq: 0,
    chain: '',
    headSeq: 0,
    headChain: '',
    completedAt: 0,
    isLost: false,
    held,
    generation: 0,
    firstYear: 0,
  };
}

/** Whether nothing has moved since a request was made. */
export function isSameCursor(left: CursorRecord, right: CursorRecord): boolean {
  return isOff('compare-and-set') || placeKey(left) === placeKey(right);
}

function placeKey(cursor: CursorRecord): string {
  const { seq, chain, headSeq, headChain, isLost, held, filling, granted, generation } = cursor;
  return JSON.stringify([seq, chain, headSeq, headChain, isLost, held, filling ?? null, granted ?? null, generation]);
}

/** Places up to which this device once had everything, newest first. */
export async function readReceipts(
  transaction: Pick<WriteTransaction, 'get'>,
): Promise<readonly (readonly [seq: number, chain: string])[]> {
  const record = await transaction.get(META, 'receipts');
  return record === undefined ? [] : parseMeta(receiptsSchema, record).places;
}

/** What the person may hold, as far as this device has been told. */
export function grantedOf(cursor: CursorRecord, person: WithRoles): readonly Grant[] {
  return cursor.granted === undefined ? grantsOfRoles(person) : parseGrants(cursor.granted);
}

/** What is granted and wanted here, and not held yet. Documents of years before `fromYear` come only on request. */
export function missingGrants(cursor: CursorRecord, person: WithRoles, fromYear: number): readonly Grant[] {
  const held = parseGrants(cursor.held);
  return grantedOf(cursor, person)
    .map((grant) => (YEARLY.has(grant.pattern) ? { ...grant, fromYear: Math.max(grant.fromYear, fromYear) } : grant))
    .filter((grant) => grant.fromYear <= grant.toYear && !includesGrant(held, grant));
}

const YEARLY: ReadonlySet<string> = new Set(['member:*', 'book']);

/** Begins to fill what is missing; leaves the cursor as it is when nothing is, or when a filling is under way. */
export function withFilling(cursor: CursorRecord, person: WithRoles, fromYear: number): CursorRecord {
  if (cursor.filling !== undefined) return cursor;
  const missing = missingGrants(cursor, person, fromYear);
  if (missing.length > 0) passed('filling');
  return missing.length === 0 ? cursor : { ...cursor, filling: { grants: missing.map(grantText), seq: 0 } };
}

/** A filling that has reached the head is held from now on. */
export function withFilled({ filling, ...cursor }: CursorRecord): CursorRecord {
  if (filling === undefined) return cursor;
  passed('filled');
  return { ...cursor, held: unionOfGrants(parseGrants(cursor.held), parseGrants(filling.grants)).map(grantText) };
}

/** True when the cursor covers exactly what the roles give, so that the request need not name it. */
export function isUsual(cursor: CursorRecord, person: WithRoles): boolean {
  const held = parseGrants(cursor.held);
  const usual = grantsOfRoles(person);
  return (
    cursor.filling === undefined &&
    held.length === usual.length &&
    usual.every((grant) => held.some((other) => grantText(other) === grantText(grant)))
  );
}

/** The first fiscal year whose documents this device wants; 0: all. */
export async function readFromYear(transaction: Pick<ReadTransaction, 'get'>): Promise<number> {
  const record = await transaction.get(META, 'years');
  return typeof record?.['from'] === 'number' ? record['from'] : 0;
}

export function fromYearRecord(from: number): StoreRecord {
  return { key: 'years', from };
}
