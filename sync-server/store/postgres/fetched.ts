import { LOOKUPS, type Asked, type Kind, type Query, type Told } from './lookups.ts';

/** What was fetched for one transaction. */
export class Fetched {
  readonly #told = new Map<string, unknown>();
  #missing = new Map<string, { readonly kind: Kind; readonly asked: unknown }>();

  ask<K extends Kind>(kind: K, asked: Asked<K>): Told<K> {
    const key = `${kind} ${typeof asked === 'string' ? asked : JSON.stringify(asked)}`;
    // What is under a key was fetched for its kind.
    if (this.#told.has(key)) return this.#told.get(key) as Told<K>;
    this.#missing.set(key, { kind, asked });
    return LOOKUPS[kind].meanwhile;
  }

  get isWhole(): boolean {
    return this.#missing.size === 0;
  }

  /** Fetches what was asked for and is not here, all of it at once. */
  async fetch(query: Query): Promise<void> {
    const missing = [...this.#missing];
    this.#missing = new Map();
    const kinds = new Set(missing.map(([, { kind }]) => kind));
    await Promise.all(
      [...kinds].map(async (kind) => {
        const same = missing.filter(([, each]) => each.kind === kind);
        // A question of a kind has that kind's form.
        const load = LOOKUPS[kind].load as (query: Query, asked: readonly unknown[]) => Promise<readonly unknown[]>;
        const told = await load(
          query,
          same.map(([, { asked }]) => asked),
        );
        same.forEach(([key], index) => this.#told.set(key, told[index]));
      }),
    );
  }
}
