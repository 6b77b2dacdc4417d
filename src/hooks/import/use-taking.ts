import { useState } from 'react';
import { batchName } from '#kernel/batches.ts';
import type { Refusal, Result } from '#kernel/result.ts';

/** Which rows somebody has left out, and the import that was made of the others, with its way back. */
export function useTaking<Row>(parts: {
  /** How the file is called. */
  readonly file: string;
  /** At most so many rows in one save. */
  readonly chunk: number;
  readonly add: (input: { readonly batch: string; readonly rows: readonly Row[] }) => Promise<Result<unknown>>;
  readonly undo: (batch: string) => Promise<Result<unknown>>;
}) {
  const { file, chunk, add, undo } = parts;
  const [left, setLeft] = useState<ReadonlySet<number>>(() => new Set());
  const [saved, setSaved] = useState<{ readonly batch: string; readonly count: number }>();
  const [refusal, setRefusal] = useState<Refusal>();
  const toggle = (row: number, isTaken: boolean): void => {
    const next = new Set(left);
    if (isTaken) next.delete(row);
    else next.add(row);
    setLeft(next);
  };
  const save = async (rows: readonly Row[]): Promise<void> => {
    const batch = batchName(file, Date.now());
    for (let start = 0; start < rows.length; start += chunk) {
      const outcome = await add({ batch, rows: rows.slice(start, start + chunk) });
      if (!outcome.ok) {
        setRefusal(outcome);
        return;
      }
    }
    setSaved({ batch, count: rows.length });
  };
  const takeBack = async (): Promise<void> => {
    if (saved === undefined) return;
    const outcome = await undo(saved.batch);
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) setSaved(undefined);
  };
  return { left, toggle, saved, save, takeBack, refusal };
}
