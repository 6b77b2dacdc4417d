/**
 * Who may do what, told once more and by hand: every command of every module by every role, on own and other rows. What
 * the command writes is sent under a seal of its own over HTTP, past the app's own check; the app's check and the server
 * must say the same, which is what the table below promises.
 */
import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Person } from '#kernel/module.ts';
import { FARM_ROLES, hasRole, ROLES, type Role } from '#kernel/roles.ts';
import { attention } from '#modules/desk/index.ts';
import { members } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { readerOver, type LocalDatabase } from '#local-db/index.ts';
import { asLocalOperation } from '#local-db/local-row.ts';
import { OPERATIONS } from '#local-db/tables.ts';
import { faultOfSyncError } from '#protocol/sync-message.ts';
import type { Answer, ServerStore } from '#server/store/store.ts';
import { syncUntilComplete } from '#sync/index.ts';
import { newDisk, openDevice } from '../helpers/local-device.ts';
import type { MemoryDisk } from '../helpers/memory-store.ts';
import { commandCases, decideCase, type CommandCase } from './command-cases.ts';
import { COOP, HandMade, Log, NOW } from './hand-made.ts';
import { promisedTo } from './promise.ts';

const MAY_DO = `
                               | director chief-accountant bookkeeper collector sales driver control admin member helper
addMember                      | -        x                x          -         -     -      -       -     -      -
importMembers                  | -        x                x          -         -     -      -       -     -      -
undoImport                     | -        x                x          -         -     -      -       -     -      -
editMember, own                | -        x                x          -         -     -      -       -     x      x
editMember, other              | -        x                x          -         -     -      -       -     -      -
joinGroup, own                 | -        x                x          -         -     -      -       -     x      x
joinGroup, other               | -        x                x          -         -     -      -       -     -      -
leaveGroup, own                | -        x                x          -         -     -      -       -     x      x
leaveGroup, other              | -        x                x          -         -     -      -       -     -      -
resolveMember, own             | -        x                x          -         -     -      -       -     -      -
resolveMember, other           | -        x                x          -         -     -      -       -     -      -
choosing, member own           | -        x                x          -         -     -      -       -     -      -
choosing, member other         | -        x                x          -         -     -      -       -     -      -
addPlot, own                   | -        x                x          -         -     -      -       -     x      x
addPlot, other                 | -        x                x          -         -     -      -       -     -      -
editPlot, own                  | -        x                x          -         -     -      -       -     x      x
editPlot, other                | -        x                x          -         -     -      -       -     -      -
resolvePlot, own               | -        x                x          -         -     -      -       -     x      x
resolvePlot, other             | -        x                x          -         -     -      -       -     -      -
choosing, plot own             | -        x                x          -         -     -      -       -     x      x
choosing, plot other           | -        x                x          -         -     -      -       -     -      -
recordHarvest, own             | -        x                x          x         -     -      -       -     x      x
recordHarvest, other           | -        x                x          x         -     -      -       -     -      -
reverseHarvest, own            | -        x                x          x         -     -      -       -     x      x
reverseHarvest, other          | -        x                x          x         -     -      -       -     -      -
writingAgain, harvest own      | -        x                x          x         -     -      -       -     x      x
writingAgain, harvest other    | -        x                x          x         -     -      -       -     -      -
recordSale, member-coop own    | -        x                x          x         -     -      -       -     x      x
recordSale, member-coop other  | -        x                x          x         -     -      -       -     -      -
reverseSale, member-coop own   | -        x                x          x         -     -      -       -     x      x
reverseSale, member-coop other | -        x                x          x         -     -      -       -     -      -
recordSale, member-outside own    | -     x                x          x         -     -      -       -     x      x
recordSale, member-outside other  | -     x                x          x         -     -      -       -     -      -
reverseSale, member-outside own   | -     x                x          x         -     -      -       -     x      x
reverseSale, member-outside other | -     x                x          x         -     -      -       -     -      -
recordSale, coop-member own    | -        x                x          -         x     -      -       -     -      -
recordSale, coop-member other  | -        x                x          -         x     -      -       -     -      -
reverseSale, coop-member own   | -        x                x          -         x     -      -       -     -      -
reverseSale, coop-member other | -        x                x          -         x     -      -       -     -      -
recordSale, coop-customer      | -        x                x          -         x     -      -       -     -      -
reverseSale, coop-customer     | -        x                x          -         x     -      -       -     -      -
confirmSales, own              | -        x                x          -         -     -      -       -     -      -
confirmSales, other            | -        x                x          -         -     -      -       -     -      -
addCustomer                    | -        x                x          -         x     -      -       -     -      -
editCustomer                   | -        x                x          -         x     -      -       -     -      -
resolveCustomer                | -        x                x          -         x     -      -       -     -      -
choosing, customer             | -        x                x          -         x     -      -       -     -      -
addProduct                     | -        x                x          -         -     -      -       -     x      x
editProduct                    | -        x                x          -         -     -      -       -     -      -
resolveProduct                 | -        x                x          -         -     -      -       -     -      -
choosing, product              | -        x                x          -         -     -      -       -     -      -
importProducts                 | -        x                x          -         -     -      -       -     -      -
undoProductImport              | -        x                x          -         -     -      -       -     -      -
setPrice                       | -        x                x          -         -     -      -       -     -      -
addPhoto, own                  | -        x                x          x         x     -      -       -     x      x
addPhoto, other                | -        x                x          x         x     -      -       -     -      -
addPhoto, of nobody            | -        x                x          -         x     -      -       -     -      -
removePhoto, own               | -        x                x          x         x     -      -       -     x      x
removePhoto, other             | -        x                x          x         x     -      -       -     -      -
removePhoto, of nobody         | -        x                x          -         x     -      -       -     -      -
tellApart, own                 | -        x                x          x         x     -      -       -     x      x
tellApart, other               | -        x                x          x         x     -      -       -     -      -
tellApart, of nobody           | -        x                x          -         x     -      -       -     -      -
askAgain, own                  | -        x                x          x         x     -      -       -     x      x
askAgain, other                | -        x                x          x         x     -      -       -     -      -
askAgain, of nobody            | -        x                x          -         x     -      -       -     -      -
recordFinding                  | -        -                -          -         -     -      x       -     -      -
editFinding                    | -        -                -          -         -     -      x       -     -      -
resolveFinding                 | -        -                -          -         -     -      x       -     -      -
choosing, finding              | -        -                -          -         -     -      x       -     -      -
settleFinding                  | -        -                -          -         -     -      x       -     -      -
reopenFinding                  | -        -                -          -         -     -      x       -     -      -
answerFinding                  | x        x                -          -         -     -      -       -     -      -
decide                         | x        x                -          -         -     -      -       -     -      -
setGrants                      | -        -                -          -         -     -      -       x     -      -
closePeriod                    | -        x                -          -         -     -      -       -     -      -
introduce                      | x        x                x          x         x     x      x       x     x      x
`;

