/** How old the newest verified backup of each co-op is, and what an operator hears when that is too old (SO12). */
import type { Config } from '../config.ts';
import type { Catalogue } from '../store/store.ts';
import { newestBackupOf } from './backup.ts';

/** Whoever loses the disk now has to write anew what came since. */
const OVERDUE_MS = 2 * 86_400_000;

export interface BackupAge {
  readonly coop: string;
  readonly name: string;
  /** When the newest verified backup was taken, ms since 1970; absent: there is none. */
  readonly at?: number;
  /** None, or none that is young enough; a co-op that has just begun is given the same time. */
  readonly isOverdue: boolean;
}

type Place = Pick<Config, 'backupDir' | 'databaseUrl'>;

/** In a backup folder of our own it is what still lies there; else what was noted when it was verified. */
export async function backupAges(
  { backupDir, databaseUrl }: Place,
  catalogue: Pick<Catalogue, 'coops' | 'backups'>,
  now: number,
): Promise<readonly BackupAge[]> {
  const noted = new Map((await catalogue.backups()).map(({ coop, at }) => [coop, at]));
  const isOurs = backupDir !== undefined && databaseUrl === undefined;
  return (await catalogue.coops()).map(({ coop, name, createdAt }) => {
    const at = isOurs ? takenAt(backupDir, coop) : noted.get(coop);
    return { coop, name, ...(at === undefined ? {} : { at }), isOverdue: now - (at ?? createdAt) > OVERDUE_MS };
  });
}

function takenAt(backupDir: string, coop: string): number | undefined {
  const newest = newestBackupOf(backupDir, coop);
  return newest === undefined ? undefined : Date.parse(newest.manifest.takenAt);
}

/** Of every co-op the newest, and of these the oldest, ms since 1970; undefined where a co-op has none. */
export function oldestOf(ages: readonly BackupAge[]): number | undefined {
  const times = ages.flatMap(({ at }) => at ?? []);
  return times.length === 0 || times.length < ages.length ? undefined : Math.min(...times);
}

/** What is wrong with the backups, and how the log says it. */
export interface Complaint {
  readonly code: 'notSetUp' | 'overdueFiles' | 'overdueDatabase';
  readonly text: string;
}

/** Undefined when all is well. */
export function complaintAbout({ backupDir, databaseUrl }: Place, ages: readonly BackupAge[]): Complaint | undefined {
  const isOfFiles = databaseUrl === undefined;
  const overdue = ages.filter(({ isOverdue }) => isOverdue);
  const hasNone = ages.every(({ at }) => at === undefined);
  if (isOfFiles && backupDir === undefined && (overdue.length > 0 || hasNone))
    return { code: 'notSetUp', text: NOT_SET_UP };
  const [worst] = [...overdue].sort((left, right) => (left.at ?? 0) - (right.at ?? 0));
  if (worst === undefined) return undefined;
  const what =
    worst.at === undefined
      ? `Co-op ${worst.coop} has no verified backup`
      : `The newest verified backup of co-op ${worst.coop} is of ${new Date(worst.at).toISOString()}`;
  const rest = overdue.length > 1 ? `, and ${overdue.length - 1} more are overdue` : '';
  return isOfFiles || backupDir !== undefined
    ? { code: 'overdueFiles', text: `${what}${rest}: look why, with "backup" and "verify".` }
    : { code: 'overdueDatabase', text: `${what}${rest}: ${PUT_BACK}` };
}

const NOT_SET_UP =
  'No backup is set up: what devices have sent lies on this disk alone. Set BACKUP_DIR to a folder on another one.';
const PUT_BACK =
  'set BACKUP_DIR, or put a backup of the database back elsewhere and say so with "safe" (docs/operation.md).';
