import { deflateSync } from 'node:zlib';
import { encode } from 'cborg';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bytesOfHex } from '#kernel/ids.ts';
import { registry } from '#modules/registry.ts';
import { enrolResponseSchema, inviteResponseSchema } from '#protocol/enrol.ts';
import {
  decodeResponse,
  decodeSyncError,
  encodeRequest,
  withCheck,
  type SyncRequestMessage,
} from '#protocol/sync-message.ts';
import { createServer, type SoMuaServer } from './server.ts';
import type { EmbeddedStore } from './store/store.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';

const COOP = 'c0ffee0000000001';
const PROOF = '0f'.repeat(16);
const NOW = Date.UTC(2026, 10, 24, 2);
let store: EmbeddedStore;
let server: SoMuaServer;

beforeEach(() => {
  store = openSqliteStore({ dataDir: ':memory:' });
  server = createServer({ store, registry, now: () => NOW });
});
afterEach(async () => {
  await server.http.close();
  store.close();
});

async function found(): Promise<string> {
  const payload = {
    kind: 'found',
    setupToken: await server.enrolment.makeSetupToken(),
    coop: COOP,
    coopName: 'HTX Chè',
    personName: 'Hoa',
    deviceName: 'PC',
    proof: PROOF,
  };
  const answer = await server.http.inject({ method: 'POST', url: '/v1/enrol', payload });
  return enrolResponseSchema.parse(answer.json()).token;
}

function idle(token: string, coop = COOP): SyncRequestMessage {
  return [1, 'test', bytesOfHex(token), bytesOfHex(coop), [0, new Uint8Array(0)], 4000, [], null, null, null, null];
}

async function sync(body: Uint8Array, headers: Record<string, string> = {}) {
  return server.http.inject({
    method: 'POST',
    url: '/v1/sync',
    payload: Buffer.from(body),
    headers: { 'content-type': 'application/octet-stream', ...headers },
  });
}

