/** Photos in backups, in moves and in checks. Each is known by its content, so what is there already is never copied again. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeleted } from '#protocol/merge.ts';
import { shownRow } from '#protocol/shown-row.ts';
import type { PhotoStore, StoreWithPhotos } from '../store/photo-store.ts';
import { photoFile, photoFolder, photosIn, writePhotoFile } from '../store/sqlite/photo-files.ts';
import type { Rules } from '../sync/rules.ts';

const STEP = 500;

export interface CheckedPhotos {
  readonly whole: number;
  /** Whose bytes are not what their name says. */
  readonly damaged: readonly string[];
}

export interface CopiedPhotos extends CheckedPhotos {
  readonly copied: number;
}

/** Where a backup keeps a co-op's photos: beside its files, once for all of them. */
export function backedUpPhotos(backupDir: string, coop: string): string {
  return join(backupDir, coop, 'photos');
}

export function livePhotos(dataDir: string, coop: string): string {
  return photoFolder(dataDir, coop);
}

/** Copies what is whole and not there yet. */
export function copyPhotos(from: string, to: string): CopiedPhotos {
  const known = new Set(photosIn(to));
  let copied = 0;
  const checked = check(from, (sha, bytes) => {
    if (known.has(sha)) return;
    writePhotoFile(to, sha, bytes);
    copied += 1;
  });
  return { ...checked, copied };
}

/** Whether every photo in a folder is what its name says. */
export function checkPhotos(folder: string): CheckedPhotos {
  return check(folder, () => undefined);
}

function check(folder: string, use: (sha: string, bytes: Uint8Array) => void): CheckedPhotos {
  const damaged: string[] = [];
  let whole = 0;
  for (const sha of photosIn(folder)) {
    const file = photoFile(folder, sha);
    const bytes = existsSync(file) ? readFileSync(file) : new Uint8Array(0);
    if (isNamed(sha, bytes)) {
      whole += 1;
      use(sha, bytes);
    } else damaged.push(sha);
  }
  return { whole, damaged };
}

function isNamed(sha: string, bytes: Uint8Array): boolean {
  return createHash('sha256').update(bytes).digest('hex') === sha;
}

/** In words, for the operator; whether all is well. */
export function sayPhotos(coop: string, { whole, damaged }: CheckedPhotos, say: (line: string) => void): boolean {
  if (whole + damaged.length > 0) say(`co-op ${coop}: ${whole} photos are what their names say`);
  for (const sha of damaged) say(`co-op ${coop}: photo ${sha} is damaged`);
  return damaged.length === 0;
}

/** Brings what one store has and the other has not. Gives how many came over, and which are damaged and stayed. */
export async function movePhotos(from: PhotoStore, to: PhotoStore, coop: string): Promise<CopiedPhotos> {
  const damaged: string[] = [];
  let [whole, copied] = [0, 0];
  for await (const sha of everyPhoto(from, coop)) {
    if (!(await to.has(coop, sha))) {
      const bytes = await from.read(coop, sha);
      if (bytes === undefined || !isNamed(sha, bytes)) {
        damaged.push(sha);
        continue;
      }
      await to.put(coop, sha, bytes);
      copied += 1;
    }
    whole += 1;
  }
  return { whole, copied, damaged };
}

async function* everyPhoto(photos: PhotoStore, coop: string): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const shas = await photos.list(coop, after, STEP);
    yield* shas;
    const last = shas.at(-1);
    if (last === undefined || shas.length < STEP) return;
    after = last;
  }
}

export interface PhotoCount {
  readonly named: number;
  /** Of the named ones, those that have not come. */
  readonly missing: number;
  /** Here, and no standing row names them. */
  readonly unnamed: readonly string[];
}

/** What the rows name against what is here. */
export async function countPhotos(store: StoreWithPhotos, coop: string, rules: Rules): Promise<PhotoCount> {
  const named = await namedPhotos(store, coop, rules);
  const here = new Set<string>();
  for await (const sha of everyPhoto(store.photos, coop)) here.add(sha);
  return {
    named: named.size,
    missing: [...named].filter((sha) => !here.has(sha)).length,
    unnamed: [...here].filter((sha) => !named.has(sha)),
  };
}

async function namedPhotos(store: StoreWithPhotos, coop: string, rules: Rules): Promise<ReadonlySet<string>> {
  const table = rules.byRole.get('photo');
  const named = new Set<string>();
  let after = '';
  for (;;) {
    const rows = await store.read(coop, (reader) => reader.allRows(after, STEP));
    for (const row of rows)
      if (table !== undefined && row.table === table.number && !isDeleted(row))
        named.add(String(shownRow(table, row)['sha']));
    const last = rows.at(-1);
    if (last === undefined || rows.length < STEP) return named;
    after = last.id;
  }
}
