/**
 * Who may write and hold what, told once more and by hand: every role × every table × every kind × own and other rows,
 * through HTTP with requests that no app has checked. The table below is the promise; the modules'
 * `permissions.ts` and the kernel's `roles.ts` keep it.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangeKind, Person } from '#kernel/module.ts';
import { FOUNDER_ROLES, ROLES, type Role } from '#kernel/roles.ts';
import { decisions, grants } from '#modules/desk/index.ts';
import { harvests } from '#modules/harvests/index.ts';
import { closedPeriods } from '#modules/ledger/index.ts';
import { customers } from '#modules/sales/index.ts';
import { registry } from '#modules/registry.ts';
import type { Answer, ServerStore } from '#server/store/store.ts';
import { decodeIds, decodeRows, encodeIds } from '#protocol/columns.ts';
import { LIMITS } from '#protocol/operation.ts';
import { attempts, KINDS, seedOf, type Case } from './attempts.ts';
import { COOP, HandMade, Log, requestOf } from './hand-made.ts';
import { promisedTo } from './promise.ts';
import { STRANGER, subjects } from './subjects.ts';

/** create · set · rEsolve · delete · post · reverse (the letter `v`), none is a dash. */
const LETTERS: Readonly<Record<ChangeKind, string>> = {
  create: 'c',
  set: 's',
  resolve: 'e',
  delete: 'd',
  post: 'p',
  reverse: 'v',
};

const MAY_WRITE = `
                          | director chief-accountant bookkeeper collector sales driver control admin member helper
members, own              | -        sed              sed        -         -     -      -       -     s      s
members, other            | -        csed             csed       -         -     -      -       -     -      -
plots, own                | -        csed             csed       -         -     -      -       -     csed   csed
plots, other              | -        csed             csed       -         -     -      -       -     -      -
harvests, own             | -        pv               pv         pv        -     -      -       -     pv     pv
harvests, other           | -        pv               pv         pv        -     -      -       -     -      -
member sells to co-op, own   | -     pv               pv         pv        -     -      -       -     pv     pv
member sells to co-op, other | -     pv               pv         pv        -     -      -       -     -      -
member sells outside, own    | -     pv               pv         pv        -     -      -       -     pv     pv
member sells outside, other  | -     pv               pv         pv        -     -      -       -     -      -
co-op sells to member, own   | -     pv               pv         -         pv    -      -       -     -      -
co-op sells to member, other | -     pv               pv         -         pv    -      -       -     -      -
co-op sells to customer   | -        pv               pv         -         pv    -      -       -     -      -
confirmations, own        | -        p                p          -         -     -      -       -     -      -
confirmations, other      | -        p                p          -         -     -      -       -     -      -
customers                 | -        csed             csed       -         csed  -      -       -     -      -
products                  | -        csed             csed       -         -     -      -       -     -      -
products, proposed        | -        csed             csed       -         -     -      -       -     c      c
prices                    | -        p                p          -         -     -      -       -     -      -
writers, own              | -        se               se         -         -     -      -       se    cse    cse
writers, other            | -        se               se         -         -     -      -       se    -      -
writers, of nobody        | c        cse              cse        c         c     c      c       cse   -      -
decisions                 | p        p                -          -         -     -      -       -     -      -
grants                    | -        -                -          -         -     -      -       csed  -      -
distinctions, own         | -        cd               cd         cd        cd    -      -       -     cd     cd
distinctions, other       | -        cd               cd         cd        cd    -      -       -     -      -
distinctions, of nobody   | -        cd               cd         -         cd    -      -       -     -      -
photos, own               | -        cd               cd         cd        cd    -      -       -     cd     cd
photos, other             | -        cd               cd         cd        cd    -      -       -     -      -
photos, of nobody         | -        cd               cd         -         cd    -      -       -     -      -
choices, own              | -        p                p          -         -     -      -       -     p      p
choices, other            | -        p                p          -         -     -      -       -     -      -
choices, of nobody        | -        p                p          -         p     -      -       -     -      -
choices, of findings      | -        p                p          -         p     -      p       -     -      -
findings                  | -        -                -          -         -     -      cse     -     -      -
finding answers           | p        p                -          -         -     -      -       -     -      -
closed periods            | -        cse              -          -         -     -      -       -     -      -
attention                 | -        -                -          -         -     -      -       -     -      -
`;

