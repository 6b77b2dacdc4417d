/** Applies the steps that are missing, in one transaction, whichever of several processes comes first. */
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Sql } from './sql.ts';

const doneRow = z.object({ done: z.number() });

/** Fault `server.schemaTooNew`: a newer server has been here. */
export async function migrate(sql: Sql): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction.unsafe('CREATE TABLE IF NOT EXISTS migration (n integer PRIMARY KEY)');
    await transaction.unsafe('LOCK TABLE migration IN ACCESS EXCLUSIVE MODE');
    const [row] = await transaction.unsafe('SELECT coalesce(max(n), 0) AS done FROM migration');
    const { done } = doneRow.parse(row);
    if (done > MIGRATIONS.length) throw new Fault('server.schemaTooNew');
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < done) continue;
      await transaction.unsafe(step);
      await transaction.unsafe('INSERT INTO migration (n) VALUES ($1)', [index + 1]);
    }
  });
}
