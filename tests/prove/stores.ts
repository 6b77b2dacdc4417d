import { runOnRealStores } from '../sync/stores/real-world.ts';
import type { Proof } from './prove.ts';

const FIRST_SEED = 1_000;

/** The simulator's people on Dexie and SQLite files, over many seeds. */
export async function stores(count: number): Promise<Proof> {
  const failures: string[] = [];
  const marks = new Map<string, number>();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed += 1) {
    const outcome = await runOnRealStores({ seed, actions: 60 });
    for (const [mark, times] of outcome.marks) marks.set(mark, (marks.get(mark) ?? 0) + times);
    if (outcome.violations.length > 0) failures.push(`seed ${seed}: ${outcome.violations[0]}`);
  }
  const counted = [...marks].sort(([left], [right]) => (left < right ? -1 : 1));
  console.log(counted.map(([mark, times]) => `${mark} ${times}`).join(' · '));
  return { checked: count, failures };
}
