/** Unsent work goes out as a file: into the chosen folder, else by the system's sheet, else as a download. */
import { share } from '#files/share.ts';
import { dateAt, timeOfDayAt } from '#kernel/calendar.ts';
import { openRescue, type LocalDatabase } from '#local-db/index.ts';
import { logEnds } from '../safety/use-facts.ts';
import { readProfile } from '../profile.ts';
import { chosenFolder, mayWriteInto, writeInto } from './folder.ts';
import { writeKeptFile } from './kept-file.ts';

export interface KeptAsFile {
  readonly operations: number;
  /** `cancelled`: somebody closed the sheet, and there is no file. */
  readonly how: 'folder' | 'shared' | 'saved' | 'cancelled';
  /** The folder's name. */
  readonly folder?: string;
}

/** Must run from a tap. Faults: those of the store. */
export async function keepFile(
  database: LocalDatabase,
  about: { readonly coopName: string; readonly passphrase?: string | undefined },
): Promise<KeptAsFile> {
  const folder = await chosenFolder(database);
  const mayFolder = folder !== undefined && (await mayWriteInto(folder));
  // Where the logs end is read before what is in them: the file holds at least as much as is said of it.
  const ends = await logEnds(database);
  const { backupOf } = await openRescue();
  const personName = readProfile()?.personName;
  const { coopName, passphrase } = about;
  const made = await backupOf(database, { coopName, ...(personName === undefined ? {} : { personName }) });
  const bytes = passphrase === undefined ? made.file : await locked(made.file, passphrase, database);
  const at = database.env.now();
  const blob = new Blob([new Uint8Array(bytes)], { type: 'application/octet-stream' });
  const handed = await handOver(blob, fileName(at), mayFolder ? folder : undefined);
  if (handed.how !== 'cancelled')
    writeKeptFile(database.session, { at, upTo: Object.fromEntries(ends.map(({ writer, n }) => [writer, n])) });
  return { operations: made.operations, ...handed };
}

/** The lock is loaded when somebody wants one. */
async function locked(file: Uint8Array, passphrase: string, { env }: LocalDatabase): Promise<Uint8Array> {
  const { lockFile } = await import('#files/locked-file.ts');
  return lockFile(file, passphrase, (length) => env.randomBytes(length));
}

/** With the time of day: a second file of a day does not take the place of the first. */
function fileName(at: number): string {
  return `so-mua-${dateAt(at)}-${timeOfDayAt(at).replace(':', '')}.somua`;
}

async function handOver(
  blob: Blob,
  name: string,
  folder: FileSystemDirectoryHandle | undefined,
): Promise<Omit<KeptAsFile, 'operations'>> {
  if (folder !== undefined && (await writeInto(folder, name, blob))) return { how: 'folder', folder: folder.name };
  const { how } = await share({ blob, fileName: name, title: name });
  return { how };
}
