/**
 * Operations issued anew under another writer (docs/protocol.md P17, P26): the same content and the same times, with
 * every row id inside mapped, and an alias from each old id to its new one so that a printed code still finds its record.
 */
import { operationId } from '#kernel/ids.ts';
import { memberScope } from '#kernel/module.ts';
import { isReference, type FieldWrite, type Operation, type Reference, type WireValue } from '#protocol/operation.ts';
import type { LogWriter } from './commit.ts';
import type { StoreRecord } from './store.ts';

/** Old ids to new ones, filled while the log is issued anew. */
export class Reissue {
  readonly #log: LogWriter;
  readonly #skipped: ReadonlySet<string>;
  readonly #ids: Map<string, string>;
  readonly #groups = new Map<string, number>();

  constructor(log: LogWriter, mapping: ReadonlyMap<string, string>) {
    this.#log = log;
    this.#skipped = new Set(mapping.keys());
    this.#ids = new Map(mapping);
  }

  add(operation: Operation): void {
    if (this.#skipped.has(operation.row)) return;
    this.#ids.set(operationId(operation.writer, operation.n), this.#log.nextId());
    const { kind, table, schemaVersion } = operation;
    this.#log.append(
      {
        kind,
        table,
        schemaVersion,
        scope: this.#scope(operation.scope),
        group: this.#group(operation),
        row: this.#id(operation.row),
        fields: operation.fields.map((field) => this.#field(field)),
      },
      // When it was written is part of what was written, and how well the clock was known then.
      { time: operation.time, clockQuality: operation.clockQuality },
    );
  }

  /** Old id to new id, one record each. */
  aliases(): readonly StoreRecord[] {
    return [...this.#ids].map(([id, to]) => ({ id, to }));
  }

  /** The new id of a row or operation; its old one when it was not issued anew. */
  idOf(old: string): string {
    return this.#id(old);
  }

  #id(old: string): string {
    return this.#ids.get(old) ?? old;
  }

  #scope(scope: string): string {
    const prefix = memberScope('');
    return scope.startsWith(prefix) ? memberScope(this.#id(scope.slice(prefix.length))) : scope;
  }

  #group({ writer, group }: Operation): number {
    if (group === 0) return 0;
    const key = operationId(writer, group);
    const first = this.#groups.get(key) ?? this.#log.head.n + 1;
    this.#groups.set(key, first);
    return first;
  }

  #field(field: FieldWrite): FieldWrite {
    return {
      no: field.no,
      value: field.value === null ? null : this.#value(field.value),
      preds: field.preds.map((pred) => this.#id(pred)),
    };
  }

  #value(value: WireValue): WireValue {
    if (typeof value !== 'object') return value;
    if (isReference(value)) return { ref: this.#id(value.ref) };
    return value.map((item: number | string | Reference) =>
      typeof item === 'object' ? { ref: this.#id(item.ref) } : item,
    );
  }
}
