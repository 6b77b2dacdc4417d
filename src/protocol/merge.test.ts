import { describe, expect, test } from 'vitest';
import { applyOperation, isConflict, isDeleted, shownHead, standingOperations } from './merge.ts';
import type { Operation, WireValue } from './operation.ts';

const HOA = 'aaaaaaaaaaaaaaaa';
const TU = 'bbbbbbbbbbbbbbbb';
const ROW = `${HOA}-1`;

function operation(
  writer: string,
  n: number,
  parts: Partial<Operation> & { readonly value?: WireValue | null; readonly preds?: readonly string[] },
): Operation {
  const { value = 0, preds = [], ...rest } = parts;
  return {
    writer,
    n,
    kind: 'set',
    table: 4,
    schemaVersion: 1,
    scope: 'coop',
    time: { ms: n * 1000, counter: 0 },
    clockQuality: 0,
    group: 0,
    row: ROW,
    fields: [{ no: 1, value, preds }],
    ...rest,
  };
}

const created = applyOperation(undefined, operation(HOA, 1, { kind: 'create', value: 500 }), { seq: 1 });

describe('merge', () => {
  test('[P10] an edit that saw the value replaces it, and there is no conflict', () => {
    const after = applyOperation(created, operation(TU, 1, { value: 505, preds: [ROW] }), { seq: 2 });
    expect(shownHead(after.fields.get(1))?.value).toBe(505);
    expect(isConflict(after.fields.get(1) ?? [])).toBe(false);
  });

  test('[P10] two edits that did not see each other both stand, in either order', () => {
    const [first, second] = [
      operation(HOA, 2, { value: 505, preds: [ROW] }),
      operation(TU, 1, { value: 490, preds: [ROW] }),
    ];
    const oneWay = applyOperation(applyOperation(created, first, { seq: 2 }), second, { seq: 3 });
    const otherWay = applyOperation(applyOperation(created, second, { seq: 2 }), first, { seq: 3 });
    expect(oneWay).toEqual(otherWay);
    expect(oneWay.fields.get(1)?.map((head) => head.value)).toEqual([490, 505]);
    expect(isConflict(oneWay.fields.get(1) ?? [])).toBe(true);
  });

  test('[P10] the same operation twice is one', () => {
    const edit = operation(TU, 1, { value: 505, preds: [ROW] });
    const once = applyOperation(created, edit, { seq: 2 });
    expect(applyOperation(once, edit, { seq: 2 })).toEqual(once);
  });

  test('[P10] two people who typed the same do not disagree', () => {
    const both = [
      operation(HOA, 2, { value: 505, preds: [ROW] }),
      operation(TU, 1, { value: 505, preds: [ROW] }),
    ].reduce((state, edit) => applyOperation(state, edit, { seq: 2 }), created);
    expect(isConflict(both.fields.get(1) ?? [])).toBe(false);
  });

  test('[P11] a deletion stands, unless somebody edited at the same time', () => {
    const seen = standingOperations(created).map((ref) => ({ ref }));
    const deletion = operation(TU, 1, { kind: 'delete', fields: [{ no: 0, value: seen, preds: [] }] });
    const deleted = applyOperation(created, deletion, { seq: 2 });
    expect(isDeleted(deleted)).toBe(true);
    expect(isDeleted(applyOperation(deleted, operation(HOA, 2, { value: 505, preds: [ROW] }), { seq: 3 }))).toBe(false);
  });
});
