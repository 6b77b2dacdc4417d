/** What lies beside every verified backup: what it is of, up to where, and its checksum. A backup without one is none. */
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod/mini';
import { Fault } from '#kernel/result.ts';
import { flush } from '../store/sqlite/files.ts';

const manifestSchema = z.object({
  format: z.literal(1),
  /** 16 hex digits; absent: the catalogue. */
  coop: z.optional(z.string()),
  /** The co-op's head, and its chain there; 0 and empty for the catalogue. */
  seq: z.number(),
  chain: z.string(),
  sha256: z.string(),
  /** ISO instant. */
  takenAt: z.string(),
  /** The catalogue that was kept in the same run. */
  catalogue: z.optional(z.string()),
});
export type Manifest = z.infer<typeof manifestSchema>;

export interface Backup {
  readonly file: string;
  readonly manifest: Manifest;
}

/** Durable when it returns; the last step of a backup. */
export function writeManifest({ file, manifest }: Backup): void {
  const unfinished = `${manifestOf(file)}.partial`;
  writeFileSync(unfinished, `${JSON.stringify(manifest, null, 2)}\n`);
  flush(unfinished);
  renameSync(unfinished, manifestOf(file));
  flush(manifestOf(file));
}

/** Undefined when there is none. Fault `backup.manifestDamaged`. */
export function readManifest(file: string): Manifest | undefined {
  if (!existsSync(manifestOf(file))) return undefined;
  try {
    return manifestSchema.parse(JSON.parse(readFileSync(manifestOf(file), 'utf8')));
  } catch (cause) {
    throw new Fault('backup.manifestDamaged', { cause, values: { file: basename(file) } });
  }
}

export function manifestOf(file: string): string {
  return `${file.replace(/\.sqlite$/, '')}.json`;
}

/** Every verified backup in a folder, newest first. One whose manifest cannot be read is none. */
export function backupsIn(folder: string): readonly Backup[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith('.sqlite'))
    .flatMap((name) => backupAt(join(folder, name)))
    .sort((left, right) => (left.manifest.takenAt < right.manifest.takenAt ? 1 : -1));
}

function backupAt(file: string): readonly Backup[] {
  try {
    const manifest = readManifest(file);
    return manifest === undefined ? [] : [{ file, manifest }];
  } catch (cause) {
    if (cause instanceof Fault) return [];
    throw cause;
  }
}

export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
