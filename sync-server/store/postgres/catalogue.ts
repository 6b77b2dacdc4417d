/** Co-ops, sessions, invitations and set-up links in PostgreSQL. */
import * as z from 'zod/mini';
import type { Person } from '#kernel/module.ts';
import type {
  BoundSession,
  Catalogue,
  CoopRecord,
  Invitation,
  NewSession,
  SessionKey,
  SessionPlace,
  Device,
  Sighting,
  VerifiedBackup,
} from '../store.ts';
import { backupOf, boundOf, devicesOf, coopOf, invitationOf, keyColumns, keyOf, personOf } from '../records.ts';
import type { Database } from './database.ts';
import { CATALOGUE } from './statements.ts';

type Guarded = <T>(body: () => Promise<T>) => Promise<T>;
type Values = readonly (string | number | null)[];
type Run = (statement: string, ...values: Values) => Promise<readonly unknown[]>;

const sessionRow = z.object({
  token_hash: z.string(),
  coop: z.string(),
  body: z.string(),
  device_name: z.string(),
  created_at: z.number(),
  ...keyColumns,
});
const bodyRow = z.object({ body: z.string() });

export class PostgresCatalogue implements Catalogue {
  readonly #database: Database;
  readonly #guarded: Guarded;

  constructor(database: Database, guarded: Guarded) {
    this.#database = database;
    this.#guarded = guarded;
  }

  async coops(): Promise<readonly CoopRecord[]> {
    return (await this.#run(CATALOGUE.coops)).map(coopOf);
  }

  async addCoop({ coop, name, createdAt }: CoopRecord): Promise<void> {
    await this.#run(CATALOGUE.addCoop, coop, name, createdAt);
  }

  async session(tokenHash: string): Promise<BoundSession | undefined> {
    const [row] = await this.#run(CATALOGUE.session, tokenHash);
    return row === undefined ? undefined : boundOf(sessionOf(row));
  }

  async sessionOfUser(coop: string, user: string): Promise<BoundSession | undefined> {
    const [row] = await this.#run(CATALOGUE.sessionOfUser, coop, user);
    return row === undefined ? undefined : boundOf(sessionOf(row));
  }

  async bindKey(tokenHash: string, key: SessionKey): Promise<boolean> {
    return (await this.#run(CATALOGUE.bindKey, tokenHash, ...keyValues(key))).length > 0;
  }

  async putKey(coop: string, user: string, key: SessionKey): Promise<void> {
    await this.#run(CATALOGUE.putKey, coop, user, ...keyValues(key));
  }

  async useKey(coop: string, user: string, secret: string): Promise<void> {
    await this.#run(CATALOGUE.useKey, coop, user, secret);
  }

  async addSession(session: NewSession): Promise<void> {
    await this.#run(CATALOGUE.addSession, ...columnsOf(session));
  }

  async putSession(session: NewSession): Promise<void> {
    await this.#atomically(async (run) => {
      await run(CATALOGUE.removeSession, session.coop, session.person.userId);
      await run(CATALOGUE.addSession, ...columnsOf(session));
    });
  }

