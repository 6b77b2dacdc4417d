/** One valid row of every table, of oneself, of another member, and of nobody where a table has such rows. */
import type { TableDefinition } from '#kernel/module.ts';
import { photos } from '#modules/attachments/index.ts';
import { attention, choices, decisions, distinctions, grants } from '#modules/desk/index.ts';
import { findingAnswers, findings } from '#modules/findings/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { closedPeriods } from '#modules/ledger/index.ts';
import { members } from '#modules/members/index.ts';
import { writers } from '#modules/people/index.ts';
import { plots } from '#modules/plots/index.ts';
import { prices, products } from '#modules/products/index.ts';
import { confirmations, customers, sales } from '#modules/sales/index.ts';
import type { Log, Row } from './hand-made.ts';

export interface Subject {
  readonly name: string;
  readonly table: TableDefinition;
  /** A row, which may name others that are written into the log before it. */
  readonly row: (seed: Log) => Row;
  /** What an edit writes. */
  readonly edit: Row;
  /** The member's own entry, which stands already and is never made. */
  readonly standing?: string;
  /** Nobody but the other member may write such a row for others to change. */
  readonly isByOther?: true;
}

export interface People {
  readonly me: string;
  readonly other: string;
}

export const STRANGER = '00000000000000ee';
const DAY = '2026-11-20';

/** Every table with every kind of row that the permissions tell apart. */
export function subjects({ me, other }: People, product: string): readonly Subject[] {
  const both = (make: (member: string) => Omit<Subject, 'name'>, name: string): readonly Subject[] => [
    { ...make(me), name: `${name}, own` },
    { ...make(other), name: `${name}, other` },
  ];
  const kilos = { productId: product, quantityMilli: 5_000, unit: 'kg' };
  const sale = (direction: string, party: Row): Omit<Subject, 'name'> => ({
    table: sales,
    row: () => ({
      ...kilos,
      ...party,
      direction,
      unitPriceDong: 1_000,
      amountDong: 5_000,
      payment: 'cash',
      soldOn: DAY,
    }),
    edit: { note: 'sửa' },
  });
  const confirmation = (memberId: string): Omit<Subject, 'name'> => ({
    table: confirmations,
    row: (seed) => {
      const bought = sale('member-coop', { memberId }).row(seed);
      const { direction: _direction, unitPriceDong: _price, ...copied } = bought;
      return { ...copied, saleId: seed.add(sales, 'post', bought), confirmedOn: DAY };
    },
    edit: { confirmedOn: '2026-11-21' },
  });
  const writer = (memberId?: string): Omit<Subject, 'name'> => ({
    table: writers,
    row: () => ({ name: 'Hoa', ...(memberId === undefined ? {} : { memberId }) }),
    edit: { name: 'Huệ' },
    ...(memberId === other ? { isByOther: true } : {}),
  });
  const distinction = (memberId?: string): Omit<Subject, 'name'> => ({
    table: distinctions,
    row: () => ({ first: me, second: other, ...(memberId === undefined ? {} : { memberId }) }),
    edit: { second: product },
  });
  const choice = (memberId?: string): Omit<Subject, 'name'> => ({
    table: choices,
    row: () => ({
      onTable: 1,
      onRow: me,
      field: 'name',
      chosen: '"Hín"',
      lost: [],
      ...(memberId === undefined ? {} : { memberId }),
    }),
    edit: { chosen: '"Hin"' },
  });
  const photo = (memberId?: string): Omit<Subject, 'name'> => ({
    table: photos,
    row: (seed) => ({
      onTable: harvests.number,
      onRow:
        memberId === undefined
          ? seed.add(sales, 'post', sale('coop-customer', {}).row(seed))
          : seed.add(harvests, 'post', { ...kilos, memberId, harvestedOn: DAY }),
      ...(memberId === undefined ? { onTable: sales.number } : { memberId }),
      sha: 'ab'.repeat(32),
      bytes: 100_000,
      width: 1_280,
      height: 960,
    }),
    edit: { width: 640 },
  });
  const finding = { what: 'Phiếu chi thiếu chữ ký', foundOn: DAY };
  return [
    { name: 'members, own', table: members, row: () => ({ name: 'Hín' }), edit: { village: 'Bản 4' }, standing: me },
    { name: 'members, other', table: members, row: () => ({ name: 'Quý' }), edit: { village: 'Bản 5' } },
    ...both((memberId) => ({ table: plots, row: () => ({ memberId, name: 'Đồi' }), edit: { name: 'Nương' } }), 'plots'),
    ...both(
      (memberId) => ({
        table: harvests,
        row: () => ({ ...kilos, memberId, harvestedOn: DAY }),
        edit: { note: 'sửa' },
      }),
      'harvests',
    ),
    ...both((memberId) => sale('member-coop', { memberId }), 'member sells to co-op'),
    ...both((memberId) => sale('member-outside', { memberId }), 'member sells outside'),
    ...both((memberId) => sale('coop-member', { memberId }), 'co-op sells to member'),
    { ...sale('coop-customer', {}), name: 'co-op sells to customer' },
    ...both(confirmation, 'confirmations'),
    { name: 'customers', table: customers, row: () => ({ name: 'Chợ' }), edit: { phone: '0912345678' } },
    { name: 'products', table: products, row: () => ({ name: 'Chè', unit: 'kg' }), edit: { name: 'Chè xanh' } },
    {
      name: 'products, proposed',
      table: products,
      row: () => ({ name: 'Sắn', unit: 'kg', isProposed: true }),
      edit: { name: 'Sắn củ' },
    },
    {
      name: 'prices',
      table: prices,
      row: () => ({ productId: product, unitPriceDong: 9_000, effectiveOn: DAY }),
      edit: { note: 'sửa' },
    },
    ...both(writer, 'writers'),
    { ...writer(), name: 'writers, of nobody' },
    {
      name: 'decisions',
      table: decisions,
      row: () => ({ operation: me, action: 'dismiss', decidedOn: DAY }),
      edit: {},
    },
    { name: 'grants', table: grants, row: () => ({ userId: STRANGER, patterns: ['coop'] }), edit: { patterns: [] } },
    ...both(distinction, 'distinctions'),
    { ...distinction(), name: 'distinctions, of nobody' },
    ...both(photo, 'photos'),
    { ...photo(), name: 'photos, of nobody' },
    ...both(choice, 'choices'),
    { ...choice(), name: 'choices, of nobody' },
    {
      ...choice(),
      name: 'choices, of findings',
      row: (seed) => ({
        onTable: findings.number,
        onRow: seed.add(findings, 'create', finding),
        field: 'what',
        chosen: '"Thiếu"',
        lost: [],
      }),
    },
    { name: 'findings', table: findings, row: () => finding, edit: { settledOn: DAY } },
    {
      name: 'finding answers',
      table: findingAnswers,
      row: (seed) => ({ findingId: seed.add(findings, 'create', finding), text: 'Đã bổ sung', answeredOn: DAY }),
      edit: { text: 'Chưa bổ sung' },
    },
    {
      name: 'closed periods',
      table: closedPeriods,
      row: () => ({ closedThrough: '1999-12-31' }),
      edit: { closedThrough: '1999-11-30' },
    },
    {
      name: 'attention',
      table: attention,
      row: () => ({
        operation: me,
        why: 'late',
        state: 'open',
        author: STRANGER,
        kind: 'post',
        onTable: 5,
        onRow: me,
        payload: [],
        writtenAt: 0,
      }),
      edit: { state: 'released' },
    },
  ];
}
