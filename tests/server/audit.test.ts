/** An audit finds every stored byte that was changed, and names it. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeAll, describe, expect, test } from 'vitest';
import { registry } from '#modules/registry.ts';
import { auditCoop } from '#server/audit/audit.ts';
import { FINDING_KINDS, sayFinding, type Finding } from '#server/audit/findings.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { rulesOf } from '#server/sync/rules.ts';
import { busyCoop, COOP, CoopServer } from '../helpers/busy-coop.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const rules = rulesOf(registry);
/** The devices of `busyCoop` draw their writers from fixed seeds. */
const OFFICE = '8a4fda6f3b02afcf';
const FARMER = 'e35aac66dd76dd2e';
let bytes: Buffer;

beforeAll(async () => {
  const dataDir = temporaryFolder();
  const store = openSqliteStore({ dataDir });
  await busyCoop(new CoopServer(store));
  store.close();
  const db = new Database(join(dataDir, 'coops', `${COOP}.sqlite`));
  bytes = db.serialize();
  db.close();
});
afterEach(removeTemporaryFolders);

/** What is found in the busy co-op after somebody changed its file. */
function foundAfter(change: (db: Database.Database) => void): readonly Finding[] {
  const dataDir = temporaryFolder();
  mkdirSync(join(dataDir, 'coops'));
  const file = join(dataDir, 'coops', `${COOP}.sqlite`);
  writeFileSync(file, bytes);
  const db = new Database(file);
  change(db);
  db.close();
  const store = openSqliteStore({ dataDir });
  const { findings } = auditCoop(store, COOP, { rules });
  store.close();
  return findings;
}

/** Turns one bit of a stored blob; counted from its end when negative. */
function flip(table: string, column: string, where: string, at: number) {
  return (db: Database.Database): void => {
    const found: unknown = db.prepare(`SELECT ${column} FROM ${table} WHERE ${where}`).pluck().get();
    if (!(found instanceof Uint8Array)) throw new Error('no such blob');
    const changed = Buffer.from(found);
    const index = at < 0 ? changed.length + at : at;
    changed[index] = (changed[index] ?? 0) ^ 1;
    db.prepare(`UPDATE ${table} SET ${column} = ? WHERE ${where}`).run(changed);
  };
}

function run(sql: string) {
  return (db: Database.Database): void => {
    if (db.prepare(sql).run().changes === 0) throw new Error(`nothing was changed by ${sql}`);
  };
}

const LATE = "reason = 'late'";

