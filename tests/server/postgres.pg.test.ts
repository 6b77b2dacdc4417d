/** What PostgreSQL has to keep beyond the contract of every store: several processes, walls, one node for each co-op. */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import { describe, expect, test, vi } from 'vitest';
import * as z from 'zod';
import { bytesOfHex } from '#kernel/ids.ts';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { photos } from '#modules/attachments/index.ts';
import { decisions } from '#modules/desk/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { encodeIds } from '#protocol/columns.ts';
import { photoPath } from '#protocol/photos.ts';
import { COOP_TABLES, MIGRATIONS, SHARED_TABLES } from '#server/store/postgres/migrations.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import type { StoreWithPhotos } from '#server/store/photo-store.ts';
import {
  ALL_COOPS,
  CATALOGUE,
  entering,
  OVER_ALL,
  PHOTO,
  READ,
  SIZES,
  WRITE,
} from '#server/store/postgres/statements.ts';
import { jpeg, shaOf } from '../helpers/pictures.ts';
import { useCluster } from '../helpers/use-cluster.ts';
import { COOP, HandMade, Log, requestOf } from '../permissions/hand-made.ts';
import { describeConcurrency } from './concurrency.ts';

const [ONE, OTHER] = ['c0ffee0000000001', 'c0ffee0000000002'];

const newDatabase = useCluster();

describeConcurrency('PostgreSQL, two server processes', async () => {
  const url = newDatabase();
  return [await openPostgresStore({ url }), await openPostgresStore({ url })];
});

describe('the walls between co-ops', () => {
  test('[I16] a statement that forgets its co-op sees no other one, and cannot write into it', async () => {
    const url = newDatabase();
    const store = await openPostgresStore({ url, connections: 1 });
    for (const coop of [ONE, OTHER]) {
      await store.write(coop, (writer) => {
        writer.putPerson({ userId: `u-${coop}`, roles: FOUNDER_ROLES });
        writer.putPointer('p', coop);
      });
    }
    await store.close();
    const sql = new pg.Pool({ connectionString: url, max: 1 });
    try {
      const inOne = async (statement: string): Promise<readonly unknown[]> => {
        await sql.query(`BEGIN ${entering(ONE, '')}`);
        try {
          return (await sql.query(statement)).rows;
        } finally {
          await sql.query('ROLLBACK');
        }
      };
      expect(await inOne('SELECT row_id FROM pointer')).toEqual([{ row_id: ONE }]);
      expect(await inOne('DELETE FROM person RETURNING coop')).toEqual([{ coop: ONE }]);
      const intruding = inOne(`INSERT INTO pointer (coop, key, row_id) VALUES ('${OTHER}', 'x', 'y')`);
      await expect(intruding).rejects.toThrow(/row-level security/);
      // Who has entered no co-op sees none; the operator sees who there is, and nothing of any log.
      const peopleAnd = async () => (await sql.query('SELECT coop FROM seen UNION ALL SELECT coop FROM pointer')).rows;
      expect(await peopleAnd()).toEqual([]);
      for (const coop of [ONE, OTHER]) {
        await sql.query(`BEGIN ${entering(coop, '')}`);
        await sql.query("INSERT INTO seen (coop, \"user\", at, build) VALUES ($1, 'u', 1, 'b')", [coop]);
        await sql.query('COMMIT');
      }
      await sql.query(`BEGIN ${entering(ALL_COOPS, '')}`);
      expect((await peopleAnd()).map((row: { readonly coop: string }) => row.coop).sort()).toEqual([ONE, OTHER]);
      await sql.query('ROLLBACK');
      expect(await inOne('SELECT coop FROM seen')).toEqual([{ coop: ONE }]);
    } finally {
      await sql.end();
    }
  });

  // But for the tokens: one that comes without its co-op is looked for in all of them, once a device.
  test('every table of co-ops is behind row-level security, and its keys begin with the co-op', async () => {
    const url = newDatabase();
    await (await openPostgresStore({ url, connections: 1 })).close();
    const sql = new pg.Pool({ connectionString: url, max: 1 });
    try {
      const { rows: tables } = await sql.query<{ name: string; walled: boolean; first: boolean }>(
        `
        SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS walled,
          (SELECT bool_and(a.attname = 'coop') FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = c.oid AND i.indexrelid <> 'session_token'::regclass) AS first
        FROM pg_class c WHERE c.relkind = 'r' AND c.relname = ANY($1::text[]) ORDER BY name`,
        [[...COOP_TABLES]],
      );
      expect(tables.map(({ name, walled, first }) => [name, walled, first])).toEqual(
        [...COOP_TABLES].sort().map((name) => [name, true, true]),
      );
    } finally {
      await sql.end();
    }
  });
});

