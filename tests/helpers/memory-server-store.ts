/** The server's store in memory, for simulations: the promises of `tests/contract/server-store.ts`, without a database. */
import { isWriter } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { assert, Fault } from '#kernel/result.ts';
import { boundOf, devicesOf } from '#server/store/records.ts';
import type {
  BoundSession,
  CoopReader,
  CoopRecord,
  CoopWriter,
  Device,
  EmbeddedCatalogue,
  EmbeddedStore,
  Invitation,
  NewSession,
  SessionKey,
  SessionPlace,
  Sighting,
  VerifiedBackup,
} from '#server/store/store.ts';
import { Journal } from './journal.ts';
import { MemoryCoop } from './memory-coop.ts';

export class MemoryServerStore implements EmbeddedStore {
  readonly catalogue: EmbeddedCatalogue = new MemoryCatalogue();
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

export class MemoryCatalogue implements EmbeddedCatalogue {
  readonly #journal = new Journal();
  readonly #coops = new Map<string, CoopRecord>();
  readonly #sessions = new Map<string, NewSession>();
  readonly #invitations = new Map<string, Invitation>();
  readonly #setupTokens = new Map<string, number>();
  readonly #seen = new Map<string, Sighting>();
  readonly #backups = new Map<string, VerifiedBackup>();

  coops(): readonly CoopRecord[] {
    const before = (left: CoopRecord, right: CoopRecord): boolean =>
      left.createdAt === right.createdAt ? left.coop < right.coop : left.createdAt < right.createdAt;
    return [...this.#coops.values()].sort((left, right) => (before(left, right) ? -1 : 1));
  }

  countCoops(): number {
    return this.#coops.size;
  }

  coop(coop: string): CoopRecord | undefined {
    return this.#coops.get(coop);
  }

  addCoop(coop: CoopRecord): void {
    this.#journal.add(this.#coops, coop.coop, coop);
  }

  session(tokenHash: string, coop?: string): BoundSession | undefined {
    const session = this.#sessions.get(tokenHash);
    return session === undefined || session.coop !== (coop ?? session.coop) ? undefined : boundOf(session);
  }

  sessionOfUser(coop: string, user: string): BoundSession | undefined {
    const session = this.#listed(coop, user);
    return session === undefined ? undefined : boundOf(session);
  }

  bindKey(tokenHash: string, key: SessionKey): boolean {
    const session = this.#sessions.get(tokenHash);
    if (session === undefined || session.key?.isUsed === true) return false;
    this.#journal.set(this.#sessions, tokenHash, { ...session, key });
    return true;
  }

  putKey(coop: string, user: string, key: SessionKey): void {
    const session = this.#listed(coop, user);
    if (session !== undefined) this.#journal.set(this.#sessions, session.tokenHash, { ...session, key });
  }

  useKey(coop: string, user: string, secret: string): void {
    const key = this.#listed(coop, user)?.key;
    if (key?.secret === secret) this.putKey(coop, user, { ...key, isUsed: true });
  }

  #listed(coop: string, user: string): NewSession | undefined {
    return [...this.#sessions.values()].find((each) => each.coop === coop && each.person.userId === user);
  }

  addSession(session: NewSession): void {
    assert(this.#listed(session.coop, session.person.userId) === undefined, 'a person has one session');
    this.#journal.add(this.#sessions, session.tokenHash, session);
  }

  putSession(session: NewSession): void {
    this.#journal.atomically(() => {
      const known = this.#listed(session.coop, session.person.userId);
      if (known !== undefined) this.#journal.delete(this.#sessions, known.tokenHash);
      this.addSession(session);
    });
  }

