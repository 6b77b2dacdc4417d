/** Accounts of members, customers and cash under any order of sales, confirmations and reversals (SL1 to SL5, W1 to W8). */
import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { commit, lastOwnRow, readerOver, type LocalDatabase } from '#local-db/index.ts';
import { addDays, dateAt } from '#kernel/calendar.ts';
import type { Total } from '#kernel/module.ts';
import type { Result } from '#kernel/result.ts';
import { FOUNDER_ROLES, type Role } from '#kernel/roles.ts';
import { accounts, CASH_ACCOUNT, customerAccount, memberAccount, statement } from '#modules/ledger/index.ts';
import { addMember } from '#modules/members/commands.ts';
import { addProduct, setPrice } from '#modules/products/commands.ts';
import { priceOn } from '#modules/products/index.ts';
import { isUnusualPrice } from '#modules/products/queries.ts';
import { addCustomer, confirmSales, recordSale, reverseSale } from '#modules/sales/commands.ts';
import { confirmations, sales, salesTotals, soldProductKey } from '#modules/sales/index.ts';
import { allSales, listed, salesToConfirm, slipsAhead, sumOfListed } from '#modules/sales/queries.ts';
import { must, newDisk, openDevice } from '../helpers/local-device.ts';

const DAY_MS = 86_400_000;

/** An office's book, and the same database as its member sees it. */
async function coop() {
  const disk = newDisk();
  const clock = { now: Date.UTC(2026, 10, 1, 3) };
  const open = (roles: readonly Role[], memberId?: string): LocalDatabase =>
    openDevice({
      disk,
      now: () => (clock.now += 1_000),
      randomBytes: (length) => new Uint8Array(length).fill(9),
      session: {
        coop: 'c0ffee0000000001',
        person: { userId: 'u', roles, ...(memberId === undefined ? {} : { memberId }) },
        isEnrolled: false,
      },
    });
  const office = open(FOUNDER_ROLES);
  const memberId = await must(office, addMember, { name: 'Hín' });
  const productId = await must(office, addProduct, { name: 'Chè', unit: 'kg' });
  const customerId = await must(office, addCustomer, { name: 'Trà Tây Bắc' });
  return { office, alone: open(['member'], memberId), open, clock, memberId, productId, customerId };
}

function of(total: Total | undefined, measure: string): number {
  return (total?.confirmed[measure] ?? 0) + (total?.waiting[measure] ?? 0);
}

const step = fc.oneof(
  fc.record({
    what: fc.constant('sell' as const),
    direction: fc.constantFrom('member-outside', 'member-coop', 'coop-member', 'coop-customer'),
    payment: fc.constantFrom('cash', 'credit'),
    quantityMilli: fc.integer({ min: 1, max: 900_000 }),
    unitPriceDong: fc.integer({ min: 0, max: 300_000 }),
    isByMember: fc.boolean(),
  }),
  fc.record({ what: fc.constant('reverse' as const), which: fc.nat(30), isByMember: fc.boolean() }),
  fc.record({ what: fc.constant('confirm' as const) }),
  fc.record({ what: fc.constant('sleep' as const), days: fc.integer({ min: 1, max: 40 }) }),
);

