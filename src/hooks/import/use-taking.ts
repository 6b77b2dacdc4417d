import { useState } from 'react';
import { batchName, type TakenBack } from '#kernel/batches.ts';
import { ok, type Refusal, type Result } from '#kernel/result.ts';
import { Once } from './once.ts';

interface TakingParts<Row> {
  /** How the file is called. */
  readonly file: string;
  /** At most so many rows in one save. */
  readonly chunk: number;
  readonly add: (input: { readonly batch: string; readonly rows: readonly Row[] }) => Promise<Result<unknown>>;
  readonly undo: (batch: string) => Promise<Result<TakenBack>>;
}

interface Imported<Row> {
  readonly batch: string;
  readonly rows: readonly Row[];
}

/**
 * Which rows somebody has left out, and the import that was made of the others, with its way back. However often it is
 * pressed, one preview is imported once until it is taken back.
 */
export function useTaking<Row>(parts: TakingParts<Row>) {
  const { undo } = parts;
  const [left, setLeft] = useState<ReadonlySet<number>>(() => new Set());
  const [saved, setSaved] = useState<Imported<Row>>();
  const [takenBack, setTakenBack] = useState<TakenBack>();
  const [refusal, setRefusal] = useState<Refusal>();
  const toggle = (row: number, isTaken: boolean): void => {
    const next = new Set(left);
    if (isTaken) next.delete(row);
    else next.add(row);
    setLeft(next);
  };
  // Every press names an import of its own by the time, so two of them are not alike to `joined`.
  const [once] = useState(() => new Once<Imported<Row>>());
  const save = async (rows: readonly Row[]): Promise<void> => {
    const outcome = await once.run(() => addAll(rows, parts));
    setRefusal(outcome.ok ? undefined : outcome);
    if (outcome.ok) setSaved(outcome.value);
  };
  const takeBack = async (): Promise<void> => {
    if (saved === undefined) return;
    const outcome = await undo(saved.batch);
    setRefusal(outcome.ok ? undefined : outcome);
    if (!outcome.ok) return;
    // Those who stayed are in the book: the same preview would bring them twice.
    if (outcome.value.kept > 0) {
      setTakenBack(outcome.value);
      return;
    }
    once.forget();
    setSaved(undefined);
  };
  return { left, toggle, saved, save, takeBack, takenBack, refusal };
}

async function addAll<Row>(
  rows: readonly Row[],
  { file, chunk, add }: TakingParts<Row>,
): Promise<Result<Imported<Row>>> {
  const batch = batchName(file, Date.now());
  for (let start = 0; start < rows.length; start += chunk) {
    const outcome = await add({ batch, rows: rows.slice(start, start + chunk) });
    if (!outcome.ok) return outcome;
  }
  return ok({ batch, rows });
}
