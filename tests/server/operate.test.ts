import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { grants } from '#modules/desk/index.ts';
import { members } from '#modules/members/index.ts';
import { registry } from '#modules/registry.ts';
import { addMember } from '#modules/members/commands.ts';
import { inviteResponseSchema } from '#protocol/enrol.ts';
import { photoPath } from '#protocol/photos.ts';
import { decodeSyncError } from '#protocol/sync-message.ts';
import { createServer, type ServerParts, type SoMuaServer } from '#server/server.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { openPhotoFiles } from '#server/store/sqlite/photo-files.ts';
import { busyCoop, CoopServer } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';
import { removeTemporaryFolders, temporaryFolder } from '../helpers/temporary-folder.ts';
import { COOP, HandMade, Log } from '../permissions/hand-made.ts';

const FAR_AWAY = '203.0.113.9';
let store: EmbeddedStore;
let server: SoMuaServer;

function start(more: Partial<ServerParts> = {}): SoMuaServer {
  return createServer({ store, registry, now: () => Date.UTC(2026, 10, 25), ...more });
}

afterAll(removeTemporaryFolders);

beforeEach(() => {
  store = openSqliteStore({ dataDir: ':memory:' });
  server = start();
});
afterEach(async () => {
  vi.restoreAllMocks();
  await server.http.close();
  store.close();
});

async function get(url: string, more: { headers?: Record<string, string>; remoteAddress?: string } = {}) {
  return server.http.inject({ method: 'GET', url, remoteAddress: '127.0.0.1', ...more });
}

describe('whether it is alive and ready', () => {
  test('a server with its store is both, and one that was told to end is not ready', async () => {
    expect((await get('/health')).statusCode).toBe(200);
    expect((await get('/ready')).statusCode).toBe(200);
    const ending = server.end();
    expect((await get('/ready')).statusCode).toBe(503);
    await ending;
  });

  test('one whose store does not answer is alive and not ready', async () => {
    const coops = vi.spyOn(store.catalogue, 'countCoops').mockImplementation(() => {
      throw new Error('gone');
    });
    expect([(await get('/health')).statusCode, (await get('/ready')).statusCode]).toEqual([200, 503]);
    coops.mockRestore();
    expect((await get('/ready')).statusCode).toBe(200);
  });
});

describe('its figures', () => {
  test('count what became of requests and operations', async () => {
    const malformed = await server.http.inject({
      method: 'POST',
      url: '/v1/sync',
      headers: { 'content-type': 'application/octet-stream' },
      payload: Buffer.from('<html>'),
    });
    expect(malformed.statusCode).toBe(400);
    const text = (await get('/metrics')).body;
    expect(text).toContain('somua_sync_requests_total{code="sync.malformed"} 1');
    expect(text).toContain('somua_sync_bytes_total{way="in"} 6');
    expect(text).toMatch(/somua_coops 0/);
  });

  test('say how late operations come, and what becomes of each', async () => {
    const hand = await HandMade.on(openSqliteStore({ dataDir: ':memory:' }));
    const log = new Log('aaaaaaaaaaaaaaaa');
    log.add(members, 'create', { name: 'Tẩn Láo Hín' });
    log.add(grants, 'create', { userId: '00000000000000ee', patterns: ['coop'] });
    const keeper: Person = { userId: '00000000000000f0', roles: ['bookkeeper'] };
    expect([...(await hand.push(await hand.session(keeper), log.operations)).values()]).toEqual([
      undefined,
      'forbidden',
    ]);
    const text = await (await fetch(`${hand.origin}/metrics`)).text();
    await hand.close();
    const figure = (name: string): number =>
      Number(
        text
          .split('\n')
          .find((line) => line.startsWith(`${name} `))
          ?.split(' ')[1],
      );
    // Both were written a little less than a thousand seconds before they came.
    expect(figure('somua_sync_lag_seconds_count')).toBe(2);
    expect(figure('somua_sync_lag_seconds_sum')).toBeCloseTo(2 * 1_000, 0);
    expect(figure('somua_sync_lag_seconds_bucket{le="600"}')).toBe(0);
    expect(figure('somua_sync_lag_seconds_bucket{le="3600"}')).toBe(2);
    expect(figure('somua_operations_total{fate="stored"}')).toBe(1);
    expect(figure('somua_operations_total{fate="forbidden"}')).toBe(1);
  });

  test('say how backups are, where they are the server’s own', async () => {
    expect((await get('/metrics')).body).not.toContain('somua_backup_age_seconds');
    await server.http.close();
    server = start({ backedUpAt: async () => Date.UTC(2026, 10, 24) });
    expect((await get('/metrics')).body).toContain('somua_backup_age_seconds 86400');
    await server.http.close();
    server = start({ backedUpAt: async () => undefined });
    expect((await get('/metrics')).body).toContain('somua_backup_age_seconds -1');
  });

  test('are for this machine, or for who has the token', async () => {
    const [forwarded, far] = [{ 'x-forwarded-for': FAR_AWAY }, { remoteAddress: FAR_AWAY }];
    expect((await get('/metrics')).statusCode).toBe(200);
    expect((await get('/metrics', { headers: forwarded })).statusCode).toBe(404);
    expect((await get('/metrics', far)).statusCode).toBe(404);
    await server.http.close();
    const metricsToken = 'a token for the figures';
    server = start({ metricsToken });
    const authorization = `Bearer ${metricsToken}`;
    expect((await get('/metrics', { ...far, headers: { authorization } })).statusCode).toBe(200);
    expect((await get('/metrics', { ...far, headers: { authorization: 'Bearer x' } })).statusCode).toBe(404);
    expect((await get('/metrics')).statusCode).toBe(404);
  });
});