const MAY_HOLD: Readonly<Record<Role, string>> = {
  director: 'admin book coop other own',
  'chief-accountant': 'admin book coop other own',
  bookkeeper: 'book coop other own',
  collector: 'coop other own',
  sales: 'book coop other own',
  driver: 'coop',
  control: 'admin book coop other own',
  admin: 'admin coop other own',
  member: 'coop own',
  helper: 'coop own',
};

const OFFICE: Person = { userId: '00000000000000f0', roles: FOUNDER_ROLES };
const USER = '00000000000000a0';

let coop: HandMade;

/** The reason that an attempt without the right must get. */
function refusalOf({ subject: { table }, kind }: Case): string {
  if (table.name === 'attention') return 'forbidden';
  const isForRecords = kind === 'create' || kind === 'set' || kind === 'resolve' || kind === 'delete';
  if (isForRecords === (table.kind === 'record')) return 'forbidden';
  return table.kind === 'record' || kind === 'create' ? 'invalid' : 'immutable';
}

async function written(roles: readonly Role[]): Promise<ReadonlyMap<string, string>> {
  const { seed, people, product } = seedOf('aaaaaaaaaaaaaaaa');
  const [byOther, tried] = [new Log('dddddddddddddddd'), new Log('bbbbbbbbbbbbbbbb')];
  const cases = attempts({ seed, byOther, tried }, subjects(people, product));
  // What no role alone may write is seeded by one who has all of them.
  const neighbour: Person = { userId: '00000000000000b0', roles: ['member'], memberId: people.other };
  const seeded = [
    await coop.push(await coop.device({ ...OFFICE, roles: ROLES, memberId: people.me }), seed.operations),
    await coop.push(await coop.device(neighbour), byOther.operations),
  ];
  expect(seeded.flatMap((each) => [...each.values()]).filter((reason) => reason !== undefined)).toEqual([]);
  const reasons = await coop.push(await coop.device({ userId: USER, roles, memberId: people.me }), tried.operations);
  const letters = new Map<string, string>();
  for (const each of cases) {
    const reason = reasons.get(each.n);
    const before = letters.get(each.subject.name) ?? '';
    letters.set(each.subject.name, reason === undefined ? before + LETTERS[each.kind] : before);
    if (reason !== undefined)
      expect([each.subject.name, each.kind, reason]).toEqual([each.subject.name, each.kind, refusalOf(each)]);
  }
  const sorted = [...letters].map(([name, found]): [string, string] => [name, inOrder(found)]);
  return new Map(sorted);
}

function inOrder(letters: string): string {
  const known = KINDS.map((kind) => LETTERS[kind]).filter((letter) => letters.includes(letter));
  return known.length === 0 ? '-' : known.join('');
}

