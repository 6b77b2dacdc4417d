/**
 * One process at a time works on a data directory: a server, or an operator who puts files back. The lock is the
 * operating system's, taken through SQLite, so it ends with its process however that ends. A process number in a file
 * would have to be guessed about: after a crash it may be anybody's, and in a container it is always 1.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';

export interface DataDirLock {
  release(): void;
}

const holderRow = z.object({ pid: z.number(), since: z.string() });

/** Fault `server.running`, with the process number and since when, while another process holds the directory. */
export function lockDataDir(dataDir: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true });
  const db = new Database(join(dataDir, 'server.lock'), { timeout: 0 });
  try {
    noteHolder(db);
    // Reserved, not exclusive: others can still read who holds it.
    db.exec('BEGIN IMMEDIATE');
    return { release: () => db.close() };
  } catch (cause) {
    const values = isOf(cause, 'SQLITE_BUSY') ? holderIn(db) : undefined;
    db.close();
    throw values === undefined ? cause : new Fault('server.running', { cause, values });
  }
}

/** For the person who is refused; on a full disk a server has to start without it. */
function noteHolder(db: Database.Database): void {
  try {
    db.exec('CREATE TABLE IF NOT EXISTS holder (id INTEGER PRIMARY KEY, pid INTEGER NOT NULL, since TEXT NOT NULL)');
    const since = new Date().toISOString();
    db.prepare('INSERT OR REPLACE INTO holder (id, pid, since) VALUES (1, ?, ?)').run(process.pid, since);
  } catch (cause) {
    if (!isOf(cause, 'SQLITE_FULL') && !isOf(cause, 'SQLITE_IOERR')) throw cause;
  }
}

function isOf(cause: unknown, code: string): boolean {
  return cause instanceof Database.SqliteError && cause.code.startsWith(code);
}

function holderIn(db: Database.Database): { readonly pid: number; readonly since: string } {
  const found = db.prepare('SELECT pid, since FROM holder').get();
  return found === undefined ? { pid: 0, since: '' } : holderRow.parse(found);
}
