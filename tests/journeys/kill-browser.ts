/** Ends a browser the way a phone that runs out of memory does: every process of it at once, nothing written any more. */
import { readdirSync, readFileSync } from 'node:fs';

/** Kills the processes that were started with this profile folder. Gives how many. */
export function killBrowser(userDataDir: string): number {
  let killed = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry) || Number(entry) === process.pid) continue;
    try {
      if (!readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(userDataDir)) continue;
      process.kill(Number(entry), 'SIGKILL');
      killed += 1;
    } catch {
      // It ended by itself meanwhile.
    }
  }
  return killed;
}
