/** What the server needs from any store. Every engine keeps the same promises. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseGrants } from '#kernel/grants.ts';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { serverChainStart } from '#protocol/chain.ts';
import type { RowState } from '#protocol/row-state.ts';
import type { Answer, CoopWriter, NewSession, ServerStore, StoredOperation } from '#server/store/store.ts';

const COOP = 'c0ffee0000000001';
const OTHER_COOP = 'c0ffee0000000002';
const WRITER = '00000000000000aa';
const MEMBER = `${WRITER}-1`;

const OFFICE: Person = { userId: 'office', roles: FOUNDER_ROLES };
const FARMER: Person = { userId: 'farmer', roles: ['member'], memberId: MEMBER };
const EVERYTHING = ['coop', 'member:*', 'book', 'admin'] as const;

/** A hash, or a mark of the chain, that says what it is of. */
const mark = (seq: number): string => seq.toString(16).padStart(32, '0');

function operation(seq: number, parts: Partial<StoredOperation> = {}): StoredOperation {
  return {
    seq,
    writer: WRITER,
    n: seq,
    hash: mark(seq),
    reason: undefined,
    row: `${WRITER}-${seq}`,
    receivedAt: 1_700_000_000_000,
    effectiveAt: 1_600_000_000_000,
    header: Uint8Array.of(1, seq),
    payload: Uint8Array.of(2, seq, 0, 255),
    ...parts,
  };
}

function row(n: number, parts: Partial<RowState> = {}): RowState {
  const id = `${WRITER}-${n}`;
  const head = { operation: id, time: { ms: 1_700_000_000_000 + n, counter: 0 }, value: `row ${n}` };
  return { table: 3, id, scope: 'coop', seq: n, kind: 'record', fields: new Map([[1, [head]]]), ...parts };
}

const INVITATION = {
  code: 'ABCDEF',
  coop: COOP,
  coopName: 'HTX Một',
  roles: ['member'],
  expiresAt: 9,
  memberId: MEMBER,
  memberName: 'Hín',
} as const;

function session(tokenHash: string): NewSession {
  return { tokenHash, coop: COOP, person: FARMER, deviceName: 'điện thoại', createdAt: 1 };
}

/** Engines may give their own kind of byte arrays. */
const plain = <T>(value: T): T => structuredClone(value);

const idsOf = (rows: readonly RowState[]): readonly number[] => rows.map((each) => Number(each.id.split('-')[1]));

