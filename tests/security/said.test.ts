/** What the server says to who runs it cannot be written by who calls it. */
import { afterEach, expect, test } from 'vitest';
import { runCommand } from '#server/admin/commands.ts';
import { readConfig } from '#server/config.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { requestBytes, speak } from './raw-http.ts';
import { post, START, startTarget } from './target.ts';

afterEach(removeTemporaryFolders);

const NASTY = 'HTX\n2026-11-25 co-op deleted\r\u001b[2J\u001b]0;owned\u0007\u202egnp.exe\u2028x';

test('a request writes one line of the log, whatever is in its address, its headers and its body', async () => {
  const target = await startTarget();
  const before = target.log.length;
  const addresses = [
    '/%0a{"level":60}',
    '/%1b[2J',
    '/\u001b[2J',
    '/a%0d%0ab',
    '/${jndi:ldap://x}',
    '/"},"level":60,"x":"',
  ];
  for (const address of addresses)
    await speak(target.port, [
      requestBytes({ target: address, headers: { 'user-agent': 'x"},"level":60', referer: '%0d%0a' } }),
    ]);
  await post(target.port, '/v1/enrol', { body: JSON.stringify({ kind: 'found', coopName: NASTY }) });
  const lines = target.log.slice(before);
  expect(lines.length).toBeGreaterThanOrEqual(2 * (addresses.length - 1));
  for (const line of lines) {
    // Newline at the end, and no other sign that a terminal would obey.
    expect(line).toMatch(/^[^\p{Cc}]*\n$/u);
    expect(JSON.parse(line)).toMatchObject({ level: 30 });
  }
  expect(lines.join('')).not.toContain('co-op deleted');
  await target.close();
});

test('the list of co-ops is a line for each, whatever they are called', async () => {
  const dataDir = temporaryFolder();
  const store = openSqliteStore({ dataDir });
  store.catalogue.addCoop({ coop: 'c0ffee0000000001', name: NASTY, createdAt: START });
  store.close();
  const said: string[] = [];
  const config = readConfig({ DATA_DIR: dataDir });
  expect(await runCommand(['coops'], { config, now: () => new Date(START), say: (line) => void said.push(line) })).toBe(
    0,
  );
  expect(said).toHaveLength(1);
  expect(said[0]).toMatch(/^c0ffee0000000001 {2}HTX\ufffd2026-11-25/);
  expect(said[0]).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
});
