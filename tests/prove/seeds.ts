import { simulate } from '../sync/simulation.ts';
import type { Proof } from './prove.ts';

const FIRST_SEED = 100_000;

/** The simulator over many seeds, apart from those of the daily tests. */
export async function seeds(count: number): Promise<Proof> {
  const failures: string[] = [];
  for (let seed = FIRST_SEED; seed < FIRST_SEED + count; seed += 1) {
    const { violations } = await simulate({ seed });
    if (violations.length > 0) failures.push(`seed ${seed}: ${violations[0]}`);
  }
  return { checked: count, failures };
}
