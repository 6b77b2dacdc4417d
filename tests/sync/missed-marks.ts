/** A run of many seeds that never came to a rare branch has not looked there, and is red (docs/protocol.md "marks"). */
import { BRANCHES, type Branch } from '#kernel/branches.ts';
import { PHASES } from './sim/fleet.ts';

/** From so many seeds on, a run has to come to every branch that is not among the rarest. */
const MANY = 2_000;
/** And from so many on to those too: several copies of a copied phone, and a server that is put back between them. */
const VERY_MANY = 50_000;
const RAREST: ReadonlySet<Branch> = new Set([
  'log lost on the server',
  'log suspect',
  'log begun by another meanwhile',
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

/** Who comes in, and what befalls processes and stores: on each kind of store a process dies at every point of a request. */
const OF_SERVERS: readonly string[] = [
  ...['memory', 'sqlite'].flatMap((kind) => PHASES.map((phase) => `${kind}: server killed ${phase}`)),
  'server killed with several requests',
  'no answer from a server',
  'given up while the server is at it',
  'request at two servers at once',
  'another wrote between check and transaction',
  'another wrote between transaction and answer',
  'co-op moved to sqlite',
  'co-op moved to memory',
  'move cut off',
  'last pass brought what came during the first',
  'came in by letters',
  'came in by a signature',
  'roles changed',
  'an app follows its roles',
];
const RAREST_OF_SERVERS: readonly string[] = ['move begun anew'];

/** `marks`: how often each mark was passed in the whole run. Gives those that a run of this size should have met. */
export function missedMarks(marks: ReadonlyMap<string, number>, seeds: number): readonly string[] {
  const branches = BRANCHES.filter((branch) => !MADE_ON_PURPOSE.has(branch));
  const wanted = (isRare: boolean): readonly string[] => [
    ...branches.filter((branch) => RAREST.has(branch) === isRare).map((branch) => `branch ${branch}`),
    ...(isRare ? RAREST_OF_SERVERS : OF_SERVERS),
  ];
  const all = [...(seeds >= MANY ? wanted(false) : []), ...(seeds >= VERY_MANY ? wanted(true) : [])];
  return all.filter((mark) => (marks.get(mark) ?? 0) === 0);
}