  sessions(): readonly NewSession[] {
    return [...this.#sessions.values()].sort((left, right) => (left.tokenHash < right.tokenHash ? -1 : 1));
  }

  sessionsOf(
    coop: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): readonly NewSession[] {
    return this.#everybody(coop)
      .filter(({ person }) => person.userId > after)
      .slice(0, limit);
  }

  #everybody(coop: string): readonly NewSession[] {
    return [...this.#sessions.values()]
      .filter((each) => each.coop === coop)
      .sort((left, right) => (left.person.userId < right.person.userId ? -1 : 1));
  }

  changePerson(
    coop: string,
    user: string,
    decide: (people: readonly Person[]) => Person | undefined,
  ): Person | undefined {
    const changed = decide(this.#everybody(coop).map(({ person }) => person));
    const session = this.#listed(coop, user);
    if (changed !== undefined && session !== undefined)
      this.#journal.set(this.#sessions, session.tokenHash, { ...session, person: changed });
    return changed;
  }

  devices(coop: string): readonly Device[] {
    const own = [...this.#sessions.values()].filter((session) => session.coop === coop);
    const order = ({ createdAt, tokenHash }: NewSession): string =>
      `${String(createdAt).padStart(16, '0')} ${tokenHash}`;
    const noted = own.flatMap(({ person: { userId: user } }) => {
      const sighting = this.#seen.get(`${coop} ${user}`);
      return sighting === undefined ? [] : [{ user, ...sighting }];
    });
    return devicesOf(
      own.sort((left, right) => (order(left) < order(right) ? -1 : 1)),
      noted,
    );
  }

  noteSeen(coop: string, user: string, sighting: Sighting): void {
    const key = `${coop} ${user}`;
    if ((this.#seen.get(key)?.at ?? -1) < sighting.at) this.#journal.set(this.#seen, key, sighting);
  }

  backups(): readonly VerifiedBackup[] {
    return [...this.#backups.values()].sort((left, right) => (left.coop < right.coop ? -1 : 1));
  }

  noteBackup(backup: VerifiedBackup): void {
    if ((this.#backups.get(backup.coop)?.at ?? -1) < backup.at) this.#journal.set(this.#backups, backup.coop, backup);
  }

  invitations(): readonly Invitation[] {
    return [...this.#invitations.values()].sort((left, right) => (left.code < right.code ? -1 : 1));
  }

  invitation(code: string): Invitation | undefined {
    return this.#invitations.get(code);
  }

  addInvitation(invitation: Invitation): boolean {
    if (this.#invitations.has(invitation.code)) return false;
    this.#journal.add(this.#invitations, invitation.code, invitation);
    return true;
  }

  join(code: string, session: NewSession): boolean {
    return this.#journal.atomically(() => {
      if (!this.#invitations.has(code)) return false;
      this.#journal.delete(this.#invitations, code);
      this.addSession(session);
      return true;
    });
  }

  joinAgain(code: string, { coop, user, tokenHash, deviceName }: SessionPlace): boolean {
    return this.#journal.atomically(() => {
      const session = this.#listed(coop, user);
      if (!this.#invitations.has(code)) return false;
      this.#journal.delete(this.#invitations, code);
      if (session === undefined) return false;
      const { key: _ended, ...kept } = session;
      this.#journal.delete(this.#sessions, session.tokenHash);
      this.#journal.add(this.#sessions, tokenHash, { ...kept, tokenHash, deviceName });
      return true;
    });
  }

  joinSigned(session: NewSession): boolean {
    const { coop, person, invitation, tokenHash } = session;
    const isUsed = this.#everybody(coop).some((each) => each.invitation === invitation);
    if (isUsed || this.#listed(coop, person.userId) !== undefined || this.#sessions.has(tokenHash)) return false;
    this.addSession(session);
    return true;
  }

  addSetupToken(tokenHash: string, createdAt: number): void {
    this.#journal.add(this.#setupTokens, tokenHash, createdAt);
  }

  found(
    at: { readonly setupTokenHash: string; readonly since: number; readonly coop: CoopRecord },
    session: NewSession,
  ): 'founded' | 'used' | 'exists' {
    return this.#journal.atomically(() => {
      const createdAt = this.#setupTokens.get(at.setupTokenHash);
      if (createdAt === undefined || createdAt < at.since) return 'used';
      if (this.#coops.has(at.coop.coop)) return 'exists';
      this.#journal.add(this.#coops, at.coop.coop, at.coop);
      this.#journal.clear(this.#setupTokens);
      this.addSession(session);
      return 'founded';
    });
  }
}
