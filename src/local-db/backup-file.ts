/**
 * A `.somua` file: unsent operations as they will travel, outside the browser that may lose them (sync.md X25). A CBOR
 * array like every message: the operations in columns, the hash before the first and after the last of each piece, and a
 * sum over all of it, so that a file which lost or changed a byte on its way is noticed and not loaded.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { decode, encode } from 'cborg';
import * as z from 'zod/mini';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { chainNext, chainOver } from '#protocol/chain.ts';
import { decodeOperations, encodeOperations } from '#protocol/columns.ts';
import { LIMITS, type Operation } from '#protocol/operation.ts';
import { PROTOCOL_VERSION } from '#protocol/version.ts';

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
  role: z.enum(['member', 'office']),
  memberId: z.optional(z.string().check(z.maxLength(64))),
  personName: z.optional(z.string().check(z.maxLength(200))),
  /** False for a book that somebody writes alone. */
  isEnrolled: z.boolean(),
});
/** Whose book it is: enough to open it on another device. */
export type BackupOwner = z.infer<typeof ownerSchema>;

const MARK = 'so-mua';
const FORMAT = 1;
const PIECE_OPERATIONS = 1_000;
export const LARGEST_FILE_BYTES = 64 * 1024 * 1024;

const bytes: z.ZodMiniType<Uint8Array> = z.instanceof(Uint8Array);
const hash = bytes.check(z.refine((value) => value.length === 16));
const pieceSchema = z.tuple([
  bytes.check(z.refine((value) => value.length === 8)), // writer
  z.int().check(z.positive()), // n of the first operation
  z.int().check(z.positive(), z.maximum(LIMITS.operationsPerRequest)), // how many
  hash, // before the first
  hash, // after the last
  bytes, // the operations in columns
]);
const bodySchema = z.tuple([
  ownerSchema,
  z.int().check(z.nonnegative()), // made at
  z.array(pieceSchema),
]);
const fileSchema = z.tuple([
  z.literal(MARK),
  z.int().check(z.positive()), // format
  z.int().check(z.positive()), // protocol version of the columns
  bytes, // the body
  hash, // SHA-256 of the body, cut
]);

export function encodeBackup(backup: Backup): Uint8Array {
  const { owner, madeAt, pieces } = backup;
  const body = encode([
    owner,
    Math.max(0, Math.floor(madeAt)),
    pieces
      .flatMap(cutSmaller)
      .map(({ before, operations }) => [
        bytesOfHex(operations[0]?.writer ?? ''),
        operations[0]?.n ?? 0,
        operations.length,
        bytesOfHex(before),
        bytesOfHex(chainOver(before, operations)),
        encodeOperations(operations),
      ]),
  ]);
  return encode([MARK, FORMAT, PROTOCOL_VERSION, body, sumOf(body)]);
}

/** Faults: `backup.notOurs`, `backup.newer` (made by a later app), `backup.damaged`. */
export function decodeBackup(file: Uint8Array): Backup {
  if (file.length > LARGEST_FILE_BYTES) throw new Fault('backup.notOurs');
  const read = decoded(file);
  if (!Array.isArray(read) || read[0] !== MARK) throw new Fault('backup.notOurs');
  if (Number(read[1]) > FORMAT || Number(read[2]) > PROTOCOL_VERSION) throw new Fault('backup.newer');
  const envelope = fileSchema.safeParse(read);
  if (!envelope.success) throw new Fault('backup.damaged', { cause: envelope.error });
  const [, , , body, sum] = envelope.data;
  if (hexOf(sumOf(body)) !== hexOf(sum)) throw new Fault('backup.damaged');
  const parsed = bodySchema.safeParse(decoded(body));
  if (!parsed.success) throw new Fault('backup.damaged', { cause: parsed.error });
  const [owner, madeAt, pieces] = parsed.data;
  return {
    owner,
    madeAt,
    pieces: pieces.map(([writer, firstN, count, before, last, columns]) => {
      const operations = operationsOf(columns, { writer: hexOf(writer), firstN, count });
      if (chainOver(hexOf(before), operations) !== hexOf(last)) throw new Fault('backup.damaged');
      return { before: hexOf(before), operations };
    }),
  };
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

function operationsOf(
  columns: Uint8Array,
  segment: { readonly writer: string; readonly firstN: number; readonly count: number },
): readonly Operation[] {
  try {
    return decodeOperations(columns, segment);
  } catch (cause) {
    if (!(cause instanceof Fault)) throw cause;
    throw new Fault('backup.damaged', { cause });
  }
}

function cutSmaller(piece: BackupPiece): readonly BackupPiece[] {
  const pieces: BackupPiece[] = [];
  let { before } = piece;
  for (let start = 0; start < piece.operations.length; start += PIECE_OPERATIONS) {
    const operations = piece.operations.slice(start, start + PIECE_OPERATIONS);
    pieces.push({ before, operations });
    before = operations.reduce((previous, operation) => chainNext(previous, operation), before);
  }
  return pieces;
}
