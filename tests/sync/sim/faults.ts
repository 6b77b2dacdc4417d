/** What may go wrong in a run. Swarm: each seed has some faults fully off and some strongly on; uniform noise finds less. */
import { Random } from '../../helpers/random.ts';

const MOST = {
  // network
  drop: 0.35,
  loseAnswer: 0.35,
  duplicate: 0.25,
  truncate: 0.15,
  corrupt: 0.1,
  portal: 0.1,
  busy: 0.15,
  replayRequest: 0.2,
  replayAnswer: 0.08,
  slow: 12,
  // devices
  crash: 0.02,
  clockJump: 0.1,
  rollback: 0.5,
  clone: 0.5,
  quota: 0.05,
  oldApp: 0.5,
  // server
  serverCrash: 0.08,
  backup: 0.05,
  restore: 0.04,
  prune: 1,
  // the co-op
  grants: 0.08,
  periods: 0.06,
  liar: 0.1,
  smallPages: 1,
  /** How often a farmer saves several documents together. */
  groups: 0.3,
} as const;

/** What may befall several server processes over one store and who may come in, and what a run has in which one answers at once and everybody is in. */
export const ONE_SERVER = {
  /** How many there are; 0: one, whose requests are over before anybody else does anything. */
  processes: 0,
  /** How often a process dies at a step of a request. */
  serverKill: 0,
  /** How often a device gives up while the server is still at its request. */
  impatient: 0,
  /** How often the co-op moves to the other kind of store, at any step while it does not move already. */
  move: 0,
  /** How many people come in while the others work. */
  newcomers: 0,
  /** How often the office gives somebody of the office other roles. */
  roleChanges: 0,
} as const;

export type Fault = keyof typeof MOST | keyof typeof ONE_SERVER;
export type Faults = Readonly<Record<Fault, number>>;

/** So often there is a drill of each kind, one of copies of copies half as often: one kind of trouble many times over, and little else to hide it. */
const DRILL_EVERY = 50;
/** What a drill goes without. */
export const CALM = {
  ...ONE_SERVER,
  drop: 0,
  loseAnswer: 0,
  portal: 0,
  corrupt: 0,
  truncate: 0,
  busy: 0,
  replayAnswer: 0,
  quota: 0,
  prune: 0,
  oldApp: 0,
  liar: 0,
  periods: 0,
} as const;

/** Several copies of a phone, a server that is put back between them, and nothing else at all. */
export const COPIES_OF_COPIES = {
  ...CALM,
  clone: 12,
  restore: 0.1,
  backup: 0.2,
  rollback: 0,
  crash: 0,
  grants: 0,
  groups: 0,
  serverCrash: 0,
  slow: 0,
  smallPages: 0,
} as const;

export type Drill = 'copies' | 'copies of copies' | 'grants';

export function drillOf(seed: number): Drill | undefined {
  if (seed % (2 * DRILL_EVERY) === 5) return 'copies of copies';
  if (seed % DRILL_EVERY === 0) return 'copies';
  return seed % DRILL_EVERY === DRILL_EVERY / 2 ? 'grants' : undefined;
}

/** What may go wrong in the run of a seed. */
export function weatherOf(seed: number, random: Random): Faults {
  const faults = swarm(random);
  switch (drillOf(seed)) {
    case 'copies':
      return {
        ...faults,
        ...CALM,
        clone: 12,
        restore: random.next() * 0.2,
        backup: 0.2,
        grants: 0,
        serverCrash: 0,
        rollback: random.pick([0, 0, 1]),
        crash: random.pick([0, 0.02, 0.04]),
      };
    case 'copies of copies':
      return { ...faults, ...COPIES_OF_COPIES, restore: 0.05 + random.next() * 0.15 };
    case 'grants':
      return { ...faults, ...CALM, clone: 0, rollback: 0, crash: 0, restore: 0.02, backup: 0.06, grants: 0.5 };
    case undefined:
      return { ...faults, ...serversOf(seed), ...peopleOf(seed) };
  }
}

/** By a stream of its own, so that a run with one server is what it was before there were several. */
function serversOf(seed: number): Partial<Faults> {
  const random = new Random(seed * 104_729);
  if (random.chance(0.7)) return ONE_SERVER;
  return {
    processes: 1 + random.below(4),
    serverKill: random.chance(0.3) ? 0 : random.next() * 0.12,
    impatient: random.chance(0.5) ? 0 : random.next() * 0.3,
    move: random.chance(0.7) ? 0 : 0.005,
  };
}

/** By one of its own again. */
function peopleOf(seed: number): Pick<Faults, 'newcomers' | 'roleChanges'> {
  const random = new Random(seed * 15_485_863);
  if (random.chance(0.75)) return { newcomers: 0, roleChanges: 0 };
  return { newcomers: random.below(3), roleChanges: random.chance(0.3) ? 0 : random.next() * 0.3 };
}

export function swarm(random: Random): Faults {
  return eachFault((most) => (random.chance(0.5) ? 0 : random.next() * most));
}

export const NO_FAULTS: Faults = eachFault(() => 0);

function eachFault(strength: (most: number) => number): Faults {
  const strengths = Object.entries(MOST).map(([name, most]) => [name, strength(most)]);
  return { ...Object.fromEntries(strengths), ...ONE_SERVER } as Faults;
}
