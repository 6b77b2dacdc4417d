/**
 * What one co-op can learn of another, or do to it: nothing. Every role × every table × every kind on the rows of another
 * co-op, and every route, over HTTP with requests that no app has checked. Each answer is compared with the one to the
 * same request about what exists nowhere.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Person } from '#kernel/module.ts';
import { bytesOfHex, hexOf } from '#kernel/ids.ts';
import { ROLES } from '#kernel/roles.ts';
import { photos as photoRows } from '#modules/attachments/index.ts';
import { attention } from '#modules/desk/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { decodeIds, decodeRows, encodeIds } from '#protocol/columns.ts';
import type { Operation } from '#protocol/operation.ts';
import { photoPath } from '#protocol/photos.ts';
import type { SyncResponseMessage } from '#protocol/sync-message.ts';
import type { Answer } from '#server/store/store.ts';
import { jpeg, shaOf } from '../helpers/pictures.ts';
import { attempts, seedOf, type Case } from './attempts.ts';
import { COOP, HandMade, Log, requestOf, sealed, type HttpAnswer, type OpenedStores } from './hand-made.ts';
import { subjects, type People } from './subjects.ts';

const THERE = 'c0ffee0000000002';
const NOWHERE = 'c0ffee0000000003';
const USER_THERE = '00000000000000b7';
const USER_NOWHERE = '00000000000000b8';
const WRITER_THERE = '5eed000000000001';
const OTHER_WRITER_THERE = '5eed000000000002';
/** For each log of the other co-op one that is nowhere, and for what is tried on its rows the same tried on nothing. */
const TWINS: readonly (readonly [string, string])[] = [
  [WRITER_THERE, '5eee000000000001'],
  [OTHER_WRITER_THERE, '5eee000000000002'],
  ['bbbbbbbbbbbbbbbb', 'bbbbbbbbbbbbbbbc'],
];
const EVERYTHING = ['coop', 'member:self', 'member:*', 'book', 'admin'];

