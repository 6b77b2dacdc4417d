/** What somebody has who has read along: a token, a whole request. Over HTTP, byte by byte. */
import 'fake-indexeddb/auto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { requestKeys } from '#app/request-keys.ts';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { addMember } from '#modules/members/commands.ts';
import { enrolErrorSchema, enrolResponseSchema, keyResponseSchema, type EnrolResponse } from '#protocol/enrol.ts';
import { digestOf, PROOF_BYTES, proofHeader, proofMessage, windowAt } from '#protocol/request-proof.ts';
import {
  decodeSyncError,
  encodeProvenRequest,
  encodeRequest,
  faultOfSyncError,
  type SyncRequestMessage,
} from '#protocol/sync-message.ts';
import { syncUntilComplete, type RequestKey } from '#sync/index.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { newDisk, openDevice, must } from '../helpers/local-device.ts';
import { nodeSigner } from '../helpers/node-signer.ts';
import { problemsOf } from './every-answer.ts';
import type { RawAnswer } from './raw-http.ts';
import { COOP, post, START, startTarget, TOKEN, type Target } from './target.ts';

const OTHER_COOP = 'c0ffee0000000002';
const NO_COOP = 'c0ffee0000000003';
const MINUTE = 60_000;
/** The span of time in which a code is made, and the longest that one counts: to the end of the span after. */
const WINDOW_MS = 2 ** 20;

let target: Target;
/** Every body that went to the server. */
let sent: Uint8Array[];
let key: RequestKey;
let device: ReturnType<typeof openDevice>;

async function enrol(request: object): Promise<unknown> {
  const { status, body } = await post(target.port, '/v1/enrol', { body: JSON.stringify(request) });
  const json: unknown = JSON.parse(body.toString());
  if (status !== 200) throw new Fault(enrolErrorSchema.parse(json).error);
  return json;
}

async function sync(): Promise<void> {
  const transport = {
    async send(body: Uint8Array) {
      sent.push(body);
      const answer = await post(target.port, '/v1/sync', { body: Buffer.from(body) });
      if (answer.status !== 200) throw faultOfSyncError(answer.body);
      return new Uint8Array(answer.body);
    },
  };
  const options = { token: target.founder.token, build: 'test', byteBudget: 100_000, keys: keys() };
  await syncUntilComplete(device, transport, options);
}

const keys = () =>
  requestKeys({
    database: device,
    token: target.founder.token,
    strength: 'hard',
    agreeOnKey: async (request) => keyResponseSchema.parse(await enrol(request)),
  });

beforeEach(async () => {
  target = await startTarget();
  // In the middle of a span, so that a test knows how far the next one is.
  target.now = windowAt(START) * WINDOW_MS + 1;
  sent = [];
  const { coop, user, roles } = target.founder;
  let seed = 1;
  device = openDevice({
    disk: newDisk(),
    session: { coop, person: { userId: user, roles }, isEnrolled: true },
    now: () => target.now,
    randomBytes: (length) => new Uint8Array(length).map(() => (seed = (seed * 75 + 74) % 65_537) & 0xff),
    signer: nodeSigner,
  });
  await must(device, addMember, { name: 'Tẩn Láo Hín' });
  await sync();
  key = (await keys()?.current()) ?? expect.fail('a key');
});
afterEach(async () => target.close());

const again = async (body: Uint8Array): Promise<RawAnswer> =>
  post(target.port, '/v1/sync', { body: Buffer.from(body) });
const codeOf = ({ status, body }: RawAnswer): string => (status === 200 ? 'ok' : decodeSyncError(body).code);

function idle(proof: Uint8Array, coop = COOP): SyncRequestMessage {
  return [1, 'test', proof, bytesOfHex(coop), [0, new Uint8Array(0)], 4_000, [], null, null, null, null, null];
}

async function proven(user: string, { coop = COOP, path = '/v1/sync' } = {}): Promise<Uint8Array> {
  const proof = new Uint8Array(PROOF_BYTES);
  proof.set(bytesOfHex(user));
  return encodeProvenRequest(idle(proof, coop), async (digest) =>
    key.mac(proofMessage({ path, digest }, windowAt(target.now))),
  );
}

