/** Requests are proven by a key that the device does not give away (rules P35 to P37), over HTTP. */
import { createECDH } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { KeyRecord, KeyStore } from '#local-db/index.ts';
import { databaseName } from '#app/profile.ts';
import { requestKeys } from '#app/request-keys.ts';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { Fault } from '#kernel/result.ts';
import { readerOver, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { ownKeys } from '#local-db/rescue.ts';
import { setGrants } from '#modules/desk/commands.ts';
import { attention } from '#modules/desk/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { members } from '#modules/members/index.ts';
import { registry } from '#modules/registry.ts';
import {
  enrolErrorSchema,
  enrolResponseSchema,
  inviteResponseSchema,
  keyResponseSchema,
  type EnrolResponse,
} from '#protocol/enrol.ts';
import { digestOf, PROOF_BYTES, proofHeader, proofMessage, renewalMessage, windowAt } from '#protocol/request-proof.ts';
import {
  decodeSyncError,
  encodeProvenRequest,
  encodeRequest,
  faultOfSyncError,
  type SyncRequestMessage,
} from '#protocol/sync-message.ts';
import { provenHeader, syncUntilComplete, type Transport } from '#sync/index.ts';
import { KEY_MS } from '#server/access/sessions.ts';
import { createServer, type SoMuaServer } from '#server/server.ts';
import { openSqliteStore } from '#server/store/sqlite/sqlite-store.ts';
import type { EmbeddedStore } from '#server/store/store.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';
import type { MemoryDisk } from '../helpers/memory-store.ts';
import { nodeSigner } from '../helpers/node-signer.ts';

const COOP = 'c0ffee0000000001';
const TOKEN = '0f'.repeat(16);
const START = Date.UTC(2026, 10, 25);
const HOUR = 3_600_000;

let now: number;
let store: EmbeddedStore;
let server: SoMuaServer;
/** Every body that went to the server. */
let sent: Uint8Array[];

beforeEach(() => {
  now = START;
  sent = [];
  store = openSqliteStore({ dataDir: ':memory:' });
  server = createServer({ store, registry, now: () => now });
});
afterEach(async () => {
  await server.http.close();
  store.close();
});

async function post(url: string, payload: string | Buffer, headers: Record<string, string> = {}) {
  const type = typeof payload === 'string' ? 'application/json' : 'application/octet-stream';
  return server.http.inject({ method: 'POST', url, payload, headers: { 'content-type': type, ...headers } });
}

async function enrol(request: object): Promise<unknown> {
  const answer = await post('/v1/enrol', JSON.stringify(request));
  if (answer.statusCode === 200) return answer.json();
  const { error, serverTime } = enrolErrorSchema.parse(answer.json());
  throw new Fault(error, serverTime === undefined ? {} : { values: { serverTime } });
}

const transport: Transport = {
  async send(body) {
    sent.push(body);
    const answer = await post('/v1/sync', Buffer.from(body));
    if (answer.statusCode !== 200) throw faultOfSyncError(answer.rawPayload);
    return answer.rawPayload;
  },
};

async function founded(): Promise<EnrolResponse> {
  const setupToken = await server.enrolment.makeSetupToken();
  const names = { coopName: 'HTX Chè', personName: 'Niềm', deviceName: 'PC' };
  return enrolResponseSchema.parse(await enrol({ kind: 'found', setupToken, coop: COOP, proof: TOKEN, ...names }));
}

/** A phone's keys, in memory. */
function keysInMemory(): KeyStore {
  const kept = new Map<string, KeyRecord>();
  return {
    get: async (name) => kept.get(name),
    put: async (record) => void kept.set(record.name, record),
    delete: async (name) => void kept.delete(name),
  };
}

interface Phone {
  readonly keyStore: KeyStore;
  readonly database: LocalDatabase;
  readonly token: string;
  readonly disk: MemoryDisk;
  clockErrorMs: number;
}

function phoneOf({ coop, user, roles, token }: EnrolResponse, disk = newDisk()): Phone {
  let seed = 1;
  const phone: Phone = {
    token,
    disk,
    keyStore: keysInMemory(),
    clockErrorMs: 0,
    database: openDevice({
      disk,
      session: { coop, person: { userId: user, roles }, isEnrolled: true },
      now: () => now + phone.clockErrorMs,
      randomBytes: (length) => new Uint8Array(length).map(() => (seed = (seed * 75 + 74) % 65_537) & 0xff),
      signer: nodeSigner,
    }),
  };
  return phone;
}

function keysOf({ database, token, keyStore }: Phone, strength: 'hard' | 'soft' | 'none' = 'hard') {
  return requestKeys({
    database,
    token,
    keyStore,
    strength,
    agreeOnKey: async (request) => keyResponseSchema.parse(await enrol(request)),
  });
}

async function sync(phone: Phone, strength?: 'hard' | 'soft' | 'none'): Promise<void> {
  const options = { token: phone.token, build: 'test', byteBudget: 100_000, keys: keysOf(phone, strength) };
  await syncUntilComplete(phone.database, transport, options);
}

async function unsent({ database }: Phone): Promise<number> {
  return (await unsentSummary(database)).count;
}

async function codeOf(work: Promise<unknown>): Promise<string> {
  return work.then(
    () => 'ok',
    (cause: unknown) => (cause instanceof Fault ? cause.code : String(cause)),
  );
}

const refused = async (body: Uint8Array): Promise<string> => {
  const answer = await post('/v1/sync', Buffer.from(body));
  return answer.statusCode === 200 ? 'ok' : decodeSyncError(answer.rawPayload).code;
};

function idle(proof: Uint8Array, coop = COOP, build = 'test'): SyncRequestMessage {
  return [1, build, proof, bytesOfHex(coop), [0, new Uint8Array(0)], 4000, [], null, null, null, null, null];
}

/** The code of an invitation by this phone's person. */
async function codeFrom(phone: Phone, roles: readonly string[]): Promise<string> {
  const key = await keysOf(phone)?.current();
  if (key === undefined) return expect.fail('a key');
  const sentBody = { path: '/v1/invite', body: new TextEncoder().encode(JSON.stringify({ roles })) };
  const authorization = await provenHeader(key, { ...sentBody, serverTime: now });
  const answer = await post(sentBody.path, JSON.stringify({ roles }), { authorization });
  return inviteResponseSchema.parse(answer.json()).code;
}

describe.each(['hard', 'soft'] as const)('[P35] a session with a %s key', (strength) => {
  test('is worth nothing to who has its token, and what travelled is worth nothing for anything else', async () => {
    const enrolled = await founded();
    const phone = phoneOf(enrolled);
    await must(phone.database, addMember, { name: 'Tẩn Láo Hín' });
    await sync(phone, strength);
    expect(await unsent(phone)).toBe(0);
    const token = bytesOfHex(enrolled.token);
    expect(sent.some((body) => Buffer.from(body).includes(Buffer.from(token)))).toBe(false);
    expect(await refused(encodeRequest(idle(token)))).toBe('sync.unauthorised');
    const invite = JSON.stringify({ roles: ['driver'] });
    expect((await post('/v1/invite', invite, { authorization: `Bearer ${enrolled.token}` })).statusCode).toBe(403);
    expect(await codeOf(enrol({ kind: 'bind', proof: enrolled.token, point: `04${'11'.repeat(64)}` }))).not.toBe('ok');

    const last = sent.at(-1) ?? new Uint8Array(0);
    expect(await refused(last), 'the same once more changes nothing').toBe('ok');
    const head = store.read(COOP, (reader) => reader.head());
    await refused(sent[0] ?? last);
    expect(store.read(COOP, (reader) => reader.head())).toEqual(head);
    now += HOUR;
    expect(await refused(last), 'after a while it is no proof any more').toBe('sync.unauthorised');
    await sync(phone, strength);
  });

  test('makes invitations by the same key, for this body and this path', async () => {
    const phone = phoneOf(await founded());
    const key = await keysOf(phone, strength)?.current();
    if (key === undefined) expect.fail('a key');
    const headerFor = async (path: string, text: string, at = now): Promise<string> => {
      const digest = digestOf(new TextEncoder().encode(text));
      return proofHeader(key.coop, key.user, await key.mac(proofMessage({ path, digest }, windowAt(at))));
    };
    const body = JSON.stringify({ roles: ['driver'] });
    const status = async (authorization: string, text = body): Promise<number> =>
      (await post('/v1/invite', text, { authorization })).statusCode;
    const header = await headerFor('/v1/invite', body);
    expect(await status(header)).toBe(200);
    expect(await status(header, JSON.stringify({ roles: ['admin'] }))).toBe(403);
    expect(await status(await headerFor('/v1/sync', body))).toBe(403);
    expect(await status(await headerFor('/v1/invite', body, now - HOUR))).toBe(403);
    expect(await status(header.replace(key.user, '00000000000000ff'))).toBe(403);
    expect(await status(header.replace(COOP, 'c0ffee0000000002'))).toBe(403);
    expect(await status(`${header.slice(0, -1)}${header.endsWith('0') ? '1' : '0'}`)).toBe(403);
  });
});

describe('[P35] a proof', () => {
  test('is over everything that the request says, whatever the build is called', async () => {
    const phone = phoneOf(await founded());
    const key = await keysOf(phone)?.current();
    if (key === undefined) expect.fail('a key');
    for (const build of ['', 'x', 'b'.repeat(23), 'b'.repeat(24), 'bản dựng của tháng mười một', 'b'.repeat(40)]) {
      const proof = new Uint8Array(PROOF_BYTES);
      proof.set(bytesOfHex(key.user));
      const body = await encodeProvenRequest(idle(proof, COOP, build), async (digest) =>
        key.mac(proofMessage({ path: '/v1/sync', digest }, windowAt(now))),
      );
      expect(await refused(body), build).toBe('ok');
      const overAnother = await encodeProvenRequest(idle(proof, COOP, build), async () =>
        key.mac(proofMessage({ path: '/v1/sync', digest: new Uint8Array(32) }, windowAt(now))),
      );
      expect(await refused(overAnother), build).toBe('sync.unauthorised');
    }
  });

  test('of somebody else, of nobody and of another co-op are refused alike', async () => {
    const phone = phoneOf(await founded());
    await sync(phone);
    const key = await keysOf(phone)?.current();
    if (key === undefined) expect.fail('a key');
    const bodyOf = async (user: string, coop: string): Promise<Uint8Array> => {
      const proof = new Uint8Array(PROOF_BYTES);
      proof.set(bytesOfHex(user));
      return encodeProvenRequest(idle(proof, coop), async (digest) =>
        key.mac(proofMessage({ path: '/v1/sync', digest }, windowAt(now))),
      );
    };
    const answers = await Promise.all(
      [
        bodyOf('00000000000000ff', COOP),
        bodyOf(key.user, 'c0ffee0000000002'),
        bodyOf('00000000000000ff', 'c0ffee0000000002'),
      ].map(async (body) => hexOf((await post('/v1/sync', Buffer.from(await body))).rawPayload)),
    );
    expect(new Set(answers).size).toBe(1);
    expect(decodeSyncError(bytesOfHex(answers[0] ?? '')).code).toBe('sync.unauthorised');
  });

  test('is made by a device whose clock is years off, too', async () => {
    const phone = phoneOf(await founded());
    phone.clockErrorMs = -3 * 365 * 24 * HOUR;
    await must(phone.database, addMember, { name: 'Tẩn Láo Hín' });
    await sync(phone);
    expect(await unsent(phone)).toBe(0);
    const requests = sent.length;
    await sync(phone);
    expect(sent.length, 'it has learned the time').toBe(requests + 1);
    phone.clockErrorMs = 0;
    await sync(phone);
  });
});

describe('[P36] the first key', () => {
  test('is agreed on once more when the answer was lost, and no more when it was used', async () => {
    const enrolled = await founded();
    const phone = phoneOf(enrolled);
    await keysOf(phone)?.current();
    const second = phoneOf(enrolled);
    await must(second.database, addMember, { name: 'Tẩn Láo Hín' });
    await sync(second);
    expect(await unsent(second)).toBe(0);
    expect(await codeOf(sync(phoneOf(enrolled)))).toBe('sync.unauthorised');
  });

  test('a device that can have none goes on with its token', async () => {
    const phone = phoneOf(await founded());
    await sync(phone, 'none');
    expect(await refused(encodeRequest(idle(bytesOfHex(TOKEN))))).toBe('ok');
  });

  test('no point of the curve is no key', async () => {
    await founded();
    const bind = { kind: 'bind', proof: TOKEN, point: `04${'11'.repeat(64)}` };
    expect(await codeOf(enrol(bind))).toBe('enrol.malformed');
  });
});

describe('[P37] a key that the server takes no more', () => {
  test('is renewed by the key of the log after ninety days, in the same sync, and the work arrives', async () => {
    const phone = phoneOf(await founded());
    await must(phone.database, addMember, { name: 'Tẩn Láo Hín' });
    await sync(phone);
    const before = store.catalogue.sessions()[0]?.key;
    now += KEY_MS + HOUR;
    await must(phone.database, addMember, { name: 'Chảo Lở Mẩy' });
    await sync(phone);
    expect(await unsent(phone)).toBe(0);
    const after = store.catalogue.sessions()[0]?.key;
    expect([after?.isUsed, after?.secret === before?.secret]).toEqual([true, false]);
    expect(store.read(COOP, (reader) => reader.head().seq)).toBeGreaterThanOrEqual(2);
  });

  test('is renewed with a wrong clock as well, and when only the key was lost', async () => {
    const phone = phoneOf(await founded());
    await must(phone.database, addMember, { name: 'Tẩn Láo Hín' });
    await sync(phone);
    now += KEY_MS + HOUR;
    phone.clockErrorMs = 40 * 24 * HOUR;
    await sync(phone);
    const { coop, person } = phone.database.session;
    await phone.keyStore.delete(databaseName({ coop, user: person.userId }));
    await sync(phone);
  });

  test('stays where no log has a key: nobody is locked out for a weak device', async () => {
    const phone = phoneOf(await founded());
    await sync(phone);
    now += KEY_MS + HOUR;
    await sync(phone);
  });

  /** An office, and a bookkeeper who has worked and was blocked; his phone comes back after ninety days, with work. */
  async function blockedKeeper() {
    const office = phoneOf(await founded());
    await must(office.database, addMember, { name: 'Tẩn Láo Hín' });
    await sync(office);
    const code = await codeFrom(office, ['bookkeeper']);
    const joining = { kind: 'join', code, deviceName: 'PC', proof: 'ab'.repeat(16) };
    const keeper = phoneOf(enrolResponseSchema.parse(await enrol(joining)));
    await must(keeper.database, addMember, { name: 'Chảo Lở Mẩy' });
    await sync(keeper);
    const user = keeper.database.session.person.userId;
    await must(office.database, setGrants, { userId: user, grants: [] });
    await must(office.database, addMember, { name: 'Vàng Seo Sính' });
    await sync(office);
    now += KEY_MS + HOUR;
    const late = await must(keeper.database, addMember, { name: 'Lý Tả Mẩy' });
    return { office, keeper, user, late };
  }

  test('is renewed for who was blocked as well, for nothing but late work, which people look at', async () => {
    const { office, keeper, late } = await blockedKeeper();
    await sync(keeper);
    expect(await unsent(keeper)).toBe(0);
    await sync(office);
    const read = readerOver(office.database.store.reader);
    expect((await read.list(attention)).map(({ operation, why, state }) => ({ operation, why, state }))).toEqual([
      { operation: late, why: 'revoked', state: 'open' },
    ]);
    // What the office has written since does not come to that phone, and what it may do is nothing.
    const held = (await readerOver(keeper.database.store.reader).list(members)).map(({ name }) => name);
    expect(held).not.toContain('Vàng Seo Sính');
    const state = store.read(COOP, (reader) => reader.row(late));
    expect(state).toBeUndefined();
  });

  test('is not renewed by another one’s log, or with a seal from yesterday', async () => {
    const { office, user: blocked } = await blockedKeeper();
    await sync(office);

    // By hand: a good seal for this person, and what is wrong with each of the others.
    const { coop, person } = office.database.session;
    const [own] = await ownKeys(office.database);
    if (own === undefined) expect.fail('a key of its log');
    const point = createECDH('prime256v1').generateKeys('hex');
    const renewal = async (user: string, at: number): Promise<object> => {
      const message = renewalMessage({ coop, user, devicePoint: bytesOfHex(point) }, windowAt(at));
      const seal = hexOf(await nodeSigner.sign(own.privateKey, message));
      return { kind: 'renew', coop, user, writer: own.writer, point, seal };
    };
    const outcomes = await Promise.all(
      [renewal(person.userId, now), renewal(person.userId, now - 24 * HOUR), renewal(blocked, now)].map(
        async (request) => codeOf(enrol(await request)),
      ),
    );
    expect(outcomes).toEqual(['ok', 'enrol.forbidden', 'enrol.forbidden']);
  });
});
