/**
 * Canonical bytes back to an operation: for rebuilding rows from the log, for auditing it, and for showing what was put
 * aside. The other direction is `chain.ts`; what comes out gives the same bytes when it is encoded again.
 */
import { decode } from 'cborg';
import { hexOf, operationId } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { OPERATION_KINDS, type FieldWrite, type Operation, type Reference, type WireValue } from './operation.ts';
import { OPERATION_FORMAT } from './version.ts';

const STRICT = {
  strict: true,
  allowIndefinite: false,
  allowUndefined: false,
  allowInfinity: false,
  allowNaN: false,
  allowBigInt: false,
};

/** Fault `sync.malformed` when the bytes are not those of an operation. */
export function decodeCanonical(writer: string, header: Uint8Array, payload: Uint8Array): Operation {
  const parts = decodedList(header);
  const [format, n, , kindIndex, table, schemaVersion, scope, ms, counter, quality, group] = parts;
  const kind = OPERATION_KINDS[integerOf(kindIndex)];
  const clockQuality = integerOf(quality);
  if (format !== OPERATION_FORMAT || parts.length !== 12 || kind === undefined) throw malformed();
  if (clockQuality !== 0 && clockQuality !== 1 && clockQuality !== 2) throw malformed();
  const { row, fields } = decodePayload(payload);
  return {
    writer,
    n: integerOf(n),
    kind,
    table: integerOf(table),
    schemaVersion: integerOf(schemaVersion),
    scope: typeof scope === 'string' ? scope : `member:${idOf(scope)}`,
    time: { ms: integerOf(ms), counter: integerOf(counter) },
    clockQuality,
    group: integerOf(group),
    row: row ?? operationId(writer, integerOf(n)),
    fields,
  };
}

/** The payload alone; `row` is absent for an operation that makes a row of its own. */
export function decodePayload(payload: Uint8Array): {
  readonly row: string | undefined;
  readonly fields: readonly FieldWrite[];
} {
  const [row, ...rest] = decodedList(payload);
  if (rest.length % 3 !== 0) throw malformed();
  const fields: FieldWrite[] = [];
  for (let at = 0; at < rest.length; at += 3) {
    fields.push({ no: integerOf(rest[at]), value: valueOf(rest[at + 1]), preds: listOf(rest[at + 2]).map(idOf) });
  }
  return { row: row === 0 ? undefined : idOf(row), fields };
}

function decodedList(bytes: Uint8Array): readonly unknown[] {
  let decoded: unknown;
  try {
    decoded = decode(bytes, STRICT);
  } catch (cause) {
    throw new Fault('sync.malformed', { cause });
  }
  return listOf(decoded);
}

function valueOf(part: unknown): WireValue | null {
  if (part === null || typeof part === 'string' || typeof part === 'number') return part;
  const list = listOf(part);
  if (list[0] instanceof Uint8Array) return { ref: idOf(list) };
  return list.slice(1).map((item): number | string | Reference => {
    const value = valueOf(item);
    if (value === null || (typeof value === 'object' && !('ref' in value))) throw malformed();
    return value;
  });
}

function idOf(part: unknown): string {
  const [writer, n] = listOf(part);
  if (!(writer instanceof Uint8Array) || writer.length !== 8) throw malformed();
  return operationId(hexOf(writer), integerOf(n));
}

function integerOf(part: unknown): number {
  if (typeof part !== 'number' || !Number.isSafeInteger(part)) throw malformed();
  return part;
}

function listOf(part: unknown): readonly unknown[] {
  if (!Array.isArray(part)) throw malformed();
  return part;
}

function malformed(): Fault {
  return new Fault('sync.malformed');
}
