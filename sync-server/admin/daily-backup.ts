/** The running server's own backup: a process of its own once a day, and a word in the log where there is none. */
import { spawn } from 'node:child_process';
import type { Config } from '../config.ts';
import type { EmbeddedCatalogue } from '../store/store.ts';
import { newestBackupOf } from './backup.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** As long as people may be away over a holiday is too long for a backup. */
const OVERDUE_MS = 3 * DAY_MS;

export interface DailyBackup {
  stop(): void;
}

/** Looks every hour. What there is to complain about at the start is the caller's to say. */
export function startDailyBackup(config: Config, catalogue: Pick<EmbeddedCatalogue, 'coops'>): DailyBackup {
  let isRunning = false;
  let lastNag = Date.now();
  const look = (): void => {
    const now = Date.now();
    const complaint = complaintNow(config, catalogue, now);
    if (complaint !== undefined && now - lastNag >= DAY_MS) {
      console.error(complaint);
      lastNag = now;
    }
    const coops = catalogue.coops().map((coop) => coop.coop);
    const isDue = coops.length > 0 && now - oldestOfNewest(config.backupDir, coops) >= DAY_MS;
    if (config.backupDir === undefined || !isDue || isRunning) return;
    isRunning = true;
    runBackup(() => {
      isRunning = false;
    });
  };
  const timer = setInterval(look, HOUR_MS);
  timer.unref();
  look();
  return { stop: () => clearInterval(timer) };
}

export function complaintNow(
  config: Config,
  catalogue: Pick<EmbeddedCatalogue, 'coops'>,
  now: number,
): string | undefined {
  const coops = catalogue.coops().map((coop) => coop.coop);
  return complaintAbout(config.backupDir, coops.length === 0 ? now : oldestOfNewest(config.backupDir, coops), now);
}

/** What the log says of the backups; undefined when all is well. `oldest`: ms since 1970, 0 for never. */
export function complaintAbout(backupDir: string | undefined, oldest: number, now: number): string | undefined {
  if (backupDir === undefined)
    return 'No backup is set up: what devices have sent lies on this disk alone. Set BACKUP_DIR to a folder on another one.';
  if (oldest > 0 && now - oldest > OVERDUE_MS)
    return `The newest verified backup is of ${new Date(oldest).toISOString()}: look why, with "backup" and "verify".`;
  return undefined;
}

/** When the oldest of the newest backups was made, ms since 1970; undefined where a co-op has none. */
export function backedUpAt(config: Config, catalogue: Pick<EmbeddedCatalogue, 'coops'>): number | undefined {
  const oldest = oldestOfNewest(
    config.backupDir,
    catalogue.coops().map(({ coop }) => coop),
  );
  return oldest > 0 ? oldest : undefined;
}

/** Of every co-op the newest backup, and of these the oldest. */
function oldestOfNewest(backupDir: string | undefined, coops: readonly string[]): number {
  if (backupDir === undefined) return 0;
  const newest = coops.map((coop) => Date.parse(newestBackupOf(backupDir, coop)?.manifest.takenAt ?? '1970-01-01'));
  return newest.length === 0 ? 0 : Math.min(...newest);
}

/** Verifying a large co-op takes long, and this process has people to answer. */
function runBackup(done: () => void): void {
  const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', 'backup'], { stdio: 'inherit' });
  child.once('error', (cause) => {
    console.error(`The backup could not be started: ${cause.message}`);
    done();
  });
  child.once('exit', (code) => {
    if (code !== 0) console.error('The backup failed; what it said stands above.');
    done();
  });
}
