/** What this process keeps the co-ops in: files of its own, or a PostgreSQL that it shares with others like it. */
import { backupAges, complaintAbout, type BackupAge, type Complaint } from './admin/backup-age.ts';
import { startDailyBackup, startNagging } from './admin/daily-backup.ts';
import type { Config } from './config.ts';
import type { StoreWithPhotos } from './store/photo-store.ts';
import { openPostgresStore } from './store/postgres/postgres-store.ts';
import { lockDataDir } from './store/sqlite/data-dir-lock.ts';
import { openPhotoFiles } from './store/sqlite/photo-files.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';

export interface Keeping {
  readonly store: StoreWithPhotos;
  /** How old the newest verified backup of each co-op is. */
  readonly backups: () => Promise<readonly BackupAge[]>;
  /** What an operator should hear now; undefined when all is well. */
  readonly complaint: () => Promise<Complaint | undefined>;
  /** What goes on beside the requests. */
  begin(): void;
  end(): Promise<void>;
}

/** Faults: `server.running` when another process works on the data directory; those of the store. */
export async function openKeeping(config: Config): Promise<Keeping> {
  return config.databaseUrl === undefined ? inFiles(config) : inDatabase(config, config.databaseUrl);
}

function inFiles(config: Config): Keeping {
  const { dataDir } = config;
  const lock = lockDataDir(dataDir);
  const store = Object.assign(openSqliteStore({ dataDir }), { photos: openPhotoFiles(dataDir) });
  const watched = watch(config, store);
  return {
    store,
    ...watched,
    begin() {
      startNagging(async () => (await watched.complaint())?.text, console.error);
      if (config.backupDir !== undefined) startDailyBackup(watched.backups);
    },
    async end() {
      store.close();
      lock.release();
    },
  };
}

async function inDatabase(config: Config, url: string): Promise<Keeping> {
  const store = await openPostgresStore({ url });
  const watched = watch(config, store);
  return {
    store,
    ...watched,
    begin() {
      startNagging(async () => (await watched.complaint())?.text, console.error);
      if (config.backupDir !== undefined) startDailyBackup(watched.backups);
    },
    end: async () => store.close(),
  };
}

function watch(config: Config, { catalogue }: StoreWithPhotos): Pick<Keeping, 'backups' | 'complaint'> {
  const backups = async () => backupAges(config, catalogue, Date.now());
  return { backups, complaint: async () => complaintAbout(config, await backups()) };
}
