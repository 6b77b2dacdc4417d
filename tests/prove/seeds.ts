import { availableParallelism } from 'node:os';
import { Marks } from '../helpers/marks.ts';
import { missedMarks } from '../sync/missed-marks.ts';
import { outcomesOf } from '../sync/seeds-over-processes.ts';
import type { Proof } from './prove.ts';

const FIRST_SEED = 100_000;

/** The simulator over many seeds, apart from those of the daily tests, with what happened in them. */
export async function seeds(count: number): Promise<Proof> {
  const startedAt = performance.now();
  const marks = new Marks();
  const failures: string[] = [];
  const range = { from: FIRST_SEED, seeds: count, ablate: undefined };
  for await (const { seed, violations, marks: met } of outcomesOf(range, availableParallelism())) {
    marks.add(Object.entries(met));
    if (violations.length > 0) failures.push(`seed ${seed}: ${violations[0]}`);
  }
  console.log(String(marks));
  console.log(`${count} seeds from ${FIRST_SEED} in ${Math.round((performance.now() - startedAt) / 1_000)} s`);
  for (const branch of missedMarks(marks.counts, count)) failures.push(`never came to: ${branch}`);
  return { checked: count, failures };
}
