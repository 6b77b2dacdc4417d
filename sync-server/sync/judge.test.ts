import { describe, expect, test } from 'vitest';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { registry } from '#modules/registry.ts';
import { harvests, type HarvestRow } from '#modules/harvests/index.ts';
import { applyOperation } from '#protocol/merge.ts';
import { confirmations, sales, type SaleRow } from '#modules/sales/index.ts';
import { plots } from '#modules/plots/index.ts';
import { LIMITS, type Operation } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import { fieldWrites } from '#protocol/shown-row.ts';
import { accessOf } from './access.ts';
import { judge, type Court } from './judge.ts';
import { rulesOf } from './rules.ts';

const WRITER = '00112233445566aa';
const ME = 'aaaaaaaaaaaaaaaa-1';
const OTHER = 'aaaaaaaaaaaaaaaa-2';
const TEA = 'aaaaaaaaaaaaaaaa-3';
const member: Person = { userId: 'u', roles: ['member'], memberId: ME };
const office: Person = { userId: 'o', roles: FOUNDER_ROLES };

function harvest(n: number, parts: Partial<HarvestRow> = {}): Operation {
  const row: HarvestRow = {
    memberId: ME,
    productId: TEA,
    quantityMilli: 12_500,
    unit: 'kg',
    harvestedOn: '2026-11-20',
    ...parts,
  };
  return {
    writer: WRITER,
    n,
    kind: row.reversesId === undefined ? 'post' : 'reverse',
    table: harvests.number,
    schemaVersion: 1,
    scope: `member:${row.memberId}`,
    time: { ms: 1_000 + n, counter: 0 },
    clockQuality: 1,
    group: 0,
    row: `${WRITER}-${n}`,
    fields: fieldWrites(harvests, row, () => []),
  };
}

function reasonOf(operation: Operation, stored: readonly Operation[] = [], person: Person = member) {
  const rows = new Map<string, RowState>();
  for (const each of stored) rows.set(each.row, applyOperation(rows.get(each.row), each, { seq: each.n }));
  const claims = new Set<string>();
  const reader: Court['reader'] = {
    hasOperation: () => false,
    row: (id) => rows.get(id),
    claim: (key) => (claims.has(key) ? 'taken' : undefined),
    pointer: () => undefined,
  };
  const rules = rulesOf(registry);
  const [verdict] = judge({ rules, person, access: accessOf(reader, rules, person), reader }, [operation]);
  return verdict !== undefined && 'reason' in verdict ? verdict.reason : undefined;
}

describe('the judge', () => {
  test('[SS3] a member records and takes back an own harvest', () => {
    expect(reasonOf(harvest(1))).toBeUndefined();
    expect(reasonOf(harvest(2, { quantityMilli: -12_500, reversesId: `${WRITER}-1` }), [harvest(1)])).toBeUndefined();
  });

  test('[SS3] [I10] a reversal with other figures than its document is invalid', () => {
    const reversesId = `${WRITER}-1`;
    expect(reasonOf(harvest(2, { quantityMilli: -99_000, reversesId }), [harvest(1)])).toBe('invalid');
    expect(reasonOf(harvest(2, { quantityMilli: -12_500, productId: OTHER, reversesId }), [harvest(1)])).toBe(
      'invalid',
    );
  });

  test('[SS3] [I10] what takes a document back says so, and names a document of its own kind', () => {
    const reversesId = `${WRITER}-1`;
    const disguised = harvest(2, { quantityMilli: -99_000, reversesId });
    expect(reasonOf({ ...disguised, kind: 'post' }, [harvest(1)])).toBe('invalid');
    expect(reasonOf({ ...harvest(2), kind: 'reverse' }, [harvest(1)])).toBe('invalid');
    const plot: Operation = {
      ...harvest(1),
      kind: 'create',
      table: plots.number,
      fields: fieldWrites(plots, { memberId: ME, name: 'Đồi' }, () => []),
    };
    expect(reasonOf(harvest(2, { quantityMilli: -12_500, reversesId }), [plot])).toBe('depends');
  });

  test('[SS3] a confirmation is a copy of a purchase from a member', () => {
    const sale: SaleRow = {
      direction: 'member-coop',
      memberId: ME,
      productId: TEA,
      quantityMilli: 10_000,
      unit: 'kg',
      unitPriceDong: 30_000,
      amountDong: 300_000,
      payment: 'credit',
      soldOn: '2026-11-20',
    };
    const posted = (row: SaleRow): Operation => ({
      ...harvest(1),
      table: sales.number,
      fields: fieldWrites(sales, row, () => []),
    });
    const { memberId = '', productId, quantityMilli, unit, payment, soldOn } = sale;
    const terms = { memberId, productId, quantityMilli, unit, payment, soldOn, confirmedOn: '2026-11-21' };
    const confirmed = (amountDong: number): Operation => ({
      ...harvest(2),
      table: confirmations.number,
      fields: fieldWrites(confirmations, { ...terms, saleId: `${WRITER}-1`, amountDong }, () => []),
    });
    expect(reasonOf(confirmed(300_000), [posted(sale)], office)).toBeUndefined();
    expect(reasonOf(confirmed(900_000), [posted(sale)], office)).toBe('invalid');
    expect(reasonOf(confirmed(300_000), [posted({ ...sale, direction: 'coop-member' })], office)).toBe('invalid');
    expect(reasonOf(confirmed(300_000), [harvest(1)], office)).toBe('invalid');
  });

  test('[SS4] somebody else’s harvest cannot be written, nor taken back, nor told from none', () => {
    expect(reasonOf(harvest(1, { memberId: OTHER }))).toBe('forbidden');
    const reversesId = `${WRITER}-1`;
    const theirs = harvest(1, { memberId: OTHER });
    expect(reasonOf(harvest(2, { quantityMilli: -12_500, memberId: OTHER, reversesId }), [theirs])).toBe('forbidden');
    const unknown = reasonOf(harvest(2, { quantityMilli: -12_500, reversesId: `${WRITER}-77` }), [theirs]);
    expect(unknown).toBe('depends');
    expect(reasonOf(harvest(2, { quantityMilli: -12_500, reversesId }), [theirs])).toBe('depends');
  });

  test('[SS5] zero kilograms, and an edit of a document, are kept apart with their reasons', () => {
    expect(reasonOf(harvest(1, { quantityMilli: 0 }))).toBe('invalid');
    expect(reasonOf({ ...harvest(2), kind: 'set', row: `${WRITER}-1` }, [harvest(1)])).toBe('immutable');
  });

  test('[SS6] [I13] a field gathers no more values side by side than every device can read', () => {
    const plot = (n: number, parts: Partial<Operation>): Operation => ({
      ...harvest(n),
      table: plots.number,
      kind: 'set',
      row: `${WRITER}-1`,
      fields: [{ no: 2, value: `Đồi ${n}`, preds: [] }],
      ...parts,
    });
    const created = plot(1, { kind: 'create', fields: fieldWrites(plots, { memberId: ME, name: 'Đồi' }, () => []) });
    const edits = Array.from({ length: LIMITS.headsPerField - 1 }, (_, index) => plot(index + 2, {}));
    expect(reasonOf(plot(40, {}), [created, ...edits.slice(1)])).toBeUndefined();
    expect(reasonOf(plot(40, {}), [created, ...edits])).toBe('limit');
  });
});