describe('the audit of a co-op', () => {
  test('[I4] [I18] [I26] finds nothing where nothing was changed', () => {
    expect(foundAfter(() => undefined)).toEqual([]);
  });

  test.each<[string, (db: Database.Database) => void, Finding]>([
    [
      'a header',
      flip('op', 'header', `writer = '${OFFICE}' AND n = 3`, 40),
      { what: 'header', writer: OFFICE, n: 3, seq: 3 },
    ],
    [
      'a payload',
      flip('op', 'payload', `writer = '${OFFICE}' AND n = 2`, -3),
      { what: 'payload', writer: OFFICE, n: 2, seq: 2 },
    ],
    [
      'a payload that was taken away',
      run(`UPDATE op SET payload = NULL WHERE seq = 2`),
      { what: 'unreadable', seq: 2 },
    ],
    [
      'the hash of an operation',
      run(`UPDATE op SET hash = 'ff' WHERE seq = 3`),
      { what: 'hash', writer: OFFICE, n: 3, seq: 3 },
    ],
    [
      'a number',
      run(`UPDATE op SET n = 99 WHERE writer = '${OFFICE}' AND n = 11`),
      { what: 'number', writer: OFFICE, n: 99, seq: 23 },
    ],
    [
      'the log that an operation is in',
      run(`UPDATE op SET writer = '00000000000000bb' WHERE seq = 3`),
      { what: 'record', writer: '00000000000000bb', n: 3, seq: 3 },
    ],
    [
      'the row that an operation is filed under',
      run(`UPDATE op SET row = '${OFFICE}-1' WHERE seq = 3`),
      { what: 'row-name', writer: OFFICE, n: 3, seq: 3 },
    ],
    [
      'when an operation came',
      run(`UPDATE op SET recv = recv + 1 WHERE seq = 3`),
      { what: 'record', writer: OFFICE, n: 3, seq: 3 },
    ],
    [
      'the time by which it is sorted',
      run(`UPDATE op SET eff = eff - 1 WHERE seq = 3`),
      { what: 'time', writer: OFFICE, n: 3, seq: 3 },
    ],
    [
      'a reason',
      run(`UPDATE op SET reason = 'forbidden' WHERE ${LATE}`),
      { what: 'record', writer: FARMER, n: 5, seq: 15 },
    ],
    [
      'a reason that was taken away',
      run(`UPDATE op SET reason = NULL WHERE ${LATE}`),
      { what: 'record', writer: FARMER, n: 5, seq: 15 },
    ],
    [
      'the newest operation',
      run('UPDATE op SET recv = recv + 1 WHERE seq = (SELECT max(seq) FROM op)'),
      { what: 'record', writer: OFFICE, n: 11, seq: 23 },
    ],
    ['an operation that was deleted', run(`DELETE FROM op WHERE seq = 3`), { what: 'gap', seq: 3 }],
    [
      'what became of an operation',
      run(`UPDATE event SET kind = 'dismissed' WHERE kind = 'released' AND op_seq = 15`),
      { what: 'record', writer: FARMER, n: 5, seq: 18 },
    ],
    [
      'the day that a late document was given',
      run(`UPDATE event SET detail = '2026-11-02' WHERE detail IS NOT NULL`),
      { what: 'record', writer: FARMER, n: 5, seq: 19 },
    ],
    [
      'which operation an event is about',
      run(`UPDATE event SET op_seq = 14 WHERE kind = 'apply' AND op_seq = 15`),
      { what: 'record', writer: OFFICE, n: 8, seq: 19 },
    ],
    [
      'an event about nothing',
      run(`UPDATE event SET op_seq = 4000 WHERE kind = 'apply' AND op_seq = 15`),
      { what: 'event', seq: 19 },
    ],
    ['an event that was deleted', run(`DELETE FROM event WHERE kind = 'dismissed'`), { what: 'gap', seq: 13 }],
    ['a mark of the chain', run(`UPDATE chain_mark SET chain = 'ff' WHERE seq = 5`), { what: 'mark', seq: 5 }],
    [
      'the last mark of the chain',
      run(`UPDATE chain_mark SET chain = 'ff' WHERE seq = (SELECT seq FROM coop_head)`),
      { what: 'mark', seq: 27 },
    ],
    ['a mark that was deleted', run(`DELETE FROM chain_mark WHERE seq = 5`), { what: 'mark', seq: 5 }],
    ['a mark too many', run(`INSERT INTO chain_mark (seq, chain) VALUES (1000, 'ff')`), { what: 'mark', seq: 1000 }],
    ['the head', run(`UPDATE coop_head SET chain = 'ff'`), { what: 'head', seq: 27 }],
    ['how far the backup reaches', run(`UPDATE coop_head SET safe_seq = 5000`), { what: 'head', seq: 5000 }],
    ['the first year', run(`UPDATE coop_head SET first_year = 2020`), { what: 'row-changed', piece: 'first year' }],
    ['a seal', flip('seal', 'signature', `writer = '${OFFICE}' AND n = 3`, 10), { what: 'seal', writer: OFFICE, n: 3 }],
    [
      'where a seal stands',
      run(`UPDATE seal SET n = 2 WHERE writer = '${OFFICE}' AND n = 3`),
      { what: 'seal', writer: OFFICE, n: 2 },
    ],
    [
      'the last seal, taken away',
      run(`DELETE FROM seal WHERE writer = '${OFFICE}' AND n = 11`),
      { what: 'unsealed-end', writer: OFFICE, n: 11 },
    ],
    ['a key', flip('writer', 'public_key', `writer = '${OFFICE}'`, 20), { what: 'record', writer: OFFICE }],
    [
      'a key that was taken away',
      run(`UPDATE writer SET public_key = NULL WHERE writer = '${OFFICE}'`),
      { what: 'record', writer: OFFICE },
    ],
    [
      'whose log it is',
      run(`UPDATE writer SET user = '00000000000000f1' WHERE writer = '${FARMER}'`),
      { what: 'record', writer: FARMER },
    ],
    ['a person', run(`DELETE FROM person WHERE user = '00000000000000a0'`), { what: 'owner', writer: FARMER }],
    [
      'the end of a log',
      run(`UPDATE writer SET n = 12 WHERE writer = '${OFFICE}'`),
      { what: 'log-end', writer: OFFICE, n: 11 },
    ],
    [
      'the hash at the end of a log',
      run(`UPDATE writer SET hash = 'ff' WHERE writer = '${OFFICE}'`),
      { what: 'log-end', writer: OFFICE, n: 11 },
    ],
    ['a row', flip('row', 'state', `row_id = '${OFFICE}-1'`, -3), { what: 'row-changed', piece: `row ${OFFICE}-1` }],
    [
      'who may see a row',
      run(`UPDATE row SET scope = 'coop' WHERE row_id = '${FARMER}-1'`),
      { what: 'row-changed', piece: `row ${FARMER}-1` },
    ],
    [
      'a row that was deleted',
      run(`DELETE FROM row WHERE row_id = '${OFFICE}-2'`),
      { what: 'row-lost', piece: `row ${OFFICE}-2` },
    ],
    [
      'a row that nobody wrote',
      run(`INSERT INTO row SELECT '${OFFICE}-77', scope, year, author, last_seq, state FROM row LIMIT 1`),
      { what: 'row-added', piece: `row ${OFFICE}-77` },
    ],
    [
      'a card',
      run(`UPDATE row SET author = NULL WHERE row_id = 'ffffffffffffffff-15'`),
      { what: 'row-changed', piece: 'row ffffffffffffffff-15' },
    ],
    [
      'a claim',
      run('DELETE FROM claim WHERE key = (SELECT min(key) FROM claim)'),
      { what: 'row-lost', piece: `claim 5/reversesId/${FARMER}-1` },
    ],
    [
      'a pointer',
      run(`DELETE FROM pointer WHERE key = 'closed-period'`),
      { what: 'row-lost', piece: 'pointer closed-period' },
    ],
  ])('[I18] names %s when it was changed', (_name, change, expected) => {
    expect(foundAfter(change)).toContainEqual(expected);
  });

  test('says every finding in words of its own', () => {
    const said = FINDING_KINDS.map((what) => sayFinding({ what, seq: 7 }));
    expect(new Set(said).size).toBe(FINDING_KINDS.length);
    expect(sayFinding({ what: 'hash', writer: OFFICE, n: 3, seq: 3 })).toBe(
      `log ${OFFICE}, number 3, sequence 3: the stored hash is not that of the header`,
    );
  });
});
