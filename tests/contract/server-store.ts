/** What the server needs from any store. Every engine keeps the same promises. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseGrants } from '#kernel/grants.ts';
import type { Person } from '#kernel/module.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { serverChainStart } from '#protocol/chain.ts';
import type { RowState } from '#protocol/row-state.ts';
import type { CoopWriter, ServerStore, StoredOperation } from '#server/store/store.ts';

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

/** Engines may give their own kind of byte arrays. */
const plain = <T>(value: T): T => structuredClone(value);

const idsOf = (rows: readonly RowState[]): readonly number[] => rows.map((each) => Number(each.id.split('-')[1]));

/** `open` gives an empty store; `reopen` what another process finds after the first one has ended. */
export function describeServerStore(
  name: string,
  open: () => { readonly store: ServerStore; readonly reopen: () => ServerStore },
): void {
  describe(`the server store: ${name}`, () => {
    let store: ServerStore;
    let reopen: () => ServerStore;
    beforeEach(() => {
      ({ store, reopen } = open());
    });
    afterEach(() => store.close());

    const write = (body: (writer: CoopWriter) => void): void => store.write(COOP, body);

    test('a co-op in which nothing was written has an empty log and a chain of its own', () => {
      const head = { seq: 0, chain: serverChainStart(COOP), safeSeq: 0, firstYear: 0 };
      expect(store.read(COOP, (reader) => reader.head())).toEqual(head);
      expect(store.read(COOP, (reader) => reader.chainAt(0))).toBe(serverChainStart(COOP));
      expect(store.read(COOP, (reader) => reader.chainAt(1))).toBeUndefined();
      expect(store.read(OTHER_COOP, (reader) => reader.head().chain)).not.toBe(head.chain);
    });

    test('[I2] what a body wrote is there when it returns, for whoever opens the store next', () => {
      write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putRow(row(1), { year: 0 });
      });
      store.close();
      store = reopen();
      expect(
        plain(store.read(COOP, (reader) => [reader.head().seq, reader.operation(MEMBER), reader.row(MEMBER)])),
      ).toEqual([1, operation(1), row(1)]);
    });

    test('[I3] a body that throws has written nothing, in none of its tables', () => {
      write((writer) => writer.putOperation(operation(1), mark(71)));
      const failing = (): void =>
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
      expect(failing).toThrow('stopped');
      store.read(COOP, (reader) => {
        expect(reader.head()).toEqual({ seq: 1, chain: mark(71), safeSeq: 0, firstYear: 0 });
        expect(plain(reader.logAfter(0, 10))).toEqual([operation(1)]);
        expect(reader.chainMarks(0, 10)).toEqual([{ seq: 1, chain: mark(71) }]);
        expect([...reader.derived()]).toEqual([]);
        expect([reader.writers(), reader.seals(WRITER), reader.person('office')]).toEqual([[], [], undefined]);
        expect([reader.waitingFor('id'), reader.isSuperseded('row', 1, 'operation')]).toEqual([[], false]);
      });
    });

    test('a body reads what it wrote, and gives what it returns', () => {
      const seen = store.write(COOP, (writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putClaim('claim', 'row');
        return [writer.head().chain, writer.hasOperation(MEMBER), writer.claim('claim')];
      });
      expect(seen).toEqual([mark(71), true, 'row']);
    });

    test('[I16] nothing of one co-op is in another one', () => {
      write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putWriter({ writer: WRITER, user: 'office', n: 1, hash: mark(1) });
        writer.putPerson(OFFICE);
        writer.putRow(row(1), { year: 0 });
        writer.putClaim('claim', 'row');
        writer.putPointer('pointer', 'row');
      });
      store.read(OTHER_COOP, (reader) => {
        expect([reader.head().seq, reader.writers(), reader.person('office'), reader.row(MEMBER)]).toEqual([
          0,
          [],
          undefined,
          undefined,
        ]);
        expect([reader.logAfter(0, 10), [...reader.derived()], reader.claim('claim')]).toEqual([[], [], undefined]);
      });
    });

    test('[I3] an operation has one number and one sequence: a second one under either is an error', () => {
      write((writer) => writer.putOperation(operation(1), mark(71)));
      expect(() => write((writer) => writer.putOperation(operation(2, { n: 1 }), mark(72)))).toThrow();
      expect(() => write((writer) => writer.putOperation(operation(1, { n: 2 }), mark(72)))).toThrow();
      expect(store.read(COOP, (reader) => reader.head())).toMatchObject({ seq: 1, chain: mark(71) });
    });

    test('[I10] bytes come back as they went in, with everything that was recorded of them', () => {
      const header = Uint8Array.from({ length: 256 }, (_, index) => index);
      const quarantined = operation(2, { reason: 'late', header, row: `${WRITER}-1` });
      write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putOperation(quarantined, mark(72));
      });
      store.read(COOP, (reader) => {
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

    test('[I5] the log comes in the order of its sequence, operations and events together, in parts of any size', () => {
      const events = [
        { seq: 3, kind: 'released', operationSeq: 2 },
        { seq: 4, kind: 'apply', operationSeq: 2, detail: '2026-11-24' },
        { seq: 6, kind: 'reason', operationSeq: 5, detail: 'late' },
      ] as const;
      write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putOperation(operation(2, { reason: 'late' }), mark(72));
        writer.putEvent(events[0], mark(73));
        writer.putEvent(events[1], mark(74));
        writer.putOperation(operation(5, { n: 3, reason: 'depends' }), mark(75));
        writer.putEvent(events[2], mark(76));
      });
      store.read(COOP, (reader) => {
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

    test('writers, persons and seals are kept, and the newest of a writer or a person stands', () => {
      const publicKey = Uint8Array.from({ length: 65 }, (_, index) => index);
      const signature = new Uint8Array(64).fill(9);
      write((writer) => {
        writer.putWriter({ writer: WRITER, user: 'office', n: 1, hash: mark(1), publicKey });
        writer.putWriter({ writer: WRITER, user: 'office', n: 4, hash: mark(4), publicKey });
        writer.putWriter({ writer: '00000000000000bb', user: 'farmer', n: 1, hash: mark(9) });
        writer.putPerson(FARMER);
        writer.putPerson({ ...OFFICE, isPending: true });
        writer.putSeal(WRITER, 4, signature);
        writer.putSeal(WRITER, 1, signature);
      });
      store.read(COOP, (reader) => {
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
        expect(plain(reader.seals(WRITER))).toEqual([
          { n: 1, signature },
          { n: 4, signature },
        ]);
      });
    });

    test('[I7] a pull sees the rows of its grants after its place, by sequence, no more than it asked for', () => {
      write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putRow(row(1, { seq: 9 }), { year: 0 });
        writer.putRow(row(2), { year: 0 });
        writer.putRow(row(3, { scope: `member:${MEMBER}` }), { year: 2025 });
        writer.putRow(row(4, { scope: `member:${MEMBER}` }), { year: 2026 });
        writer.putRow(row(5, { scope: `member:${WRITER}-99` }), { year: 2026 });
        writer.putRow(row(6, { scope: 'book' }), { year: 2026 });
        writer.putRow(row(7, { scope: 'admin' }), { year: 0, author: 'farmer' });
      });
      const pull = (texts: readonly string[], person: Person, seq = 0, limit = 100): readonly number[] =>
        store.read(COOP, (reader) => idsOf(reader.rowsAfter(seq, { grants: parseGrants(texts), person, limit })));
      expect(pull(EVERYTHING, OFFICE)).toEqual([2, 3, 4, 5, 6, 7, 1]);
      expect(pull(EVERYTHING, OFFICE, 5, 2)).toEqual([6, 7]);
      expect(pull(['coop'], OFFICE)).toEqual([2, 1]);
      expect(pull(['member:*'], OFFICE)).toEqual([3, 4, 5]);
      expect(pull(['member:*@2026'], OFFICE)).toEqual([4, 5]);
      expect(pull(['book@2025'], OFFICE)).toEqual([]);
      // What the server wrote about one's own work comes whatever one may hold.
      expect(pull(['coop', 'member:self'], FARMER)).toEqual([2, 3, 4, 7, 1]);
      expect(pull(['member:self'], FARMER, 3, 1)).toEqual([4]);
      expect(pull(['member:self'], OFFICE)).toEqual([]);
      expect(pull([], FARMER)).toEqual([7]);
      expect(pull([], OFFICE)).toEqual([]);
      expect(store.read(COOP, (reader) => idsOf(reader.rowsByAuthor('farmer')))).toEqual([7]);
      expect(store.read(COOP, (reader) => reader.head().firstYear)).toBe(2025);
    });

    test('a row that is written again replaces itself, and all rows come by their id, in parts', () => {
      const [before, after] = [row(2), row(2, { seq: 8, scope: 'book' })];
      write((writer) => {
        writer.putRow(before, { year: 2026 });
        writer.putRow(row(1), { year: 0 });
        writer.putRow(after, { year: 0 });
        writer.putRow(row(3), { year: 0 });
      });
      store.read(COOP, (reader) => {
        expect(reader.row(before.id)).toEqual(after);
        expect(idsOf(reader.rowsAfter(0, { grants: parseGrants(['coop']), person: OFFICE, limit: 9 }))).toEqual([1, 3]);
        expect(idsOf(reader.allRows('', 2))).toEqual([1, 2]);
        expect(idsOf(reader.allRows(`${WRITER}-2`, 2))).toEqual([3]);
      });
    });

    test('[P13] a claim is taken once, and a pointer points to the last', () => {
      write((writer) => {
        writer.putClaim('claim', 'first');
        writer.putPointer('pointer', 'first');
        writer.putPointer('pointer', 'second');
      });
      expect(() => write((writer) => writer.putClaim('claim', 'second'))).toThrow();
      store.read(COOP, (reader) => {
        expect([reader.claim('claim'), reader.claim('other')]).toEqual(['first', undefined]);
        expect([reader.pointer('pointer'), reader.pointer('other')]).toEqual(['second', undefined]);
      });
    });

    test('what waits for something is found by it, however often it was said, until it waits no more', () => {
      write((writer) => {
        writer.putWaiting('row', 'b-1');
        writer.putWaiting('row', 'a-1');
        writer.putWaiting('row', 'a-1');
        writer.putWaiting('other', 'a-1');
      });
      expect(store.read(COOP, (reader) => reader.waitingFor('row'))).toEqual(['a-1', 'b-1']);
      write((writer) => writer.removeWaiting('a-1'));
      store.read(COOP, (reader) => {
        expect([reader.waitingFor('row'), reader.waitingFor('other')]).toEqual([['b-1'], []]);
        expect([reader.isWaiting('a-1'), reader.isWaiting('b-1')]).toEqual([false, true]);
      });
    });

    test('[P10] what was replaced before it came is remembered, field by field', () => {
      write((writer) => {
        writer.putDangling('row', 2, 'operation');
        writer.putDangling('row', 2, 'operation');
      });
      store.read(COOP, (reader) => {
        expect(reader.isSuperseded('row', 2, 'operation')).toBe(true);
        expect(reader.isSuperseded('row', 3, 'operation')).toBe(false);
        expect(reader.isSuperseded('other', 2, 'operation')).toBe(false);
      });
    });

    test('[SO1] how far the backup reaches is kept when the log goes on', () => {
      write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putSafe(1);
        writer.putOperation(operation(2), mark(72));
      });
      expect(store.read(COOP, (reader) => reader.head())).toMatchObject({ seq: 2, safeSeq: 1 });
    });

    test('[I26] what follows from the log is fingerprinted whole and can be emptied, and the log stays', () => {
      const fill = (scope: string, author?: string): void =>
        write((writer) => {
          writer.putRow(row(1, { scope }), { year: 2026, ...(author === undefined ? {} : { author }) });
          writer.putClaim('claim', 'row');
          writer.putPointer('pointer', 'row');
          writer.putDangling('row', 2, 'operation');
        });
      const derived = () => store.read(COOP, (reader) => new Map(reader.derived()));
      write((writer) => {
        writer.putOperation(operation(1), mark(71));
        writer.putWriter({ writer: WRITER, user: 'office', n: 1, hash: mark(1) });
        writer.putPerson(OFFICE);
        writer.putSeal(WRITER, 1, new Uint8Array(64));
        writer.putWaiting('row', 'operation');
        writer.putSafe(1);
      });
      fill('coop');
      const before = derived();
      expect([...before.keys()].sort()).toEqual([
        'claim claim',
        'dangling row/2/operation',
        'pointer pointer',
        `row ${MEMBER}`,
      ]);
      write((writer) => writer.clearDerived());
      expect(derived().size).toBe(0);
      store.read(COOP, (reader) => {
        expect(reader.head()).toEqual({ seq: 1, chain: mark(71), safeSeq: 1, firstYear: 0 });
        expect([reader.logAfter(0, 9).length, reader.writers().length, reader.seals(WRITER).length]).toEqual([1, 1, 1]);
        expect([reader.person('office'), reader.waitingFor('row')]).toEqual([OFFICE, ['operation']]);
      });
      fill('coop');
      expect(derived()).toEqual(before);
      write((writer) => writer.clearDerived());
      fill('coop', 'farmer');
      expect(derived().get(`row ${MEMBER}`)).not.toBe(before.get(`row ${MEMBER}`));
    });

    test('[SR2] [SR3] the catalogue keeps co-ops, sessions, invitations and set-up links', () => {
      const { catalogue } = store;
      catalogue.addCoop({ coop: OTHER_COOP, name: 'HTX Hai', createdAt: 2 });
      catalogue.addCoop({ coop: COOP, name: 'HTX Một', createdAt: 1 });
      expect(() => catalogue.addCoop({ coop: COOP, name: 'again', createdAt: 3 })).toThrow();
      catalogue.addSession('a', { coop: COOP, person: FARMER }, { deviceName: 'điện thoại', createdAt: 1 });
      const both: Person = { userId: 'both', roles: ['bookkeeper', 'admin', 'member'], memberId: MEMBER };
      catalogue.addSession('c', { coop: COOP, person: both }, { deviceName: 'PC', createdAt: 1 });
      const always = { code: 'ABCDEF', coop: COOP, coopName: 'HTX Một', roles: ['member'], expiresAt: 9 } as const;
      catalogue.addInvitation({ ...always, memberId: MEMBER, memberName: 'Hín' });
      catalogue.addSetupToken('t', 100);
      store.close();
      store = reopen();
      const kept = store.catalogue;
      expect(kept.coops().map(({ coop, name }) => `${coop} ${name}`)).toEqual([
        `${COOP} HTX Một`,
        `${OTHER_COOP} HTX Hai`,
      ]);
      expect([kept.session('a'), kept.session('b')]).toEqual([{ coop: COOP, person: FARMER }, undefined]);
      expect(kept.session('c')?.person).toEqual(both);
      expect(kept.invitation('ABCDEF')).toEqual({ ...always, memberId: MEMBER, memberName: 'Hín' });
      kept.removeInvitation('ABCDEF');
      expect(kept.invitation('ABCDEF')).toBeUndefined();
      expect([kept.hasSetupToken('t', 100), kept.hasSetupToken('t', 101), kept.hasSetupToken('u', 0)]).toEqual([
        true,
        false,
        false,
      ]);
      kept.clearSetupTokens();
      expect(kept.hasSetupToken('t', 0)).toBe(false);
    });

    test('the catalogue writes all of a body or nothing', () => {
      const failing = (): void =>
        store.catalogue.atomically(() => {
          store.catalogue.addCoop({ coop: COOP, name: 'HTX', createdAt: 1 });
          store.catalogue.addSetupToken('t', 1);
          throw new Error('stopped');
        });
      expect(failing).toThrow('stopped');
      expect([store.catalogue.coops(), store.catalogue.hasSetupToken('t', 0)]).toEqual([[], false]);
    });

    test('[I20] a co-op that has no such name is no co-op', () => {
      expect(() => store.read('../../etc/passwd', (reader) => reader.head())).toThrow('server.unknownCoop');
    });
  });
}
