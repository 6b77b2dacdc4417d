/** The files of a data directory, and whole copies of them while a server works on them. */
import { closeSync, fsyncSync, openSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import * as z from 'zod/mini';

const ALL_PAGES = 0x7fff_ffff;

export function coopFile(dataDir: string, coop: string): string {
  return join(dataDir, 'coops', `${coop}.sqlite`);
}

export function catalogueFile(dataDir: string): string {
  return join(dataDir, 'catalog.sqlite');
}

/** With the log that is not in the file yet; 0 where there is none. */
export function sizeOf(file: string): number {
  return [file, `${file}-wal`].reduce((sum, path) => sum + (statSync(path, { throwIfNoEntry: false })?.size ?? 0), 0);
}

/** While a file is being put back, its new content lies here; the store opens nothing beside it. */
export function unfinishedRestoreOf(file: string): string {
  return `${file}.restoring`;
}

/** A copy of one moment, on the disk when this resolves. A server in another process goes on reading and writing. */
export async function copyOnline(from: string, to: string): Promise<void> {
  const db = new Database(from, { fileMustExist: true });
  try {
    // All pages in one step: with several, every write in between would begin the copy again, perhaps for ever.
    await db.backup(to, { progress: () => ALL_PAGES });
  } finally {
    db.close();
  }
  flush(to);
}

/** What SQLite itself finds wrong with a file; empty when nothing is. */
export function integrityOf(file: string): readonly string[] {
  const db = new Database(file, { fileMustExist: true });
  try {
    const found = z.array(z.object({ integrity_check: z.string() })).parse(db.pragma('integrity_check'));
    return found.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  } finally {
    db.close();
  }
}

/** The file's content and its name in the folder reach the disk. */
export function flush(file: string): void {
  flushOne(file, 'r+');
  flushFolder(dirname(file));
}

/** The names in a folder reach the disk. */
export function flushFolder(folder: string): void {
  // Windows writes names by itself, and opens no folder.
  if (process.platform !== 'win32') flushOne(folder, 'r');
}

function flushOne(path: string, mode: 'r' | 'r+'): void {
  const handle = openSync(path, mode);
  fsyncSync(handle);
  closeSync(handle);
}
