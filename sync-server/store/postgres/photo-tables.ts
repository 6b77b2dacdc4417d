/** Photos in PostgreSQL, behind the same walls as the rows: each call enters its co-op. */
import * as z from 'zod/mini';
import type { PhotoStore } from '../photo-store.ts';
import type { Database } from './database.ts';
import { entering, PHOTO } from './statements.ts';

type Guarded = <T>(body: () => Promise<T>) => Promise<T>;
type Query = (statement: string, ...values: readonly unknown[]) => Promise<readonly unknown[]>;

const bytesRow = z.object({ bytes: z.instanceof(Uint8Array) });
const shaRow = z.object({ sha: z.string() });
const lengthRow = z.object({ length: z.number() });

export class PhotoTables implements PhotoStore {
  readonly #database: Database;
  readonly #guarded: Guarded;

  constructor(database: Database, guarded: Guarded) {
    this.#database = database;
    this.#guarded = guarded;
  }

  async read(coop: string, sha: string): Promise<Uint8Array | undefined> {
    return this.#within(coop, async (query) => bytesIn(await query(PHOTO.read, sha)));
  }

  async has(coop: string, sha: string): Promise<boolean> {
    return this.#within(coop, async (query) => (await query(PHOTO.has, sha)).length > 0);
  }

  async put(coop: string, sha: string, bytes: Uint8Array): Promise<void> {
    await this.#within(coop, async (query) => {
      await query(PHOTO.put, sha, Buffer.from(bytes));
      await query(PHOTO.giveUp, sha);
    });
  }

  async remove(coop: string, sha: string): Promise<void> {
    await this.#within(coop, (query) => query(PHOTO.remove, sha));
  }

  async list(coop: string, after: string, limit: number): Promise<readonly string[]> {
    const found = await this.#within(coop, (query) => query(PHOTO.list, after, limit));
    return found.map((row) => shaRow.parse(row).sha);
  }

  async begun(coop: string, sha: string): Promise<Uint8Array | undefined> {
    return this.#within(coop, async (query) => bytesIn(await query(PHOTO.begun, sha)));
  }

  async begin(
    coop: string,
    sha: string,
    { day, limit }: { readonly day: string; readonly limit: number },
  ): Promise<boolean> {
    return this.#within(coop, async (query) => {
      if ((await query(PHOTO.count, day, limit)).length === 0) return false;
      await query(PHOTO.begin, sha, Date.now());
      return true;
    });
  }

  async append(
    coop: string,
    sha: string,
    { offset, bytes }: { readonly offset: number; readonly bytes: Uint8Array },
  ): Promise<number> {
    return this.#within(coop, async (query) => {
      const [added] = await query(PHOTO.append, sha, Buffer.from(bytes), Date.now(), offset);
      const [standing] = added === undefined ? await query(PHOTO.length, sha) : [added];
      return standing === undefined ? 0 : lengthRow.parse(standing).length;
    });
  }

  async giveUp(coop: string, sha: string): Promise<void> {
    await this.#within(coop, (query) => query(PHOTO.giveUp, sha));
  }

  async expire(coop: string, before: number): Promise<void> {
    await this.#within(coop, async (query) => {
      await query(PHOTO.expire, before);
      await query(PHOTO.forgetDays, new Date(before).toISOString().slice(0, 10));
    });
  }

  async #within<T>(coop: string, body: (query: Query) => Promise<T>): Promise<T> {
    return this.#guarded(() =>
      this.#database.transaction({ mode: entering(coop, 'isolation level read committed') }, async (run) =>
        body(async (statement, ...values) => run(statement, [coop, ...values])),
      ),
    );
  }
}

function bytesIn([row]: readonly unknown[]): Uint8Array | undefined {
  return row === undefined ? undefined : bytesRow.parse(row).bytes;
}
