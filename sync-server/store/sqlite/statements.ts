/** A database's statements, each prepared once. */
import type Database from 'better-sqlite3';

export class Statements {
  readonly #db: Database.Database;
  readonly #bySql = new Map<string, Database.Statement>();

  constructor(db: Database.Database) {
    this.#db = db;
  }

  of(sql: string): Database.Statement {
    const known = this.#bySql.get(sql);
    if (known !== undefined) return known;
    const prepared = this.#db.prepare(sql);
    this.#bySql.set(sql, prepared);
    return prepared;
  }
}
