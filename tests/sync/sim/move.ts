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
  /** A planted mistake. */
  readonly isLastPassLeftOut: boolean;
  readonly mark: (name: string) => void;
  readonly violation: (text: string) => void;
}

/** The old server is stopped so many steps after the first pass, at most. */
const MOST_STEPS_BETWEEN = 40;

export async function move(parts: MoveParts): Promise<void> {
  const { node, fleet, mark } = parts;
  const kind = node.kind === 'memory' ? 'sqlite' : 'memory';
  let target = openData(kind, parts.coop);
  for (;;) {
    try {
      await bring(target, parts);
      node.moveTo(target);
      fleet.start();
      mark(`co-op moved to ${kind}`);
      return;
    } catch (cause) {
      if (cause instanceof ProcessKilled) {
        mark('move cut off');
        continue;
      }
      if (!(cause instanceof Fault) || cause.code !== 'migrate.otherHistory') throw cause;
      // The old server was put back after the first pass: the new store is made empty.
      mark('move begun anew');
      target.disk.close();
      target.close();
      target = openData(kind, parts.coop);
    }
  }
}

/** Both passes, with the processes stopped between them. */
async function bring(target: ServerData, parts: MoveParts): Promise<void> {
  const { node, fleet, mark, violation } = parts;
  const command = parts.scheduler.startProcess();
  const turn = async (): Promise<void> => {
    if (parts.random.chance(parts.cutOff() / 4)) parts.scheduler.kill(command);
    await parts.scheduler.turn(command);
  };
  const [from, to] = [inSteps(node.store, turn), inSteps(storeOver(target), turn)];
  const pass = async (isLast: boolean) => migrate(from, to, { rules: rulesOf(registry), isLast, say: () => undefined });
  // A command that was cut off after the stop is given again with the servers still stopped.
  if (!fleet.isStopped) {
    await pass(false);
    for (let left = parts.random.below(MOST_STEPS_BETWEEN); left > 0; left -= 1) await turn();
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

/** The world goes on before each of its transactions. */
function inSteps(store: ServerStore, turn: () => Promise<void>): ServerStore {
  return {
    catalogue: store.catalogue,
    read: async (coop, body) => {
      await turn();
      return store.read(coop, body);
    },
    write: async (coop, body) => {
      await turn();
      return store.write(coop, body);
    },
    close: () => undefined,
  };
}
