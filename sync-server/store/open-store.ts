/** The store that the environment names: a PostgreSQL, or SQLite files in the data directory. */
import type { StoreWithPhotos } from './photo-store.ts';
import { openPostgresStore } from './postgres/postgres-store.ts';
import { openPhotoFiles } from './sqlite/photo-files.ts';
import { openSqliteStore } from './sqlite/sqlite-store.ts';
import type { Answer } from './store.ts';

export interface StoreAddress {
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
}

export function openStore({ dataDir, databaseUrl }: StoreAddress): Answer<StoreWithPhotos> {
  if (databaseUrl !== undefined) return openPostgresStore({ url: databaseUrl });
  return Object.assign(openSqliteStore({ dataDir }), { photos: openPhotoFiles(dataDir) });
}