/** `open` gives an empty store; `reopen` what another process finds after the first one has ended. */
export function describeServerStore(
  name: string,
  open: () => Answer<{ readonly store: ServerStore; readonly reopen: () => Answer<ServerStore> }>,
): void {
  describe(`the server store: ${name}`, () => {
    let store: ServerStore;
    let reopen: () => Answer<ServerStore>;
    beforeEach(async () => {
      ({ store, reopen } = await open());
    });
    afterEach(async () => store.close());

    const write = async (body: (writer: CoopWriter) => void): Promise<void> => store.write(COOP, body);

    test('a co-op in which nothing was written has an empty log and a chain of its own', async () => {
      const head = { seq: 0, chain: serverChainStart(COOP), safeSeq: 0, firstYear: 0 };
      expect(await store.read(COOP, (reader) => reader.head())).toEqual(head);
      expect(await store.read(COOP, (reader) => reader.chainAt(0))).toBe(serverChainStart(COOP));
      expect(await store.read(COOP, (reader) => reader.chainAt(1))).toBeUndefined();
      expect(await store.read(OTHER_COOP, (reader) => reader.head().chain)).not.toBe(head.chain);
    });

    test('[I2] what a body wrote is there when it returns, for whoever opens the store next', async () => {
      await write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putRow(row(1), { year: 0 });
      });
      await store.close();
      store = await reopen();
      expect(
        plain(await store.read(COOP, (reader) => [reader.head().seq, reader.operation(MEMBER), reader.row(MEMBER)])),
      ).toEqual([1, operation(1), row(1)]);
    });

    test('[I3] a body that throws has written nothing, in none of its tables', async () => {
      await write((writer) => writer.putOperation(operation(1), mark(71)));
      const failing = async (): Promise<void> =>
        write((writer) => {
          writer.putOperation(operation(2), mark(72));
          writer.putEvent({ seq: 3, kind: 'dismissed', operationSeq: 2 }, mark(73));
          writer.putRow(row(2), { year: 2026 });
          writer.putWriter({ writer: WRITER, user: 'office', n: 2, hash: mark(2) });
          writer.putPerson(OFFICE);
          writer.putSeal(WRITER, 2, new Uint8Array(64));
          writer.putClaim('claim', 'row');
          writer.putPointer('pointer', 'row');
          writer.putWaiting('id', 'operation');
          writer.putDangling('row', 1, 'operation');
          writer.putSafe(2);
          throw new Error('stopped');
        });
      await expect(failing).rejects.toThrow('stopped');
      await store.read(COOP, (reader) => {
        expect(reader.head()).toEqual({ seq: 1, chain: mark(71), safeSeq: 0, firstYear: 0 });
        expect(plain(reader.logAfter(0, 10))).toEqual([operation(1)]);
        expect(reader.chainMarks(0, 10)).toEqual([{ seq: 1, chain: mark(71) }]);
        expect([...reader.derived()]).toEqual([]);
        expect([reader.writers(), reader.seals(WRITER), reader.person('office')]).toEqual([[], [], undefined]);
        expect([reader.waitingFor('id'), reader.isSuperseded('row', 1, 'operation')]).toEqual([[], false]);
      });
    });

    test('a body reads what it wrote, and gives what it returns', async () => {
      const seen = await store.write(COOP, (writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putClaim('claim', 'row');
        return [writer.head().chain, writer.hasOperation(MEMBER), writer.claim('claim')];
      });
      expect(seen).toEqual([mark(71), true, 'row']);
    });

    test('[I16] nothing of one co-op is in another one', async () => {
      await write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putWriter({ writer: WRITER, user: 'office', n: 1, hash: mark(1) });
        writer.putPerson(OFFICE);
        writer.putRow(row(1), { year: 0 });
        writer.putClaim('claim', 'row');
        writer.putPointer('pointer', 'row');
      });
      await store.read(OTHER_COOP, (reader) => {
        expect([reader.head().seq, reader.writers(), reader.person('office'), reader.row(MEMBER)]).toEqual([
          0,
          [],
          undefined,
          undefined,
        ]);
        expect([reader.logAfter(0, 10), [...reader.derived()], reader.claim('claim')]).toEqual([[], [], undefined]);
      });
    });

    test('[I3] an operation has one number and one sequence: a second one under either is an error', async () => {
      await write((writer) => writer.putOperation(operation(1), mark(71)));
      await expect(write((writer) => writer.putOperation(operation(2, { n: 1 }), mark(72)))).rejects.toThrow();
      await expect(write((writer) => writer.putOperation(operation(1, { n: 2 }), mark(72)))).rejects.toThrow();
      expect(await store.read(COOP, (reader) => reader.head())).toMatchObject({ seq: 1, chain: mark(71) });
    });

    test('[I10] bytes come back as they went in, with everything that was recorded of them', async () => {
      const header = Uint8Array.from({ length: 256 }, (_, index) => index);
      const quarantined = operation(2, { reason: 'late', header, row: `${WRITER}-1` });
      await write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putOperation(quarantined, mark(72));
      });
      await store.read(COOP, (reader) => {
        expect(plain(reader.operation(`${WRITER}-2`))).toEqual(quarantined);
        expect(reader.operation(`${WRITER}-3`)).toBeUndefined();
        expect(reader.operations(WRITER, 1, 5)).toEqual([
          { n: 1, hash: mark(1), seq: 1, reason: undefined },
          { n: 2, hash: mark(2), seq: 2, reason: 'late' },
        ]);
        expect(reader.operations(WRITER, 2, 2)).toHaveLength(1);
        expect(reader.operations('00000000000000bb', 1, 5)).toEqual([]);
      });
    });

    test('[I5] the log comes in the order of its sequence, operations and events together, in parts of any size', async () => {
      const events = [
        { seq: 3, kind: 'released', operationSeq: 2 },
        { seq: 4, kind: 'apply', operationSeq: 2, detail: '2026-11-24' },
        { seq: 6, kind: 'reason', operationSeq: 5, detail: 'late' },
      ] as const;
      await write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putOperation(operation(2, { reason: 'late' }), mark(72));
        writer.putEvent(events[0], mark(73));
        writer.putEvent(events[1], mark(74));
        writer.putOperation(operation(5, { n: 3, reason: 'depends' }), mark(75));
        writer.putEvent(events[2], mark(76));
      });
      await store.read(COOP, (reader) => {
        expect(reader.head()).toMatchObject({ seq: 6, chain: mark(76) });
        const whole = reader.logAfter(0, 10);
        expect(whole.map((entry) => entry.seq)).toEqual([1, 2, 3, 4, 5, 6]);
        expect([whole[2], whole[3], whole[5]]).toEqual([...events]);
        const parts = [0, 2, 4].flatMap((seq) => reader.logAfter(seq, 2));
        expect(parts).toEqual(whole);
        expect(reader.chainMarks(2, 2)).toEqual([
          { seq: 3, chain: mark(73) },
          { seq: 4, chain: mark(74) },
        ]);
        expect(reader.chainAt(5)).toBe(mark(75));
      });
    });

    test('writers, persons and seals are kept, and the newest of a writer or a person stands', async () => {
      const publicKey = Uint8Array.from({ length: 65 }, (_, index) => index);
      const signature = new Uint8Array(64).fill(9);
      await write((writer) => {
        writer.putWriter({ writer: WRITER, user: 'office', n: 1, hash: mark(1), publicKey });
        writer.putWriter({ writer: WRITER, user: 'office', n: 4, hash: mark(4), publicKey });
        writer.putWriter({ writer: '00000000000000bb', user: 'farmer', n: 1, hash: mark(9) });
        writer.putPerson(FARMER);
        writer.putPerson({ ...OFFICE, isPending: true });
        writer.putSeal(WRITER, 4, signature);
        writer.putSeal(WRITER, 1, signature);
      });
      await store.read(COOP, (reader) => {
        expect(plain(reader.writer(WRITER))).toEqual({
          writer: WRITER,
          user: 'office',
          n: 4,
          hash: mark(4),
          publicKey,
        });
        expect(reader.writers().map((writer) => writer.writer)).toEqual([WRITER, '00000000000000bb']);
        expect(reader.writer('00000000000000bb')).not.toHaveProperty('publicKey');
        expect([reader.person('farmer'), reader.person('office')]).toEqual([FARMER, { ...OFFICE, isPending: true }]);
        expect(reader.persons()).toEqual([FARMER, { ...OFFICE, isPending: true }]);
        expect(plain(reader.seals(WRITER))).toEqual([
          { n: 1, signature },
          { n: 4, signature },
        ]);
      });
    });

    test('[I7] a pull sees the rows of its grants after its place, by sequence, no more than it asked for', async () => {
      await write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putRow(row(1, { seq: 9 }), { year: 0 });
        writer.putRow(row(2), { year: 0 });
        writer.putRow(row(3, { scope: `member:${MEMBER}` }), { year: 2025 });
        writer.putRow(row(4, { scope: `member:${MEMBER}` }), { year: 2026 });
        writer.putRow(row(5, { scope: `member:${WRITER}-99` }), { year: 2026 });
        writer.putRow(row(6, { scope: 'book' }), { year: 2026 });
        writer.putRow(row(7, { scope: 'admin' }), { year: 0, author: 'farmer' });
      });
      const pull = async (texts: readonly string[], person: Person, seq = 0, limit = 100): Promise<readonly number[]> =>
        await store.read(COOP, (reader) => idsOf(reader.rowsAfter(seq, { grants: parseGrants(texts), person, limit })));
      expect(await pull(EVERYTHING, OFFICE)).toEqual([2, 3, 4, 5, 6, 7, 1]);
      expect(await pull(EVERYTHING, OFFICE, 5, 2)).toEqual([6, 7]);
      expect(await pull(['coop'], OFFICE)).toEqual([2, 1]);
      expect(await pull(['member:*'], OFFICE)).toEqual([3, 4, 5]);
      expect(await pull(['member:*@2026'], OFFICE)).toEqual([4, 5]);
      expect(await pull(['book@2025'], OFFICE)).toEqual([]);
      // What the server wrote about one's own work comes whatever one may hold.
      expect(await pull(['coop', 'member:self'], FARMER)).toEqual([2, 3, 4, 7, 1]);
      expect(await pull(['member:self'], FARMER, 3, 1)).toEqual([4]);
      expect(await pull(['member:self'], OFFICE)).toEqual([]);
      expect(await pull([], FARMER)).toEqual([7]);
      expect(await pull([], OFFICE)).toEqual([]);
      expect(await store.read(COOP, (reader) => idsOf(reader.rowsByAuthor('farmer')))).toEqual([7]);
      expect(await store.read(COOP, (reader) => reader.head().firstYear)).toBe(2025);
    });

    test('a row that is written again replaces itself, and all rows come by their id, in parts', async () => {
      const [before, after] = [row(2), row(2, { seq: 8, scope: 'book' })];
      await write((writer) => {
        writer.putRow(before, { year: 2026 });
        writer.putRow(row(1), { year: 0 });
        writer.putRow(after, { year: 0 });
        writer.putRow(row(3), { year: 0 });
      });
      await store.read(COOP, (reader) => {
        expect(reader.row(before.id)).toEqual(after);
        expect(idsOf(reader.rowsAfter(0, { grants: parseGrants(['coop']), person: OFFICE, limit: 9 }))).toEqual([1, 3]);
        expect(idsOf(reader.allRows('', 2))).toEqual([1, 2]);
        expect(idsOf(reader.allRows(`${WRITER}-2`, 2))).toEqual([3]);
      });
    });

    test('[P13] a claim is taken once, and a pointer points to the last', async () => {
      await write((writer) => {
        writer.putClaim('claim', 'first');
        writer.putPointer('pointer', 'first');
        writer.putPointer('pointer', 'second');
      });
      await expect(write((writer) => writer.putClaim('claim', 'second'))).rejects.toThrow();
      await store.read(COOP, (reader) => {
        expect([reader.claim('claim'), reader.claim('other')]).toEqual(['first', undefined]);
        expect([reader.pointer('pointer'), reader.pointer('other')]).toEqual(['second', undefined]);
      });
    });

    test('what waits for something is found by it, however often it was said, until it waits no more', async () => {
      await write((writer) => {
        writer.putWaiting('row', 'b-1');
        writer.putWaiting('row', 'a-1');
        writer.putWaiting('row', 'a-1');
        writer.putWaiting('other', 'a-1');
      });
      expect(await store.read(COOP, (reader) => reader.waitingFor('row'))).toEqual(['a-1', 'b-1']);
      await write((writer) => writer.removeWaiting('a-1'));
      await store.read(COOP, (reader) => {
        expect([reader.waitingFor('row'), reader.waitingFor('other')]).toEqual([['b-1'], []]);
        expect([reader.isWaiting('a-1'), reader.isWaiting('b-1')]).toEqual([false, true]);
        expect(reader.allWaiting()).toEqual([{ id: 'row', operation: 'b-1' }]);
      });
    });

    test('[P10] what was replaced before it came is remembered, field by field', async () => {
      await write((writer) => {
        writer.putDangling('row', 2, 'operation');
        writer.putDangling('row', 2, 'operation');
      });
      await store.read(COOP, (reader) => {
        expect(reader.isSuperseded('row', 2, 'operation')).toBe(true);
        expect(reader.isSuperseded('row', 3, 'operation')).toBe(false);
        expect(reader.isSuperseded('other', 2, 'operation')).toBe(false);
      });
    });

    test('[SO1] how far the backup reaches is kept when the log goes on', async () => {
      await write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putSafe(1);
        writer.putOperation(operation(2), mark(72));
      });
      expect(await store.read(COOP, (reader) => reader.head())).toMatchObject({ seq: 2, safeSeq: 1 });
    });

    test('[I26] what follows from the log is fingerprinted whole and can be emptied, and the log stays', async () => {
      const fill = async (scope: string, author?: string): Promise<void> =>
        await write((writer) => {
          writer.putRow(row(1, { scope }), { year: 2026, ...(author === undefined ? {} : { author }) });
          writer.putClaim('claim', 'row');
          writer.putPointer('pointer', 'row');
          writer.putDangling('row', 2, 'operation');
        });
      const derived = async () => store.read(COOP, (reader) => new Map(reader.derived()));
      await write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putWriter({ writer: WRITER, user: 'office', n: 1, hash: mark(1) });
        writer.putPerson(OFFICE);
        writer.putSeal(WRITER, 1, new Uint8Array(64));
        writer.putWaiting('row', 'operation');
        writer.putSafe(1);
      });
      await fill('coop');
      const before = await derived();
      expect([...before.keys()].sort()).toEqual([
        'claim claim',
        'dangling row/2/operation',
        'pointer pointer',
        `row ${MEMBER}`,
      ]);
      await write((writer) => writer.clearDerived());
      expect((await derived()).size).toBe(0);
      await store.read(COOP, (reader) => {
        expect(reader.head()).toEqual({ seq: 1, chain: mark(71), safeSeq: 1, firstYear: 0 });
        expect([reader.logAfter(0, 9).length, reader.writers().length, reader.seals(WRITER).length]).toEqual([1, 1, 1]);
        expect([reader.person('office'), reader.waitingFor('row')]).toEqual([OFFICE, ['operation']]);
      });
      await fill('coop');
      expect(await derived()).toEqual(before);
      await write((writer) => writer.clearDerived());
      await fill('coop', 'farmer');
      expect((await derived()).get(`row ${MEMBER}`)).not.toBe(before.get(`row ${MEMBER}`));
    });

    test('[SR2] [SR3] the catalogue keeps co-ops, sessions and invitations', async () => {
      const { catalogue } = store;
      await catalogue.addCoop({ coop: OTHER_COOP, name: 'HTX Hai', createdAt: 2 });
      await catalogue.addCoop({ coop: COOP, name: 'HTX Một', createdAt: 1 });
      await expect(async () => catalogue.addCoop({ coop: COOP, name: 'again', createdAt: 3 })).rejects.toThrow();
      await catalogue.addSession(session('a'));
      await expect(async () => catalogue.addSession(session('a'))).rejects.toThrow();
      const both: Person = { userId: 'both', roles: ['bookkeeper', 'admin', 'member'], memberId: MEMBER };
      await catalogue.addSession({ ...session('c'), person: both });
      await catalogue.addInvitation(INVITATION);
      await store.close();
      store = await reopen();
      const kept = store.catalogue;
      expect((await kept.coops()).map(({ coop, name }) => `${coop} ${name}`)).toEqual([
        `${COOP} HTX Một`,
        `${OTHER_COOP} HTX Hai`,
      ]);
      expect([await kept.coop(OTHER_COOP), await kept.coop('c0ffee00000000ff'), await kept.countCoops()]).toEqual([
        { coop: OTHER_COOP, name: 'HTX Hai', createdAt: 2 },
        undefined,
        2,
      ]);
      expect([await kept.session('a'), await kept.session('b')]).toEqual([{ coop: COOP, person: FARMER }, undefined]);
      expect([await kept.session('a', COOP), await kept.session('a', OTHER_COOP)]).toEqual([
        { coop: COOP, person: FARMER },
        undefined,
      ]);
      expect(await kept.invitation('ABCDEF')).toEqual(INVITATION);
      expect((await kept.session('c'))?.person).toEqual(both);
      expect([await kept.sessions(), await kept.invitations()]).toEqual([
        [session('a'), { ...session('c'), person: both }],
        [INVITATION],
      ]);
    });

    test('[SR2] a code is given once, and of two that have it one joins', async () => {
      const { catalogue } = store;
      expect(await catalogue.addInvitation(INVITATION)).toBe(true);
      expect(await catalogue.addInvitation({ ...INVITATION, coop: OTHER_COOP })).toBe(false);
      expect(await catalogue.invitation('ABCDEF')).toEqual(INVITATION);
      expect(await catalogue.join('ABCDEF', session('a'))).toBe(true);
      expect(await catalogue.join('ABCDEF', session('b'))).toBe(false);
      expect([await catalogue.session('a'), await catalogue.session('b')]).toEqual([
        { coop: COOP, person: FARMER },
        undefined,
      ]);
      expect(await catalogue.invitation('ABCDEF')).toBeUndefined();
    });

    test('[SR2] a session that is there already takes no code with it', async () => {
      const { catalogue } = store;
      await catalogue.addInvitation(INVITATION);
      await catalogue.addSession(session('a'));
      await expect(async () => catalogue.join('ABCDEF', session('a'))).rejects.toThrow();
      expect(await catalogue.invitation('ABCDEF')).toEqual(INVITATION);
    });

    test('[SR3] a set-up link founds one co-op, while it is young, and every other link ends with it', async () => {
      const { catalogue } = store;
      const coop = { coop: COOP, name: 'HTX', createdAt: 1 };
      const found = async (setupTokenHash: string, since: number, by: string, name = COOP): Promise<string> =>
        catalogue.found({ setupTokenHash, since, coop: { ...coop, coop: name } }, session(by));
      await catalogue.addSetupToken('t', 100);
      await catalogue.addSetupToken('u', 200);
      expect([await found('t', 101, 'a'), await found('x', 0, 'a'), await catalogue.coops()]).toEqual([
        'used',
        'used',
        [],
      ]);
      expect(await found('t', 100, 'a')).toBe('founded');
      expect([await catalogue.coops(), await catalogue.session('a')]).toEqual([[coop], { coop: COOP, person: FARMER }]);
      expect([await found('t', 0, 'b', OTHER_COOP), await found('u', 0, 'b', OTHER_COOP)]).toEqual(['used', 'used']);
      await catalogue.addSetupToken('v', 300);
      expect(await found('v', 0, 'b')).toBe('exists');
      expect(await catalogue.session('b')).toBeUndefined();
      const elsewhere = { ...session('b'), coop: OTHER_COOP };
      expect(
        await catalogue.found({ setupTokenHash: 'v', since: 0, coop: { ...coop, coop: OTHER_COOP } }, elsewhere),
      ).toBe('founded');
    });

    test('[P36] [P37] a session has one key: the first until it is used, then only the next in its place', async () => {
      const { catalogue } = store;
      const person: Person = { userId: '00000000000000f1', roles: ['driver'] };
      const key = (letter: string) => ({
        secret: letter.repeat(64),
        help: letter.repeat(32),
        agreedAt: 5,
        isUsed: false,
      });
      await catalogue.addSession({ ...session('a'), person });
      await catalogue.addSession({ ...session('b'), coop: OTHER_COOP, person, key: key('f') });
      const kept = async () => (await catalogue.sessionOfUser(COOP, person.userId))?.key;
      expect([await kept(), await catalogue.bindKey('x', key('a'))]).toEqual([undefined, false]);
      expect([await catalogue.bindKey('a', key('a')), await kept()]).toEqual([true, key('a')]);
      expect([await catalogue.bindKey('a', key('b')), await kept()]).toEqual([true, key('b')]);
      await catalogue.useKey(COOP, person.userId, key('a').secret);
      expect(await kept(), 'it is another key that was used').toEqual(key('b'));
      await catalogue.useKey(COOP, person.userId, key('b').secret);
      expect([await catalogue.bindKey('a', key('c')), await kept()]).toEqual([false, { ...key('b'), isUsed: true }]);
      await catalogue.putKey(COOP, person.userId, key('d'));
      await store.close();
      store = await reopen();
      expect(await store.catalogue.sessionOfUser(COOP, person.userId)).toEqual({ coop: COOP, person, key: key('d') });
      expect((await store.catalogue.session('a'))?.key).toEqual(key('d'));
      expect((await store.catalogue.session('b'))?.key).toEqual(key('f'));
      expect((await store.catalogue.sessions()).map((each) => each.key?.secret)).toEqual(
        ['d', 'f'].map((letter) => letter.repeat(64)),
      );
      await expect(async () => store.catalogue.addSession({ ...session('e'), person })).rejects.toThrow();
    });

    test('[P39] [P40] people of a co-op come by user, in parts, and one is changed by who looks at all', async () => {
      const { catalogue } = store;
      const people = ['00000000000000f1', '00000000000000f2', '00000000000000f3'];
      for (const userId of people)
        await catalogue.addSession({ ...session(userId), person: { userId, roles: ['driver'], isPending: true } });
      await catalogue.addSession({
        ...session('x'),
        coop: OTHER_COOP,
        person: { userId: '00000000000000f4', roles: ['admin'] },
      });
      const page = async (after: string, limit: number): Promise<readonly string[]> =>
        (await catalogue.sessionsOf(COOP, { after, limit })).map(({ person }) => person.userId);
      expect([await page('', 2), await page('00000000000000f2', 2), await page('00000000000000f3', 2)]).toEqual([
        people.slice(0, 2),
        people.slice(2),
        [],
      ]);
      const seen: string[][] = [];
      const changed = await catalogue.changePerson(COOP, '00000000000000f2', (all) => {
        seen.push(all.map(({ userId }) => userId).sort());
        return { userId: '00000000000000f2', roles: ['sales', 'member'], memberId: MEMBER };
      });
      expect(seen).toEqual([people]);
      expect(changed?.roles).toEqual(['sales', 'member']);
      expect(await catalogue.changePerson(COOP, '00000000000000f1', () => undefined)).toBeUndefined();
      await store.close();
      store = await reopen();
      expect((await store.catalogue.sessionOfUser(COOP, '00000000000000f2'))?.person).toEqual(changed);
      expect((await store.catalogue.sessionOfUser(COOP, '00000000000000f1'))?.person).toEqual({
        userId: '00000000000000f1',
        roles: ['driver'],
        isPending: true,
      });
      const elsewhere = { ...session('moved'), person: { userId: '00000000000000f1', roles: ['control'] } } as const;
      await store.catalogue.putSession(elsewhere);
      await store.catalogue.putSession(elsewhere);
      expect([await store.catalogue.session('00000000000000f1'), await store.catalogue.session('moved')]).toEqual([
        undefined,
        { coop: COOP, person: elsewhere.person },
      ]);
    });

    test('[P41] who is let in again has another token and no key, and the code is used up', async () => {
      const { catalogue } = store;
      const person: Person = { userId: '00000000000000f1', roles: ['driver'] };
      const key = { secret: 'a'.repeat(64), help: 'a'.repeat(32), agreedAt: 5, isUsed: true };
      await catalogue.addSession({ ...session('a'), person, key });
      await catalogue.addInvitation({ ...INVITATION, user: person.userId });
      const place = { coop: COOP, user: person.userId, tokenHash: 'b', deviceName: 'máy khác' };
      expect(await catalogue.joinAgain('ABCDEG', place)).toBe(false);
      expect((await catalogue.session('a'))?.key).toEqual(key);
      expect((await catalogue.invitation('ABCDEF'))?.user).toBe(person.userId);
      expect([await catalogue.joinAgain('ABCDEF', place), await catalogue.joinAgain('ABCDEF', place)]).toEqual([
        true,
        false,
      ]);
      await store.close();
      store = await reopen();
      expect([await store.catalogue.session('a'), await store.catalogue.session('b')]).toEqual([
        undefined,
        { coop: COOP, person },
      ]);
      expect(await store.catalogue.sessions()).toEqual([{ ...session('b'), person, deviceName: 'máy khác' }]);
    });

    test('[P43] a signed invitation lets in one person, who is nobody else', async () => {
      const { catalogue } = store;
      const invitation = '0123456789abcdef';
      const signed = (tokenHash: string, userId: string, by = invitation): NewSession => ({
        ...session(tokenHash),
        person: { userId, roles: ['driver'], isPending: true },
        invitation: by,
      });
      expect(await catalogue.joinSigned(signed('a', '00000000000000f1'))).toBe(true);
      expect(await catalogue.joinSigned(signed('b', '00000000000000f2'))).toBe(false);
      expect(await catalogue.joinSigned(signed('c', '00000000000000f1', 'fedcba9876543210'))).toBe(false);
      expect(await catalogue.joinSigned(signed('a', '00000000000000f3', 'fedcba9876543210'))).toBe(false);
      expect(await catalogue.joinSigned({ ...signed('d', '00000000000000f1'), coop: OTHER_COOP })).toBe(true);
      await store.close();
      store = await reopen();
      expect(await store.catalogue.joinSigned(signed('e', '00000000000000f4'))).toBe(false);
      expect((await store.catalogue.sessions()).map((each) => [each.tokenHash, each.invitation])).toEqual([
        ['a', invitation],
        ['d', invitation],
      ]);
    });

    test('of each device of a co-op it is known when it was here last, and with which build', async () => {
      const { catalogue } = store;
      const other: Person = { userId: 'other', roles: ['member'] };
      await catalogue.addSession(session('b'));
      await catalogue.addSession({ ...session('a'), person: other, createdAt: 2 });
      await catalogue.addSession({ ...session('c'), coop: OTHER_COOP });
      await catalogue.noteSeen(COOP, 'farmer', { at: 1_700_000_000_000, build: '1.2' });
      await catalogue.noteSeen(COOP, 'farmer', { at: 1_600_000_000_000, build: '1.1' });
      await catalogue.noteSeen(OTHER_COOP, 'other', { at: 5, build: '1.1' });
      const device = { coop: COOP, person: FARMER, deviceName: 'điện thoại', createdAt: 1 };
      await store.close();
      store = await reopen();
      const { catalogue: kept } = store;
      expect(await kept.devices(COOP)).toEqual([
        { ...device, seen: { at: 1_700_000_000_000, build: '1.2' } },
        { ...device, person: other, createdAt: 2 },
      ]);
      expect(await kept.devices(OTHER_COOP)).toEqual([{ ...device, coop: OTHER_COOP }]);
      await kept.noteSeen(COOP, 'farmer', { at: 1_700_000_000_001, build: '1.3' });
      expect((await kept.devices(COOP))[0]?.seen).toEqual({ at: 1_700_000_000_001, build: '1.3' });
    });

    test('[SO13] the newest verified backup of each co-op is noted', async () => {
      const { catalogue } = store;
      await catalogue.noteBackup({ coop: OTHER_COOP, seq: 4, at: 1_600_000_000_000 });
      await catalogue.noteBackup({ coop: COOP, seq: 9, at: 1_700_000_000_000 });
      await catalogue.noteBackup({ coop: COOP, seq: 7, at: 1_500_000_000_000 });
      await store.close();
      store = await reopen();
      const { catalogue: kept } = store;
      expect(await kept.backups()).toEqual([
        { coop: COOP, seq: 9, at: 1_700_000_000_000 },
        { coop: OTHER_COOP, seq: 4, at: 1_600_000_000_000 },
      ]);
      await kept.noteBackup({ coop: COOP, seq: 9, at: 1_700_000_000_001 });
      expect((await kept.backups())[0]?.at).toBe(1_700_000_000_001);
    });

    test('[I20] a co-op that has no such name is no co-op', async () => {
      const odd = async () => store.read('../../etc/passwd', (reader) => reader.head());
      await expect(odd).rejects.toThrow('server.unknownCoop');
    });
  });
}
