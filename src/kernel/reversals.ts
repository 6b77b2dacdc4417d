/** Documents and what takes them back: a pair is shown as one struck line (rule U28). */
import type { Column } from './module.ts';

interface Reversible {
  readonly id: string;
  readonly column: Column;
  readonly reversesId?: string | undefined;
}

export interface Listed<Row> {
  readonly row: Row;
  /** A reversal of it stands. */
  readonly isReversed: boolean;
}

/** Ids that a standing reversal names; one in quarantine takes nothing back. */
export function reversedIds(rows: readonly Reversible[]): ReadonlySet<string> {
  return new Set(rows.flatMap((row) => (row.column === 'attention' ? [] : (row.reversesId ?? []))));
}

/** Without the reversals themselves, but for those that somebody has to look at: each stands on its document's line. */
export function withoutReversals<Row extends Reversible>(rows: readonly Row[]): readonly Listed<Row>[] {
  const reversed = reversedIds(rows);
  return rows
    .filter((row) => row.reversesId === undefined || row.column === 'attention')
    .map((row) => ({ row, isReversed: reversed.has(row.id) }));
}
