import type { Command, FieldValue, Stored, TableDefinition } from '#kernel/module.ts';

/** How the page "Cần xem lại" shows a table's rows, ends their disagreements and takes documents back. */
export interface AttentionScreen {
  readonly table: TableDefinition;
  readonly namespace: string;
  /** What the row is called on a card, and where another row names it. */
  readonly nameOf: (row: Stored<Readonly<Record<string, unknown>>>) => string;
  /**
   * A field's value as people read it; `row` is the shown one, for units, `t` speaks the namespace. References to other
   * rows are named by the page itself.
   */
  readonly textOf: (
    field: string,
    value: FieldValue | undefined,
    row: Readonly<Record<string, unknown>>,
    t: (key: string) => string,
  ) => string;
  /** What a card says of a row: fields in order, each with the key of its label. Absent: every field under `field.<name>`. */
  readonly lines?: readonly (readonly [field: string, label: string])[];
  /** Absent: nobody edits the row, or the office decides elsewhere. */
  readonly resolve?: Command<{ readonly id: string; readonly fields: Readonly<Record<string, unknown>> }, string>;
  /** Documents: takes one back. */
  readonly reverse?: Command<string, string>;
  /** Where a member writes such a document anew. */
  readonly recordPath?: string;
}
