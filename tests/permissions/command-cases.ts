/** Every command of every module with something to be run on: of oneself, of another member, of nobody. */
import type { Command } from '#kernel/module.ts';
import { addPhoto, removePhoto } from '#modules/attachments/commands.ts';
import { photos } from '#modules/attachments/index.ts';
import { askAgain, choosing, decide, setGrants, tellApart, writingAgain } from '#modules/desk/commands.ts';
import { distinctions } from '#modules/desk/index.ts';
import * as findingCommands from '#modules/findings/commands.ts';
import { findings } from '#modules/findings/index.ts';
import { recordHarvest, reverseHarvest } from '#modules/harvests/commands.ts';
import { harvests } from '#modules/harvests/index.ts';
import { closePeriod } from '#modules/ledger/commands.ts';
import * as memberCommands from '#modules/members/commands.ts';
import { members } from '#modules/members/index.ts';
import { introduce } from '#modules/people/commands.ts';
import { addPlot, editPlot, resolvePlot } from '#modules/plots/commands.ts';
import { plots } from '#modules/plots/index.ts';
import * as productCommands from '#modules/products/commands.ts';
import { products } from '#modules/products/index.ts';
import * as saleCommands from '#modules/sales/commands.ts';
import { customers, sales } from '#modules/sales/index.ts';
import { commit, type LocalDatabase } from '#local-db/index.ts';
import type { Log } from './hand-made.ts';
import { STRANGER } from './subjects.ts';

export interface CommandCase {
  /** The command's own name, then whose row it is run on. */
  readonly name: string;
  readonly run: (database: LocalDatabase) => ReturnType<typeof commit<unknown, unknown>>;
}

const DAY = '2026-11-20';

