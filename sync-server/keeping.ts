/** What this process keeps the co-ops in: files of its own, or a PostgreSQL that it shares with others like it. */
import { backedUpAt, complaintNow, startDailyBackup } from './admin/daily-backup.ts';
import type { Config } from './config.ts';
import type { StoreWithPhotos } from './store/photo-store.ts';
import { openPostgresStore } from './store/postgres/postgres-store.ts';
import { lockDataDir } from './store/sqlite/data-dir-lock.ts';
import { openPhotoFiles } from './store/sqlite/photo-files.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';

export interface Keeping {
  readonly store: StoreWithPhotos;
  /** What an operator should hear at the start; undefined when all is well. */
  readonly complaint: string | undefined;
  /** When the oldest of the newest backups was made, where backups are this server's own. */
  readonly backedUpAt: (() => Promise<number | undefined>) | undefined;
  /** What goes on beside the requests. */
  begin(): void;
  end(): Promise<void>;
}

/** Faults: `server.running` when another process works on the data directory; those of the store. */
export async function openKeeping(config: Config): Promise<Keeping> {
  return config.databaseUrl === undefined ? inFiles(config) : inDatabase(config.databaseUrl);
}

function inFiles(config: Config): Keeping {
  const { dataDir } = config;
  const lock = lockDataDir(dataDir);
  const store = Object.assign(openSqliteStore({ dataDir }), { photos: openPhotoFiles(dataDir) });
  return {
    store,
    complaint: complaintNow(config, store.catalogue, Date.now()),
    backedUpAt: async () => backedUpAt(config, store.catalogue),
    begin: () => void startDailyBackup(config, store.catalogue),
    async end() {
      store.close();
      lock.release();
    },
  };
}

/** Backups are the database's own there (docs/postgres.md). */
async function inDatabase(url: string): Promise<Keeping> {
  const store = await openPostgresStore({ url });
  return {
    store,
    complaint: undefined,
    backedUpAt: undefined,
    begin: () => undefined,
    end: async () => store.close(),
  };
}
