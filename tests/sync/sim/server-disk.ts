/** What the server's data lies on: SQLite, or maps in memory that keep the same promises and take a third of the time. */
import Database from 'better-sqlite3';
import type { EmbeddedCatalogue, CoopReader, CoopWriter } from '#server/store/store.ts';
import { COOP_MIGRATIONS } from '#server/store/sqlite/migrations.ts';
import { SqliteCoop } from '#server/store/sqlite/sqlite-coop.ts';
import { MemoryCoop } from '../../helpers/memory-coop.ts';
import { MemoryCatalogue } from '../../helpers/memory-server-store.ts';
import { borrowServerStore, giveBackServerStore } from '../../helpers/store-pool.ts';

export type DiskKind = 'memory' | 'sqlite';

/** The disk of one co-op. */
export interface ServerDisk {
  write<T>(body: (writer: CoopWriter) => T): T;
  read<T>(body: (reader: CoopReader) => T): T;
  /** Keeps a copy, and gives what opens it as a disk of its own, any number of times. */
  backUp(): () => ServerDisk;
  close(): void;
}

export function openDisk(kind: DiskKind, coop: string): ServerDisk {
  if (kind === 'memory') return memoryDisk(new MemoryCoop(coop));
  const database = new Database(':memory:');
  for (const migration of COOP_MIGRATIONS) database.exec(migration);
  return sqliteDisk(database, coop);
}

export interface OpenCatalogue {
  readonly catalogue: EmbeddedCatalogue;
  readonly close: () => void;
}

export function openCatalogue(kind: DiskKind): OpenCatalogue {
  if (kind === 'memory') return { catalogue: new MemoryCatalogue(), close: () => undefined };
  const pooled = borrowServerStore();
  return { catalogue: pooled.catalogue, close: () => giveBackServerStore(pooled) };
}

function memoryDisk(coop: MemoryCoop): ServerDisk {
  return {
    write: (body) => coop.within(body),
    read: (body) => coop.within(body),
    backUp: () => {
      const kept = coop.copy();
      return () => memoryDisk(kept.copy());
    },
    close: () => undefined,
  };
}

function sqliteDisk(database: Database.Database, coopId: string): ServerDisk {
  const coop = new SqliteCoop(database, coopId);
  return {
    write: (body) => coop.within('immediate', body),
    read: (body) => coop.within('deferred', body),
    backUp: () => {
      const bytes = database.serialize();
      return () => sqliteDisk(new Database(bytes), coopId);
    },
    close: () => database.close(),
  };
}
