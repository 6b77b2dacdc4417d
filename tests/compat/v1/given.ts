/** What was encoded when version 1 was recorded. Never changed. */
import { bytesOfHex } from '#kernel/ids.ts';
import { applyOperation } from '#protocol/merge.ts';
import type { Operation } from '#protocol/operation.ts';
import type { RowState } from '#protocol/row-state.ts';
import type { SyncRequestMessage, SyncResponseMessage } from '#protocol/sync-message.ts';
import { encodeOperations, encodeRows } from '#protocol/columns.ts';
import { chainOver, chainStart } from '#protocol/chain.ts';

export const COOP = 'c0ffee0000000001';
export const WRITER = '00112233445566aa';
const OTHER = 'ffeeddccbbaa9988';
const MEMBER = `${OTHER}-4`;

const base = { writer: WRITER, schemaVersion: 1, scope: `member:${MEMBER}`, clockQuality: 1, group: 0 } as const;
const own = (n: number): string => `${WRITER}-${n}`;
const at = (minutes: number, counter = 0) => ({ ms: 1_790_000_000_000 + minutes * 60_000, counter });

export const operations: readonly Operation[] = [
  {
    ...base,
    n: 1,
    kind: 'create',
    table: 4,
    time: at(0),
    row: own(1),
    fields: [
      { no: 1, value: { ref: MEMBER }, preds: [] },
      { no: 2, value: 'Đồi sau nhà', preds: [] },
      { no: 3, value: 3_600, preds: [] },
    ],
  },
  {
    ...base,
    n: 2,
    kind: 'set',
    table: 4,
    time: at(1),
    row: own(1),
    fields: [
      { no: 3, value: 3_960, preds: [own(1)] },
      { no: 6, value: null, preds: [own(1), `${OTHER}-9`] },
    ],
  },
  {
    ...base,
    n: 3,
    kind: 'post',
    table: 5,
    time: at(2, 7),
    group: 3,
    row: own(3),
    fields: [
      { no: 1, value: { ref: MEMBER }, preds: [] },
      { no: 5, value: 12_500, preds: [] },
      { no: 6, value: 'kg', preds: [] },
      { no: 7, value: 20_781, preds: [] },
    ],
  },
  {
    ...base,
    n: 4,
    kind: 'reverse',
    table: 5,
    time: at(2, 8),
    clockQuality: 2,
    group: 3,
    row: own(4),
    fields: [
      { no: 5, value: -12_500, preds: [] },
      { no: 9, value: { ref: own(3) }, preds: [] },
    ],
  },
  {
    ...base,
    n: 5,
    kind: 'resolve',
    table: 2,
    scope: 'coop',
    clockQuality: 0,
    time: at(-5_000),
    row: `${OTHER}-2`,
    fields: [{ no: 3, value: ['loại 1', 'loại 2', 'Hoà 🌸'], preds: [own(1), `${OTHER}-2`] }],
  },
  {
    ...base,
    n: 6,
    kind: 'delete',
    table: 4,
    time: at(9_000),
    row: own(1),
    fields: [{ no: 0, value: [{ ref: own(1) }, { ref: own(2) }], preds: [] }],
  },
];

const folded = new Map<string, RowState>();
for (const operation of operations.slice(0, 4))
  folded.set(operation.row, applyOperation(folded.get(operation.row), operation, { seq: 100 + operation.n }));
export const rows: readonly RowState[] = [...folded.values()].sort((left, right) => left.seq - right.seq);

export const request: SyncRequestMessage = [
  1,
  'compat',
  bytesOfHex('0f'.repeat(16)),
  bytesOfHex(COOP),
  [77, bytesOfHex('0102030405060708')],
  131_072,
  [
    [
      bytesOfHex(WRITER),
      1,
      operations.length,
      bytesOfHex(chainOver(chainStart(COOP, WRITER), operations)),
      encodeOperations(operations),
      null,
      null,
      null,
    ],
  ],
  null,
  null,
  null,
  null,
  null,
];

export const response: SyncResponseMessage = [
  1,
  1_790_000_123_456,
  [[bytesOfHex(WRITER), 1, 5, 101]],
  [[bytesOfHex(WRITER), 6, 106, 'depends']],
  0,
  encodeRows(rows),
  [106, bytesOfHex('1112131415161718')],
  1,
  300,
  null,
  null,
  null,
  null,
  [110, bytesOfHex('2122232425262728')],
  null,
  null,
  null,
];
