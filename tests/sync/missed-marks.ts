/** A run of many seeds that never came to a rare branch has not looked there, and is red (docs/protocol.md "marks"). */
import { BRANCHES, type Branch } from '#kernel/branches.ts';

/** From so many seeds on, a run has to come to every branch that is not among the rarest. */
const MANY = 2_000;
/** And from so many on to those too: several copies of a copied phone, and a server that is put back between them. */
const VERY_MANY = 50_000;
const RAREST: ReadonlySet<Branch> = new Set([
  'log lost on the server',
  'log suspect',
  'log back under its name',
  'branch is there under its name',
  'row of another history',
  'rewind to the beginning',
  'let in by decision',
  'told late what became of it',
  'filed away',
]);

/** Tests come there on purpose, since a run of seeds may not or need not. */
const MADE_ON_PURPOSE: ReadonlySet<Branch> = new Set([
  // A phone's copy goes on under the old name after the phone's branch came: 2 in 1,000 drills, `simulation.test.ts`.
  'branch is there issued anew',
  // No simulated disk changes rows, so this would be a mistake: `scrub.test.ts` changes some.
  'rows compared and different',
]);

/** `marks`: how often each mark was passed in the whole run. Gives the branches that a run of this size should have met. */
export function missedMarks(marks: ReadonlyMap<string, number>, seeds: number): readonly Branch[] {
  return BRANCHES.filter(
    (branch) =>
      !MADE_ON_PURPOSE.has(branch) &&
      seeds >= (RAREST.has(branch) ? VERY_MANY : MANY) &&
      (marks.get(`branch ${branch}`) ?? 0) === 0,
  );
}