/** All of an answer but the day in its head. */
function whole({ status, headers, body }: RawAnswer): string {
  const told = [...headers].filter(([name]) => name !== 'date' && !name.startsWith('x-ratelimit-'));
  return JSON.stringify([status, told, hexOf(new Uint8Array(body))]);
}

describe('[P35] [P36] who has stolen a token', () => {
  test('reads nothing, writes nothing, invites nobody and agrees on no key, once its device has used its own', async () => {
    const head = target.store.read(COOP, (reader) => reader.head());
    expect(codeOf(await again(encodeRequest(idle(bytesOfHex(TOKEN)))))).toBe('sync.unauthorised');
    const invite = { body: '{"roles":["admin"]}', headers: { authorization: `Bearer ${TOKEN}` } };
    expect((await post(target.port, '/v1/invite', invite)).status).toBe(403);
    const { user, ...rest } = target.founder;
    expect([user.length, rest.token]).toEqual([16, TOKEN]);
    const thief = { kind: 'bind', proof: TOKEN, point: hexOf(new Uint8Array(await pointOf())) };
    await expect(enrol(thief)).rejects.toMatchObject({ code: 'enrol.forbidden' });
    expect(target.store.read(COOP, (reader) => reader.head())).toEqual(head);
    await must(device, addMember, { name: 'Chảo Lở Mẩy' });
    await sync();
    expect(await target.wrong()).toEqual(['an ordinary exchange is answered by 401']);
  });
});

async function pointOf(): Promise<ArrayBuffer> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDH', namedCurve: 'P-256' }, true, ['deriveBits']);
  return crypto.subtle.exportKey('raw', pair.publicKey);
}

describe('[P35] how a request is proven', () => {
  test('is not for the request to choose: what names another way, or is of another length, is taken for nothing', async () => {
    const { coop, user } = { coop: COOP, user: target.founder.user };
    const good = hexOf(
      await key.mac(proofMessage({ path: '/v1/me', digest: digestOf(new Uint8Array(0)) }, windowAt(target.now))),
    );
    const ask = async (authorization: string) =>
      (await fetch(`http://127.0.0.1:${target.port}/v1/me`, { headers: { authorization } })).status;
    expect(await ask(`SoMua ${coop}.${user}.${good}`)).toBe(200);
    const none = Buffer.from('{"alg":"none"}').toString('base64url');
    for (const other of [
      `SoMua none.${coop}.${user}.${good}`,
      `SoMua ${coop}.${user}.`,
      `SoMua ${coop}.${user}.${good.slice(0, 8)}`,
      `SoMua ${coop}.${user}.${good}00`,
      `SoMua-1 ${coop}.${user}.${good}`,
      `Bearer ${none}.${none}.`,
      `Basic ${Buffer.from(`${user}:${good}`).toString('base64')}`,
    ])
      expect([other, await ask(other)]).toEqual([other, 403]);
    for (const length of [0, 8, 15, 17, 21, 23, 32, 64])
      expect([length, codeOf(await again(encodeRequest(idle(new Uint8Array(length)))))]).toEqual([
        length,
        'sync.unauthorised',
      ]);
  });
});

