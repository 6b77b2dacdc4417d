/** Applies the steps that are missing, in one transaction, whichever of several processes comes first. */
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations.ts';

const doneRow = z.object({ done: z.number() });

/** Fault `server.schemaTooNew`: a newer server has been here. */
export async function migrate(database: Database): Promise<void> {
  await database.transaction({ mode: '' }, async (run) => {
    await run('CREATE TABLE IF NOT EXISTS migration (n integer PRIMARY KEY)');
    await run('LOCK TABLE migration IN ACCESS EXCLUSIVE MODE');
    const [row] = await run('SELECT coalesce(max(n), 0) AS done FROM migration');
    const { done } = doneRow.parse(row);
    if (done > MIGRATIONS.length) throw new Fault('server.schemaTooNew');
    for (const [index, step] of MIGRATIONS.entries()) {
      if (index < done) continue;
      for (const statement of step) await run(statement);
      await run('INSERT INTO migration (n) VALUES ($1)', [index + 1]);
    }
  });
}