test('the log has what was asked and how it went, and nothing of whom', async () => {
  await server.http.close();
  const lines: string[] = [];
  server = start({ logLevel: 'info', logTo: { write: (line: string) => void lines.push(line) } });
  await server.http.inject({
    method: 'POST',
    url: '/v1/invite?name=Hin',
    remoteAddress: FAR_AWAY,
    headers: { authorization: `Bearer ${'ab'.repeat(16)}` },
    payload: { roles: ['member'], memberName: 'Tẩn Láo Hín' },
  });
  const said = lines.join('');
  expect(said).toContain('"path":"/v1/invite"');
  expect(said).toContain('"statusCode":403');
  for (const secret of [FAR_AWAY, 'abab', 'Hin', 'Hín']) expect(said).not.toContain(secret);
});

test('nor has it anything of those who work: no name, no number, no token, no row, whatever they ask', async () => {
  const lines: string[] = [];
  const folder = temporaryFolder();
  const hand = await HandMade.on(openSqliteStore({ dataDir: ':memory:' }), {
    photos: openPhotoFiles(folder),
    logTo: { write: (line) => void lines.push(line) },
  });
  const user = '00000000000000f0';
  const token = await hand.device({ userId: user, roles: FOUNDER_ROLES });
  const log = new Log('aaaaaaaaaaaaaaaa');
  const memberId = log.add(members, 'create', { name: 'Tẩn Láo Hín', phone: '0912345678' });
  await hand.push(token, log.operations);
  const invited = { roles: ['member'], memberId, memberName: 'Tẩn Láo Hín' };
  const { body } = await hand.request(token, 'POST', '/v1/invite', { json: invited });
  const { code } = inviteResponseSchema.parse(JSON.parse(body));
  for (const path of ['/v1/me', '/v1/people?after=00000000000000f1', photoPath(COOP, memberId)])
    await hand.request(token, 'GET', path);
  const join = { kind: 'join', code, deviceName: 'Máy của Hín', proof: 'ab'.repeat(16) };
  await fetch(`${hand.origin}/v1/enrol`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(join),
  });
  await hand.close();
  const said = lines.join('');
  expect([...said.matchAll(/"statusCode":(\d+)/g)].map(([, status]) => status)).toEqual(
    expect.arrayContaining(['200', '404']),
  );
  const secrets = ['Hín', '0912345678', token, user, code, 'abab', 'aaaaaaaaaaaaaaaa', memberId, COOP, folder];
  expect(secrets.filter((secret) => said.includes(secret))).toEqual([]);
});

test('whoever asks too often from afar is told to come later, and this machine never is', async () => {
  const push = async (remoteAddress: string) =>
    server.http.inject({ method: 'POST', url: '/v1/sync', remoteAddress, payload: Buffer.from('x') });
  const codes = new Map<number, number>();
  for (let index = 0; index < 620; index += 1) {
    const { statusCode } = await push(FAR_AWAY);
    codes.set(statusCode, (codes.get(statusCode) ?? 0) + 1);
  }
  expect(codes).toEqual(
    new Map([
      [400, 600],
      [503, 20],
    ]),
  );
  expect(decodeSyncError((await push(FAR_AWAY)).rawPayload).code).toBe('sync.busy');
  const enrolling = await server.http.inject({
    method: 'POST',
    url: '/v1/enrol',
    remoteAddress: FAR_AWAY,
    payload: {},
  });
  expect(enrolling.json()).toMatchObject({ error: expect.stringMatching(/tooManyTries|malformed/) });
  for (let index = 0; index < 700; index += 1) expect((await push('127.0.0.1')).statusCode).toBe(400);
});

test('behind a proxy the limits are by the address that the proxy saw, and not by what the caller says of himself', async () => {
  await server.http.close();
  server = start({ isBehindProxy: true });
  const guess = async (index: number) =>
    server.http.inject({
      method: 'POST',
      url: '/v1/enrol',
      remoteAddress: '127.0.0.1',
      headers: { 'x-forwarded-for': `198.51.100.${index}, ${FAR_AWAY}` },
      payload: { kind: 'look', code: 'ABCDEF' },
    });
  for (let index = 0; index < 10; index += 1) expect((await guess(index)).json().error).toBe('enrol.codeUnknown');
  expect((await guess(11)).json().error).toBe('enrol.tooManyTries');
});

test('what arrives is told once, with how long it was on its way', async () => {
  const arrived: (string | undefined)[] = [];
  const lags: number[] = [];
  const coop = new CoopServer(store, (arrivals) => {
    for (const { reason, lagMs } of arrivals) {
      arrived.push(reason);
      lags.push(lagMs);
    }
  });
  const { office } = await busyCoop(coop);
  const before = arrived.length;
  expect(new Set(arrived)).toEqual(new Set([undefined, 'already-reversed', 'late', 'unenrolled']));
  await must(office.database, addMember, { name: 'Vàng Thị Mỷ' });
  coop.wait(3_600_000);
  await office.sync();
  await office.sync();
  expect(arrived.slice(before)).toEqual([undefined]);
  expect(lags.at(-1)).toBeGreaterThan(3_500_000);
});
