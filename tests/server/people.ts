/** People, devices and what they may do, over HTTP with requests made by hand (rules P39 to P44). */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseGrants } from '#kernel/grants.ts';
import { hexOf } from '#kernel/ids.ts';
import { FOUNDER_ROLES, ROLES, type Role } from '#kernel/roles.ts';
import { decide, setGrants } from '#modules/desk/commands.ts';
import { attention } from '#modules/desk/index.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import { registry } from '#modules/registry.ts';
import { readerOver, unsentSummary, type LocalDatabase } from '#local-db/index.ts';
import { signingKey } from '#local-db/rescue.ts';
import { enrolResponseSchema, inviteResponseSchema, lookResponseSchema, type EnrolResponse } from '#protocol/enrol.ts';
import { meResponseSchema, peopleResponseSchema, PEOPLE_PER_PAGE, type PersonEntry } from '#protocol/people.ts';
import {
  encodeInvitation,
  invitationMessage,
  invitationText,
  type InvitationContent,
} from '#protocol/signed-invitation.ts';
import { faultOfSyncError } from '#protocol/sync-message.ts';
import { createServer, type SoMuaServer } from '#server/server.ts';
import type { Answer, ServerStore } from '#server/store/store.ts';
import { tokenHash } from '#server/access/sessions.ts';
import { syncUntilComplete } from '#sync/index.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';
import type { MemoryDisk } from '../helpers/memory-store.ts';
import { nodeSigner } from '../helpers/node-signer.ts';

const COOP = 'c0ffee0000000001';
const OTHER_COOP = 'c0ffee0000000002';
const DAY = 86_400_000;
const START = Date.UTC(2026, 10, 25);
const randomBytes = (length: number): Uint8Array => crypto.getRandomValues(new Uint8Array(length));

interface Phone {
  readonly user: string;
  readonly token: string;
  readonly database: LocalDatabase;
  readonly disk: MemoryDisk;
}

