/** Reads rows and totals the way the person sees them. Commands and queries get nothing else. */
import type { FieldHead, RangeQuery, Reader, StatementLine, Stored, TableDefinition, Total } from '#kernel/module.ts';
import { Fault } from '#kernel/result.ts';
import { asLocalOperation, asLocalRow, fieldHeads, foldedState, type LocalOperation } from './local-row.ts';
import type { ReadTransaction, StoreRecord } from './store.ts';
import { LINES, OPERATIONS, TOTALS } from './tables.ts';
import { accountOf, totalId } from './write-rows.ts';

/** `allowed` limits a command to the tables that it named; absent for queries. */
export function readerOver(transaction: ReadTransaction, allowed?: ReadonlySet<string>): Reader {
  const nameOf = (table: TableDefinition): string => {
    if (allowed !== undefined && !allowed.has(table.name))
      throw new Fault('commit.tableNotNamed', { values: { table: table.name } });
    return table.name;
  };
  return {
    async get<Row extends object>(table: TableDefinition<Row>, id: string) {
      return shown<Row>(await transaction.get(nameOf(table), id));
    },
    async list<Row extends object>(table: TableDefinition<Row>, range?: RangeQuery) {
      const records = await transaction.range(nameOf(table), range);
      return records.flatMap((record) => shown<Row>(record) ?? []);
    },
    async count(table, range) {
      return transaction.count(nameOf(table), range);
    },
    async total(projection, key) {
      return asTotal(await transaction.get(TOTALS, totalId(projection.name, key)));
    },
    async totals(projection, keys) {
      const range = { index: 'id', from: totalId(projection.name, keys.from), to: totalId(projection.name, keys.to) };
      return (await transaction.range(TOTALS, range)).flatMap((record) => asTotal(record) ?? []);
    },
    async lines(projection, key, days = {}) {
      const account = accountOf(projection.name, key);
      const records = await transaction.range(LINES, {
        index: '[account+on]',
        from: [account, days.from ?? ''],
        to: [account, days.to ?? '9999-99-99'],
        ...(days.limit === undefined ? {} : { limit: days.limit }),
        ...(days.reverse === undefined ? {} : { reverse: days.reverse }),
      });
      return records.map(asLine);
    },
    async needingAttention<Row extends object>(table: TableDefinition<Row>) {
      const records = await transaction.range(nameOf(table), { index: 'needsAttention', equals: 1 });
      return records.flatMap((record) => shown<Row>(record) ?? []);
    },
    async heads(table, id, field): Promise<readonly FieldHead[]> {
      const row = asLocalRow(await transaction.get(nameOf(table), id));
      if (row === undefined) return [];
      return fieldHeads(table, foldedState(table, row, await pendingOf(transaction, row.id, row.baseSeq)), field);
    },
    async isAsCreated(table, id) {
      const row = asLocalRow(await transaction.get(nameOf(table), id));
      if (row === undefined) return false;
      const { fields } = foldedState(table, row, await pendingOf(transaction, row.id, row.baseSeq));
      return [...fields.values()].flat().every(({ operation }) => operation === id);
    },
  };
}

/** Own operations on a row that the server's state under it does not contain yet, oldest first (rule W4). */
export async function pendingOf(
  transaction: ReadTransaction,
  row: string,
  baseSeq: number,
): Promise<readonly LocalOperation[]> {
  const operations = (await transaction.range(OPERATIONS, { index: 'row', equals: row })).map(asLocalOperation);
  return operations.filter((local) => isPending(local, baseSeq)).sort((left, right) => left.n - right.n);
}

export function isPending(local: LocalOperation, baseSeq: number): boolean {
  if (local.isDismissed === 1) return false;
  return local.attention === 1 || local.seq === 0 || local.seq > baseSeq;
}

function shown<Row extends object>(record: StoreRecord | undefined): Stored<Row> | undefined {
  // `foldRow` made it from values that passed the table's schema.
  return record === undefined || record['deleted'] === 1 ? undefined : (record as unknown as Stored<Row>);
}

function asTotal(record: StoreRecord | undefined): Total | undefined {
  return record as Total | undefined;
}

function asLine(record: StoreRecord): StatementLine {
  return record as unknown as StatementLine;
}
