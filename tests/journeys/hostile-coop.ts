/** A co-op whose names were all chosen by somebody who wishes the others ill, sent by a device without the app's forms. */
import { must } from '../helpers/local-device.ts';
import { required } from '#kernel/result.ts';
import { FOUNDER_ROLES } from '#kernel/roles.ts';
import { answerFinding, recordFinding } from '#modules/findings/commands.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addMember, editMember, joinGroup } from '#modules/members/commands.ts';
import { addPlot, editPlot } from '#modules/plots/commands.ts';
import { addProduct } from '#modules/products/commands.ts';
import { addCustomer, recordSale } from '#modules/sales/commands.ts';
import { sales } from '#modules/sales/index.ts';
import { colleague, founder, invitation, sync } from '../prove/peer.ts';
import { PAYLOADS } from '../security/attacks/payloads.ts';
import type { Stage } from './stage.ts';

export interface HostileCoop {
  /** Row ids by what they are: `member`, `product`, `harvest`, `sale`, `plot`, `customer`, `finding`, `person`. */
  readonly ids: ReadonlyMap<string, string>;
  readonly coopName: string;
  /** Of the device that founded it. */
  readonly deviceName: string;
  readonly officeCode: string;
  readonly laterCode: string;
  readonly memberCode: string;
  /** Of an invitation that nobody uses. */
  readonly spareCode: string;
  /** Whom the second code is for. */
  readonly memberName: string;
}

export async function hostileCoop(stage: Stage): Promise<HostileCoop> {
  const { port, hash } = new URL(stage.setupLink);
  const at = (index: number): string => required(PAYLOADS[index % PAYLOADS.length], 'there is one');
  const names = { coopName: at(7), personName: at(12), deviceName: at(0) };
  const office = await founder({ port: Number(port) }, hash.slice(1), names);
  const { database } = office;
  const memberIds: string[] = [];
  for (const [index, name] of PAYLOADS.entries()) {
    const village = at(index + 1);
    memberIds.push(await must(database, addMember, { name, village, note: at(index + 2), code: `SV-${index}` }));
  }
  const memberId = required(memberIds[7], 'there is one');
  await must(database, editMember, { id: memberId, fields: { commune: at(3), province: at(8), ethnicity: at(9) } });
  await must(database, joinGroup, { id: memberId, group: at(10) });
  const productId = await must(database, addProduct, { name: at(12), unit: 'kg' });
  for (const index of [0, 15, 47]) await must(database, addProduct, { name: at(index), unit: 'kg' });
  const customer = { name: at(10), phone: '<svg onload=__hit()>', address: at(13), note: at(14) };
  const customerId = await must(database, addCustomer, customer);
  const plotId = await must(database, addPlot, { memberId, name: at(18), areaM2: 360 });
  await must(database, editPlot, { id: plotId, fields: { village: at(19), note: at(20) } });
  const harvest = { memberId, plotId, productId, quantityMilli: 12_000, note: at(25) };
  const harvestId = await must(database, recordHarvest, harvest);
  const price = { productId, quantityMilli: 10_000, unitPriceDong: 28_000, payment: 'credit' } as const;
  const saleId = await must(database, recordSale, { direction: 'member-coop', memberId, note: at(26), ...price });
  await must(database, recordSale, { direction: 'coop-customer', customerId, note: at(35), ...price });
  const outside = { ...price, payment: 'cash', buyerName: at(10) } as const;
  await must(database, recordSale, { direction: 'member-outside', memberId, ...outside });
  await sync(office);
  const board = await colleague(office, ['control']);
  const on = { table: sales.number, id: saleId };
  const findingId = await must(board.database, recordFinding, { what: `${at(7)}\n${at(10)}`, on });
  await sync(board);
  await sync(office);
  await must(database, answerFinding, { findingId, text: at(12) });
  await sync(office);
  const memberName = at(7);
  return {
    ids: new Map(
      Object.entries({
        member: memberId,
        product: productId,
        customer: customerId,
        plot: plotId,
        harvest: harvestId,
        sale: saleId,
        finding: findingId,
        person: database.session.person.userId,
      }),
    ),
    coopName: names.coopName,
    deviceName: names.deviceName,
    officeCode: await invitation(office, { roles: [...FOUNDER_ROLES] }),
    laterCode: await invitation(office, { roles: [...FOUNDER_ROLES] }),
    memberCode: await invitation(office, {
      roles: ['member'],
      memberId,
      memberName,
      memberCode: at(6).slice(0, 40),
      memberVillage: at(8),
    }),
    memberName,
    spareCode: await invitation(office, { roles: ['driver'] }),
  };
}
