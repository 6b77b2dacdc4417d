import type { Command, FieldValue, Stored, TableDefinition } from '#kernel/module.ts';

/** How the page "Cần xem lại" shows a table's rows and ends their disagreements. */
export interface AttentionScreen {
  readonly table: TableDefinition;
  readonly namespace: string;
  /** What the row is called on the card. */
  readonly nameOf: (row: Stored<Readonly<Record<string, unknown>>>) => string;
  /** A field's value as people read it; `row` is the shown one, for units. */
  readonly textOf: (field: string, value: FieldValue | undefined, row: Readonly<Record<string, unknown>>) => string;
  /** Absent: the office decides elsewhere. */
  readonly resolve?: Command<{ readonly id: string; readonly fields: Readonly<Record<string, unknown>> }, string>;
}
