/** The mistake that a server of several processes must not make: rows are kept in the process's memory between transactions. */
import type { RowState } from '#protocol/row-state.ts';
import type { CoopWriter } from '#server/store/store.ts';

export class StaleRows {
  readonly #rows = new Map<string, RowState>();

  /** The body, with its rows from here where they are known. */
  over<T>(body: (writer: CoopWriter) => T): (writer: CoopWriter) => T {
    return (writer) => body(this.#before(writer));
  }

  #before(writer: CoopWriter): CoopWriter {
    const rows = this.#rows;
    const row: CoopWriter['row'] = (id) => {
      const found = rows.get(id) ?? writer.row(id);
      if (found !== undefined) rows.set(id, found);
      return found;
    };
    const putRow: CoopWriter['putRow'] = (state, place) => {
      rows.set(state.id, state);
      writer.putRow(state, place);
    };
    return new Proxy(writer, {
      get(target, name) {
        if (name === 'row') return row;
        if (name === 'putRow') return putRow;
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  }
}