/** `open` gives an empty store. */
export function describePeople(name: string, open: () => Answer<ServerStore>): void {
  let now: number;
  let store: ServerStore;
  let server: SoMuaServer;

  const ask = async (
    method: 'GET' | 'POST',
    url: string,
    { body, token = '' }: { body?: object; token?: string } = {},
  ) => {
    const answer = await server.http.inject({
      method,
      url,
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === '' ? {} : { authorization: `Bearer ${token}` }),
      },
    });
    const json: unknown = answer.json();
    return { status: answer.statusCode, json };
  };
  const refusal = async (asked: ReturnType<typeof ask>): Promise<string> => {
    const { status, json } = await asked;
    return status === 200 ? 'ok' : `${status} ${String((json as { readonly error?: unknown }).error)}`;
  };
  const found = async (coop = COOP): Promise<EnrolResponse> => {
    const setupToken = await server.enrolment.makeSetupToken();
    const names = { coopName: 'HTX Chè', personName: 'Niềm', deviceName: 'PC' };
    const body = { kind: 'found', setupToken, coop, proof: hexOf(randomBytes(16)), ...names };
    return enrolResponseSchema.parse((await ask('POST', '/v1/enrol', { body })).json);
  };
  const join = async (code: string, proof = hexOf(randomBytes(16))) =>
    ask('POST', '/v1/enrol', { body: { kind: 'join', code, deviceName: 'Android', proof } });
  const joined = async (by: { readonly token: string }, request: object): Promise<EnrolResponse> => {
    const { code } = inviteResponseSchema.parse(
      (await ask('POST', '/v1/invite', { body: request, token: by.token })).json,
    );
    return enrolResponseSchema.parse((await join(code)).json);
  };
  const phoneOf = ({ coop, user, roles, memberId, token }: EnrolResponse, disk = newDisk()): Phone => ({
    user,
    token,
    disk,
    database: openDevice({
      disk,
      session: {
        coop,
        person: { userId: user, roles, ...(memberId === undefined ? {} : { memberId }) },
        isEnrolled: true,
      },
      now: () => now,
      randomBytes,
      signer: nodeSigner,
    }),
  });
  const sync = async ({ database, token }: Pick<Phone, 'database' | 'token'>): Promise<void> => {
    const send = async (body: Uint8Array): Promise<Uint8Array> => {
      now += 1_000;
      const headers = { 'content-type': 'application/octet-stream' };
      const answer = await server.http.inject({ method: 'POST', url: '/v1/sync', payload: Buffer.from(body), headers });
      if (answer.statusCode !== 200) throw faultOfSyncError(answer.rawPayload);
      return answer.rawPayload;
    };
    await syncUntilComplete(database, { send }, { token, build: 'test', byteBudget: 100_000 });
  };
  const listed = async (token: string): Promise<readonly PersonEntry[]> =>
    peopleResponseSchema.parse((await ask('GET', '/v1/people', { token })).json).people;
  const me = async (token: string) => meResponseSchema.parse((await ask('GET', '/v1/me', { token })).json);
  const change = async (by: string, user: string, roles: readonly Role[]): Promise<string> =>
    refusal(ask('POST', '/v1/people', { body: { user, roles }, token: by }));

  /** An office with a member and a product, and what a signed invitation of it says. */
  const office = async (): Promise<{
    readonly phone: Phone;
    readonly memberId: string;
    readonly productId: string;
  }> => {
    const phone = phoneOf(await found());
    const memberId = await must(phone.database, addMember, { name: 'Tẩn Láo Hín' });
    const productId = await must(phone.database, addProduct, { name: 'Chè', unit: 'kg' });
    return { phone, memberId, productId };
  };
  const signed = async (by: Phone, parts: Partial<InvitationContent> = {}): Promise<string> => {
    const key = await signingKey(by.database);
    if (key === undefined) return expect.fail('a key');
    const content = encodeInvitation({
      coop: COOP,
      coopName: 'HTX Chè',
      roles: ['driver'],
      expiresAt: now + 30 * DAY,
      nonce: hexOf(randomBytes(8)),
      writer: key.writer,
      ...parts,
    });
    return invitationText(content, await nodeSigner.sign(key.privateKey, invitationMessage(content)));
  };
  const joinSigned = async (invitation: string, parts: { readonly user?: string; readonly proof?: string } = {}) =>
    ask('POST', '/v1/enrol', {
      body: {
        kind: 'join-signed',
        invitation,
        user: parts.user ?? hexOf(randomBytes(8)),
        proof: parts.proof ?? hexOf(randomBytes(16)),
        deviceName: 'Android',
      },
    });

  describe(`people and devices on ${name}`, () => {
    beforeEach(async () => {
      now = START;
      store = await open();
      server = createServer({ store, registry, now: () => now });
    });
    afterEach(async () => {
      await server.http.close();
      await store.close();
    });

    describe('a request that comes twice at once', () => {
      test('[P16] lets in one device and gives it the same answer twice, by letters and by a signature', async () => {
        const { phone } = await office();
        await sync(phone);
        const asked = await ask('POST', '/v1/invite', { body: { roles: ['driver'] }, token: phone.token });
        const { code } = inviteResponseSchema.parse(asked.json);
        const [proof, user, other] = [hexOf(randomBytes(16)), hexOf(randomBytes(8)), hexOf(randomBytes(16))];
        const byLetters = await Promise.all([join(code, proof), join(code, proof)]);
        const invitation = await signed(phone);
        const twice = [joinSigned(invitation, { user, proof: other }), joinSigned(invitation, { user, proof: other })];
        const bySignature = await Promise.all(twice);
        for (const answers of [byLetters, bySignature]) {
          expect(answers.map(({ status }) => status)).toEqual([200, 200]);
          expect(answers[0]?.json).toEqual(answers[1]?.json);
        }
        expect((await listed(phone.token)).length).toBe(3);
      });
    });

    describe('[P39] the list of people', () => {
      test('says who is in with which device, what they do, in which logs they write, and how a PIN is helped with', async () => {
        const { phone, memberId } = await office();
        await sync(phone);
        const keeper = await joined(phone, { roles: ['bookkeeper', 'sales'] });
        await joined(phone, { roles: ['member'], memberId, memberName: 'Tẩn Láo Hín' });
        const key = { secret: 'a'.repeat(64), help: 'b'.repeat(32), agreedAt: 7, isUsed: false };
        await store.catalogue.bindKey(tokenHash(keeper.token), key);
        const people = await listed(phone.token);
        const log = await phone.database.store.reader.get('meta', 'log');
        expect(people.map(({ user, joinedAt: _at, ...entry }) => ({ ...entry, isMe: user === phone.user }))).toEqual(
          expect.arrayContaining([
            { roles: [...FOUNDER_ROLES], deviceName: 'PC', state: 'active', writers: [log?.['writer']], isMe: true },
            {
              roles: ['bookkeeper', 'sales'],
              deviceName: 'Android',
              state: 'active',
              writers: [],
              helpKey: 'b'.repeat(32),
              keySince: 7,
              isMe: false,
            },
            { roles: ['member'], memberId, deviceName: 'Android', state: 'active', writers: [], isMe: false },
          ]),
        );
        expect(people.length).toBe(3);
      });

      test('comes in pages, and is of one co-op', async () => {
        const admin = await found();
        await found(OTHER_COOP);
        for (let index = 0; index < PEOPLE_PER_PAGE + 5; index += 1)
          await store.catalogue.addSession({
            coop: COOP,
            person: { userId: index.toString(16).padStart(16, '0'), roles: ['driver'] },
            tokenHash: `t${index}`,
            deviceName: 'x',
            createdAt: 1,
          });
        const first = peopleResponseSchema.parse((await ask('GET', '/v1/people', { token: admin.token })).json);
        const second = peopleResponseSchema.parse(
          (await ask('GET', `/v1/people?after=${first.next ?? ''}`, { token: admin.token })).json,
        );
        expect([first.people.length, second.people.length, second.next]).toEqual([PEOPLE_PER_PAGE, 6, undefined]);
        expect(new Set([...first.people, ...second.people].map(({ user }) => user)).size).toBe(PEOPLE_PER_PAGE + 6);
      });

      test('is for no other role, whatever it may do besides', async () => {
        await found();
        const outcomes = await Promise.all(
          ROLES.map(async (role, index) => {
            const token = index.toString(16).padStart(32, '0');
            const person = { userId: index.toString(16).padStart(16, '0'), roles: [role] };
            await store.catalogue.addSession({
              coop: COOP,
              person,
              tokenHash: tokenHash(token),
              deviceName: 'x',
              createdAt: 1,
            });
            const asked = [
              await refusal(ask('GET', '/v1/people', { token })),
              await change(token, person.userId, ['admin', 'driver']),
              await refusal(ask('POST', '/v1/invite', { token, body: { user: person.userId } })),
              await refusal(ask('GET', '/v1/me', { token })),
            ];
            return [role, ...asked];
          }),
        );
        const no = '403 enrol.forbidden';
        expect(outcomes).toEqual(
          ROLES.map((role) => (role === 'admin' ? [role, 'ok', 'ok', 'ok', 'ok'] : [role, no, no, no, 'ok'])),
        );
      });

      test('is for active admins: everybody else is answered alike, whoever he is', async () => {
        const { phone, memberId } = await office();
        await sync(phone);
        const others = await Promise.all(
          [
            { roles: ['chief-accountant', 'director', 'control'] },
            { roles: ['member'], memberId, memberName: 'Hín' },
          ].map(async (request) => joined(phone, request)),
        );
        const second = await joined(phone, { roles: ['admin'] });
        expect(await refusal(ask('GET', '/v1/people', { token: second.token }))).toBe('ok');
        await must(phone.database, setGrants, { userId: second.user, grants: [] });
        await sync(phone);
        const answers = await Promise.all(
          [...others.map(({ token }) => token), second.token, 'ab'.repeat(16), ''].map(async (token) =>
            JSON.stringify([
              await ask('GET', '/v1/people', { token }),
              await ask('POST', '/v1/people', { token, body: { user: phone.user, roles: ['driver'] } }),
            ]),
          ),
        );
        expect(new Set(answers).size).toBe(1);
        expect(answers[0]).toContain('enrol.forbidden');
      });
    });

    describe('[P40] other roles', () => {
      test('count at once, for the app and for what is pushed, and what was written before is put aside', async () => {
        const { phone, memberId, productId } = await office();
        await sync(phone);
        const keeper = phoneOf(await joined(phone, { roles: ['bookkeeper'] }));
        await sync(keeper);
        expect(await me(keeper.token)).toMatchObject({ roles: ['bookkeeper'], state: 'active', coopName: 'HTX Chè' });
        await must(keeper.database, recordHarvest, { memberId, productId, quantityMilli: 4_000 });
        expect(await change(phone.token, keeper.user, ['driver'])).toBe('ok');
        expect(await me(keeper.token)).toMatchObject({ roles: ['driver'], state: 'active' });
        await sync(keeper);
        expect((await unsentSummary(keeper.database)).attention).toBe(1);
        await sync(phone);
        const cards = await readerOver(phone.database.store.reader).list(attention);
        expect(cards.map(({ why, author }) => [why, author])).toEqual([['forbidden', keeper.user]]);
        await must(phone.database, decide, { cardId: cards[0]?.id ?? '', action: 'release' });
        await sync(phone);
        expect((await readerOver(phone.database.store.reader).list(harvests)).length).toBe(1);
      });

      test('are what is let in later is judged by', async () => {
        const { phone } = await office();
        await sync(phone);
        const driver = enrolResponseSchema.parse((await joinSigned(await signed(phone))).json);
        // A device that lets its person do more than the server knows of.
        const bold = phoneOf({ ...driver, roles: ['bookkeeper'] });
        await must(bold.database, addProduct, { name: 'Măng vầu', unit: 'kg' });
        await sync(bold);
        expect(await change(phone.token, driver.user, ['bookkeeper'])).toBe('ok');
        await must(phone.database, setGrants, { userId: driver.user, grants: parseGrants(['coop', 'book']) });
        await sync(phone);
        const known = await readerOver(phone.database.store.reader).list(products);
        expect(known.map((product) => product.name).sort()).toEqual(['Chè', 'Măng vầu']);
      });

      test('are given by admins; the last of them stays one; a member’s work needs his entry', async () => {
        const { phone, memberId } = await office();
        await sync(phone);
        const keeper = await joined(phone, { roles: ['bookkeeper'] });
        const farmer = await joined(phone, { roles: ['member'], memberId, memberName: 'Hín' });
        expect(await change(keeper.token, farmer.user, ['helper'])).toBe('403 enrol.forbidden');
        expect(await change(phone.token, '00000000000000ff', ['driver'])).toBe('403 enrol.forbidden');
        expect(await change(phone.token, keeper.user, ['member'])).toBe('409 enrol.entryMissing');
        expect(await change(phone.token, phone.user, ['director'])).toBe('409 enrol.lastAdmin');
        expect(await change(phone.token, keeper.user, [])).toBe('400 enrol.malformed');
        expect(await change(phone.token, farmer.user, ['collector'])).toBe('ok');
        expect((await me(farmer.token)).memberId).toBeUndefined();
        expect(await change(phone.token, farmer.user, ['member', 'collector'])).toBe('ok');
        expect((await me(farmer.token)).memberId).toBe(memberId);
        // One who is blocked is no admin to count on.
        const second = await joined(phone, { roles: ['admin'] });
        await must(phone.database, setGrants, { userId: second.user, grants: [] });
        await sync(phone);
        expect(await change(phone.token, phone.user, ['director'])).toBe('409 enrol.lastAdmin');
        await must(phone.database, setGrants, {
          userId: second.user,
          grants: parseGrants(['coop', 'member:*', 'admin']),
        });
        await sync(phone);
        const both = await Promise.all([
          change(phone.token, second.user, ['driver']),
          change(second.token, phone.user, ['driver']),
        ]);
        expect(both.filter((each) => each === 'ok').length, 'of two who take each other’s place one stays').toBe(1);
      });

      test('of somebody in another co-op cannot be changed, and nobody learns that he is there', async () => {
        const admin = await found();
        const other = await found(OTHER_COOP);
        expect(await change(admin.token, other.user, ['driver'])).toBe('403 enrol.forbidden');
        expect((await me(other.token)).roles).toEqual([...FOUNDER_ROLES]);
      });
    });

    describe('[P41] in again', () => {
      test('is the same person with the same roles, and the token from before ends', async () => {
        const { phone, memberId, productId } = await office();
        await sync(phone);
        const farmer = phoneOf(await joined(phone, { roles: ['member'], memberId, memberName: 'Hín' }));
        await sync(farmer);
        await must(farmer.database, recordHarvest, { memberId, productId, quantityMilli: 4_000 });
        const made = await ask('POST', '/v1/invite', { body: { user: farmer.user }, token: phone.token });
        const { code } = inviteResponseSchema.parse(made.json);
        const look = await ask('POST', '/v1/enrol', { body: { kind: 'look', code } });
        expect(lookResponseSchema.parse(look.json).again).toEqual({ coop: COOP, user: farmer.user });
        const proof = 'ab'.repeat(16);
        const again = enrolResponseSchema.parse((await join(code, proof)).json);
        expect(again).toMatchObject({ user: farmer.user, roles: ['member'], memberId, token: proof });
        expect((await join(code, proof)).json, 'the answer was lost, and it asks once more').toEqual(again);
        expect(await refusal(join(code))).toBe('404 enrol.codeUnknown');
        expect(await refusal(ask('GET', '/v1/me', { token: farmer.token }))).toBe('403 enrol.forbidden');
        const goesOn = phoneOf(again, farmer.disk);
        await sync(goesOn);
        expect(await unsentSummary(goesOn.database)).toMatchObject({ count: 0, attention: 0 });
        expect((await listed(phone.token)).length).toBe(2);
      });

      test('is asked for by admins, for somebody of the own co-op who is not blocked', async () => {
        const { phone } = await office();
        await sync(phone);
        const other = await found(OTHER_COOP);
        const keeper = await joined(phone, { roles: ['bookkeeper'] });
        const again = async (token: string, user: string): Promise<string> =>
          refusal(ask('POST', '/v1/invite', { body: { user }, token }));
        expect(await again(keeper.token, keeper.user)).toBe('403 enrol.forbidden');
        expect(await again(phone.token, other.user)).toBe('403 enrol.forbidden');
        expect(await again(phone.token, '00000000000000ff')).toBe('403 enrol.forbidden');
        const made = await ask('POST', '/v1/invite', { body: { user: keeper.user }, token: phone.token });
        await must(phone.database, setGrants, { userId: keeper.user, grants: [] });
        await sync(phone);
        expect(await again(phone.token, keeper.user)).toBe('403 enrol.forbidden');
        const { code } = inviteResponseSchema.parse(made.json);
        expect(await refusal(join(code))).toBe('403 enrol.forbidden');
      });
    });

    describe('[P42] an invitation that was signed without a connection', () => {
      test('lets a device in that has worked already, and its work counts when it is approved', async () => {
        const { phone, memberId } = await office();
        await sync(phone);
        const member = { id: memberId, name: 'Tẩn Láo Hín' };
        const user = hexOf(randomBytes(8));
        const token = hexOf(randomBytes(16));
        const farmer = phoneOf({ coop: COOP, coopName: 'x', user, roles: ['member'], memberId, token });
        const productId = await must(farmer.database, addProduct, { name: 'Măng', unit: 'kg' });
        await must(farmer.database, recordHarvest, { memberId, productId, quantityMilli: 4_000 });
        const invitation = await signed(phone, { roles: ['member'], member });
        const answer = await joinSigned(invitation, { user, proof: token });
        expect(enrolResponseSchema.parse(answer.json)).toEqual({
          coop: COOP,
          coopName: 'HTX Chè',
          user,
          roles: ['member'],
          memberId,
          token,
        });
        expect(await joinSigned(invitation, { user, proof: token })).toEqual(answer);
        expect((await me(token)).state).toBe('pending');
        await sync(farmer);
        expect((await unsentSummary(farmer.database)).attention).toBe(2);
        const [entry] = (await listed(phone.token)).filter((each) => each.user === user);
        expect(entry).toMatchObject({ state: 'pending', roles: ['member'], memberId });
        await must(phone.database, setGrants, { userId: user, grants: parseGrants(['coop', 'member:self']) });
        await sync(phone);
        expect((await readerOver(phone.database.store.reader).list(harvests)).length).toBe(1);
        await sync(farmer);
        expect(await unsentSummary(farmer.database)).toMatchObject({ count: 0, attention: 0 });
        expect((await me(token)).state).toBe('active');
      });

      test('[P43] lets in once, for a while, and only by whom it may', async () => {
        const { phone } = await office();
        const once = await signed(phone);
        expect(await refusal(joinSigned(once)), 'the log that signed it is not here yet').toBe('409 enrol.waits');
        await sync(phone);
        expect(await refusal(joinSigned(once))).toBe('ok');
        expect(await refusal(joinSigned(once))).toBe('404 enrol.codeUnknown');
        expect(await refusal(joinSigned(await signed(phone, { expiresAt: now })))).toBe('404 enrol.codeUnknown');
        expect(await refusal(joinSigned(await signed(phone), { user: phone.user }))).toBe('404 enrol.codeUnknown');
        const keeper = phoneOf(await joined(phone, { roles: ['bookkeeper'] }));
        await must(keeper.database, addMember, { name: 'Chảo Lở Mẩy' });
        await sync(keeper);
        expect(await refusal(joinSigned(await signed(keeper, { roles: ['admin'] })))).toBe('403 enrol.forbidden');
        const member = { id: `${'a'.repeat(16)}-1`, name: 'Mẩy' };
        expect(await refusal(joinSigned(await signed(keeper, { roles: ['member'], member })))).toBe('ok');
        await must(phone.database, setGrants, { userId: keeper.user, grants: [] });
        await sync(phone);
        expect(await refusal(joinSigned(await signed(keeper, { roles: ['member'], member })))).toBe(
          '403 enrol.forbidden',
        );
      });

      test('[P44] that was changed, or is of a co-op that is not here, waits like one whose log is not here', async () => {
        const { phone } = await office();
        await sync(phone);
        const good = await signed(phone);
        const changed = `${good.slice(0, 40)}${good[40] === 'A' ? 'B' : 'A'}${good.slice(41)}`;
        const elsewhere = await signed(phone, { coop: OTHER_COOP });
        const noLog = await signed(phone, { writer: '00000000000000ff' });
        const answers = await Promise.all([changed, elsewhere, noLog].map(async (text) => refusal(joinSigned(text))));
        expect(answers[1]).toBe('409 enrol.waits');
        expect(answers[2]).toBe('409 enrol.waits');
        expect(['409 enrol.waits', '400 enrol.malformed']).toContain(answers[0]);
        expect(await refusal(joinSigned('A'.repeat(300)))).toBe('400 enrol.malformed');
        expect(await refusal(joinSigned(good))).toBe('ok');
      });

      test('[P43] gives nobody the rights of a person who was here before', async () => {
        const { phone } = await office();
        const gone = '00000000000000e1';
        await must(phone.database, setGrants, { userId: gone, grants: parseGrants(['coop', 'admin']) });
        await sync(phone);
        expect(await refusal(joinSigned(await signed(phone), { user: gone }))).toBe('404 enrol.codeUnknown');
      });

      test('[P42] a member’s role without an entry lets in nobody', async () => {
        const { phone } = await office();
        await sync(phone);
        expect(await refusal(joinSigned(await signed(phone, { roles: ['member'] })))).toBe('400 enrol.malformed');
      });
    });
  });
}
