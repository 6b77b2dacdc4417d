/** `npm run simulate -- --seeds N --from S [--jobs N] [--ablate RULE]`; the last line is `N seeds, F failed`. */
import { parseArgs } from 'node:util';
import { Marks } from '../helpers/marks.ts';
import { missedMarks } from './missed-marks.ts';
import { outcomesOf } from './seeds-over-processes.ts';
import { BREAKAGES, type Breakage } from './simulation.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: '1' },
    ablate: { type: 'string' },
    verbose: { type: 'boolean', default: false },
  },
});
const ablate = ablationOf(values.ablate);
const [from, seeds] = [Number(values.from), Number(values.seeds)];
const marks = new Marks();
let failed = 0;
for await (const outcome of outcomesOf({ from, seeds, ablate }, Number(values.jobs))) {
  marks.add(Object.entries(outcome.marks));
  if (outcome.violations.length === 0) continue;
  failed += 1;
  if (failed <= 5 || values.verbose)
    console.log(`seed ${outcome.seed}: ${outcome.violations.slice(0, 3).join('\n  ')}`);
}
console.log(String(marks));
const missed = ablate === undefined ? missedMarks(marks.counts, seeds) : [];
for (const branch of missed) console.log(`never came to: ${branch}`);
failed += missed.length;
console.log(`${seeds} seeds, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

function ablationOf(name: string | undefined): Breakage | undefined {
  const rule = BREAKAGES.find((each) => each === name);
  if (name !== undefined && rule === undefined) throw new Error(`unknown rule ${name}; known: ${BREAKAGES.join(', ')}`);
  return rule;
}