const EVERYBODY: Person = { userId: '00000000000000f0', roles: ROLES };
const USER = '00000000000000a0';

/** `open` gives an empty store. */
export function describeCommands(name: string, open: () => Answer<ServerStore>): void {
  describe(`commands on ${name}`, () => {
    let hand: HandMade;
    let me: string;
    let cases: readonly CommandCase[];
    /** What somebody who may hold everything has on his device. */
    let everything: MemoryDisk;

    beforeEach(async () => {
      hand = await HandMade.on(await open());
      const seed = new Log('aaaaaaaaaaaaaaaa');
      me = seed.add(members, 'create', { name: 'Tẩn Láo Hín', groups: ['Tổ 1'] });
      const other = seed.add(members, 'create', { name: 'Vũ Ngọc Quý', groups: ['Tổ 1'] });
      const product = seed.add(products, 'create', { name: 'Chè búp tươi', unit: 'kg' });
      const known = commandCases(seed, { me, other, product });
      const all = { ...EVERYBODY, memberId: me };
      const stored = await hand.push(await hand.device(all), seed.operations);
      expect([...stored.values()].filter((reason) => reason !== undefined)).toEqual([]);
      const aside = new Log('dddddddddddddddd');
      aside.add(members, 'create', { name: 'Không ai' });
      const driver = await hand.device({ userId: '00000000000000d0', roles: ['driver'] });
      expect([...(await hand.push(driver, aside.operations)).values()]).toEqual(['forbidden']);
      everything = newDisk();
      const pulled = deviceOf(all, everything);
      await syncUntilComplete(
        pulled,
        { send: received },
        { token: await hand.session({ ...all, userId: USER }), build: 'test', byteBudget: 1_000_000 },
      );
      const [card] = await readerOver(pulled.store.reader).list(attention);
      if (card === undefined) return expect.fail('a card is there');
      cases = [...known, decideCase(card.id)];
    });
    afterEach(async () => hand.close());

    async function received(body: Uint8Array): Promise<Uint8Array> {
      const answer = await hand.send(body);
      if (answer.status !== 200) throw faultOfSyncError(answer.body);
      return answer.body;
    }

    function deviceOf(person: Person, disk: MemoryDisk, isEnrolled = true): LocalDatabase {
      return openDevice({
        disk,
        session: { coop: COOP, person, isEnrolled },
        now: () => NOW,
        randomBytes: (length) => crypto.getRandomValues(new Uint8Array(length)),
      });
    }

    /** What the app lets the person do. */
    async function inApp(person: Person): Promise<ReadonlyMap<string, string>> {
      const device = deviceOf(person, everything.copy());
      const told = new Map<string, string>();
      for (const { name: what, run } of cases) {
        const outcome = await run(device);
        if (!outcome.ok) expect([what, outcome.code]).toEqual([what, 'common.notAllowed']);
        told.set(what, outcome.ok ? 'x' : '-');
      }
      return told;
    }

    /** What the server stores of it, when an app without a check has let it through. */
    async function onServer(person: Person): Promise<ReadonlyMap<string, string>> {
      const device = deviceOf(person, everything.copy(), false);
      const written = new Map<string, readonly number[]>();
      for (const { name: what, run } of cases) {
        const outcome = await run(device);
        if (!outcome.ok || outcome.value.operations.length === 0) return expect.fail(`${what} writes something`);
        written.set(
          what,
          outcome.value.operations.map((id) => Number(id.split('-')[1])),
        );
      }
      const operations = (await device.store.reader.range(OPERATIONS)).map((each) => asLocalOperation(each).operation);
      operations.sort((left, right) => left.n - right.n);
      const reasons = await hand.push(await hand.device(person), operations);
      const told = new Map<string, string>();
      for (const [what, numbers] of written) {
        const why = new Set(numbers.map((n) => reasons.get(n)));
        const isStored = why.size === 1 && why.has(undefined);
        // What is saved together is put aside together: one of it is forbidden, the rest waits for that.
        if (!isStored) expect([what, [...why].filter((each) => each !== 'depends')]).toEqual([what, ['forbidden']]);
        told.set(what, isStored ? 'x' : '-');
      }
      return told;
    }

    test.each(ROLES)('[I17] %s: every command, in the app and on the server', async (role: Role) => {
      // A device learns of the member's entry when its person writes for the member, and else of none.
      const entry = hasRole({ roles: [role] }, FARM_ROLES) ? { memberId: me } : {};
      const person: Person = { userId: '00000000000000a1', roles: [role], ...entry };
      const promised = promisedTo(role, MAY_DO);
      expect(await inApp(person)).toEqual(promised);
      expect(await onServer(person)).toEqual(promised);
    });

    test('every command of every module is tried', async () => {
      const folder = new URL('../../src/modules/', import.meta.url);
      const tried = new Set(cases.map(({ name: what }) => what.split(',')[0]));
      const missing: string[] = [];
      let found = 0;
      for (const { name: module } of readdirSync(folder, { withFileTypes: true }).filter((each) =>
        each.isDirectory(),
      )) {
        const exported: Readonly<Record<string, unknown>> = await import(new URL(`${module}/commands.ts`, folder).href);
        for (const [what, value] of Object.entries(exported)) {
          const isCommand =
            typeof value === 'function' || (typeof value === 'object' && value !== null && 'decide' in value);
          if (isCommand) found += 1;
          if (isCommand && !tried.has(what)) missing.push(`${module}: ${what}`);
        }
      }
      expect([missing, found > 30]).toEqual([[], true]);
    });
  });
}
