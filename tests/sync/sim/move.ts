/**
 * A co-op moves to another kind of store while its people work (docs/postgres.md "Moving from files"): a first pass beside
 * the processes, then they are stopped, a last pass, and they start over the new store. The operator's own command may be
 * cut off at any step, and is given once more.
 */
import { Fault } from '#kernel/result.ts';
import { registry } from '#modules/registry.ts';
import { migrate } from '#server/admin/migrate.ts';
import type { ServerStore } from '#server/store/store.ts';
import { rulesOf } from '#server/sync/rules.ts';
import type { Random } from '../../helpers/random.ts';
import { ProcessKilled, type Scheduler } from '../scheduler.ts';
import type { Fleet } from './fleet.ts';
import type { PostgresPlace } from './postgres-place.ts';
import { arrived, catalogueOutside, type Wait } from './outside.ts';
import { openData, type ServerData } from './server-disk.ts';
import type { ServerNode } from './server-node.ts';

export interface MoveParts {
  readonly coop: string;
  readonly node: ServerNode;
  readonly fleet: Fleet;
  readonly scheduler: Scheduler;
  readonly random: Random;
  /** How often the command is cut off at a step. */
  readonly cutOff: () => number;
  /** Where it moves to. Absent: to the other kind of embedded store. */
  readonly postgres?: PostgresPlace | undefined;
  /** A planted mistake. */
  readonly isLastPassLeftOut: boolean;
  readonly mark: (name: string) => void;
  readonly violation: (text: string) => void;
}

/** The old server is stopped so many steps after the first pass, at most. */
const MOST_STEPS_BETWEEN = 40;

export async function move(parts: MoveParts): Promise<void> {
  const { fleet, mark } = parts;
  let target = await targetOf(parts);
  for (;;) {
    try {
      await bring(target.store, parts);
      target.take();
      fleet.start();
      mark(`co-op moved to ${parts.node.kind}`);
      return;
    } catch (cause) {
      if (cause instanceof ProcessKilled) {
        mark('move cut off');
        continue;
      }
      if (!(cause instanceof Fault) || cause.code !== 'migrate.otherHistory') throw cause;
      // The old server was put back after the first pass: the new store is made empty.
      mark('move begun anew');
      target.close();
      target = await targetOf(parts);
    }
  }
}

/** An empty store to move to. */
interface Target {
  readonly store: ServerStore;
  readonly take: () => void;
  readonly close: () => void;
}

async function targetOf({ node, coop, postgres, scheduler }: MoveParts): Promise<Target> {
  if (postgres !== undefined) {
    await scheduler.hold(postgres.empty());
    return { store: postgres.store, take: () => node.moveToPostgres(postgres), close: () => undefined };
  }
  const data = openData(node.kind === 'memory' ? 'sqlite' : 'memory', coop);
  const close = (): void => {
    data.disk.close();
    data.close();
  };
  return { store: storeOver(data), take: () => node.moveTo(data), close };
}

/** Both passes, with the processes stopped between them. */
async function bring(target: ServerStore, parts: MoveParts): Promise<void> {
  const { node, fleet, scheduler, random, mark, violation } = parts;
  const command = scheduler.startProcess();
  const turn = async (): Promise<void> => {
    if (random.chance(parts.cutOff() / 4)) scheduler.kill(command);
    await scheduler.turn(command);
  };
  const hold: Wait = async (work) => scheduler.hold(work);
  const [from, to] = [inSteps(node.store, hold, turn), inSteps(target, hold, turn)];
  const pass = async (isLast: boolean) => migrate(from, to, { rules: rulesOf(registry), isLast, say: () => undefined });
  // A command that was cut off after the stop is given again with the servers still stopped.
  if (!fleet.isStopped) {
    await pass(false);
    for (let left = random.below(MOST_STEPS_BETWEEN); left > 0; left -= 1) await turn();
    fleet.stop();
    if (parts.isLastPassLeftOut) return;
  }
  const { entries, differing } = await pass(true);
  if (entries > 0) mark('last pass brought what came during the first');
  if (differing.length > 0) violation(`[P14] the last pass left ${differing.join()} different in both stores`);
}

function storeOver({ catalogue, disk }: ServerData): ServerStore {
  return {
    catalogue,
    read: (_coop, body) => disk.read(body),
    write: (_coop, body) => disk.write(body),
    close: () => undefined,
  };
}

/** The world goes on before each of its transactions, and stands still while a database is at it, which else takes a season. */
function inSteps(store: ServerStore, hold: Wait, turn: () => Promise<void>): ServerStore {
  return {
    catalogue: catalogueOutside(hold, store.catalogue),
    read: async (coop, body) => {
      await turn();
      return arrived(hold, store.read(coop, body));
    },
    write: async (coop, body) => {
      await turn();
      return arrived(hold, store.write(coop, body));
    },
    close: () => undefined,
  };
}