describe('a co-op stays on one node', () => {
  const statements = Object.entries({ READ, WRITE, PHOTO, CATALOGUE, SIZES }).flatMap(([group, each]) =>
    Object.entries(each).map(([name, sql]) => [`${group} ${name}`, sql] as const),
  );

  test.each(statements)('%s speaks of one co-op, and of it alone', (_name, statement) => {
    expect(problemsOf(statement)).toEqual([]);
  });

  test('one that does not is noticed', () => {
    expect(problemsOf('SELECT state FROM row_state WHERE last_seq > $1')).not.toEqual([]);
    expect(problemsOf('SELECT o.n FROM op o JOIN writer w USING (writer) WHERE o.coop = $1')).not.toEqual([]);
    expect(problemsOf('SELECT n FROM op WHERE coop = $1 OR seq = 3')).not.toEqual([]);
    expect(problemsOf("SELECT nextval('seq') FROM op WHERE coop = $1")).not.toEqual([]);
    expect(problemsOf('INSERT INTO op (seq) VALUES ($1)')).not.toEqual([]);
    expect(problemsOf('INSERT INTO claim (coop, key) SELECT $1, key FROM pointer')).not.toEqual([]);
    for (const each of Object.values(OVER_ALL)) expect(problemsOf(each)).not.toEqual([]);
  });

  test('whatever a device asks is asked of its co-op alone: the statements that a connection really sends', async () => {
    const store = await openPostgresStore({ url: newDatabase(), connections: 2 });
    const hand = await HandMade.on(store, { photos: store.photos });
    const sent = vi.spyOn(pg.Client.prototype, 'query');
    try {
      const office: Person = { userId: '00000000000000f0', roles: FOUNDER_ROLES };
      // A device before it has a key, and one with.
      const [young, token] = [await hand.session({ ...office, userId: '00000000000000f1' }), await hand.device(office)];
      const picture = jpeg();
      const log = new Log('aaaaaaaaaaaaaaaa');
      const memberId = log.add(members, 'create', { name: 'Tẩn Láo Hín' });
      const productId = log.add(products, 'create', { name: 'Chè', unit: 'kg' });
      const slip = { memberId, productId, quantityMilli: 1_000, unit: 'kg', harvestedOn: '2026-11-20' };
      const onRow = log.add(harvests, 'post', slip);
      log.add(harvests, 'reverse', { ...slip, quantityMilli: -1_000, reversesId: onRow });
      const about = { onTable: harvests.number, onRow, memberId, sha: shaOf(picture), width: 1_280, height: 960 };
      const photo = log.add(photos, 'create', { ...about, bytes: picture.length });
      log.change(members, 'set', { id: memberId, row: { name: 'Hín' }, fields: { village: 'Bản 4' } });
      const aside = log.add(harvests, 'reverse', { ...slip, quantityMilli: -1_000, reversesId: onRow });
      sent.mockClear();
      expect((await hand.push(token, log.operations)).get(7)).toBe('already-reversed');
      for (const by of [young, token]) {
        await hand.ask(
          requestOf(by, { ids: encodeIds([memberId, photo]), marks: [[bytesOfHex('aaaaaaaaaaaaaaaa'), 7, []]] }),
        );
        await hand.ask(requestOf(by, { grants: ['coop', 'member:*', 'book', 'admin'] }));
      }
      const decision = new Log('bbbbbbbbbbbbbbbb');
      decision.add(decisions, 'post', { operation: aside, action: 'dismiss', decidedOn: '2026-11-20' });
      await hand.push(token, decision.operations);
      const headers = { 'upload-offset': '0', 'upload-length': String(picture.length) };
      const [path, piece] = [photoPath(COOP, photo), picture.subarray(0, 32 * 1_024)];
      for (const [method, more] of [
        ['PUT', { bytes: piece, headers }],
        ['HEAD', {}],
        ['GET', {}],
      ] as const)
        await hand.request(token, method, path, more);
      for (const route of ['/v1/me', '/v1/people']) expect((await hand.request(token, 'GET', route)).status).toBe(200);
      const texts = new Set(sent.mock.calls.map(([question]) => textOf(question)));
      const frame = /^(BEGIN .*SET LOCAL somua\.coop = '[0-9a-f]{16}'|COMMIT)$/s;
      const asked = [...texts].filter((text) => !frame.test(text));
      expect(asked.length).toBeGreaterThan(20);
      expect(asked.flatMap((text) => problemsOf(text).map((problem) => `${problem}: ${text}`))).toEqual([]);
    } finally {
      sent.mockRestore();
      await hand.close();
    }
  });

  test('the file for Citus names every table, and no key of what is spread would span nodes', async () => {
    const lines = readFileSync(new URL('../../sync-server/deploy/citus.sql', import.meta.url), 'utf8').split('\n');
    const named = (call: RegExp) => lines.flatMap((line) => call.exec(line)?.[1] ?? []).sort();
    const spread = named(/^SELECT create_distributed_table\('(\w+)', 'coop'(?:, colocate_with => 'coop_head')?\);$/);
    const shared = named(/^SELECT create_reference_table\('(\w+)'\);$/);
    expect([spread, shared]).toEqual([[...COOP_TABLES].sort(), [...SHARED_TABLES].sort()]);
    const url = newDatabase();
    await (await openPostgresStore({ url, connections: 1 })).close();
    const sql = new pg.Pool({ connectionString: url, max: 1 });
    try {
      const { rows: tables } = await sql.query<{ name: string }>(
        "SELECT relname AS name FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace",
      );
      expect(tables.map(({ name }) => name).sort()).toEqual([...spread, ...shared].sort());
      const { rows: keys } = await sql.query<{ table: string; columns: string[] }>(
        `
        SELECT c.relname AS table, array_agg(a.attname::text) AS columns
        FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
        WHERE i.indisunique AND c.relname = ANY($1::text[]) GROUP BY c.relname, i.indexrelid`,
        [spread],
      );
      expect(keys.length).toBeGreaterThanOrEqual(spread.length);
      expect(keys.filter(({ columns }) => !columns.includes('coop'))).toEqual([]);
    } finally {
      await sql.end();
    }
  });
});

