/**
 * A `.somua` file: unsent operations outside the browser that may lose them (sync.md X25). A CBOR array with operations
 * one by one, since a file lies for years and the columns of the wire may change: with the hash before the first and
 * after the last of each piece, and a sum over all of it, so that a file which lost or changed a byte on its way is
 * noticed and not loaded.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { decode, encode } from 'cborg';
import * as z from 'zod/mini';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { PRACTICE_COOP } from '#kernel/practice.ts';
import { Fault } from '#kernel/result.ts';
import { withReadRoles, type WithRoles } from '#kernel/roles.ts';
import { chainOver } from '#protocol/chain.ts';
import { LIMITS, OPERATION_KINDS, type Operation } from '#protocol/operation.ts';
import { rolesSchema } from '#protocol/roles.ts';
import { OPERATION_FORMAT } from '#protocol/version.ts';

export interface Backup {
  readonly owner: BackupOwner;
  /** Device time, ms since 1970. */
  readonly madeAt: number;
  readonly pieces: readonly BackupPiece[];
}

/** Consecutive operations of one log. */
export interface BackupPiece {
  /** The hash of the operation before the first, 32 hex digits. */
  readonly before: string;
  readonly operations: readonly Operation[];
}

const ownerSchema = z.object({
  coop: z.string().check(z.regex(/^[0-9a-f]{16}$/)),
  coopName: z.string().check(z.maxLength(200)),
  user: z.string().check(z.maxLength(64)),
  roles: rolesSchema,
  memberId: z.optional(z.string().check(z.maxLength(64))),
  personName: z.optional(z.string().check(z.maxLength(200))),
  /** False for a book that somebody writes alone. */
  isEnrolled: z.boolean(),
});
/** Whose book it is: enough to open it on another device. */
export type BackupOwner = Omit<z.infer<typeof ownerSchema>, 'roles'> & WithRoles;

const MARK = 'so-mua';
const FORMAT = 1;
export const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

const bytes: z.ZodMiniType<Uint8Array> = z.instanceof(Uint8Array);
const hash = bytes.check(z.refine((value) => value.length === 16));
const count = z.int().check(z.nonnegative());
const positive = z.int().check(z.positive());
const text = z.string().check(z.maxLength(LIMITS.stringBytes));
const id = z.string().check(z.regex(/^[0-9a-f]{16}-[1-9][0-9]{0,14}$/));

const itemSchema = z.union([z.int(), text, z.object({ ref: id })]);
const valueSchema = z.union([itemSchema, z.literal(null), z.array(itemSchema).check(z.maxLength(LIMITS.listItems))]);
const fieldSchema = z.tuple([count, valueSchema, z.array(id).check(z.maxLength(LIMITS.predsPerField))]);
const operationSchema = z.tuple([
  z.enum(OPERATION_KINDS),
  count, // table
  count, // schema version
  text, // scope
  count, // time, ms
  count, // time, counter
  z.union([z.literal(0), z.literal(1), z.literal(2)]), // quality of the clock
  count, // group
  id, // row
  z.array(fieldSchema).check(z.maxLength(LIMITS.fieldsPerOperation)),
]);
const pieceSchema = z.tuple([
  z.string().check(z.regex(/^[0-9a-f]{16}$/)), // writer
  positive, // n of the first operation
  hash, // before the first
  hash, // after the last
  z.array(operationSchema).check(z.refine((list) => list.length > 0)),
]);
const bodySchema = z.tuple([
  ownerSchema,
  count, // made at
  z.array(pieceSchema),
]);
const fileSchema = z.tuple([
  z.literal(MARK),
  positive, // format of the file
  positive, // format of the operations
  bytes, // the body
  hash, // SHA-256 of the body, cut
]);

export function encodeBackup({ owner, madeAt, pieces }: Backup): Uint8Array {
  const body = encode([
    owner,
    Math.max(0, Math.floor(madeAt)),
    pieces.map(({ before, operations }) => [
      operations[0]?.writer,
      operations[0]?.n,
      bytesOfHex(before),
      bytesOfHex(chainOver(before, operations)),
      operations.map(written),
    ]),
  ]);
  return encode([MARK, FORMAT, OPERATION_FORMAT, body, sumOf(body)]);
}

/** Faults: `backup.notOurs`, `backup.newer` (made by a later app), `backup.damaged`. */
export function decodeBackup(file: Uint8Array): Backup {
  if (file.length > LARGEST_FILE_BYTES) throw new Fault('backup.notOurs');
  const found = decoded(file);
  if (!Array.isArray(found) || found[0] !== MARK) throw new Fault('backup.notOurs');
  if (Number(found[1]) > FORMAT || Number(found[2]) > OPERATION_FORMAT) throw new Fault('backup.newer');
  const envelope = fileSchema.safeParse(found);
  if (!envelope.success) throw new Fault('backup.damaged', { cause: envelope.error });
  const [, , , body, sum] = envelope.data;
  if (hexOf(sumOf(body)) !== hexOf(sum)) throw new Fault('backup.damaged');
  const parsed = bodySchema.safeParse(withOwnersRoles(decoded(body)));
  if (!parsed.success) throw new Fault('backup.damaged', { cause: parsed.error });
  const [owner, madeAt, pieces] = parsed.data;
  refusePractice(owner);
  return {
    owner,
    madeAt,
    pieces: pieces.map(([writer, firstN, before, last, entries]) => {
      const operations = entries.map((entry, index) => read(entry, { writer, n: firstN + index }));
      if (chainOver(hexOf(before), operations) !== hexOf(last)) throw new Fault('backup.damaged');
      return { before: hexOf(before), operations };
    }),
  };
}

/** Files from before there were several roles say one, by an older name. */
function withOwnersRoles(body: unknown): unknown {
  if (!Array.isArray(body)) return body;
  const [owner, ...rest] = body as readonly unknown[];
  return [withReadRoles(owner), ...rest];
}

function written(operation: Operation): unknown {
  const { kind, table, schemaVersion, scope, time, clockQuality, group, row, fields } = operation;
  const writes = fields.map(({ no, value, preds }) => [no, value, preds]);
  return [kind, table, schemaVersion, scope, time.ms, time.counter, clockQuality, group, row, writes];
}

function read(entry: z.infer<typeof operationSchema>, at: Pick<Operation, 'writer' | 'n'>): Operation {
  const [kind, table, schemaVersion, scope, ms, counter, clockQuality, group, row, writes] = entry;
  const fields = writes.map(([no, value, preds]) => ({ no, value, preds }));
  return { ...at, kind, table, schemaVersion, scope, time: { ms, counter }, clockQuality, group, row, fields };
}

function sumOf(body: Uint8Array): Uint8Array {
  return sha256(body).slice(0, 16);
}

function decoded(file: Uint8Array): unknown {
  try {
    return decode(file);
  } catch (cause) {
    throw new Fault('backup.notOurs', { cause });
  }
}

/** Nothing of a practice book leaves it, and nothing of one comes into a real book. Fault `backup.practice` (F14). */
export function refusePractice({ coop }: Pick<BackupOwner, 'coop'>): void {
  if (coop === PRACTICE_COOP) throw new Fault('backup.practice');
}
