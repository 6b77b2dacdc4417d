/** The store that the environment names: a PostgreSQL, or SQLite files in the data directory. */
import { openPostgresStore } from './postgres/postgres-store.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Answer, Measured, ServerStore } from './store.ts';

export interface StoreAddress {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
}

export function openStore({ dataDir, databaseUrl }: StoreAddress): Answer<ServerStore & Measured> {
  return databaseUrl === undefined ? openSqliteStore({ dataDir }) : openPostgresStore({ url: databaseUrl });
}
