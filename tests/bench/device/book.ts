/**
 * A year of a co-op as its bookkeeper's phone holds it: the harvests of the data set beside the register, customers,
 * 10,000 sales and what the office confirmed of them; 50,000 records together. Saved by the app's own local database and
 * sent to the real server, from which the phone fetches them.
 */
import { addDays, dateAt } from '#kernel/calendar.ts';
import { lineTotalDong } from '#kernel/money.ts';
import { required } from '#kernel/result.ts';
import { harvests, type HarvestRow } from '#modules/harvests/index.ts';
import { members, type MemberRow } from '#modules/members/index.ts';
import { products } from '#modules/products/index.ts';
import { confirmations, customers, sales, type SaleRow } from '#modules/sales/index.ts';
import { founder, invitation, sync, type Peer } from '../../prove/peer.ts';
import { fill } from '../fill.ts';
import { memberIds, PRODUCTS, record, type HarvestRecord } from '../harvest-dataset.mjs';

export const RECORDS = 50_000;
export const SALES = 10_000;

const DEVICES = 20;
const MEMBERS = 1_000;
const CUSTOMERS = 20;
const DAYS = 364;
/** Of every ten sales these were bought from members; the office has confirmed all but the newest of those. */
const BOUGHT_OF_TEN = 4;
const UNCONFIRMED = 40;

const FAMILIES = ['Tẩn', 'Chảo', 'Lý', 'Phàn', 'Vàng', 'Giàng', 'Sùng', 'Lò', 'Nông', 'Hoàng'] as const;
const MIDDLE = ['Láo', 'Lở', 'Thị', 'A', 'Mùi', 'Văn', 'Seo', 'Thu', 'Đức', 'Minh'] as const;
const GIVEN = ['Tả', 'Mẩy', 'Sua', 'Phứ', 'Khé', 'Pẩu', 'Hương', 'Dũng', 'Niềm', 'Chẳn'] as const;
const VILLAGES = ['Bản Suối Mẫu', 'Bản Nà Lạ', 'Bản Khe Xanh', 'Thôn Đồi Gió'] as const;

/** Who is invited to the phone. */
export interface Invited {
  readonly code: string;
  readonly memberName: string;
}

/** Founds the co-op on an empty server, with `RECORDS` records or with one member and one product. */
export async function foundBook(port: number, setupToken: string, isEmpty: boolean): Promise<Invited> {
  const office = await founder({ port }, setupToken);
  const memberName = nameOf(0);
  const memberId = required(isEmpty ? await emptyBook(office) : await fullBook(office), 'there is a member');
  await sync(office);
  // The widest that one phone can be asked for: everything of the co-op to hold, and an own farm to write for.
  const code = await invitation(office, { roles: ['bookkeeper', 'member'], memberId, memberName });
  return { code, memberName };
}

async function emptyBook({ database }: Peer): Promise<string | undefined> {
  const [memberId] = await fill(database, members, [memberOf(0)]);
  await fill(database, products, [{ name: PRODUCTS[0]?.[0] ?? '', unit: 'kg' }]);
  return memberId;
}

async function fullBook({ database }: Peer): Promise<string | undefined> {
  const today = dateAt(database.env.now());
  const dayOf = (index: number, of: number): string => addDays(today, Math.floor((index * DAYS) / of) - DAYS);
  const each = <Row>(count: number, rowOf: (index: number) => Row): readonly Row[] =>
    Array.from({ length: count }, (_, index) => rowOf(index));

  const people = await fill(database, members, each(MEMBERS, memberOf));
  const goods = await fill(
    database,
    products,
    PRODUCTS.map(([name]) => ({ name, unit: 'kg' })),
  );
  const buyers = await fill(
    database,
    customers,
    each(CUSTOMERS, (index) => ({ name: `Cơ sở chế biến ${VILLAGES[index % 4]} ${index + 1}` })),
  );
  /** The data set knows 200 members; here they are five times as many. */
  const written = (index: number): HarvestRow & { readonly priceDong: number } => {
    const { memberId, product, quantityKg, grade, note, unitPrice } = recordAt(index);
    const member = memberIds.indexOf(memberId) + memberIds.length * (index % (MEMBERS / memberIds.length));
    return {
      memberId: required(people[member], 'a member'),
      productId: required(goods[PRODUCTS.findIndex(([name]) => name === product)], 'a product'),
      grade,
      quantityMilli: Math.round(quantityKg * 1_000),
      unit: 'kg',
      harvestedOn: '',
      ...(note === '' ? {} : { note }),
      priceDong: unitPrice,
    };
  };

  const saleOf = (index: number): SaleRow => {
    const { harvestedOn: _day, priceDong, memberId, ...what } = written(index);
    const isBought = index % 10 < BOUGHT_OF_TEN;
    const party = isBought
      ? { direction: 'member-coop' as const, memberId }
      : { direction: 'coop-customer' as const, customerId: required(buyers[index % CUSTOMERS], 'a customer') };
    const amountDong = lineTotalDong(what.quantityMilli, priceDong);
    const soldOn = dayOf(index, SALES);
    return { ...what, ...party, unitPriceDong: priceDong, amountDong, payment: 'credit', soldOn };
  };
  const sold = each(SALES, saleOf);
  const saleIds = await fill(database, sales, sold);
  const bought = sold.flatMap((sale, index) => {
    const { direction, memberId, productId, quantityMilli, unit, amountDong, payment, soldOn } = sale;
    if (direction !== 'member-coop' || memberId === undefined) return [];
    const saleId = required(saleIds[index], 'a sale');
    return [{ saleId, memberId, productId, quantityMilli, unit, amountDong, payment, soldOn, confirmedOn: soldOn }];
  });
  const confirmed = bought.slice(0, -UNCONFIRMED);
  await fill(database, confirmations, confirmed);

  const left = RECORDS - MEMBERS - PRODUCTS.length - CUSTOMERS - SALES - confirmed.length;
  const harvestOf = (index: number): HarvestRow => {
    const { priceDong: _price, ...row } = written(SALES + index);
    return { ...row, harvestedOn: dayOf(index, left) };
  };
  await fill(database, harvests, each(left, harvestOf));
  return people[0];
}

function recordAt(index: number): HarvestRecord {
  return record(index % DEVICES, Math.floor(index / DEVICES));
}

function nameOf(index: number): string {
  return [FAMILIES[index % 10], MIDDLE[Math.floor(index / 10) % 10], GIVEN[Math.floor(index / 100) % 10]].join(' ');
}

function memberOf(index: number): MemberRow {
  const village = required(VILLAGES[index % VILLAGES.length], 'a village');
  return {
    name: nameOf(index),
    code: `TV-${String(index + 1).padStart(4, '0')}`,
    village,
    phone: `09${String(10_000_000 + index * 7_919).slice(-8)}`,
    areaM2: 500 + (index % 40) * 250,
  };
}
