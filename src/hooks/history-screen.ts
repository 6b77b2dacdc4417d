import type { ChangeKind, Command, FieldValue, Person, Reader, TableDefinition } from '#kernel/module.ts';

/** How "Việc đã làm" tells what was done to a table's rows; a module's `screens/history.ts` exports its tables'. */
export interface HistoryScreen {
  readonly table: TableDefinition;
  readonly namespace: string;
  /** Undefined for what no person did by hand, such as the introduction of a log. */
  readonly say: (step: StepToSay, read: Reader) => Promise<Sentence | undefined>;
  /** It stands, and the co-op has not said yes to it yet. */
  readonly isAwaiting?: (id: string, read: Reader) => Promise<boolean>;
  /** Takes the row with this id back. */
  readonly undo?: Command<string, unknown>;
  /** Rows that were made at once and are taken back at once, such as those of an imported file. */
  readonly batch?: {
    readonly of: (fields: StepToSay['fields']) => string | undefined;
    readonly say: (batch: string, read: Reader) => Promise<Sentence>;
    readonly undo: Command<string, unknown>;
  };
  /** Where the row is seen. */
  readonly path?: (step: Pick<StepToSay, 'id' | 'fields'>) => string;
}

export interface StepToSay {
  readonly kind: ChangeKind;
  /** The row's id. */
  readonly id: string;
  /** What was written, by field name; of an edit the changed fields only. */
  readonly fields: Readonly<Record<string, FieldValue | undefined>>;
  readonly me: Person;
}

/** A text of the namespace under `history`, and what is filled in. */
export interface Sentence {
  readonly key: string;
  readonly values?: Readonly<Record<string, string | number>>;
  /** Names of fields whose labels are filled in as `fields`. */
  readonly changed?: readonly string[];
}

/** Says a step by the name of its row, which an edit alone does not tell. */
export function sayByName<Row extends { readonly name: string }>(table: TableDefinition<Row>): HistoryScreen['say'] {
  return async ({ kind, id, fields }, read) => {
    const name = kind === 'create' ? textIn(fields, 'name') : ((await read.get(table, id))?.name ?? '…');
    return { key: kind, values: { name }, changed: Object.keys(fields) };
  };
}

/** A field as text for a sentence; empty where there is none. */
export function textIn(fields: StepToSay['fields'], name: string): string {
  const value = fields[name];
  return value === undefined ? '' : String(value);
}