/** `open` gives an empty store. */
export function describeAcross(name: string, open: () => Answer<OpenedStores>): void {
  describe.each(ROLES)(`[I16] across co-ops on ${name}, %s`, (role) => {
    let hand: HandMade;
    let there: People;
    let logThere: readonly Operation[];
    let cases: readonly Case[];
    /** What somebody of this co-op tries on the rows of the other, and the same on rows that are nowhere. */
    let tried: readonly Operation[];
    let twin: readonly Operation[];
    let pictureThere: string;
    let came = 0;
    const picture = jpeg();

    beforeAll(async () => {
      const { store, photos } = await open();
      hand = await HandMade.on(store, { photos });
      await hand.addCoop(THERE);
      const { seed, people, product } = seedOf(WRITER_THERE);
      there = people;
      const log = new Log('bbbbbbbbbbbbbbbb');
      const byOther = new Log(OTHER_WRITER_THERE);
      const all: Person = { userId: USER_THERE, roles: ROLES, memberId: people.me };
      const neighbour: Person = { userId: '00000000000000c7', roles: ['member'], memberId: people.other };
      cases = attempts({ seed, byOther, tried: log }, subjects(people, product));
      pictureThere = seed.add(photoRows, 'create', {
        onTable: harvests.number,
        onRow: seed.add(harvests, 'post', {
          memberId: people.me,
          productId: product,
          quantityMilli: 5_000,
          unit: 'kg',
          harvestedOn: '2026-11-20',
        }),
        sha: shaOf(picture),
        bytes: picture.length,
        width: 1_280,
        height: 960,
        memberId: people.me,
      });
      const office = await hand.device(all, THERE);
      const stored = [
        await hand.push(office, seed.operations, THERE),
        await hand.push(await hand.device(neighbour, THERE), byOther.operations, THERE),
      ];
      expect(stored.flatMap((each) => [...each.values()]).filter((reason) => reason !== undefined)).toEqual([]);
      await photos.put(THERE, shaOf(picture), picture);
      logThere = seed.operations;
      tried = log.operations;
      twin = log.operations.map(twinOf);
    });
    afterAll(async () => hand.close());

    /** Somebody of this role, who has a namesake in the other co-op with the same user's id; gives the token of here. */
    async function newcomer(memberId = there.me): Promise<string> {
      came += 1;
      const person = { userId: userOf(came), roles: [role], memberId };
      await hand.device(person, THERE);
      return hand.device(person);
    }

    const userOf = (number: number): string => number.toString(16).padStart(16, '0');

    /** All that is stored of the other co-op. */
    async function standing() {
      return hand.server.store.read(THERE, (reader) => ({
        head: reader.head(),
        derived: [...reader.derived()],
        persons: reader.persons(),
        writers: reader.writers(),
      }));
    }

    test('what is done to rows of another co-op ends as if they were nowhere', async () => {
      const before = await standing();
      const token = await newcomer();
      const second = await newcomer(twinText(there.me));
      const [reasons, nowhere] = [await hand.push(token, tried), await hand.push(second, twin)];
      const told = (found: ReadonlyMap<number, string | undefined>) =>
        cases.map(({ subject, kind, n }) => [subject.name, kind, found.get(n)]);
      expect(told(reasons)).toEqual(told(nowhere));
      const reached = cases.filter(({ kind, n }) => !['create', 'post'].includes(kind) && reasons.get(n) === undefined);
      expect(reached.map(({ subject, kind }) => `${kind} ${subject.name}`)).toEqual([]);
      // What names their rows and is of no use to anybody may stand here, as any slip with a wrong name; theirs stand there.
      const named = await hand.server.store.read(THERE, (reader) => reader.allRows('', 100_000).map(({ id }) => id));
      const here = await hand.server.store.read(COOP, (reader) => named.filter((id) => reader.row(id) !== undefined));
      expect([named.length > 50, here]).toEqual([true, []]);
      expect(await standing()).toEqual(before);
    });

    test('a request in the name of another co-op is answered as for one that is nowhere', async () => {
      const before = await standing();
      const token = await newcomer();
      const asked = async (coop: string) => {
        const requests = [
          {},
          { grants: EVERYTHING },
          { ids: encodeIds([there.me, there.other]) },
          { marks: [markOf(WRITER_THERE)] },
          { segments: [await sealed(tried, coop)] },
          { segments: [await sealed(logThere, coop)] },
        ];
        return Promise.all(requests.map((parts) => hand.answer(requestOf(token, { coop, ...parts }))));
      };
      const answers = await asked(THERE);
      expect(answers).toEqual(await asked(NOWHERE));
      expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 401));
      expect(await standing()).toEqual(before);
    });

    test('people, invitations and photos of another co-op are answered as nowhere', async () => {
      const before = await standing();
      const token = await newcomer();
      const ask = async (user: string, member: string, row: string, coop: string): Promise<readonly HttpAnswer[]> => [
        await hand.request(token, 'POST', '/v1/people', { json: { user, roles: ['driver'] } }),
        await hand.request(token, 'POST', '/v1/invite', { json: { user } }),
        await hand.request(token, 'POST', '/v1/invite', {
          json: { roles: ['member'], memberId: member, memberName: 'Hín' },
        }),
        await hand.request(token, 'GET', `/v1/people?after=${user}`),
        ...(await photoAnswers(token, COOP, row)),
        ...(await photoAnswers(token, coop, row)),
        ...(await photoAnswers(token, coop, pictureThere)),
      ];
      const found = await ask(USER_THERE, there.me, pictureThere, THERE);
      const nowhere = await ask(USER_NOWHERE, twinText(there.me), twinText(pictureThere), NOWHERE);
      expect(found.map(withoutCode)).toEqual(nowhere.map(withoutCode));
      expect(found.slice(4).map(({ status }) => status)).toEqual([404, 404, 404, ...Array(6).fill(401)]);
      const me = await hand.request(token, 'GET', '/v1/me');
      expect(JSON.parse(me.body)).toMatchObject({ user: userOf(came), roles: [role] });
      expect(await standing()).toEqual(before);
    });

    // The last one, since what it brings stands here afterwards.
    test('logs and rows of another co-op brought or asked for in one’s own are nowhere', async () => {
      const before = await standing();
      const asking = async (as: (text: string) => string, coop: string) => {
        const token = await newcomer(as(there.me));
        const log = logThere.map((operation) => mapped(operation, as));
        const parts = [
          { ids: encodeIds([there.me, there.other, pictureThere].map(as)) },
          { marks: [markOf(as(WRITER_THERE))] },
          // As it was sealed there, which is for no other co-op; then under a seal for this one.
          { segments: [await sealed(log, coop)] },
          { segments: [await sealed(log)] },
        ];
        const answers: string[] = [];
        for (const each of parts) answers.push(toldOf(await hand.ask(requestOf(token, { grants: [], ...each }))));
        return answers;
      };
      const found = await asking((text) => text, THERE);
      expect(found.map(twinText)).toEqual(await asking(twinText, NOWHERE));
      expect(await standing()).toEqual(before);
    });

    async function photoAnswers(token: string, coop: string, row: string): Promise<readonly HttpAnswer[]> {
      const path = photoPath(coop, row);
      const headers = { 'upload-offset': '0', 'upload-length': String(picture.length) };
      return [
        await hand.request(token, 'HEAD', path),
        await hand.request(token, 'GET', path),
        await hand.request(token, 'PUT', path, { bytes: picture.subarray(0, 100), headers }),
      ];
    }
  });
}

function markOf(writer: string): [Uint8Array, number, []] {
  return [bytesOfHex(writer), 3, []];
}

function twinText(text: string): string {
  return TWINS.reduce((told, [from, to]) => told.replaceAll(from, to), text);
}

/** The same operation about rows that are nowhere. */
function twinOf(operation: Operation): Operation {
  return mapped(operation, twinText);
}

function mapped(operation: Operation, as: (text: string) => string): Operation {
  return JSON.parse(as(JSON.stringify(operation)));
}

/** What an answer says, but for places in this co-op's own log, which are later for the later request. */
function toldOf(answer: SyncResponseMessage): string {
  const [, , stored, putAside, form, page, , hasMore, , logs, grants, , , , refetched] = answer;
  const rowsIn = (bytes: Uint8Array | undefined) =>
    bytes === undefined || bytes.length === 0
      ? []
      : decodeRows(bytes).map(({ table, id, scope }) => [
          table,
          scope,
          // A row of the server's own is named after its place.
          table === attention.number ? 'a card' : id,
        ]);
  return JSON.stringify({
    stored: stored.map(([writer, first, count]) => [hexOf(writer), first, count]),
    putAside: putAside.map(([writer, n, , reason]) => [hexOf(writer), n, reason]),
    form,
    rows: rowsIn(page),
    hasMore,
    logs: logs?.map(([writer, last, , known, why]) => [hexOf(writer), last, known, why]),
    grants: grants?.[0],
    found: rowsIn(refetched?.[0]),
    unknown: refetched === undefined || refetched === null ? [] : decodeIds(refetched[1], 100),
  });
}

/** A code is another each time. */
function withoutCode({ status, headers, body }: HttpAnswer): HttpAnswer {
  return { status, headers, body: body.replace(/"code":"[A-Z]{6}"/, '"code":"……"') };
}