describe('[P35] who has recorded a request', () => {
  test('gets its answer once more for half an hour at most, and changes nothing by it', async () => {
    const body = sent.at(-1) ?? expect.fail('a request');
    const head = target.store.read(COOP, (reader) => reader.head());
    const codes: string[] = [];
    for (const minutes of [0, 17, 34, 35, 36, 60, 24 * 60]) {
      target.now = windowAt(START) * WINDOW_MS + 1 + minutes * MINUTE;
      codes.push(codeOf(await again(body)));
    }
    expect(codes).toEqual(['ok', 'ok', 'ok', ...Array.from({ length: 4 }, () => 'sync.unauthorised')]);
    // A server whose clock goes back by an hour takes no code of the future either.
    target.now = windowAt(START) * WINDOW_MS - 60 * MINUTE;
    expect(codeOf(await again(body))).toBe('sync.unauthorised');
    expect(target.store.read(COOP, (reader) => reader.head())).toEqual(head);
  });

  test('can use it for no other content, path, person or co-op', async () => {
    const body = sent.at(-1) ?? expect.fail('a request');
    let taken = 0;
    for (let at = 0; at < body.length; at += 1) {
      const changed = body.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      if ((await again(changed)).status === 200) taken += 1;
    }
    expect(taken).toBe(0);
    expect(codeOf(await again(await proven(key.user)))).toBe('ok');
    for (const wrong of [
      await proven('00000000000000ff'),
      await proven(key.user, { coop: OTHER_COOP }),
      await proven(key.user, { path: '/v1/invite' }),
      await proven(key.user, { path: '/v1/sync?' }),
    ])
      expect(codeOf(await again(wrong))).toBe('sync.unauthorised');
    const text = '{"roles":["driver"]}';
    const digest = digestOf(new TextEncoder().encode(text));
    const header = proofHeader(
      key.coop,
      key.user,
      await key.mac(proofMessage({ path: '/v1/invite', digest }, windowAt(target.now))),
    );
    const invite = async (path: string, said: string, authorization = header) =>
      (await post(target.port, path, { body: said, headers: { authorization } })).status;
    expect(await invite('/v1/invite', text)).toBe(200);
    expect(await invite('/v1/invite', text.replace('driver', 'admin'))).toBe(403);
    expect(await invite('/v1/invite?x=1', text)).toBe(403);
    expect(await invite('/v1/invite', text, header.replace(key.user, '00000000000000ff'))).toBe(403);
    expect(await invite('/v1/invite', text, header.replace(COOP, OTHER_COOP))).toBe(403);
    expect(await invite('/v1/invite', text, header.replace('SoMua', 'somua'))).toBe(403);
    target.now += 36 * MINUTE;
    expect(await invite('/v1/invite', text)).toBe(403);
  });
});

describe('[SR6] who asks about another co-op', () => {
  test('gets the same bytes whether there is one or not, by token, by proof, and for a new key', async () => {
    const stranger = inOther();
    const byProof = [
      await again(await proven(key.user, { coop: OTHER_COOP })),
      await again(await proven(key.user, { coop: NO_COOP })),
    ];
    const byToken = [
      await again(encodeRequest(idle(bytesOfHex(stranger), COOP))),
      await again(encodeRequest(idle(bytesOfHex(stranger), NO_COOP))),
      await again(encodeRequest(idle(bytesOfHex('ab'.repeat(16)), OTHER_COOP))),
    ];
    const renewals = await Promise.all(
      [COOP, OTHER_COOP, NO_COOP].map(async (coop) => {
        const point = `04${'11'.repeat(64)}`;
        const request = { kind: 'renew', coop, user: key.user, writer: '11'.repeat(8), point, seal: '11'.repeat(64) };
        return post(target.port, '/v1/enrol', { body: JSON.stringify(request) });
      }),
    );
    for (const answers of [byProof, byToken, renewals]) {
      expect(new Set(answers.map(whole)).size).toBe(1);
      expect(answers.flatMap(problemsOf)).toEqual([]);
    }
    expect(byToken[0]?.status).toBe(401);
  });
});

/** The token of somebody in another co-op of this server. */
function inOther(): string {
  const token = 'cd'.repeat(16);
  const person: Pick<EnrolResponse, 'roles'> = enrolResponseSchema.parse(target.founder);
  target.store.catalogue.addCoop({ coop: OTHER_COOP, name: 'HTX khác', createdAt: START });
  target.store.catalogue.addSession({
    coop: OTHER_COOP,
    person: { userId: 'ab'.repeat(8), roles: person.roles },
    tokenHash: tokenHash(token),
    deviceName: 'PC',
    createdAt: START,
  });
  return token;
}
