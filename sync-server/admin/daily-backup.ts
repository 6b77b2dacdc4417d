/** What the running server does about backups: one a day of its own files, in a process of its own, and a word in its log. */
import { spawn } from 'node:child_process';
import { oldestOf, type BackupAge } from './backup-age.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Looks every hour, and says once a day what is wrong. The first word, at the start, is the caller's. */
export function startNagging(complaint: () => Promise<string | undefined>, say: (line: string) => void): void {
  let lastNag = Date.now();
  const look = async (): Promise<void> => {
    const said = Date.now() - lastNag >= DAY_MS ? await complaint() : undefined;
    if (said === undefined) return;
    lastNag = Date.now();
    say(said);
  };
  // A database that cannot be asked now is asked an hour later.
  setInterval(() => void look().catch(() => undefined), HOUR_MS).unref();
}

/** Looks every hour, and now. */
export function startDailyBackup(ages: () => Promise<readonly BackupAge[]>): void {
  let isRunning = false;
  const look = async (): Promise<void> => {
    const now = await ages();
    if (isRunning || now.length === 0 || Date.now() - (oldestOf(now) ?? 0) < DAY_MS) return;
    isRunning = true;
    runBackup(() => {
      isRunning = false;
    });
  };
  const lookSafely = (): void => void look().catch(console.error);
  setInterval(lookSafely, HOUR_MS).unref();
  lookSafely();
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
