/** The real local database over the store in memory, for tests that need a device and no screen. */
import { commit, localDatabase, type LocalDatabase, type Session } from '#local-db/index.ts';
import { catalogueOf } from '#local-db/tables.ts';
import type { Signer } from '#kernel/env.ts';
import type { Command } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { registry } from '#modules/registry.ts';
import { MemoryDisk, MemoryStore, type MemoryFaults } from './memory-store.ts';

/** A disk with the tables of every module, empty. */
export function newDisk(): MemoryDisk {
  return new MemoryDisk(catalogueOf(registry).storeTables);
}

export function openDevice(parts: {
  readonly session: Session;
  readonly now: () => number;
  readonly randomBytes: (length: number) => Uint8Array;
  /** What lies on the device already; nothing when absent. */
  readonly disk?: MemoryDisk;
  /** Awaited at every step of the store. */
  readonly turn?: () => Promise<void>;
  /** Without one the device's log goes unsealed. */
  readonly signer?: Signer;
  /** What disk and browser do to the store; nothing when absent. */
  readonly faults?: MemoryFaults;
}): LocalDatabase {
  const { session, now, randomBytes, signer, disk = newDisk(), turn = async () => undefined, faults } = parts;
  return localDatabase({
    store: new MemoryStore({ disk, turn, ...(faults === undefined ? {} : { faults }) }),
    registry,
    env: {
      now,
      random: () => 0.5,
      randomBytes,
      sleep: async () => undefined,
      ...(signer === undefined ? {} : { signer }),
    },
    session,
  });
}

/** A founder's device of a co-op that has a server, on 2 November 2026 in the morning; its log is named 0707070707070707. */
export function openOffice(): LocalDatabase {
  return openDevice({
    now: () => Date.UTC(2026, 10, 2, 1),
    randomBytes: (length) => new Uint8Array(length).fill(7),
    session: {
      coop: 'c0ffee0000000001',
      person: { userId: 'aaaaaaaaaaaaaaaa', roles: FOUNDER_ROLES },
      isEnrolled: true,
    },
  });
}

/** Saves by a command that must not be refused, and gives its output. */
export async function must<Input, Output>(
  database: LocalDatabase,
  command: Command<Input, Output>,
  input: Input,
): Promise<Output> {
  const outcome = await commit(database, command, input);
  if (!outcome.ok) throw new Error(outcome.code);
  return outcome.value.output;
}