describe('sales and accounts', () => {
  test.each([
    [['collector'], 0],
    [['sales', 'collector'], 0],
    [['bookkeeper'], 1],
    [['collector', 'chief-accountant'], 1],
  ] as const)('[SL4] a purchase that %s write is confirmed in the same save %i times', async (roles, confirmed) => {
    const { open, memberId, productId } = await coop();
    const device = open(roles);
    const purchase = { direction: 'member-coop', memberId, productId, payment: 'credit' } as const;
    await must(device, recordSale, { ...purchase, quantityMilli: 5_000, unitPriceDong: 9_000 });
    expect(await readerOver(device.store.reader).count(confirmations)).toBe(confirmed);
  });

  test('[U20] the slip that was saved last is the same whatever day it is for, and after one was taken back', async () => {
    const { office, productId } = await coop();
    const cash = { direction: 'coop-customer', payment: 'cash', productId, unitPriceDong: 9_000 } as const;
    const lastSlip = () => lastOwnRow(office, sales, ({ reversesId }) => reversesId === undefined);
    expect(await lastSlip()).toBeUndefined();
    const first = await must(office, recordSale, { ...cash, quantityMilli: 5_000 });
    const last = await must(office, recordSale, { ...cash, quantityMilli: 7_000, soldOn: '2026-01-05' });
    await must(office, reverseSale, first);
    expect((await lastSlip())?.id).toBe(last);
  });

  test('[W8] over any period opening and lines make the closing, and nothing unconfirmed is in a figure of the office', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer({ min: 0, max: 60 }), async (steps, offset) => {
        const { office, alone, clock, memberId, productId, customerId } = await coop();
        const ids: string[] = [];
        // A member may take back only what a member may write.
        const own = new Set<string>();
        for (const each of steps) {
          if (each.what === 'sleep') clock.now += each.days * DAY_MS;
          else if (each.what === 'confirm') {
            const waiting = await salesToConfirm(readerOver(office.store.reader));
            await commit(
              office,
              confirmSales,
              waiting.map((sale) => sale.id),
            );
          } else if (each.what === 'reverse') {
            const id = ids[each.which % Math.max(1, ids.length)];
            if (id !== undefined) await commit(each.isByMember && own.has(id) ? alone : office, reverseSale, id);
          } else {
            const { direction, payment, quantityMilli, unitPriceDong } = each;
            const party = direction === 'coop-customer' ? { customerId } : { memberId };
            const input = { direction, payment, productId, quantityMilli, unitPriceDong, ...party };
            const isOwn = direction === 'member-outside' || direction === 'member-coop';
            const id = await must(each.isByMember && isOwn ? alone : office, recordSale, input);
            ids.push(id);
            if (isOwn) own.add(id);
          }
        }
        const read = readerOver(office.store.reader);
        const day = dateAt(Date.UTC(2026, 10, 1) + offset * DAY_MS);
        for (const key of [memberAccount(memberId), customerAccount(customerId), CASH_ACCOUNT]) {
          const until = await statement(read, key, { from: '2000-01-01', to: day });
          const after = await statement(read, key, { from: addDays(day, 1), to: '2099-12-31' });
          const total = await read.total(accounts, key);
          for (const measure of accounts.measures) {
            const lines = until.lines.reduce((sum, line) => sum + (line.amounts[measure] ?? 0), 0);
            // From the first day on nothing stood before, the lines alone make the closing, and the next period opens with it.
            expect(until.opening[measure] ?? 0).toBe(0);
            expect(until.closing[measure] ?? 0).toBe(lines);
            expect(after.opening[measure] ?? 0).toBe(lines);
            expect(after.closing[measure] ?? 0).toBe(of(total, measure));
          }
        }
        // What the co-op bought is what its confirmations say: on credit in the balance, in cash paid out.
        const member = await read.total(accounts, memberAccount(memberId));
        const bought = of(await read.total(salesTotals, soldProductKey(productId)), 'boughtDong');
        const sold = of(await read.total(salesTotals, soldProductKey(productId)), 'soldDong');
        const cash = of(await read.total(accounts, CASH_ACCOUNT), 'balanceDong');
        const owedByCustomer = of(await read.total(accounts, customerAccount(customerId)), 'balanceDong');
        expect(of(member, 'balanceDong')).toBe(bought - sold + cash + owedByCustomer);
      }),
      { numRuns: 60 },
    );
  });

  test('[SL4] a sale to the co-op waits, counts once confirmed, and a reversal waits for its own confirmation', async () => {
    const { office, alone, memberId, productId } = await coop();
    const read = readerOver(office.store.reader);
    const sums = async (): Promise<readonly number[]> => {
      const total = await read.total(accounts, memberAccount(memberId));
      return [of(total, 'pendingDong'), of(total, 'balanceDong')];
    };
    const sale = { direction: 'member-coop', payment: 'credit', memberId, productId } as const;
    const id = await must(alone, recordSale, { ...sale, quantityMilli: 10_000, unitPriceDong: 28_000 });
    expect(await sums()).toEqual([280_000, 0]);
    expect(await must(office, confirmSales, [id, id])).toBe(1);
    expect(await sums()).toEqual([0, 280_000]);
    expect(await refusal(commit(office, confirmSales, [id]))).toBe('sales.nothingToConfirm');
    const reversal = await must(alone, reverseSale, id);
    expect(await sums()).toEqual([-280_000, 280_000]);
    expect((await salesToConfirm(read)).map((waiting) => waiting.id)).toEqual([reversal]);
    await must(office, confirmSales, [reversal]);
    expect(await sums()).toEqual([0, 0]);
    expect(await refusal(commit(office, reverseSale, id))).toBe('sales.alreadyReversed');
    expect(await refusal(commit(office, reverseSale, reversal))).toBe('sales.isReversal');
  });

  test('a pair that nobody confirmed is nothing to confirm', async () => {
    const { office, alone, memberId, productId } = await coop();
    const sale = { direction: 'member-coop', payment: 'cash', memberId, productId } as const;
    const id = await must(alone, recordSale, { ...sale, quantityMilli: 1_000, unitPriceDong: 5_000 });
    await must(alone, reverseSale, id);
    expect(await salesToConfirm(readerOver(office.store.reader))).toEqual([]);
  });

  test('[SL4] the list of sales adds up what stands, and nothing that waits for the office', async () => {
    const { office, alone, memberId, productId } = await coop();
    const read = readerOver(office.store.reader);
    const sumListed = async (): Promise<number> => sumOfListed(await listed(read, await allSales(read)));
    const sale = { direction: 'member-coop', payment: 'credit', memberId, productId } as const;
    const id = await must(alone, recordSale, { ...sale, quantityMilli: 10_000, unitPriceDong: 28_000 });
    expect(await sumListed()).toBe(0);
    await must(office, confirmSales, [id]);
    expect(await sumListed()).toBe(280_000);
    const taken = await must(office, recordSale, { ...sale, quantityMilli: 1_000, unitPriceDong: 28_000 });
    expect(await sumListed()).toBe(308_000);
    await must(office, reverseSale, taken);
    expect(await sumListed()).toBe(280_000);
  });

  test('[SL4] slips of days that have not come are told apart, until they are taken back', async () => {
    const { office, memberId, productId } = await coop();
    const read = readerOver(office.store.reader);
    const sale = { memberId, productId, payment: 'cash', quantityMilli: 1_000, unitPriceDong: 1_000 } as const;
    const sell = (soldOn: string, direction: 'coop-member' | 'member-outside' = 'coop-member') =>
      must(office, recordSale, { ...sale, direction, soldOn });
    await sell('2026-11-01');
    await sell('2027-11-02', 'member-outside');
    expect(await slipsAhead(read, '2026-11-01')).toBe(0);
    const ahead = await sell('2026-11-02');
    expect(await slipsAhead(read, '2026-11-01')).toBe(1);
    expect(await slipsAhead(read, '2026-11-02')).toBe(0);
    await must(office, reverseSale, ahead);
    expect(await slipsAhead(read, '2026-11-01')).toBe(0);
  });

  test.each([
    [28_000, 28_000, false],
    [84_000, 28_000, false],
    [84_001, 28_000, true],
    [2_800, 28_000, true],
    [9_334, 28_000, false],
    [0, 28_000, true],
    [1_000, 0, true],
    [0, 0, false],
  ])('[U19] %d đ after %d đ is unusual: %s', (dong, before, isUnusual) => {
    expect(isUnusualPrice(dong, before)).toBe(isUnusual);
  });

  test('a price of a million million is refused, and no price stands', async () => {
    const { office, productId } = await coop();
    expect(await refusal(commit(office, setPrice, { productId, unitPriceDong: 1_000_000_000_000 }))).toBe(
      'products.priceTooLarge',
    );
    expect(await priceOn(readerOver(office.store.reader), { productId }, '2099-01-01')).toBeUndefined();
  });

  test.each([
    [{ quantityMilli: 0 }, 'sales.quantityNotPositive'],
    [{ quantityMilli: -5 }, 'sales.quantityNotPositive'],
    [{ unitPriceDong: -1 }, 'sales.priceNegative'],
    [{ quantityMilli: 1_000_000_000, unitPriceDong: 1_000_000_000 }, 'sales.amountTooLarge'],
    [{ unitPriceDong: 1_000_000_000_000 }, 'sales.priceTooLarge'],
    [{ productId: 'c0ffee0000000001-99' }, 'sales.productUnknown'],
    [{ direction: 'coop-customer', payment: 'credit' } as const, 'sales.customerMissing'],
  ])('%o is refused by name and nothing is written', async (parts, code) => {
    const { office, memberId, productId } = await coop();
    const sale = { direction: 'coop-member', payment: 'cash', quantityMilli: 1_000, unitPriceDong: 1_000 } as const;
    const before = await office.store.reader.count('operations');
    expect(await refusal(commit(office, recordSale, { ...sale, memberId, productId, ...parts }))).toBe(code);
    expect(await office.store.reader.count('operations')).toBe(before);
  });
});

async function refusal(outcome: Promise<Result<unknown>>): Promise<string | undefined> {
  const settled = await outcome;
  return settled.ok ? undefined : settled.code;
}
