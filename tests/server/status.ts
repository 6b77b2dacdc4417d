/** What whoever runs the server is shown, by the page and by the commands, on any store. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { registry } from '#modules/registry.ts';
import { bytesOfHex } from '#kernel/ids.ts';
import { addMember } from '#modules/members/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { encodeRequest } from '#protocol/sync-message.ts';
import { backupAges, complaintAbout } from '#server/admin/backup-age.ts';
import { sayDevices, sayStatus } from '#server/admin/say-status.ts';
import { coopStatuses, devicesOfCoop, serverStatus, type StatusParts } from '#server/operate/status.ts';
import { Sightings } from '#server/operate/sightings.ts';
import { createServer, type SoMuaServer } from '#server/server.ts';
import type { Answer, Measured, ServerStore } from '#server/store/store.ts';
import { rulesOf } from '#server/sync/rules.ts';
import { busyCoop, COOP, CoopServer } from '../helpers/busy-coop.ts';
import { must } from '../helpers/local-device.ts';

const NOW = Date.UTC(2026, 10, 24, 2);
const HOUR_MS = 3_600_000;
const TOKEN = 'a long admin token';
const PROXY = { 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.9' };

export interface OpenedStore {
  readonly store: ServerStore & Measured;
}

export function describeStatus(engine: string, open: () => Answer<OpenedStore>): void {
  describe(`how the server does, on ${engine}`, () => {
    let opened: OpenedStore;
    let parts: StatusParts;
    let servers: SoMuaServer[];
    let now: number;

    beforeEach(async () => {
      opened = await open();
      now = NOW;
      servers = [];
      const { store } = opened;
      const place = { backupDir: undefined, databaseUrl: 'postgres://elsewhere' };
      const backups = async () => backupAges(place, store.catalogue, now);
      const complaint = async () => complaintAbout(place, await backups());
      parts = { store, rules: rulesOf(registry), backups, complaint, dataDir: '.', startedAt: NOW - 50 * HOUR_MS };
    });
    afterEach(async () => {
      for (const server of servers) await server.http.close();
      await opened.store.close();
    });

    async function busy(name = 'HTX Chè <b>Shan</b>') {
      await opened.store.catalogue.addCoop({ coop: COOP, name, createdAt: NOW - 10 * HOUR_MS });
      return busyCoop(new CoopServer(opened.store));
    }

    function server(more: { readonly token?: string; readonly isBehindProxy?: boolean } = {}): SoMuaServer {
      const { token, isBehindProxy = false } = more;
      const made = createServer({
        store: opened.store,
        registry,
        now: () => now,
        isBehindProxy,
        admin: { ...parts, token },
      });
      servers.push(made);
      return made;
    }

    test('is told by counts and times', async () => {
      const { office, farmer, memberId, productId } = await busy();
      const late = { memberId, productId, quantityMilli: 1_000, harvestedOn: '2026-10-15' };
      await must(farmer.database, recordHarvest, late);
      await must(farmer.database, recordHarvest, late);
      await farmer.sync();
      await opened.store.catalogue.noteSeen(COOP, office.person.userId, { at: NOW - HOUR_MS, build: '0.1.0' });
      await opened.store.catalogue.noteSeen(COOP, farmer.person.userId, { at: NOW - 2 * HOUR_MS, build: '0.0.9' });
      await opened.store.catalogue.noteBackup({ coop: COOP, seq: 5, at: NOW - 3 * HOUR_MS });
      const { seq, safeSeq } = await opened.store.read(COOP, (reader) => reader.head());
      const [status, ...none] = await coopStatuses(parts);
      expect(none).toEqual([]);
      expect(status).toEqual({
        coop: COOP,
        name: 'HTX Chè <b>Shan</b>',
        createdAt: NOW - 10 * HOUR_MS,
        seq,
        safeSeq,
        backedUpAt: NOW - 3 * HOUR_MS,
        isBackupOverdue: false,
        devices: 4,
        lastSeenAt: NOW - HOUR_MS,
        // What was settled is not counted.
        quarantined: [{ reason: 'late', count: 2 }],
        bytes: expect.any(Number),
      });
      expect(status?.bytes).toBeGreaterThan(500);
      expect(await coopStatuses(parts, { from: 1, count: 5 })).toEqual([]);
      expect(await serverStatus(parts)).toMatchObject({
        version: expect.stringMatching(/^\d+\.\d+\.\d+$/),
        coops: 1,
        bytes: expect.any(Number),
        freeBytes: expect.any(Number),
      });
    });

    test('lists devices by what they are and when they were here', async () => {
      const { office, farmer } = await busy();
      await opened.store.catalogue.noteSeen(COOP, farmer.person.userId, { at: NOW, build: '0.1.0' });
      const devices = (await devicesOfCoop(parts, COOP)) ?? [];
      expect(devices).toHaveLength(4);
      expect(devices).toContainEqual({
        deviceName: 'test',
        roles: office.person.roles,
        state: 'active',
        createdAt: expect.any(Number),
      });
      expect(devices.find(({ roles }) => roles[0] === 'member')?.seen).toEqual({ at: NOW, build: '0.1.0' });
      expect(await devicesOfCoop(parts, 'c0ffee0000000009')).toBeUndefined();
    });

    test('is said by the commands, for people and for programs', async () => {
      await busy();
      const lines: string[] = [];
      const say = (line: string): void => void lines.push(line);
      const { seq } = await opened.store.read(COOP, (reader) => reader.head());
      expect(await sayStatus(parts, false, say)).toBe(true);
      expect(lines.join('\n')).toContain(`${COOP}  HTX Chè <b>Shan</b>; sequence ${seq}, safe up to 0`);
      expect(lines.join('\n')).toContain('put aside: nothing');
      lines.length = 0;
      now += 48 * HOUR_MS;
      expect(await sayStatus(parts, true, say)).toBe(false);
      const told = JSON.parse(lines.join('\n'));
      expect(told.coops[0]).toMatchObject({ coop: COOP, seq, devices: 4, isBackupOverdue: true });
      expect(told.complaint).toContain('"safe"');
      lines.length = 0;
      expect(await sayDevices(parts, { coop: COOP, isJson: false }, say)).toBe(true);
      expect(lines).toHaveLength(4);
      expect(lines[0]).toContain('last sync never');
      expect(await sayDevices(parts, { coop: 'c0ffee0000000009', isJson: true }, say)).toBe(false);
    });

    test('is a page for whoever sits at the machine, with nobody’s name and nothing of the books', async () => {
      const { office } = await busy();
      await must(office.database, addMember, { name: 'Vàng Thị Mỷ' });
      await office.sync();
      const { http } = server();
      const overview = await http.inject({ url: '/quan-tri', headers: { host: 'localhost:8080' } });
      expect([overview.statusCode, overview.headers['cache-control']]).toEqual([200, 'no-store']);
      expect(overview.body).toContain('HTX Chè &#60;b&#62;Shan&#60;/b&#62;');
      expect(overview.body).toContain('2 ngày 2 giờ');
      const english = await http.inject({ url: '/quan-tri', headers: { 'accept-language': 'en' } });
      expect(english.body).toContain('Server administration');
      const coop = await http.inject({ url: `/quan-tri/hop-tac-xa/${COOP}` });
      expect(coop.body).toContain('Kế toán trưởng');
      expect(coop.body).toContain('chưa có');
      for (const { body } of [overview, english, coop]) {
        expect(body).not.toMatch(/Vàng Thị Mỷ|Tẩn Láo Hín|Đồi chè|<script|<b>Shan|undefined/);
      }
      for (const odd of ['c0ffee0000000009', '..%2F..%2Fetc', '%00', 'x'.repeat(3_000)]) {
        const { statusCode } = await http.inject({ url: `/quan-tri/hop-tac-xa/${odd}` });
        expect([400, 404, 414]).toContain(statusCode);
      }
      for (const part of ['-1', '99', 'x', '1e9']) {
        expect((await http.inject({ url: `/quan-tri?part=${part}` })).body).toContain(COOP);
      }
    });

    test('a hundred co-ops are a page, and the rest the next', async () => {
      for (let index = 0; index < 101; index += 1) {
        const coop = `c0ffee0000000${String(index).padStart(3, '0')}`;
        await opened.store.catalogue.addCoop({ coop, name: `HTX ${index}`, createdAt: NOW + index });
      }
      const { http } = server();
      const [first, second] = [await http.inject('/quan-tri'), await http.inject('/quan-tri?part=1')];
      expect(first.body.match(/<tr>/g)).toHaveLength(101);
      expect(second.body.match(/<tr>/g)).toHaveLength(2);
      expect(second.body).toContain('HTX 100');
    });

    test('from elsewhere it is there only with a token, only over https, and not before one has entered', async () => {
      await busy();
      const far = { remoteAddress: '203.0.113.9' };
      expect((await server().http.inject({ url: '/quan-tri', ...far })).statusCode).toBe(404);
      const { http } = server({ token: TOKEN, isBehindProxy: true });
      const ask = async (url: string, headers: Record<string, string> = {}) =>
        http.inject({ url, remoteAddress: '10.0.0.1', headers: { ...PROXY, ...headers } });
      const plain = await http.inject({ url: '/quan-tri', ...far });
      expect([plain.statusCode, plain.body.includes('chỉ mở qua https')]).toEqual([403, true]);
      const login = await ask('/quan-tri');
      expect([login.statusCode, login.body.includes('type="password"')]).toEqual([401, true]);
      expect(login.body).not.toContain(COOP);
      // The proxy runs on the machine itself, and still nobody through it sits there.
      const through = await http.inject({
        url: '/quan-tri',
        remoteAddress: '127.0.0.1',
        headers: { ...PROXY, host: 'localhost' },
      });
      expect(through.statusCode).toBe(401);

      const enter = async (token: string) =>
        http.inject({
          method: 'POST',
          url: '/quan-tri/vao?lang=en',
          remoteAddress: '10.0.0.1',
          headers: { ...PROXY, 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ token }).toString(),
        });
      expect((await enter('another long token')).statusCode).toBe(403);
      const entered = await enter(TOKEN);
      const cookie = String(entered.headers['set-cookie']);
      expect([entered.statusCode, entered.headers.location]).toEqual([303, '/quan-tri?lang=en']);
      expect(cookie).toMatch(/; Path=\/quan-tri; HttpOnly; SameSite=Strict; Secure$/);
      const [session = ''] = cookie.split(';');
      expect((await ask('/quan-tri', { cookie: session })).body).toContain(COOP);
      expect((await ask('/quan-tri', { cookie: `x=1; ${session}; y=2` })).statusCode).toBe(200);
      for (const forged of [
        session.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
        session.replace(/=\d/, '=9'),
        `${session}0`,
      ])
        expect((await ask('/quan-tri', { cookie: forged })).statusCode).toBe(401);
      // It ends by itself, with its session, and with another token.
      now += 8 * HOUR_MS;
      expect((await ask('/quan-tri', { cookie: session })).statusCode).toBe(401);
      now -= HOUR_MS;
      expect((await ask('/quan-tri', { cookie: session })).statusCode).toBe(200);
      const other = server({ token: 'another long token', isBehindProxy: true });
      const elsewhere = await other.http.inject({
        url: '/quan-tri',
        remoteAddress: '10.0.0.1',
        headers: { ...PROXY, cookie: session },
      });
      expect(elsewhere.statusCode).toBe(401);
      const leaving = await http.inject({
        method: 'POST',
        url: '/quan-tri/ra',
        remoteAddress: '10.0.0.1',
        headers: { ...PROXY, cookie: session },
      });
      expect(String(leaving.headers['set-cookie'])).toContain('Max-Age=0');
      expect((await ask('/quan-tri', { cookie: session })).statusCode).toBe(401);
    });

    test('whoever guesses is stopped after five tries, with the right token too, and waits a quarter of an hour', async () => {
      const { http } = server({ token: TOKEN, isBehindProxy: true });
      const enter = async (token: string, from: string) => {
        const answer = await http.inject({
          method: 'POST',
          url: '/quan-tri/vao',
          remoteAddress: '10.0.0.1',
          headers: { ...PROXY, 'x-forwarded-for': from, 'content-type': 'application/x-www-form-urlencoded' },
          payload: new URLSearchParams({ token }).toString(),
        });
        return answer.statusCode;
      };
      for (let index = 0; index < 5; index += 1)
        expect(await enter(`wrong ${index}`, `1.1.1.${index}, 198.51.100.1`)).toBe(403);
      expect([await enter(TOKEN, '198.51.100.1'), await enter(TOKEN, '198.51.100.2')]).toEqual([429, 303]);
      now += 15 * 60_000;
      expect(await enter(TOKEN, '198.51.100.1')).toBe(303);
      for (let index = 0; index < 50; index += 1) await enter('wrong', `198.51.101.${index}`);
      expect(await enter(TOKEN, '198.51.100.3')).toBe(429);
      const huge = await http.inject({
        method: 'POST',
        url: '/quan-tri/vao',
        headers: { ...PROXY, 'content-type': 'application/x-www-form-urlencoded' },
        payload: `token=${'x'.repeat(5_000)}`,
      });
      expect(huge.statusCode).toBe(413);
    });

    test('a device that syncs is noted, at most once an hour, and at once with a new build', async () => {
      await busy();
      const { http } = server();
      const sync = async (build: string) => {
        const body = encodeRequest([
          1,
          build,
          bytesOfHex('1'.padStart(32, '0')),
          bytesOfHex(COOP),
          [0, new Uint8Array(0)],
          4_000,
          [],
          null,
          null,
          null,
          null,
        ]);
        const answer = await http.inject({
          method: 'POST',
          url: '/v1/sync',
          payload: Buffer.from(body),
          headers: { 'content-type': 'application/octet-stream' },
        });
        expect(answer.statusCode).toBe(200);
        const devices = (await devicesOfCoop(parts, COOP)) ?? [];
        return devices.flatMap(({ seen }) => (seen === undefined ? [] : [[seen.at - NOW, seen.build]]));
      };
      expect(await sync('1')).toEqual([[0, '1']]);
      now += HOUR_MS - 1;
      expect(await sync('1')).toEqual([[0, '1']]);
      expect(await sync('2')).toEqual([[HOUR_MS - 1, '2']]);
      now += HOUR_MS;
      expect(await sync('2')).toEqual([[2 * HOUR_MS - 1, '2']]);
    });

    test('a disk that takes no note stops nobody', async () => {
      const refusing = new Sightings({ noteSeen: () => Promise.reject(new Error('full disk')) }, () => now);
      await expect(
        refusing.note({ coop: COOP, person: { userId: 'u', roles: ['member'] } }, '1'),
      ).resolves.toBeUndefined();
    });
  });
}
