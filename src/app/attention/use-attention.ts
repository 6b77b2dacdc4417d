import { usePerson, useQuery } from '#hooks/device.tsx';
import type { Stored, TableDefinition } from '#kernel/module.ts';
import { registry } from '#modules/registry.ts';

export interface AttentionRow {
  readonly table: TableDefinition;
  readonly row: Stored<object>;
}

const tables = registry.flatMap((module) => module.tables);

/** Rows in which people disagree, and rows that the server has put aside. */
export function useAttention(): readonly AttentionRow[] | undefined {
  const { userId } = usePerson();
  return useQuery(async (read) => {
    const found = await Promise.all(
      tables.map(async (table) => (await read.needingAttention(table)).map((row) => ({ table, row }))),
    );
    return found.flat();
  }, `attention ${userId}`);
}

export function useAttentionCount(): number {
  return useAttention()?.length ?? 0;
}
