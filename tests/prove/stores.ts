import { Marks } from '../helpers/marks.ts';
import { runOnRealStores } from '../sync/stores/real-world.ts';
import type { Proof } from './prove.ts';

const FIRST_SEED = 1_000;

/** The simulator's people on Dexie and SQLite files, over many seeds. */
export async function stores(count: number): Promise<Proof> {
  const failures: string[] = [];
  const marks = new Marks();
  for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed += 1) {
    const outcome = await runOnRealStores({ seed, actions: 60 });
    marks.add(outcome.marks);
    if (outcome.violations.length > 0) failures.push(`seed ${seed}: ${outcome.violations[0]}`);
  }
  console.log(String(marks));
  return { checked: count, failures };
}
