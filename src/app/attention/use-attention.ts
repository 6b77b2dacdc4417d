/** How many things wait for people: what the home says. The desk itself is `matters.ts`. */
import { usePerson, useQuery } from '#hooks/device.tsx';
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

export function useAttentionCount(): number {
  const { userId } = usePerson();
  const count = useQuery(async (read) => {
    const left = readLeft(userId);
    const cards = await read.list(attention, { index: 'state', equals: 'open' });
    const onCards = new Set(cards.map((card) => card.onRow));
    const rows = await rowsToSee(read);
    const apart = rows.filter(({ row }) => row.column === 'attention' && !onCards.has(row.id));
    const asked = rows.flatMap(({ row }) => row.conflicts.filter((field) => !left.has(leftKey(row, field))));
    return cards.length + apart.length + asked.length;
  }, `attention ${userId}`);
  return count ?? 0;
}
