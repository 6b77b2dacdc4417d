import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Fault } from '#kernel/result.ts';
import { ByteReader } from './byte-stream.ts';
import { chainOver, chainStart } from './chain.ts';
import { readInts } from './column-ints.ts';
import { decodeOperations, decodeRows, encodeOperations, encodeRows } from './columns.ts';
import { OPERATION_KINDS, type FieldWrite, type Operation, type WireValue } from './operation.ts';
import type { RowState } from './row-state.ts';

const WRITER = '00112233445566aa';
const hex = fc.stringMatching(/^[0-9a-f]{16}$/);
const rowId = fc.tuple(hex, fc.integer({ min: 1, max: 1_000_000 })).map(([writer, n]) => `${writer}-${n}`);
const item = fc.oneof(
  fc.maxSafeInteger(),
  fc.string({ maxLength: 20, unit: 'grapheme' }),
  rowId.map((ref) => ({ ref })),
);
const value: fc.Arbitrary<WireValue | null> = fc.oneof(item, fc.array(item, { maxLength: 4 }), fc.constant(null));
const scope = fc.oneof(
  fc.constantFrom('coop', 'book', 'admin'),
  rowId.map((id) => `member:${id}`),
);
const time = fc.record({
  ms: fc.integer({ min: 0, max: 253_402_300_799_000 }),
  counter: fc.integer({ min: 0, max: 0xffff }),
});
const fields: fc.Arbitrary<readonly FieldWrite[]> = fc
  .uniqueArray(fc.record({ no: fc.integer({ min: 0, max: 40 }), value, preds: fc.array(rowId, { maxLength: 3 }) }), {
    selector: (field) => field.no,
    maxLength: 6,
  })
  .map((list) => [...list].sort((left, right) => left.no - right.no));

const log: fc.Arbitrary<readonly Operation[]> = fc
  .array(
    fc.record({
      kind: fc.constantFrom(...OPERATION_KINDS),
      table: fc.integer({ min: 1, max: 300 }),
      schemaVersion: fc.integer({ min: 1, max: 9 }),
      scope,
      time,
      clockQuality: fc.constantFrom(0, 1, 2),
      isGrouped: fc.boolean(),
      otherRow: fc.option(rowId, { nil: undefined }),
      fields,
    }),
    { maxLength: 12 },
  )
  .map((list) =>
    list.map(({ isGrouped, otherRow, ...parts }, index): Operation => {
      const n = index + 7;
      return {
        ...parts,
        writer: WRITER,
        n,
        group: isGrouped ? n - Math.min(index, 2) : 0,
        row: otherRow ?? `${WRITER}-${n}`,
      };
    }),
  );

const rows: fc.Arbitrary<readonly RowState[]> = fc.array(
  fc.record({
    table: fc.integer({ min: 1, max: 300 }),
    id: rowId,
    scope,
    seq: fc.nat(),
    kind: fc.constantFrom('record', 'document'),
    fields: fc
      .uniqueArray(
        fc.tuple(
          fc.integer({ min: 0, max: 40 }),
          fc.array(fc.record({ operation: rowId, time, value }), { maxLength: 3 }),
        ),
        { selector: ([no]) => no, maxLength: 5 },
      )
      .map((list) => new Map([...list].sort(([left], [right]) => left - right))),
  }),
  { maxLength: 12 },
);

describe('columns', () => {
  test('[P5] operations come out as they went in, and so does their chain', () => {
    fc.assert(
      fc.property(log, (operations) => {
        const decoded = decodeOperations(encodeOperations(operations), {
          writer: WRITER,
          firstN: 7,
          count: operations.length,
        });
        expect(decoded).toEqual(operations);
        const start = chainStart('c0ffee0000000001', WRITER);
        expect(chainOver(start, decoded)).toBe(chainOver(start, operations));
      }),
      { numRuns: 400 },
    );
  });

  test('[P5] rows come out as they went in', () => {
    fc.assert(
      fc.property(rows, (page) => {
        expect(decodeRows(encodeRows(page))).toEqual(page);
      }),
      { numRuns: 400 },
    );
  });

  test('[P6] bytes that were changed, cut or made up end in a fault and nothing else', () => {
    const mutation = fc.tuple(log, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean());
    fc.assert(
      fc.property(mutation, ([operations, at, byte, isCut]) => {
        const bytes = encodeOperations(operations);
        const changed = isCut
          ? bytes.slice(0, at % (bytes.length + 1))
          : bytes.map((old, index) => (index === at % bytes.length ? byte : old));
        expect(
          faultOrDone(() => decodeOperations(changed, { writer: WRITER, firstN: 7, count: operations.length })),
        ).toBe(true);
        expect(faultOrDone(() => decodeRows(changed))).toBe(true);
      }),
      { numRuns: 3_000 },
    );
  });

  test('[P6] rows that were changed or cut end in a fault and nothing else', () => {
    fc.assert(
      fc.property(
        fc.tuple(rows, fc.nat(), fc.integer({ min: 0, max: 255 }), fc.boolean()),
        ([page, at, byte, isCut]) => {
          const bytes = encodeRows(page);
          const changed = isCut
            ? bytes.slice(0, at % (bytes.length + 1))
            : bytes.map((old, index) => (index === at % bytes.length ? byte : old));
          expect(faultOrDone(() => decodeRows(changed))).toBe(true);
        },
      ),
      { numRuns: 3_000 },
    );
  });

  test('[P6] [I20] a few bytes do not unfold into millions of values', () => {
    const reader = new ByteReader(Uint8Array.of(0, 2), 1_000);
    expect(() => readInts(reader, 1_001)).toThrow(new Fault('sync.malformed'));
  });

  test('[P4] any changed field changes the chain', () => {
    fc.assert(
      fc.property(
        log.filter((operations) => operations.length > 0),
        fc.nat(),
        (operations, at) => {
          const start = chainStart('c0ffee0000000001', WRITER);
          const index = at % operations.length;
          const changed = operations.map((operation, position) =>
            position === index ? { ...operation, table: operation.table + 1 } : operation,
          );
          expect(chainOver(start, changed)).not.toBe(chainOver(start, operations));
        },
      ),
    );
  });
});

function faultOrDone(body: () => unknown): boolean {
  try {
    body();
    return true;
  } catch (cause) {
    return cause instanceof Fault && cause.code === 'sync.malformed';
  }
}
