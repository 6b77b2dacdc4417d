/** How many things wait for people: what the home says. The desk itself is `matters.ts`. */
import { useMay, usePerson, useQuery } from '#hooks/device.tsx';
import type { Reader, Stored, TableDefinition } from '#kernel/module.ts';
import { attention } from '#modules/desk/index.ts';
import { registry } from '#modules/registry.ts';
import { leftKey, readLeft } from './left.ts';

export interface RowToSee {
  readonly table: TableDefinition;
  readonly row: Stored<object>;
}

const tables = registry.flatMap((module) => module.tables);

/** Rows in which people disagree, that hold an own operation in quarantine, or that only this device still has. */
export async function rowsToSee(read: Reader): Promise<readonly RowToSee[]> {
  const found = await Promise.all(
    tables.map(async (table) => (await read.needingAttention(table)).map((row) => ({ table, row }))),
  );
  return found.flat();
}

export interface Disagreement extends RowToSee {
  readonly field: string;
}

/** What of it this person can end. Everybody holds the products, and who may not change them has nothing to choose. */
export function disagreements(rows: readonly RowToSee[], may: ReturnType<typeof useMay>): readonly Disagreement[] {
  return rows
    .filter(({ table, row }) => row.conflicts.length > 0 && may(table, 'resolve', { ...row }))
    .flatMap(({ table, row }) => row.conflicts.map((field) => ({ table, row, field })));
}

export function useAttentionCount(): number {
  const { userId } = usePerson();
  const may = useMay();
  const count = useQuery(async (read) => {
    const left = readLeft(userId);
    const cards = await read.list(attention, { index: 'state', equals: 'open' });
    const onCards = new Set(cards.map((card) => card.onRow));
    const rows = await rowsToSee(read);
    const apart = rows.filter(({ row }) => row.column === 'attention' && !onCards.has(row.id));
    const asked = disagreements(rows, may).filter(({ row, field }) => !left.has(leftKey(row, field)));
    return cards.length + apart.length + asked.length;
  }, `attention ${userId}`);
  return count ?? 0;
}