describe('what the database breaks off for the sake of others', () => {
  test('a deadlock costs a device nothing: the server tries again', async () => {
    const url = newDatabase();
    const store = await openPostgresStore({ url, connections: 2 });
    const putPerson = async (roles: Person['roles']) =>
      store.write(ONE, (writer) => writer.putPerson({ userId: 'both', roles }));
    await putPerson(['driver']);
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    try {
      // Somebody holds the row that the server is about to write, and asks for the head that the server holds.
      await other.query(`BEGIN ${entering(ONE, '')}`);
      await other.query('SELECT 1 FROM person WHERE coop = $1 AND "user" = \'both\' FOR UPDATE', [ONE]);
      const written = putPerson(['collector']);
      await until(async () => (await waiting(other)) > 0);
      await other.query('SELECT 1 FROM coop_head WHERE coop = $1 FOR UPDATE', [ONE]);
      await other.query('COMMIT');
      await written;
      expect(await store.read(ONE, (reader) => reader.person('both')?.roles)).toEqual(['collector']);
      await store.close();
      await until(async () => (await brokenOff(other)).deadlocks > 0);
    } finally {
      await other.end();
    }
  });

  test('so does a serialization failure', async () => {
    const url = newDatabase();
    const database = new URL(url).pathname.slice(1);
    const other = new pg.Client({ connectionString: url });
    await other.connect();
    await other.query(`ALTER DATABASE "${database}" SET default_transaction_isolation = 'serializable'`);
    const stores = [await openPostgresStore({ url, connections: 2 }), await openPostgresStore({ url, connections: 2 })];
    try {
      const [first] = stores;
      if (first === undefined) return expect.fail('there are two');
      const people = ['a', 'b'].map((userId): Person => ({ userId, roles: ['driver'], memberId: '0' }));
      for (const person of people)
        await first.catalogue.addSession({
          tokenHash: person.userId,
          coop: ONE,
          person,
          deviceName: 'x',
          createdAt: 1,
        });
      let codes = 0;
      const failed = vi.spyOn(pg.Client.prototype, 'query');
      // Each raises the other's number by what it reads of both, so that no two of them may run side by side.
      const raise = async (store: StoreWithPhotos, userId: string): Promise<void> => {
        await store.catalogue.changePerson(ONE, userId, (all) => {
          const most = Math.max(...all.map(({ memberId }) => Number(memberId)));
          return { userId, roles: ['driver'], memberId: String(most + 1) };
        });
      };
      for (let round = 0; round < 10; round += 1)
        await Promise.all(stores.map((store, index) => raise(store, index === 0 ? 'a' : 'b')));
      for (const { value } of failed.mock.results)
        await Promise.resolve(value).catch((cause: { readonly code?: string }) => {
          if (cause.code === '40001') codes += 1;
        });
      failed.mockRestore();
      const numbers = (await first.catalogue.sessionsOf(ONE, { after: '', limit: 9 })).map(({ person }) =>
        Number(person.memberId),
      );
      expect([Math.max(...numbers), codes > 0]).toEqual([20, true]);
    } finally {
      for (const store of stores) await store.close();
      await other.end();
    }
  });
});

