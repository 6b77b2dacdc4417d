/** A row as the server holds it and pages carry it. */
import type { Timestamp } from '#kernel/clock.ts';
import type { WireValue } from './operation.ts';

/** One standing value of a field. More than one head with different values is a conflict. */
export interface Head {
  readonly operation: string;
  readonly time: Timestamp;
  readonly value: WireValue | null;
}

export interface RowState {
  readonly table: number;
  readonly id: string;
  readonly scope: string;
  /** The server's sequence of the last operation in it; 0 when no server has seen it. */
  readonly seq: number;
  /** `document` rows were posted or are reversals; `record` rows are edited. */
  readonly kind: 'record' | 'document';
  /** Heads by field number, field numbers ascending, heads ascending by (time, operation). */
  readonly fields: ReadonlyMap<number, readonly Head[]>;
}
