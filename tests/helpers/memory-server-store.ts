/** The server's store in memory, for simulations: the promises of `tests/contract/server-store.ts`, without a database. */
import { isWriter } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import type {
  Catalogue,
  CoopReader,
  CoopRecord,
  CoopWriter,
  Invitation,
  ServerSession,
  ServerStore,
} from '#server/store/store.ts';
import { Journal } from './journal.ts';
import { MemoryCoop } from './memory-coop.ts';

export class MemoryServerStore implements ServerStore {
  readonly catalogue: Catalogue = new MemoryCatalogue();
  readonly #coops = new Map<string, MemoryCoop>();

  write<T>(coop: string, body: (writer: CoopWriter) => T): T {
    return this.#coop(coop).within(body);
  }

  read<T>(coop: string, body: (reader: CoopReader) => T): T {
    return this.#coop(coop).within(body);
  }

  /** What was written stays: the data is the store's disk. */
  close(): void {
    return;
  }

  #coop(coop: string): MemoryCoop {
    if (!isWriter(coop)) throw new Fault('server.unknownCoop');
    const opened = this.#coops.get(coop) ?? new MemoryCoop(coop);
    this.#coops.set(coop, opened);
    return opened;
  }
}

export class MemoryCatalogue implements Catalogue {
  readonly #journal = new Journal();
  readonly #coops = new Map<string, CoopRecord>();
  readonly #sessions = new Map<string, ServerSession>();
  readonly #invitations = new Map<string, Invitation>();
  readonly #setupTokens = new Map<string, number>();

  coops(): readonly CoopRecord[] {
    const before = (left: CoopRecord, right: CoopRecord): boolean =>
      left.createdAt === right.createdAt ? left.coop < right.coop : left.createdAt < right.createdAt;
    return [...this.#coops.values()].sort((left, right) => (before(left, right) ? -1 : 1));
  }

  addCoop(coop: CoopRecord): void {
    this.#journal.add(this.#coops, coop.coop, coop);
  }

  session(tokenHash: string): ServerSession | undefined {
    return this.#sessions.get(tokenHash);
  }

  addSession(tokenHash: string, session: ServerSession): void {
    this.#journal.add(this.#sessions, tokenHash, session);
  }

  invitation(code: string): Invitation | undefined {
    return this.#invitations.get(code);
  }

  addInvitation(invitation: Invitation): void {
    this.#journal.add(this.#invitations, invitation.code, invitation);
  }

  removeInvitation(code: string): void {
    this.#journal.delete(this.#invitations, code);
  }

  hasSetupToken(tokenHash: string, since: number): boolean {
    const createdAt = this.#setupTokens.get(tokenHash);
    return createdAt !== undefined && createdAt >= since;
  }

  addSetupToken(tokenHash: string, createdAt: number): void {
    this.#journal.add(this.#setupTokens, tokenHash, createdAt);
  }

  clearSetupTokens(): void {
    this.#journal.clear(this.#setupTokens);
  }

  atomically<T>(body: () => T): T {
    return this.#journal.atomically(body);
  }
}