/** `open` gives an empty store. */
export function describeMatrix(name: string, open: () => Answer<ServerStore>): void {
  describe(`on ${name}`, () => {
    beforeEach(async () => {
      coop = await HandMade.on(await open());
    });
    afterEach(async () => coop.close());

    describe('what a role may write', () => {
      test.each(ROLES)('[I17] %s: every table, every kind, own and other rows', async (role) => {
        expect(await written([role])).toEqual(promisedTo(role, MAY_WRITE));
      });

      test('every table of the registry is in the matrix', () => {
        const { people, product } = seedOf('aaaaaaaaaaaaaaaa');
        const tried = new Set(subjects(people, product).map(({ table }) => table.name));
        expect(
          registry.flatMap((module) => module.tables.map(({ name }) => name)).filter((name) => !tried.has(name)),
        ).toEqual([]);
      });

      test('[I17] the rights of several roles add up, and nothing more', async () => {
        const both: readonly Role[] = ['member', 'admin'];
        const expected = [...promisedTo('member', MAY_WRITE)].map(([name, letters]): [string, string] => [
          name,
          inOrder(letters + (promisedTo('admin', MAY_WRITE).get(name) ?? '')),
        ]);
        expect(await written(both)).toEqual(new Map(expected));
      });
    });

    describe('what a role may hold', () => {
      /** A row in every scope; gives the scopes by what they are to the person. */
      async function filled() {
        const { seed, people, product } = seedOf('aaaaaaaaaaaaaaaa');
        for (const memberId of [people.me, people.other])
          seed.add(harvests, 'post', {
            memberId,
            productId: product,
            quantityMilli: 1_000,
            unit: 'kg',
            harvestedOn: '2026-11-20',
          });
        seed.add(customers, 'create', { name: 'Chợ' });
        seed.add(grants, 'create', { userId: STRANGER, patterns: ['coop'] });
        await coop.push(await coop.device(OFFICE), seed.operations);
        const names = new Map([
          [`member:${people.me}`, 'own'],
          [`member:${people.other}`, 'other'],
        ]);
        const ids = seed.operations.map(({ row }) => row);
        const scopesIn = (page: Uint8Array): string => {
          const scopes = page.length === 0 ? [] : decodeRows(page).map(({ scope }) => names.get(scope) ?? scope);
          return [...new Set(scopes)].sort().join(' ');
        };
        return { people, ids, scopesIn };
      }

      test.each(ROLES)('[I17] %s pulls, asks for and fetches again nothing of another scope', async (role) => {
        const { people, ids, scopesIn } = await filled();
        const token = await coop.device({ userId: USER, roles: [role], memberId: people.me });
        const everything = ['coop', 'member:self', 'member:*', 'book', 'admin'];
        expect(scopesIn((await coop.ask(requestOf(token)))[5])).toBe(MAY_HOLD[role]);
        expect(scopesIn((await coop.ask(requestOf(token, { grants: everything })))[5])).toBe(MAY_HOLD[role]);
        const missing = 'cccccccccccccccc-1';
        const [found, unknown] = (await coop.ask(requestOf(token, { ids: encodeIds([...ids, missing]) })))[14] ?? [];
        expect(scopesIn(found ?? new Uint8Array(0))).toBe(MAY_HOLD[role]);
        const held = found === undefined || found.length === 0 ? [] : decodeRows(found).map(({ id }) => id);
        // What may not be held is answered like what does not exist.
        expect([...decodeIds(unknown ?? new Uint8Array(0), LIMITS.refetchIds)].sort()).toEqual(
          [...ids, missing].filter((id) => !held.includes(id)).sort(),
        );
      });
    });

    describe('letting in what was put aside', () => {
      /** A storekeeper's slip of a closed day, and somebody's decision to let it in on an open one. */
      async function lateSlipDecidedBy(roles: readonly Role[]) {
        const { seed, people, product } = seedOf('aaaaaaaaaaaaaaaa');
        seed.add(closedPeriods, 'create', { closedThrough: '2026-10-31' });
        await coop.push(await coop.device(OFFICE), seed.operations);
        const weighing = new Log('bbbbbbbbbbbbbbbb');
        const harvest = { memberId: people.other, productId: product, quantityMilli: 1_000, unit: 'kg' };
        const slip = weighing.add(harvests, 'post', { ...harvest, harvestedOn: '2026-10-20' });
        const storekeeper: Person = { userId: USER, roles: ['collector'] };
        const before = await coop.push(await coop.device(storekeeper), weighing.operations);
        const deciding = new Log('dddddddddddddddd');
        const letIn = { operation: slip, action: 'release', postOn: '2026-11-20', decidedOn: '2026-11-20' };
        deciding.add(decisions, 'post', letIn);
        deciding.add(harvests, 'post', { ...harvest, harvestedOn: '2026-11-20' });
        const decided = await coop.push(await coop.device({ userId: '00000000000000d0', roles }), deciding.operations);
        const counts = await coop.server.store.read(COOP, (reader) => reader.row(slip) !== undefined);
        return { before: before.get(1), decision: decided.get(1), ownSlip: decided.get(2), counts };
      }

      test('[P23] a director lets in the late slip of a storekeeper, and writes none himself', async () => {
        expect(await lateSlipDecidedBy(['director'])).toEqual({
          before: 'late',
          decision: undefined,
          ownSlip: 'forbidden',
          counts: true,
        });
      });

      test.each(['bookkeeper', 'admin', 'control', 'collector'] as const)(
        '[P23] a decision of %s lets nothing in',
        async (role) => {
          expect(await lateSlipDecidedBy([role])).toMatchObject({
            before: 'late',
            decision: 'forbidden',
            counts: false,
          });
        },
      );
    });
  });
}