describe('a database of an earlier version', () => {
  test('keeps its people when their tables go behind the walls', async () => {
    const url = newDatabase();
    const sql = new pg.Client({ connectionString: url });
    await sql.connect();
    try {
      const before = MIGRATIONS.slice(0, 5);
      await sql.query('CREATE TABLE migration (n integer PRIMARY KEY)');
      for (const [index, step] of before.entries()) {
        for (const statement of step) await sql.query(statement);
        await sql.query('INSERT INTO migration (n) VALUES ($1)', [index + 1]);
      }
      await sql.query("INSERT INTO coop (coop, name, created_at) VALUES ($1, 'HTX Chè', 7)", [ONE]);
      await sql.query(
        `INSERT INTO session (token_hash, coop, body, device_name, created_at, "user")
          VALUES ('t', $1, '{"userId":"u","roles":["driver"]}', 'x', 8, 'u')`,
        [ONE],
      );
      await sql.query("INSERT INTO seen (coop, \"user\", at, build) VALUES ($1, 'u', 9, 'b')", [ONE]);
      await sql.query('INSERT INTO verified_backup (coop, seq, at) VALUES ($1, 5, 10)', [ONE]);
    } finally {
      await sql.end();
    }
    const store = await openPostgresStore({ url, connections: 1 });
    const { catalogue } = store;
    const person = { userId: 'u', roles: ['driver'] };
    expect([
      await catalogue.coops(),
      await catalogue.session('t'),
      await catalogue.session('t', ONE),
      await catalogue.sessionOfUser(ONE, 'u'),
      (await catalogue.devices(ONE)).map(({ seen }) => seen),
      await catalogue.backups(),
    ]).toEqual([
      [{ coop: ONE, name: 'HTX Chè', createdAt: 7 }],
      ...Array.from({ length: 3 }, () => ({ coop: ONE, person })),
      [{ at: 9, build: 'b' }],
      [{ coop: ONE, seq: 5, at: 10 }],
    ]);
    await store.close();
  });
});

/** How many connections of this database wait for a lock. */
async function waiting(client: pg.Client): Promise<number> {
  const { rows } = await client.query(
    "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
  );
  return rows.length;
}

async function brokenOff(client: pg.Client): Promise<{ readonly deadlocks: number }> {
  const { rows } = await client.query<{ deadlocks: string }>(
    'SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()',
  );
  return { deadlocks: Number(rows[0]?.deadlocks) };
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  await vi.waitFor(async () => expect(await condition()).toBe(true), { timeout: 20_000 });
}

/** What a connection is given: a text, or a question with a name and a text. */
function textOf(question: unknown): string {
  if (typeof question === 'string') return question;
  return z.object({ text: z.string() }).parse(question).text;
}

/** Why a statement could touch more than one node, or needs what spread databases do not all have. */
function problemsOf(statement: string): readonly string[] {
  const text = statement.replace(/\s+/g, ' ');
  const tables = [...text.matchAll(/(?:FROM|INTO|UPDATE|JOIN) (?!unnest\b|SET\b|LATERAL\b)("?\w+"?)/gi)].map(
    ([, name]) => name,
  );
  const problems: string[] = [];
  if (tables.length !== 1) problems.push(`it names ${tables.length} tables`);
  if (!COOP_TABLES.some((table) => table === tables[0])) problems.push(`${tables[0]} is no table of co-ops`);
  const isInsert = /^INSERT INTO \w+ \(coop, .*?\) (?:SELECT|VALUES \() ?\$1,/.test(text);
  const isBound =
    /WHERE coop = \$1(?: |$)/.test(text) && !/\bOR\b/.test(text.replace(/\(year = 0 OR year BETWEEN [^)]*\)/, ''));
  if (!isInsert && !isBound) problems.push('it does not begin with its co-op');
  if (/nextval|advisory|LISTEN|NOTIFY|TRIGGER|SERIAL/i.test(text))
    problems.push('it needs a sequence, a trigger or a lock of its own');
  return problems;
}
