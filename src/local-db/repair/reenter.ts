/**
 * A row that only this device still has after the server was put back is written once more: the same content and the
 * same time under a new id of this device's own log, with an alias from the old id, so that a printed code still finds
 * it and what named the old row names the new one. All of it is one transaction.
 */
import { scopeOf, type FieldValue, type TableDefinition } from '#kernel/module.ts';
import { ok, refuse, required, type Result } from '#kernel/result.ts';
import { fieldWrites } from '#protocol/shown-row.ts';
import { LogWriter } from '../commit.ts';
import { readHeadAndClock, type LocalDatabase } from '../database.ts';
import { asLocalRow, asOperationRecord, businessFields, foldRow } from '../local-row.ts';
import { maySave } from '../may-save.ts';
import type { WriteTransaction } from '../store.ts';
import { ALIASES, LINES, META, OPERATIONS, TOTALS } from '../tables.ts';
import { writeRows } from '../write-rows.ts';

/**
 * Gives the new row's id. Refuses a row that is no witness (any more), one that this person may not write, and one that
 * its table's schema no longer takes. Faults: those of the store.
 */
export async function reenter(database: LocalDatabase, table: TableDefinition, id: string): Promise<Result<string>> {
  return database.store.write([table.name, OPERATIONS, META, TOTALS, LINES, ALIASES], async (transaction) => {
    const before = asLocalRow(await transaction.get(table.name, id));
    if (before?.reason !== 'witness') return refuse('desk.noWitness');
    const row = await withNewIds(transaction, table, businessFields(table, before));
    const { head, clock } = await readHeadAndClock(transaction, database);
    const log = new LogWriter(database, {
      head,
      nowMs: database.env.now() + clock.offset,
      clockQuality: clock.heardAt === 0 ? 0 : 1,
    });
    const newId = log.nextId();
    const kind = table.kind === 'record' ? 'create' : row['reversesId'] === undefined ? 'post' : 'reverse';
    const scope = scopeOf(table, newId, row);
    if (!table.schema.safeParse(row).success) return refuse('desk.notAsItWas');
    if (!maySave(database, { table, kind, row, scope })) return refuse('common.notAllowed');
    const local = log.append(
      {
        kind,
        table: table.number,
        schemaVersion: table.upgrades.length + 1,
        scope,
        group: 0,
        row: newId,
        fields: fieldWrites(table, row, () => []),
      },
      { time: { ms: before.savedAt, counter: before.counter ?? 0 }, clockQuality: clock.heardAt === 0 ? 0 : 1 },
    );
    const after = required(foldRow(table, undefined, [local]), 'a written row is shown');
    const edits = [
      { table, before, after: undefined },
      { table, before: undefined, after },
    ];
    await writeRows(database, transaction, edits);
    await transaction.put(OPERATIONS, log.written.map(asOperationRecord));
    await transaction.put(ALIASES, [{ id, to: newId }]);
    await transaction.put(META, [log.head]);
    return ok(newId);
  });
}

/** The row with every reference to what was entered anew before turned to its new id. */
async function withNewIds(
  transaction: WriteTransaction,
  table: TableDefinition,
  fields: ReturnType<typeof businessFields>,
): Promise<Record<string, FieldValue>> {
  const row: Record<string, FieldValue> = {};
  for (const [name, { kind }] of Object.entries(table.fields)) {
    const value = fields[name];
    if (value === undefined) continue;
    const alias = kind === 'ref' && typeof value === 'string' ? await transaction.get(ALIASES, value) : undefined;
    // What lies in a row passed its table's schema.
    row[name] = alias === undefined ? (value as FieldValue) : String(alias['to']);
  }
  return row;
}
