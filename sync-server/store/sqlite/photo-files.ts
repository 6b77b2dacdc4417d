/**
 * Photos as files beside the co-ops' databases: `photos/<coop>/<first two digits>/<sha>`. What is begun lies in
 * `photos/<coop>/begun/<sha>`, and `photos/<coop>/days/<day>` is as long as many were begun that day.
 */
import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { isWriter } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import type { PhotoStore } from '../photo-store.ts';
import { flush, flushFolder } from './files.ts';

const SHA = /^[0-9a-f]{64}$/;

export function photoFolder(dataDir: string, coop: string): string {
  return join(dataDir, 'photos', coop);
}

/** Where a photo lies in a folder of photos: a co-op's, or a backup's. */
export function photoFile(folder: string, sha: string): string {
  return join(folder, sha.slice(0, 2), sha);
}

/** Every photo in such a folder, in order. */
export function photosIn(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  const shelves = readdirSync(folder).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return shelves.sort().flatMap((shelf) =>
    readdirSync(join(folder, shelf))
      .filter((name) => SHA.test(name))
      .sort(),
  );
}

/** Durable when it returns: whole under its name, or not there. */
export function writePhotoFile(folder: string, sha: string, bytes: Uint8Array): void {
  const file = photoFile(folder, sha);
  if (existsSync(file)) return;
  const made = mkdirSync(dirname(file), { recursive: true });
  const unfinished = `${file}.${randomBytes(4).toString('hex')}`;
  try {
    writeFileSync(unfinished, bytes, { flush: true });
    renameSync(unfinished, file);
  } catch (cause) {
    rmSync(unfinished, { force: true });
    throw cause;
  }
  flush(file);
  for (let folder = dirname(file); made !== undefined && folder.startsWith(made); folder = dirname(folder))
    flushFolder(dirname(folder));
}

/** Faults: `server.storageFull`, `server.unknownCoop`. */
export function openPhotoFiles(dataDir: string): PhotoStore {
  const folderOf = (coop: string): string => {
    if (!isWriter(coop)) throw new Fault('server.unknownCoop');
    return photoFolder(dataDir, coop);
  };
  const begunFile = (coop: string, sha: string): string => join(folderOf(coop), 'begun', sha);
  return {
    read: (coop, sha) => guarded(() => contentOf(photoFile(folderOf(coop), sha))),
    has: (coop, sha) => existsSync(photoFile(folderOf(coop), sha)),
    put(coop, sha, bytes) {
      guarded(() => {
        writePhotoFile(folderOf(coop), sha, bytes);
        rmSync(begunFile(coop, sha), { force: true });
      });
    },
    remove: (coop, sha) => rmSync(photoFile(folderOf(coop), sha), { force: true }),
    list: (coop, after, limit) =>
      photosIn(folderOf(coop))
        .filter((sha) => sha > after)
        .slice(0, limit),
    begun: (coop, sha) => guarded(() => contentOf(begunFile(coop, sha))),
    begin: (coop, sha, { day, limit }) =>
      guarded(() => {
        const count = join(folderOf(coop), 'days', day);
        if ((existsSync(count) ? statSync(count).size : 0) >= limit) return false;
        for (const file of [count, begunFile(coop, sha)]) mkdirSync(dirname(file), { recursive: true });
        appendFileSync(count, '.');
        // Not emptied, should another request have begun it meanwhile.
        appendFileSync(begunFile(coop, sha), '');
        return true;
      }),
    append: (coop, sha, { offset, bytes }) =>
      guarded(() => {
        const file = begunFile(coop, sha);
        if (!existsSync(file)) return 0;
        const { size } = statSync(file);
        if (size !== offset) return size;
        appendFileSync(file, bytes);
        return size + bytes.length;
      }),
    giveUp: (coop, sha) => rmSync(begunFile(coop, sha), { force: true }),
    expire(coop, before) {
      for (const folder of ['begun', 'days'].map((name) => join(folderOf(coop), name)))
        for (const name of existsSync(folder) ? readdirSync(folder) : [])
          if (statSync(join(folder, name)).mtimeMs < before) rmSync(join(folder, name), { force: true });
    },
  };
}

function contentOf(file: string): Uint8Array | undefined {
  return existsSync(file) ? readFileSync(file) : undefined;
}

const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EIO']);

function guarded<T>(body: () => T): T {
  try {
    return body();
  } catch (cause) {
    const isFull = cause instanceof Error && 'code' in cause && FULL.has(String(cause.code));
    throw isFull ? new Fault('server.storageFull', { cause }) : cause;
  }
}