/** Seeds what the commands are run on, and gives them. */
export function commandCases(
  seed: Log,
  at: { readonly me: string; readonly other: string; readonly product: string },
): readonly CommandCase[] {
  const { product } = at;
  const slip = { productId: product, quantityMilli: 5_000, unit: 'kg' };
  const priced = { ...slip, unitPriceDong: 1_000, amountDong: 5_000, payment: 'cash', soldOn: DAY };
  const harvestOf = (memberId: string) => seed.add(harvests, 'post', { ...slip, memberId, harvestedOn: DAY });
  const saleOf = (direction: string, party: object) => seed.add(sales, 'post', { ...priced, ...party, direction });
  const cases: CommandCase[] = [];
  function add<Input, Output>(name: string, command: Command<Input, Output>, input: Input): void {
    cases.push({ name, run: async (database) => commit(database, command, input) });
  }
  const customer = seed.add(customers, 'create', { name: 'Chợ' });
  const price = { unitPriceDong: 1_000, payment: 'cash' } as const;

  for (const [whose, memberId] of [
    ['own', at.me],
    ['other', at.other],
  ] as const) {
    const plot = seed.add(plots, 'create', { memberId, name: 'Đồi' });
    const photographed = { table: harvests, id: harvestOf(memberId), memberId };
    const picture = { sha: 'ab'.repeat(32), bytes: 100_000, width: 1_280, height: 960 };
    const photo = seed.add(photos, 'create', {
      ...picture,
      onTable: harvests.number,
      onRow: photographed.id,
      memberId,
    });
    const pair = { first: harvestOf(memberId), second: harvestOf(memberId), memberId };
    const bought = saleOf('member-coop', { memberId });

    add(`editMember, ${whose}`, memberCommands.editMember, { id: memberId, fields: { village: 'Bản 4' } });
    add(`joinGroup, ${whose}`, memberCommands.joinGroup, { id: memberId, group: 'Tổ 2' });
    add(`leaveGroup, ${whose}`, memberCommands.leaveGroup, { id: memberId, group: 'Tổ 1' });
    add(`resolveMember, ${whose}`, memberCommands.resolveMember, { id: memberId, fields: { name: 'Hin' } });
    add(`choosing, member ${whose}`, choosing(members, memberCommands.resolveMember), {
      id: memberId,
      field: 'name',
      value: 'Hín',
    });
    add(`addPlot, ${whose}`, addPlot, { memberId, name: 'Nương' });
    add(`editPlot, ${whose}`, editPlot, { id: plot, fields: { name: 'Đồi chè' } });
    add(`resolvePlot, ${whose}`, resolvePlot, { id: plot, fields: { name: 'Đồi' } });
    add(`choosing, plot ${whose}`, choosing(plots, resolvePlot), { id: plot, field: 'name', value: 'Ruộng' });
    add(`recordHarvest, ${whose}`, recordHarvest, { memberId, productId: product, quantityMilli: 1_000 });
    add(`reverseHarvest, ${whose}`, reverseHarvest, harvestOf(memberId));
    add(`writingAgain, harvest ${whose}`, writingAgain(harvests), { ...slip, memberId, harvestedOn: DAY });
    for (const direction of ['member-coop', 'member-outside', 'coop-member'] as const) {
      const sold = saleOf(direction, { memberId });
      const parts = { direction, memberId, productId: product, quantityMilli: 1_000, ...price };
      add(`recordSale, ${direction} ${whose}`, saleCommands.recordSale, parts);
      add(`reverseSale, ${direction} ${whose}`, saleCommands.reverseSale, sold);
    }
    add(`confirmSales, ${whose}`, saleCommands.confirmSales, [bought]);
    add(`addPhoto, ${whose}`, addPhoto, { on: photographed, photo: { ...picture, sha: 'cd'.repeat(32) } });
    add(`removePhoto, ${whose}`, removePhoto, photo);
    add(`tellApart, ${whose}`, tellApart, pair);
    const told = { first: harvestOf(memberId), second: harvestOf(memberId), memberId };
    add(`askAgain, ${whose}`, askAgain, seed.add(distinctions, 'create', told));
  }

  const sold = saleOf('coop-customer', { customerId: customer });
  const parts = { direction: 'coop-customer', customerId: customer, productId: product, quantityMilli: 1_000 } as const;
  const picture = { sha: 'ef'.repeat(32), bytes: 100_000, width: 1_280, height: 960 };
  add('recordSale, coop-customer', saleCommands.recordSale, { ...parts, ...price });
  add('reverseSale, coop-customer', saleCommands.reverseSale, sold);
  add('addPhoto, of nobody', addPhoto, { on: { table: sales, id: sold }, photo: { ...picture, sha: 'cd'.repeat(32) } });
  const photo = { ...picture, onTable: sales.number, onRow: sold };
  add('removePhoto, of nobody', removePhoto, seed.add(photos, 'create', photo));
  const [first, second] = [saleOf('coop-customer', {}), saleOf('coop-customer', {})];
  add('tellApart, of nobody', tellApart, { first, second });
  const told = { first: saleOf('coop-customer', {}), second: saleOf('coop-customer', {}) };
  add('askAgain, of nobody', askAgain, seed.add(distinctions, 'create', told));

  add('addMember', memberCommands.addMember, { name: 'Lò Thị Mai' });
  add('importMembers', memberCommands.importMembers, { batch: 'b1', rows: [{ name: 'Một' }, { name: 'Hai' }] });
  seed.add(members, 'create', { name: 'Ba', importBatch: 'b0' });
  add('undoImport', memberCommands.undoImport, 'b0');
  add('addProduct', productCommands.addProduct, { name: 'Sắn', unit: 'kg' });
  add('editProduct', productCommands.editProduct, { id: product, fields: { name: 'Chè xanh' } });
  add('resolveProduct', productCommands.resolveProduct, { id: product, fields: { name: 'Chè' } });
  add('choosing, product', choosing(products, productCommands.resolveProduct), {
    id: product,
    field: 'name',
    value: 'Chè búp',
  });
  add('setPrice', productCommands.setPrice, { productId: product, unitPriceDong: 9_000 });
  const listed = [{ product: { name: 'Ngô', unit: 'kg' }, unitPriceDong: 7_000 }] as const;
  add('importProducts', productCommands.importProducts, { batch: 'p1', rows: listed });
  seed.add(products, 'create', { name: 'Đỗ', unit: 'kg', importBatch: 'p0' });
  add('undoProductImport', productCommands.undoProductImport, 'p0');
  add('addCustomer', saleCommands.addCustomer, { name: 'Quán' });
  add('editCustomer', saleCommands.editCustomer, { id: customer, fields: { phone: '0912345678' } });
  add('resolveCustomer', saleCommands.resolveCustomer, { id: customer, fields: { name: 'Chợ xã' } });
  add('choosing, customer', choosing(customers, saleCommands.resolveCustomer), {
    id: customer,
    field: 'name',
    value: 'Chợ huyện',
  });
  const found = (fields: object = {}) =>
    seed.add(findings, 'create', { what: 'Thiếu chữ ký', foundOn: DAY, ...fields });
  const reworded = { id: found(), what: 'Phiếu chi thiếu chữ ký', foundOn: DAY };
  add('recordFinding', findingCommands.recordFinding, { what: 'Quỹ lệch 5.000 đ' });
  add('editFinding', findingCommands.editFinding, reworded);
  add('resolveFinding', findingCommands.resolveFinding, { id: found(), fields: { what: 'Thiếu dấu' } });
  add('choosing, finding', choosing(findings, findingCommands.resolveFinding), {
    id: found(),
    field: 'what',
    value: 'Thiếu ngày',
  });
  add('settleFinding', findingCommands.settleFinding, found());
  add('reopenFinding', findingCommands.reopenFinding, found({ settledOn: DAY }));
  add('answerFinding', findingCommands.answerFinding, { findingId: found(), text: 'Đã bổ sung' });
  add('introduce', introduce, 'Hoa');
  add('setGrants', setGrants, {
    userId: STRANGER,
    grants: [{ pattern: 'coop', fromYear: 0, toYear: 9_999 }],
  });
  add('closePeriod', closePeriod, '1999-12-31');
  return cases;
}

/** The one command that is run on what the server wrote: `cardId` names something that was put aside. */
export function decideCase(cardId: string): CommandCase {
  return { name: 'decide', run: async (database) => commit(database, decide, { cardId, action: 'dismiss' }) };
}
