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
  /** What the next process opens after the one that had this open has died. */
  reopened(): ServerDisk;
  close(): void;
}

function openDisk(kind: DiskKind, coop: string): ServerDisk {
  if (kind === 'memory') return memoryDisk(new MemoryCoop(coop));
  const database = new Database(':memory:');
  for (const migration of COOP_MIGRATIONS) database.exec(migration);
  return sqliteDisk(database, coop);
}

/** All that a server keeps: one co-op, and the catalogue beside it. */
export interface ServerData {
  readonly kind: DiskKind;
  readonly disk: ServerDisk;
  readonly catalogue: EmbeddedCatalogue;
  readonly close: () => void;
}

/** `open`: a disk that something is on already. Absent: an empty one. */
export function openData(kind: DiskKind, coop: string, open?: () => ServerDisk): ServerData {
  const disk = open?.() ?? openDisk(kind, coop);
  const { catalogue, close } = openCatalogue(kind);
  return { kind, disk, catalogue, close };
}

interface OpenCatalogue {
  readonly catalogue: EmbeddedCatalogue;
  readonly close: () => void;
}

function openCatalogue(kind: DiskKind): OpenCatalogue {
  if (kind === 'memory') return { catalogue: new MemoryCatalogue(), close: () => undefined };
  const pooled = borrowServerStore();
  return { catalogue: pooled.catalogue, close: () => giveBackServerStore(pooled) };
}

function memoryDisk(coop: MemoryCoop): ServerDisk {
  const disk: ServerDisk = {
    write: (body) => coop.within(body),
    read: (body) => coop.within(body),
    backUp: () => {
      const kept = coop.copy();
      return () => memoryDisk(kept.copy());
    },
    // The maps are the disk itself, and a process keeps nothing beside them.
    reopened: () => disk,
    close: () => undefined,
  };
  return disk;
}

function sqliteDisk(database: Database.Database, coopId: string): ServerDisk {
  const coop = new SqliteCoop(database, coopId);
  const disk: ServerDisk = {
    write: (body) => coop.within('immediate', body),
    read: (body) => coop.within('deferred', body),
    backUp: () => {
      const bytes = database.serialize();
      return () => sqliteDisk(new Database(bytes), coopId);
    },
    reopened: () => {
      const open = disk.backUp();
      disk.close();
      return open();
    },
    close: () => database.close(),
  };
  return disk;
}
