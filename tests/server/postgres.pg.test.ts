/** What PostgreSQL has to keep beyond the contract of every store: several processes, walls, one node for each co-op. */
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { COOP_TABLES } from '#server/store/postgres/migrations.ts';
import { openPostgresStore } from '#server/store/postgres/postgres-store.ts';
import { entering, PHOTO, READ, WRITE } from '#server/store/postgres/statements.ts';
import { useCluster } from '../helpers/use-cluster.ts';
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
      // Who has entered no co-op sees none.
      expect((await sql.query('SELECT * FROM pointer')).rows).toEqual([]);
    } finally {
      await sql.end();
    }
  });

  test('every table of co-ops is behind row-level security, and its key begins with the co-op', async () => {
    const url = newDatabase();
    await (await openPostgresStore({ url, connections: 1 })).close();
    const sql = new pg.Pool({ connectionString: url, max: 1 });
    try {
      const { rows: tables } = await sql.query<{ name: string; walled: boolean; first: boolean }>(
        `
        SELECT c.relname AS name, c.relrowsecurity AND c.relforcerowsecurity AS walled,
          (SELECT bool_and(a.attname = 'coop') FROM pg_index i JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[0]
            WHERE i.indrelid = c.oid) AS first
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
  const statements = [
    ...Object.entries({ ...READ, ...WRITE }),
    ...Object.entries(PHOTO).map(([name, sql]) => [`photo ${name}`, sql] as const),
  ];

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
  });
});

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
