/** Which backups are kept: all of the last 14 days on which there was one, by the newest of each, and the newest of every month. */
import type { Backup } from './manifest.ts';

const DAYS = 14;

/** Those that the rule does not keep. `backups` are of one co-op. */
export function superfluous(backups: readonly Backup[]): readonly Backup[] {
  const newestFirst = [...backups].sort((left, right) => (left.manifest.takenAt < right.manifest.takenAt ? 1 : -1));
  const kept = new Set<Backup>();
  const days = new Set<string>();
  const months = new Set<string>();
  for (const backup of newestFirst) {
    const [day, month] = [backup.manifest.takenAt.slice(0, 10), backup.manifest.takenAt.slice(0, 7)];
    if (!days.has(day) && days.size < DAYS) {
      days.add(day);
      kept.add(backup);
    }
    if (!months.has(month)) {
      months.add(month);
      kept.add(backup);
    }
  }
  return newestFirst.filter((backup) => !kept.has(backup));
}
