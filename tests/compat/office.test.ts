/**
 * Before there were several roles, a person was `office` or `member`. Profiles, files and servers from then go on: what
 * `office` could do, its successors can.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, expect, test, vi } from 'vitest';
import { readProfile } from '#app/profile.ts';
import { bytesOfHex } from '#kernel/ids.ts';
import { FOUNDER_ROLES, readRoles } from '#kernel/roles.ts';
import { decodeBackup } from '#local-db/backup-file.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { operations } from './v1/given.ts';

const COOP = 'c0ffee0000000001';
const MEMBER = 'ffeeddccbbaa9988-4';
afterEach(() => {
  vi.unstubAllGlobals();
  removeTemporaryFolders();
});

test.each([
  ['office', { role: 'office' }, ['director', 'chief-accountant', 'admin']],
  ['member', { role: 'member' }, ['member']],
  ['an older word in the newer list', { roles: ['office'] }, ['director', 'chief-accountant', 'admin']],
  ['two in one text', { role: 'sales driver' }, ['sales', 'driver']],
  ['a role of a later version beside a known one', { roles: ['beekeeper', 'driver'] }, ['driver']],
  ['a role of a later version alone', { roles: ['beekeeper'] }, undefined],
  ['none', {}, undefined],
  ['no roles where roles should be', { roles: 7 }, undefined],
])('[I21] %s is read as the roles that stand for it', (_name, kept, roles) => {
  expect(readRoles(kept)).toEqual(roles);
});

test('[I21] a browser that kept an office’s profile opens its book as before', () => {
  const profile = { coop: COOP, coopName: 'HTX Chè', user: '00000000000000f0', personName: 'Niềm', token: '0f' };
  const kept = new Map([['so-mua.profile', JSON.stringify({ ...profile, role: 'office' })]]);
  vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null });
  expect(readProfile()).toEqual({ ...profile, roles: FOUNDER_ROLES });
});

test('[I21] [X25] a file of an office’s unsent work is read', () => {
  const file = bytesOfHex(readFileSync('tests/compat/v1/backup-of-office.hex', 'utf8').trim());
  const { owner, pieces } = decodeBackup(file);
  expect(owner).toEqual({
    coop: COOP,
    coopName: 'HTX Chè',
    user: '00000000000000f0',
    roles: FOUNDER_ROLES,
    personName: 'Niềm',
    isEnrolled: true,
  });
  expect(pieces.map((piece) => piece.operations)).toEqual([operations]);
});

test('[I21] [SR3] a server’s sessions, invitations and people of then go on', () => {
  const dataDir = temporaryFolder();
  const store = openSqliteStore({ dataDir });
  store.catalogue.addCoop({ coop: COOP, name: 'HTX Chè', createdAt: 1 });
  store.write(COOP, () => undefined);
  store.close();
  withDatabase(join(dataDir, 'catalog.sqlite'), (db) => {
    const session = db.prepare(
      'INSERT INTO session (token_hash, coop, user, role, member_id, device_name, created_at, is_pending) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    );
    session.run('a', COOP, 'o', 'office', null, 'PC', 1, 0);
    session.run('b', COOP, 'f', 'member', MEMBER, 'điện thoại', 1, 0);
    const invitation = { code: 'ABCDEF', coop: COOP, coopName: 'HTX Chè', role: 'office', expiresAt: 9 };
    db.prepare('INSERT INTO invitation (code, expires_at, body) VALUES (?, ?, ?)').run(
      'ABCDEF',
      9,
      JSON.stringify(invitation),
    );
  });
  withDatabase(join(dataDir, 'coops', `${COOP}.sqlite`), (db) => {
    db.prepare('INSERT INTO person (user, body) VALUES (?, ?)').run(
      'o',
      JSON.stringify({ userId: 'o', role: 'office' }),
    );
  });
  const again = openSqliteStore({ dataDir });
  const office = { userId: 'o', roles: FOUNDER_ROLES };
  expect(again.catalogue.session('a')?.person).toEqual(office);
  expect(again.catalogue.session('b')?.person).toEqual({ userId: 'f', roles: ['member'], memberId: MEMBER });
  expect(again.catalogue.invitation('ABCDEF')?.roles).toEqual(FOUNDER_ROLES);
  expect(again.read(COOP, (reader) => reader.person('o'))).toEqual(office);
  again.close();
});

function withDatabase(file: string, work: (db: Database.Database) => void): void {
  const db = new Database(file);
  work(db);
  db.close();
}
