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
import { ALL_COOPS, CATALOGUE, entering, LETTERS, OVER_ALL } from './statements.ts';

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
const countRow = z.object({ count: z.number() });

export class PostgresCatalogue implements Catalogue {
  readonly #database: Database;
  readonly #guarded: Guarded;

  constructor(database: Database, guarded: Guarded) {
    this.#database = database;
    this.#guarded = guarded;
  }

  async coops(): Promise<readonly CoopRecord[]> {
    return (await this.#overAll(OVER_ALL.coops)).map(coopOf);
  }

  async countCoops(): Promise<number> {
    const [row] = await this.#overAll(OVER_ALL.countCoops);
    return countRow.parse(row).count;
  }

  async coop(coop: string): Promise<CoopRecord | undefined> {
    const [row] = await this.#of(coop, CATALOGUE.coop);
    return row === undefined ? undefined : coopOf(row);
  }

  async addCoop({ coop, name, createdAt }: CoopRecord): Promise<void> {
    await this.#of(coop, CATALOGUE.addCoop, name, createdAt);
  }

  async session(tokenHash: string, coop?: string): Promise<BoundSession | undefined> {
    const [row] =
      coop === undefined
        ? await this.#overAll(OVER_ALL.session, tokenHash)
        : await this.#of(coop, CATALOGUE.session, tokenHash);
    return row === undefined ? undefined : boundOf(sessionOf(row));
  }

  async sessionOfUser(coop: string, user: string): Promise<BoundSession | undefined> {
    const [row] = await this.#of(coop, CATALOGUE.sessionOfUser, user);
    return row === undefined ? undefined : boundOf(sessionOf(row));
  }

  async bindKey(tokenHash: string, key: SessionKey): Promise<boolean> {
    return (await this.#overAll(OVER_ALL.bindKey, tokenHash, ...keyValues(key))).length > 0;
  }

  async putKey(coop: string, user: string, key: SessionKey): Promise<void> {
    await this.#of(coop, CATALOGUE.putKey, user, ...keyValues(key));
  }

  async useKey(coop: string, user: string, secret: string): Promise<void> {
    await this.#of(coop, CATALOGUE.useKey, user, secret);
  }

  async addSession(session: NewSession): Promise<void> {
    await this.#of(session.coop, CATALOGUE.addSession, ...columnsOf(session));
  }

  async putSession(session: NewSession): Promise<void> {
    const { coop } = session;
    await this.#atomically(coop, async (run) => {
      await run(CATALOGUE.removeSession, coop, session.person.userId);
      await run(CATALOGUE.addSession, coop, ...columnsOf(session));
    });
  }

  async sessions(): Promise<readonly NewSession[]> {
    return (await this.#overAll(OVER_ALL.sessions)).map(sessionOf);
  }

  async sessionsOf(
    coop: string,
    { after, limit }: { readonly after: string; readonly limit: number },
  ): Promise<readonly NewSession[]> {
    return (await this.#of(coop, CATALOGUE.sessionsOf, after, limit)).map(sessionOf);
  }

  async changePerson(
    coop: string,
    user: string,
    decide: (people: readonly Person[]) => Person | undefined,
  ): Promise<Person | undefined> {
    return this.#atomically(coop, async (run) => {
      const people = await run(CATALOGUE.everybody, coop);
      const changed = decide(people.map((row) => personOf(bodyRow.parse(row).body)));
      if (changed !== undefined) await run(CATALOGUE.putPerson, coop, user, JSON.stringify(changed));
      return changed;
    });
  }