  async sessions(): Promise<readonly NewSession[]> {
    return (await this.#run(CATALOGUE.sessions)).map(sessionOf);
  }

  async sessionsOf(
    coop: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly NewSession[]> {
    return (await this.#run(CATALOGUE.sessionsOf, coop, after, limit)).map(sessionOf);
  }

  async changePerson(
    coop: string,
    user: string,
    decide: (people: readonly Person[]) => Person | undefined,
  ): Promise<Person | undefined> {
    return this.#atomically(async (run) => {
      const people = await run(CATALOGUE.everybody, coop);
      const changed = decide(people.map((row) => personOf(bodyRow.parse(row).body)));
      if (changed !== undefined) await run(CATALOGUE.putPerson, coop, user, JSON.stringify(changed));
      return changed;
    });
  }

  async devices(coop: string): Promise<readonly Device[]> {
    const sessions = (await this.#run(CATALOGUE.sessionsOfCoop, coop)).map(sessionOf);
    return devicesOf(sessions, await this.#run(CATALOGUE.seen, coop));
  }

  async noteSeen(coop: string, user: string, { at, build }: Sighting): Promise<void> {
    await this.#run(CATALOGUE.noteSeen, coop, user, at, build);
  }

  async backups(): Promise<readonly VerifiedBackup[]> {
    return (await this.#run(CATALOGUE.backups)).map(backupOf);
  }

  async noteBackup({ coop, seq, at }: VerifiedBackup): Promise<void> {
    await this.#run(CATALOGUE.noteBackup, coop, seq, at);
  }

  async invitations(): Promise<readonly Invitation[]> {
    return (await this.#run(CATALOGUE.invitations)).map((row) => invitationOf(bodyRow.parse(row).body));
  }

  async invitation(code: string): Promise<Invitation | undefined> {
    const [row] = await this.#run(CATALOGUE.invitation, code);
    return row === undefined ? undefined : invitationOf(bodyRow.parse(row).body);
  }

  async addInvitation(invitation: Invitation): Promise<boolean> {
    const { code, expiresAt } = invitation;
    const added = await this.#run(CATALOGUE.addInvitation, code, expiresAt, JSON.stringify(invitation));
    return added.length > 0;
  }

  async join(code: string, session: NewSession): Promise<boolean> {
    return this.#atomically(async (run) => {
      if ((await run(CATALOGUE.takeInvitation, code)).length === 0) return false;
      await run(CATALOGUE.addSession, ...columnsOf(session));
      return true;
    });
  }

  async joinAgain(code: string, { coop, user, tokenHash, deviceName }: SessionPlace): Promise<boolean> {
    return this.#atomically(async (run) => {
      if ((await run(CATALOGUE.takeInvitation, code)).length === 0) return false;
      return (await run(CATALOGUE.putPlace, coop, user, tokenHash, deviceName)).length > 0;
    });
  }

  async joinSigned(session: NewSession): Promise<boolean> {
    return (await this.#run(CATALOGUE.joinSigned, ...columnsOf(session))).length > 0;
  }

  async addSetupToken(tokenHash: string, createdAt: number): Promise<void> {
    await this.#run(CATALOGUE.addSetupToken, tokenHash, createdAt);
  }

  async found(
    at: { readonly setupTokenHash: string; readonly since: number; readonly coop: CoopRecord },
    session: NewSession,
  ): Promise<'founded' | 'used' | 'exists'> {
    const { coop, name, createdAt } = at.coop;
    return this.#atomically(async (run) => {
      if ((await run(CATALOGUE.setupToken, at.setupTokenHash, at.since)).length === 0) return 'used';
      if ((await run(CATALOGUE.addNewCoop, coop, name, createdAt)).length === 0) return 'exists';
      await run(CATALOGUE.clearSetupTokens);
      await run(CATALOGUE.addSession, ...columnsOf(session));
      return 'founded';
    });
  }

  async #run(statement: string, ...values: Values): Promise<readonly unknown[]> {
    return this.#guarded(() => this.#database.run(statement, values));
  }

  async #atomically<T>(body: (run: Run) => Promise<T>): Promise<T> {
    return this.#guarded(() =>
      this.#database.transaction({ mode: '' }, async (run) =>
        body(async (statement, ...values) => run(statement, values)),
      ),
    );
  }
}

function columnsOf({ tokenHash, coop, person, deviceName, createdAt, key, invitation }: NewSession): Values {
  const keyed = key === undefined ? [null, null, 0, 0] : keyValues(key);
  const body = JSON.stringify(person);
  return [tokenHash, coop, body, deviceName, createdAt, ...keyed, invitation ?? null, person.userId];
}

function keyValues({ secret, help, agreedAt, isUsed }: SessionKey): Values {
  return [secret, help, agreedAt, isUsed ? 1 : 0];
}

function sessionOf(row: unknown): NewSession {
  const {
    token_hash: tokenHash,
    coop,
    body,
    device_name: deviceName,
    created_at: createdAt,
    ...keyed
  } = sessionRow.parse(row);
  return { tokenHash, coop, person: personOf(body), deviceName, createdAt, ...keyOf(keyed) };
}
