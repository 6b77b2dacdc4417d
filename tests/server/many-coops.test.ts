/** A server of many co-ops in files keeps few of them open. */
import { readdirSync, readlinkSync } from 'node:fs';
import { afterEach, expect, test } from 'vitest';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';

const COOPS = Array.from({ length: 7 }, (_, index) => `c0ffee000000000${index + 1}`);

afterEach(removeTemporaryFolders);

test('the co-op that was asked for longest ago is closed, and opens again with what it has', () => {
  const dataDir = temporaryFolder();
  const store = openSqliteStore({ dataDir, mostOpen: 3 });
  for (const coop of COOPS) store.write(coop, (writer) => writer.putPerson({ userId: coop, roles: FOUNDER_ROLES }));
  expect(openCoops(dataDir)).toEqual(COOPS.slice(-3));
  const [first = '', , , , , sixth = '', last = ''] = COOPS;
  const userIn = (coop: string): string | undefined => store.read(coop, (reader) => reader.persons()[0]?.userId);
  expect(COOPS.map(userIn)).toEqual(COOPS);
  // Asked for again, it is the last to go.
  userIn(sixth);
  userIn(first);
  expect(openCoops(dataDir)).toEqual([first, sixth, last]);
  store.close();
  expect(openCoops(dataDir)).toEqual([]);
});

function openCoops(dataDir: string): readonly string[] {
  const files = readdirSync('/proc/self/fd').map((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`);
    } catch {
      return '';
    }
  });
  const names = files.flatMap((file) => {
    const isOurs = file.startsWith(dataDir) && file.endsWith('.sqlite');
    return isOurs ? [/([0-9a-f]{16})\.sqlite$/.exec(file)?.[1] ?? ''] : [];
  });
  return [...new Set(names)].filter(Boolean).sort();
}
