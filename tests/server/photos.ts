/** Photos over HTTP with requests made by hand: what any store has to keep. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { PHOTO_BYTES } from '#kernel/system-rows.ts';
import { photos } from '#modules/attachments/index.ts';
import { grants } from '#modules/desk/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { customers, sales } from '#modules/sales/index.ts';
import { bytesOfHex } from '#kernel/ids.ts';
import { CHUNK_BYTES, photoPath, provenPath } from '#protocol/photos.ts';
import { digestOf, MAC_BYTES, proofHeader, proofMessage, windowAt } from '#protocol/request-proof.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { createServer, type SoMuaServer } from '#server/server.ts';
import type { Answer } from '#server/store/store.ts';
import { jpeg, shaOf, webp } from '../helpers/pictures.ts';
import { COOP, HandMade, Log, NOW, type OpenedStores } from '../permissions/hand-made.ts';

const OFFICE: Person = { userId: '00000000000000f0', roles: FOUNDER_ROLES };
const OTHER_COOP = 'c0ffee0000000002';
const DAY_MS = 86_400_000;

/** `open` gives empty stores. */
export function describePhotos(name: string, open: () => Answer<OpenedStores>): void {
  describe(`photos on ${name}`, () => {
    let opened: OpenedStores;
    let coop: HandMade;
    let server: SoMuaServer;
    let people: { readonly me: string; readonly other: string; readonly product: string };
    let tokens: { readonly me: string; readonly other: string; readonly office: string; readonly driver: string };
    let now: number;

    beforeEach(async () => {
      opened = await open();
      now = NOW;
      coop = await HandMade.on(opened.store);
      server = serve({});
      const seed = new Log('aaaaaaaaaaaaaaaa');
      const me = seed.add(members, 'create', { name: 'Tẩn Láo Hín' });
      const other = seed.add(members, 'create', { name: 'Vũ Ngọc Quý' });
      const product = seed.add(products, 'create', { name: 'Chè búp tươi', unit: 'kg' });
      seed.add(customers, 'create', { name: 'Chợ' });
      const office = await coop.session(OFFICE);
      await coop.push(office, seed.operations);
      people = { me, other, product };
      tokens = {
        office,
        me: await coop.session({ userId: '00000000000000a0', roles: ['member'], memberId: me }),
        other: await coop.session({ userId: '00000000000000b0', roles: ['member'], memberId: other }),
        driver: await coop.session({ userId: '00000000000000c0', roles: ['driver'] }),
      };
    });
    afterEach(async () => {
      await server.end();
      await coop.close();
    });

    function serve(limits: { readonly perDay?: number }): SoMuaServer {
      return createServer({ ...coop.server, now: () => now, photos: { store: opened.photos, ...limits } });
    }

    const harvestOf = (memberId: string) => ({
      memberId,
      productId: people.product,
      quantityMilli: 5_000,
      unit: 'kg',
      harvestedOn: '2026-11-20',
    });

    let logs = 0;

    /** A harvest of the member and a photo of it; gives the photo's row and what became of it. */
    async function named(bytes: Uint8Array, change: Readonly<Record<string, unknown>> = {}) {
      logs += 1;
      const log = new Log(`b${String(logs).padStart(15, '0')}`);
      const onRow = log.add(harvests, 'post', harvestOf(people.me));
      const about = { onTable: harvests.number, onRow, sha: shaOf(bytes), bytes: bytes.length };
      const row = log.add(photos, 'create', { ...about, width: 1_280, height: 960, memberId: people.me, ...change });
      const reason = (await coop.push(tokens.me, log.operations)).get(2);
      return { row, reason };
    }

    interface Asked {
      readonly token?: string;
      readonly coop?: string;
    }

    async function put(
      row: string,
      piece: { readonly offset: number; readonly length: number; readonly bytes: Uint8Array },
      by: Asked = {},
    ) {
      const answer = await server.http.inject({
        method: 'PUT',
        url: photoPath(by.coop ?? COOP, row),
        headers: {
          ...signed(by.token ?? tokens.me),
          'content-type': 'application/octet-stream',
          'upload-offset': String(piece.offset),
          'upload-length': String(piece.length),
        },
        payload: Buffer.from(piece.bytes),
      });
      return {
        status: answer.statusCode,
        offset: Number(answer.headers['upload-offset']),
        error: errorIn(answer.body),
      };
    }

    const signed = (token: string) => ({ authorization: `Bearer ${token}` });
    const errorIn = (body: string): unknown => (body === '' ? undefined : JSON.parse(body).error);

    async function send(row: string, bytes: Uint8Array, by: Asked = {}) {
      let last = await put(row, { offset: 0, length: bytes.length, bytes: bytes.subarray(0, CHUNK_BYTES) }, by);
      for (let offset = CHUNK_BYTES; offset < bytes.length && last.status === 204; offset += CHUNK_BYTES)
        last = await put(
          row,
          { offset, length: bytes.length, bytes: bytes.subarray(offset, offset + CHUNK_BYTES) },
          by,
        );
      return last;
    }

    const ask = (method: 'GET' | 'HEAD', row: string, by: Asked = {}) =>
      server.http.inject({ method, url: photoPath(by.coop ?? COOP, row), headers: signed(by.token ?? tokens.me) });

    const offsetOf = async (row: string): Promise<number> => Number((await ask('HEAD', row)).headers['upload-offset']);

    test.each([
      ['JPEG', jpeg(), 'image/jpeg'],
      ['WebP', webp(), 'image/webp'],
    ])(
      '[P50] a %s comes in pieces and is given to whoever may hold the row, with fixed type and no cookie',
      async (_name, bytes, type) => {
        const { row } = await named(bytes);
        expect(await ask('GET', row)).toMatchObject({ statusCode: 404 });
        expect(await send(row, bytes)).toMatchObject({ status: 204, offset: bytes.length });
        for (const token of [tokens.me, tokens.office]) {
          const given = await ask('GET', row, { token });
          expect([given.statusCode, new Uint8Array(given.rawPayload)]).toEqual([200, bytes]);
          expect(given.headers).toMatchObject({
            'content-type': type,
            'x-content-type-options': 'nosniff',
            'content-security-policy': "default-src 'none'; sandbox",
            'cache-control': 'private, max-age=31536000, immutable',
            vary: 'authorization',
          });
          expect(given.headers['set-cookie']).toBeUndefined();
        }
      },
    );

    test('[P51] what was cut goes on where it was, and a piece that comes twice changes nothing', async () => {
      const bytes = jpeg();
      const { row } = await named(bytes);
      const first = { offset: 0, length: bytes.length, bytes: bytes.subarray(0, 20_000) };
      expect(await put(row, first)).toMatchObject({ status: 204, offset: 20_000 });
      expect(await put(row, first)).toMatchObject({ status: 409, error: 'photos.elsewhere', offset: 20_000 });
      expect((await ask('HEAD', row)).headers).toMatchObject({
        'upload-offset': '20000',
        'upload-length': String(bytes.length),
      });
      // Another process of the server, or the same after it was killed.
      await server.end();
      server = serve({});
      for (let offset = 20_000; offset < bytes.length; offset += 20_000)
        expect(
          (await put(row, { offset, length: bytes.length, bytes: bytes.subarray(offset, offset + 20_000) })).status,
        ).toBe(204);
      expect(new Uint8Array((await ask('GET', row)).rawPayload)).toEqual(bytes);
      // The answer to the last piece was lost: the device asks, or sends it all again.
      expect(await offsetOf(row)).toBe(bytes.length);
      expect(await send(row, bytes)).toMatchObject({ status: 204, offset: bytes.length });
      expect(await opened.photos.list(COOP, '', 10)).toEqual([shaOf(bytes)]);
    });

    test('[P51] a process that ended before it kept the last piece loses nothing', async () => {
      const bytes = jpeg();
      const { row } = await named(bytes);
      const sha = shaOf(bytes);
      await opened.photos.begin(COOP, sha, { day: '2026-11-24', limit: 10 });
      await opened.photos.append(COOP, sha, { offset: 0, bytes });
      expect(await offsetOf(row)).toBe(bytes.length);
      expect(new Uint8Array((await ask('GET', row)).rawPayload)).toEqual(bytes);
    });

    test('[P51] two devices that send the same photo at once end with one', async () => {
      const bytes = jpeg();
      const { row } = await named(bytes);
      const bring = async (): Promise<void> => {
        for (let tries = 0, offset = 0; offset < bytes.length && tries < 50; tries += 1) {
          const piece = { offset, length: bytes.length, bytes: bytes.subarray(offset, offset + CHUNK_BYTES) };
          const answer = await put(row, piece);
          expect([204, 409]).toContain(answer.status);
          offset = answer.offset;
        }
      };
      await Promise.all([bring(), bring(), bring()]);
      expect(new Uint8Array((await ask('GET', row)).rawPayload)).toEqual(bytes);
      expect(await opened.photos.begun(COOP, shaOf(bytes))).toBeUndefined();
    });

    test('[P52] not there, somebody else’s, taken off and put aside are answered alike', async () => {
      const bytes = jpeg();
      const { row } = await named(bytes);
      await send(row, bytes);
      const nowhere = await ask('GET', 'cccccccccccccccc-1');
      expect([nowhere.statusCode, nowhere.body]).toEqual([404, '{"error":"photos.unknown"}']);
      const alike = async (id: string, token: string): Promise<void> => {
        const [got, head, brought] = [
          await ask('GET', id, { token }),
          await ask('HEAD', id, { token }),
          await send(id, bytes, { token }),
        ];
        expect([got.statusCode, got.body, headersOf(got)]).toEqual([404, nowhere.body, headersOf(nowhere)]);
        expect([head.statusCode, brought.status, brought.error]).toEqual([404, 404, 'photos.unknown']);
      };
      for (const token of [tokens.other, tokens.driver]) await alike(row, token);
      // A row that is no photo's, and one that the server has put aside.
      await alike(people.me, tokens.me);
      const aside = await named(bytes, { memberId: people.other });
      expect(aside.reason).toBe('forbidden');
      await alike(aside.row, tokens.me);
      await alike(aside.row, tokens.other);
      const removing = new Log('dddddddddddddddd');
      removing.change(photos, 'delete', { id: row, row: { memberId: people.me }, fields: {} });
      expect((await coop.push(tokens.me, removing.operations)).get(1)).toBeUndefined();
      await alike(row, tokens.me);
      expect(await opened.photos.has(COOP, shaOf(bytes))).toBe(true);
    });

    function headersOf(answer: { readonly headers: object }): object {
      return Object.fromEntries(Object.entries(answer.headers).filter(([name]) => name !== 'date'));
    }

    test('[P52] another co-op, no session and a wrong one learn nothing', async () => {
      const bytes = jpeg();
      const { row } = await named(bytes);
      await send(row, bytes);
      await coop.addCoop(OTHER_COOP);
      const foreign = await coop.session(OFFICE, OTHER_COOP);
      for (const by of [
        { token: foreign },
        { token: '0'.repeat(32) },
        { coop: OTHER_COOP },
        { coop: 'c0ffee0000000003' },
        { coop: '..%2f..' },
      ]) {
        const got = await ask('GET', row, by);
        expect([got.statusCode, got.body]).toEqual([401, '{"error":"photos.unauthorised"}']);
        expect(await send(row, bytes, by)).toMatchObject({ status: 401, error: 'photos.unauthorised' });
      }
      expect((await ask('GET', row, { token: foreign, coop: OTHER_COOP })).statusCode).toBe(404);
      expect(
        (
          await server.http.inject({
            method: 'GET',
            url: photoPath(COOP, row),
            headers: { cookie: `session=${tokens.me}` },
          })
        ).statusCode,
      ).toBe(401);
    });

    test('[P52] a request is proven for what it asks, and its proof is worth nothing for anything else', async () => {
      const bytes = jpeg();
      const { row } = await named(bytes);
      await send(row, bytes);
      const other = await named(jpeg({ filling: 80_000 }));
      const secret = '5a'.repeat(32);
      await opened.store.catalogue.bindKey(tokenHash(tokens.me), {
        secret,
        help: '5b'.repeat(16),
        isUsed: false,
        agreedAt: now,
      });
      const proofOf = (method: string, at: string, body: Uint8Array = new Uint8Array(0)): string => {
        const content = { path: provenPath(method, photoPath(COOP, at)), digest: digestOf(body) };
        const mac = createHmac('sha256', bytesOfHex(secret))
          .update(proofMessage(content, windowAt(now)))
          .digest();
        return proofHeader(COOP, '00000000000000a0', mac.subarray(0, MAC_BYTES));
      };
      const statusOf = async (method: 'GET' | 'HEAD' | 'PUT', at: string, authorization: string, body?: Uint8Array) => {
        const pieces = { 'content-type': 'application/octet-stream', 'upload-offset': '0', 'upload-length': '80036' };
        const answer = await server.http.inject({
          method,
          url: photoPath(COOP, at),
          headers: { authorization, ...(body === undefined ? {} : pieces) },
          ...(body === undefined ? {} : { payload: Buffer.from(body) }),
        });
        return answer.statusCode;
      };
      const head = proofOf('HEAD', row);
      expect(await statusOf('HEAD', row, head)).toBe(204);
      expect(await statusOf('GET', row, head)).toBe(401);
      expect(await statusOf('GET', other.row, proofOf('GET', row))).toBe(401);
      expect(await statusOf('GET', row, proofOf('GET', row))).toBe(200);
      const piece = jpeg({ filling: 80_000 }).subarray(0, 1_000);
      const put = proofOf('PUT', other.row, piece);
      expect(await statusOf('PUT', other.row, put, piece.subarray(1))).toBe(401);
      expect(await statusOf('PUT', other.row, put, piece)).toBe(204);
      // The token counts no more, and an old proof neither.
      expect(await statusOf('GET', row, `Bearer ${tokens.me}`)).toBe(401);
      const old = proofOf('GET', row);
      now += 3_600_000;
      expect(await statusOf('GET', row, old)).toBe(401);
    });

    test('[P52] a person from whom everything was taken away, or who is not approved, gets nothing', async () => {
      const bytes = jpeg();
      const { row } = await named(bytes);
      await send(row, bytes);
      const pending = await coop.session({
        userId: '00000000000000d0',
        roles: ['member'],
        memberId: people.me,
        isPending: true,
      });
      expect((await ask('GET', row, { token: pending })).statusCode).toBe(404);
      expect((await ask('GET', row)).statusCode).toBe(200);
      const blocking = new Log('dddddddddddddddd');
      blocking.add(grants, 'create', { userId: '00000000000000a0', patterns: [] });
      expect((await coop.push(tokens.office, blocking.operations)).get(1)).toBeUndefined();
      expect((await ask('GET', row)).statusCode).toBe(404);
      expect(await send(row, bytes)).toMatchObject({ status: 404, error: 'photos.unknown' });
    });

    test('[P53] only what the row names is taken: another picture, a page, a place in it or a larger one is not', async () => {
      const bytes = jpeg();
      const other = await named(bytes, { sha: 'ab'.repeat(32) });
      expect(await send(other.row, bytes)).toMatchObject({ status: 422, error: 'photos.damaged' });
      // It begins anew after that.
      expect(await offsetOf(other.row)).toBe(0);
      const page = new TextEncoder().encode('<script>alert(document.cookie)</script>'.repeat(100));
      for (const wrong of [
        page,
        jpeg({ withPlace: true }),
        webp({ withPlace: true }),
        jpeg({ width: 4_000, height: 3_000 }),
      ]) {
        const { row } = await named(wrong);
        expect(await send(row, wrong)).toMatchObject({ status: 415, error: 'photos.notPicture' });
        expect((await ask('GET', row)).statusCode).toBe(404);
      }
      expect(await opened.photos.list(COOP, '', 10)).toEqual([]);
    });

    test('[P53] exactly 150 KiB are taken and one byte more is not, piece by piece either', async () => {
      const most = jpeg({ filling: PHOTO_BYTES - jpeg({ filling: 0 }).length });
      expect(most.length).toBe(PHOTO_BYTES);
      expect(await send((await named(most)).row, most)).toMatchObject({ status: 204 });
      const { row, reason } = await named(jpeg({ filling: PHOTO_BYTES }));
      expect([reason, (await ask('HEAD', row)).statusCode]).toEqual(['invalid', 404]);
      const bytes = jpeg();
      const small = await named(bytes);
      const piece = { offset: 0, length: bytes.length, bytes: bytes.subarray(0, 1_000) };
      const malformed = { status: 400, error: 'photos.malformed' };
      expect(await put(small.row, { ...piece, length: PHOTO_BYTES })).toMatchObject(malformed);
      expect(await put(small.row, { ...piece, offset: bytes.length - 10 })).toMatchObject(malformed);
      expect(await put(small.row, { ...piece, bytes: new Uint8Array(0) })).toMatchObject(malformed);
      expect(await put(small.row, { ...piece, bytes: new Uint8Array(CHUNK_BYTES + 1) })).toMatchObject(malformed);
      expect(await put(small.row, { ...piece, offset: -1 })).toMatchObject(malformed);
      expect(await offsetOf(small.row)).toBe(0);
    });

    test('[P54] a co-op begins so many a day and no more, and the next day again', async () => {
      await server.end();
      server = serve({ perDay: 2 });
      const rows = [];
      for (const filling of [100, 101, 102]) {
        const bytes = jpeg({ filling });
        rows.push({ bytes, row: (await named(bytes)).row });
      }
      const outcomes = [];
      for (const { row, bytes } of rows) outcomes.push((await send(row, bytes)).error);
      expect(outcomes).toEqual([undefined, undefined, 'photos.dayIsFull']);
      const [first, , third] = rows;
      // What is here already costs nothing.
      expect((await send(first?.row ?? '', first?.bytes ?? new Uint8Array(0))).status).toBe(204);
      now += DAY_MS;
      expect((await send(third?.row ?? '', third?.bytes ?? new Uint8Array(0))).status).toBe(204);
    });

    test('[P54] what was begun and never ended is thrown away when another one begins', async () => {
      const [left, next] = [jpeg({ filling: 50_000 }), jpeg({ filling: 60_000 })];
      const { row } = await named(left);
      await put(row, { offset: 0, length: left.length, bytes: left.subarray(0, 1_000) });
      now = Date.now() + 8 * DAY_MS;
      await send((await named(next)).row, next);
      expect(await offsetOf(row)).toBe(0);
    });

    test('[P52] a photo names a record of the same member, or the server puts it aside', async () => {
      const bytes = jpeg();
      const log = new Log('eeeeeeeeeeeeeeee');
      const sold = log.add(sales, 'post', {
        direction: 'coop-customer',
        productId: people.product,
        quantityMilli: 5_000,
        unit: 'kg',
        unitPriceDong: 1_000,
        amountDong: 5_000,
        payment: 'cash',
        soldOn: '2026-11-20',
      });
      const about = { sha: shaOf(bytes), bytes: bytes.length, width: 1_280, height: 960 };
      log.add(photos, 'create', { ...about, onTable: sales.number, onRow: sold });
      log.add(photos, 'create', { ...about, onTable: sales.number, onRow: sold, memberId: people.me });
      log.add(photos, 'create', { ...about, onTable: harvests.number, onRow: sold });
      const reasons = await coop.push(
        await coop.session({ userId: '00000000000000e0', roles: ['bookkeeper'] }),
        log.operations,
      );
      expect([2, 3, 4].map((n) => reasons.get(n))).toEqual([undefined, 'invalid', 'invalid']);
    });
  });
}
