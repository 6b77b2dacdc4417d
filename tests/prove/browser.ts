import { Random } from '../helpers/random.ts';
import { copiedProfile, killedBrowsers, restoredServer, twoTabs } from '../journeys/hard-life.ts';
import type { Proof } from './prove.ts';

/** Real Chromium: so many kills at random moments, and copied profiles, servers put back and doubled tabs in proportion. */
export async function browser(kills: number): Promise<Proof> {
  const random = new Random(20_261_126);
  const failures: string[] = [];
  const rounds = Math.max(1, Math.round(kills / 12));
  for (const [scenario, times] of [
    [killedBrowsers, kills],
    [copiedProfile, rounds],
    [restoredServer, rounds],
    [twoTabs, rounds],
  ] as const)
    failures.push(...(await scenario(random, times)));
  return { checked: kills + 3 * rounds, failures };
}
