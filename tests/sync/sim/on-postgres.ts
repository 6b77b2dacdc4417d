/**
 * Runs whose co-op lies on PostgreSQL, or moves there while people work: from then on several processes work for it at the
 * same time and are killed in the middle of what the database does for them. Who gets the co-op's head first is up to the
 * database, so a seed decides what people do and what fails, and not in which order every step comes.
 */
import { simulate, type Breakage, type SimulationOutcome } from '../simulation.ts';
import type { Faults } from './faults.ts';
import { PHASES } from './fleet.ts';
import type { PostgresPlace } from './postgres-place.ts';

/** Every so many seeds the co-op begins in memory or on SQLite, and moves. */
const MOVES_EVERY = 3;
const ACTIONS = 60;
const PROCESSES = 3;
const SERVERS = { processes: PROCESSES, serverKill: 0.05, impatient: 0.15, duplicate: 0.2, restore: 0 };

/** What some seeds have to come to. */
export const WANTED_ON_POSTGRES: readonly string[] = [
  ...PHASES.map((phase) => `postgres: server killed ${phase}`),
  'server killed with several requests',
  'transactions at once',
  'another wrote between check and transaction',
  'request at two servers at once',
  'given up while the server is at it',
  'co-op moved to postgres',
  'last pass brought what came during the first',
];

/** And what comes more seldom. */
export const WANTED_IN_MANY: readonly string[] = [
  ...WANTED_ON_POSTGRES,
  'another wrote between transaction and answer',
  'move cut off',
];

export async function runOnPostgres(
  place: PostgresPlace,
  seed: number,
  more: { readonly faults?: Partial<Faults>; readonly actions?: number; readonly ablate?: Breakage } = {},
): Promise<SimulationOutcome> {
  const isMoving = seed % MOVES_EVERY === 0;
  return simulate({
    seed,
    actions: more.actions ?? ACTIONS,
    faults: { ...SERVERS, move: isMoving ? 0.02 : 0, ...more.faults },
    postgres: { place, from: isMoving ? 'some time' : 'the beginning' },
    ablate: more.ablate,
  });
}