describe('the server', () => {
  test('[SR1] says when it is ready', async () => {
    expect((await server.http.inject('/health')).json()).toEqual({ status: 'ready' });
  });

  test('[SR2] a set-up link founds a co-op once', async () => {
    const setupToken = await server.enrolment.makeSetupToken();
    const payload = {
      kind: 'found',
      setupToken,
      coop: COOP,
      coopName: 'HTX Chè',
      personName: 'Hoa',
      deviceName: 'PC',
      proof: PROOF,
    };
    expect((await server.http.inject({ method: 'POST', url: '/v1/enrol', payload })).statusCode).toBe(200);
    const again = await server.http.inject({
      method: 'POST',
      url: '/v1/enrol',
      payload: { ...payload, coop: 'c0ffee0000000002' },
    });
    expect([again.statusCode, again.json()]).toEqual([410, { error: 'enrol.setupUsed' }]);
  });

  test('[SR2] founding a co-op ends every set-up link printed before', async () => {
    const older = await server.enrolment.makeSetupToken();
    await found();
    const payload = {
      kind: 'found',
      setupToken: older,
      coop: 'c0ffee0000000002',
      coopName: 'x',
      personName: 'x',
      deviceName: 'x',
      proof: 'ab'.repeat(16),
    };
    expect((await server.http.inject({ method: 'POST', url: '/v1/enrol', payload })).statusCode).toBe(410);
  });

  test('[SR3] an invitation shows who it is for, joins once, and only the office can make one', async () => {
    const token = await found();
    const memberId = `${COOP}-1`;
    const invite = { roles: ['member'], memberId, memberName: 'Tẩn Láo Hín', memberCode: 'SV-001' };
    const made = await server.http.inject({
      method: 'POST',
      url: '/v1/invite',
      payload: invite,
      headers: { authorization: `Bearer ${token}` },
    });
    const { code } = inviteResponseSchema.parse(made.json());
    const look = await server.http.inject({ method: 'POST', url: '/v1/enrol', payload: { kind: 'look', code } });
    expect(look.json()).toEqual({
      coopName: 'HTX Chè',
      roles: ['member'],
      memberName: 'Tẩn Láo Hín',
      memberCode: 'SV-001',
    });
    const join = await server.http.inject({
      method: 'POST',
      url: '/v1/enrol',
      payload: { kind: 'join', code, deviceName: 'điện thoại', proof: 'ab'.repeat(16) },
    });
    const joined = enrolResponseSchema.parse(join.json());
    expect(joined).toMatchObject({ coop: COOP, roles: ['member'], memberId });
    expect(
      (
        await server.http.inject({
          method: 'POST',
          url: '/v1/enrol',
          payload: { kind: 'join', code, deviceName: 'x', proof: 'cd'.repeat(16) },
        })
      ).statusCode,
    ).toBe(404);
    const byMember = await server.http.inject({
      method: 'POST',
      url: '/v1/invite',
      payload: invite,
      headers: { authorization: `Bearer ${joined.token}` },
    });
    expect(byMember.statusCode).toBe(403);
  });

  test('[SR3] an invitation says what the invited person does, and who may give that out is asked', async () => {
    const invite = async (token: string, payload: object) =>
      server.http.inject({
        method: 'POST',
        url: '/v1/invite',
        payload,
        headers: { authorization: `Bearer ${token}` },
      });
    const join = async (made: Awaited<ReturnType<typeof invite>>, proof: string) => {
      const { code } = inviteResponseSchema.parse(made.json());
      const payload = { kind: 'join', code, deviceName: 'PC', proof };
      return enrolResponseSchema.parse(
        (await server.http.inject({ method: 'POST', url: '/v1/enrol', payload })).json(),
      );
    };
    const admin = await found();
    const keeper = await join(await invite(admin, { roles: ['bookkeeper', 'sales'] }), 'ab'.repeat(16));
    expect(keeper.roles).toEqual(['bookkeeper', 'sales']);
    const storekeeper = await join(await invite(admin, { roles: ['collector'] }), 'cd'.repeat(16));
    const entry = { memberId: `${COOP}-1`, memberName: 'Hín' };
    const helper = await join(await invite(keeper.token, { roles: ['helper'], ...entry }), 'ef'.repeat(16));
    expect(helper).toMatchObject({ roles: ['helper'], memberId: `${COOP}-1` });

    const statuses = async (token: string, requests: readonly object[]): Promise<readonly number[]> =>
      Promise.all(requests.map(async (request) => (await invite(token, request)).statusCode));
    const member = { roles: ['member'], ...entry };
    const both = { roles: ['member', 'collector'], ...entry };
    const requests = [{ roles: ['driver'] }, { roles: ['admin'] }, { role: 'office' }, both, member];
    expect(await statuses(admin, requests)).toEqual([200, 200, 200, 200, 200]);
    expect(await statuses(keeper.token, requests)).toEqual([403, 403, 403, 403, 200]);
    for (const { token } of [storekeeper, helper])
      expect(await statuses(token, requests)).toEqual([403, 403, 403, 403, 403]);
    // A member's right is nobody's without the entry, and an entry comes with nothing else.
    const wrong = [{ roles: ['member'] }, { roles: ['driver'], ...entry }, { roles: [] }, { roles: ['beekeeper'] }, {}];
    expect(await statuses(admin, wrong)).toEqual([400, 400, 400, 400, 400]);
  });

  test('[SR4] whoever guesses codes is slowed down', async () => {
    const guess = { method: 'POST', url: '/v1/enrol', payload: { kind: 'look', code: 'ABCDEF' } } as const;
    const answers: number[] = [];
    for (let tries = 0; tries < 11; tries += 1) answers.push((await server.http.inject(guess)).statusCode);
    expect(answers).toEqual([...Array.from({ length: 10 }, () => 404), 429]);
  });

  test('[SR5] with nothing to say, an exchange is at most 250 bytes each way', async () => {
    const request = encodeRequest(idle(await found()));
    const answer = await sync(request);
    expect(answer.statusCode).toBe(200);
    expect(decodeResponse(answer.rawPayload, request)[6][0]).toBe(0);
    expect(Math.max(request.length, answer.rawPayload.length)).toBeLessThanOrEqual(250);
  });

  test('[SR6] a wrong token and another co-op are answered alike', async () => {
    const token = await found();
    const wrong = await sync(encodeRequest(idle('0'.repeat(32))));
    const other = await sync(encodeRequest(idle(token, 'c0ffee0000000002')));
    expect([wrong.statusCode, other.statusCode]).toEqual([401, 401]);
    expect(other.rawPayload).toEqual(wrong.rawPayload);
  });

  test.each([
    ['a page of a captive portal', new TextEncoder().encode('<!doctype html><html></html>'), {}, 400, 'sync.malformed'],
    [
      'a cut deflate stream',
      deflateSync(Buffer.alloc(5_000, 7)).subarray(0, 12),
      { 'content-encoding': 'deflate' },
      400,
      'sync.malformed',
    ],
    ['an unknown encoding', new Uint8Array(4), { 'content-encoding': 'br' }, 400, 'sync.malformed'],
    ['a bomb', deflateSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'deflate' }, 413, 'sync.tooLarge'],
    ['fifty megabytes', new Uint8Array(50_000_000), {}, 413, 'sync.tooLarge'],
    ['a version of the future', withCheck(encode([99, 'x'])), {}, 400, 'sync.versionTooNew'],
    ['nothing', new Uint8Array(0), {}, 400, 'sync.malformed'],
  ])('[SR7] %s gets a typed answer', async (_name, body, headers, status, code) => {
    const answer = await sync(body, headers);
    expect(answer.statusCode).toBe(status);
    expect(decodeSyncError(answer.rawPayload).code).toBe(code);
  });
});