  async devices(coop: string): Promise<readonly Device[]> {
    const sessions = (await this.#of(coop, CATALOGUE.sessionsOfCoop)).map(sessionOf);
    return devicesOf(sessions, await this.#of(coop, CATALOGUE.seen));
  }

  async noteSeen(coop: string, user: string, { at, build }: Sighting): Promise<void> {
    await this.#of(coop, CATALOGUE.noteSeen, user, at, build);
  }

  async backups(): Promise<readonly VerifiedBackup[]> {
    return (await this.#overAll(OVER_ALL.backups)).map(backupOf);
  }

  async noteBackup({ coop, seq, at }: VerifiedBackup): Promise<void> {
    await this.#of(coop, CATALOGUE.noteBackup, seq, at);
  }

  async invitations(): Promise<readonly Invitation[]> {
    return (await this.#run(LETTERS.invitations)).map((row) => invitationOf(bodyRow.parse(row).body));
  }

  async invitation(code: string): Promise<Invitation | undefined> {
    const [row] = await this.#run(LETTERS.invitation, code);
    return row === undefined ? undefined : invitationOf(bodyRow.parse(row).body);
  }

  async addInvitation(invitation: Invitation): Promise<boolean> {
    const { code, expiresAt } = invitation;
    const added = await this.#run(LETTERS.addInvitation, code, expiresAt, JSON.stringify(invitation));
    return added.length > 0;
  }

  async join(code: string, session: NewSession): Promise<boolean> {
    return this.#atomically(session.coop, async (run) => {
      if ((await run(LETTERS.takeInvitation, code)).length === 0) return false;
      await run(CATALOGUE.addSession, session.coop, ...columnsOf(session));
      return true;
    });
  }

  async joinAgain(code: string, { coop, user, tokenHash, deviceName }: SessionPlace): Promise<boolean> {
    return this.#atomically(coop, async (run) => {
      if ((await run(LETTERS.takeInvitation, code)).length === 0) return false;
      return (await run(CATALOGUE.putPlace, coop, user, tokenHash, deviceName)).length > 0;
    });
  }

  async joinSigned(session: NewSession): Promise<boolean> {
    return (await this.#of(session.coop, CATALOGUE.joinSigned, ...columnsOf(session))).length > 0;
  }

  async addSetupToken(tokenHash: string, createdAt: number): Promise<void> {
    await this.#run(LETTERS.addSetupToken, tokenHash, createdAt);
  }

  async found(
    at: { readonly setupTokenHash: string; readonly since: number; readonly coop: CoopRecord },
    session: NewSession,
  ): Promise<'founded' | 'used' | 'exists'> {
    const { coop, name, createdAt } = at.coop;
    return this.#atomically(coop, async (run) => {
      if ((await run(LETTERS.setupToken, at.setupTokenHash, at.since)).length === 0) return 'used';
      if ((await run(CATALOGUE.addNewCoop, coop, name, createdAt)).length === 0) return 'exists';
      await run(LETTERS.clearSetupTokens);
      await run(CATALOGUE.addSession, coop, ...columnsOf(session));
      return 'founded';
    });
  }

  async #run(statement: string, ...values: Values): Promise<readonly unknown[]> {
    return this.#guarded(() => this.#database.run(statement, values));
  }

  async #of(coop: string, statement: string, ...values: Values): Promise<readonly unknown[]> {
    return this.#guarded(() => this.#database.alone(entering(coop, ''), { statement, values: [coop, ...values] }));
  }

  async #overAll(statement: string, ...values: Values): Promise<readonly unknown[]> {
    return this.#guarded(() => this.#database.alone(entering(ALL_COOPS, ''), { statement, values }));
  }

  async #atomically<T>(coop: string, body: (run: Run) => Promise<T>): Promise<T> {
    return this.#guarded(() =>
      this.#database.transaction({ mode: entering(coop, '') }, async (run) =>
        body(async (statement, ...values) => run(statement, values)),
      ),
    );
  }
}

/** But for the co-op, which comes first. */
function columnsOf({ tokenHash, person, deviceName, createdAt, key, invitation }: NewSession): Values {
  const keyed = key === undefined ? [null, null, 0, 0] : keyValues(key);
  const body = JSON.stringify(person);
  return [tokenHash, body, deviceName, createdAt, ...keyed, invitation ?? null, person.userId];
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
