/**
 * Own operations are kept until the server says that they are safe, in a backup that was verified, and for a season more
 * (design 5.6): a server that is put back gets them again from the devices that wrote them.
 */
import { passed } from '#kernel/branches.ts';
import { isOff } from '#kernel/ablation.ts';
import { readLogs, type LocalDatabase, type LogHead } from './database.ts';
import { asLocalOperation, type LocalOperation } from './local-row.ts';
import type { WriteTransaction } from './store.ts';
import { META, OPERATIONS } from './tables.ts';

export const KEEP_MS = 90 * 86_400_000;
const LOOK_AGAIN_MS = 86_400_000;
const MOST_AT_ONCE = 2_000;

/** Removes what is safe and older than `keepMs`, at most once a day. Gives how many operations went. */
export async function pruneOwnLogs(
  database: LocalDatabase,
  { keepMs = KEEP_MS, everyMs = LOOK_AGAIN_MS }: { readonly keepMs?: number; readonly everyMs?: number } = {},
): Promise<number> {
  const nowMs = database.env.now();
  const { reader } = database.store;
  const [safe, looked] = [await reader.get(META, 'safe'), await reader.get(META, 'pruned')];
  if (safe === undefined && !isOff('keep-until-safe')) return 0;
  if (nowMs >= Number(looked?.['at'] ?? 0) && nowMs < Number(looked?.['at'] ?? 0) + everyMs) return 0;
  return database.store.write([OPERATIONS, META], async (transaction) => {
    const safeSeq = Number((await transaction.get(META, 'safe'))?.['seq'] ?? 0);
    let count = 0;
    const logs = await readLogs(transaction);
    for (const head of logs) {
      const gone = await prunable(transaction, head, { safeSeq, before: nowMs - keepMs });
      if (gone.length > 0) passed('pruned');
      count += gone.length;
      await transaction.delete(
        OPERATIONS,
        gone.map((local) => [local.writer, local.n]),
      );
      const isOrigin = logs.some((log) => log.origin?.writer === head.writer);
      if (head.key !== 'log' && gone.at(-1)?.n === head.n && !isOrigin) await transaction.delete(META, [head.key]);
    }
    await transaction.put(META, [{ key: 'pruned', at: nowMs }]);
    return count;
  });
}

/** From the beginning of a log, as far as everything is safe, old enough and in no question. */
async function prunable(
  transaction: WriteTransaction,
  head: LogHead,
  at: { readonly safeSeq: number; readonly before: number },
): Promise<readonly LocalOperation[]> {
  const to = [head.writer, head.acknowledged];
  const range = { index: 'id', from: [head.writer, 1], to, limit: MOST_AT_ONCE };
  const own = (await transaction.range(OPERATIONS, range)).map(asLocalOperation);
  const firstKept = own.findIndex((local) => !isPrunable(local, at));
  return firstKept < 0 ? own : own.slice(0, firstKept);
}

function isPrunable(
  local: LocalOperation,
  { safeSeq, before }: { readonly safeSeq: number; readonly before: number },
): boolean {
  if (local.attention === 1 || local.seq === 0) return false;
  return isOff('keep-until-safe') || (local.seq <= safeSeq && local.operation.time.ms < before);
}
