/** A believable year of a small co-op, made by the app's own commands, the same each time it is made. Nobody in it exists. */
import { addDays, dateAt } from '#kernel/calendar.ts';
import { required } from '#kernel/result.ts';
import { readerOver, type LocalDatabase } from '#local-db/index.ts';
import { recordHarvest } from '#modules/harvests/commands.ts';
import { addMember, importMembers } from '#modules/members/commands.ts';
import { members } from '#modules/members/index.ts';
import { addPlot } from '#modules/plots/commands.ts';
import { addProduct, setPrice } from '#modules/products/commands.ts';
import { addCustomer, recordSale } from '#modules/sales/commands.ts';
import { must } from '../onboarding/start-alone.ts';
import type { Practice } from '../profile.ts';

const FAMILIES = ['Tẩn', 'Chảo', 'Lý', 'Phàn', 'Vàng', 'Giàng', 'Sùng', 'Lò', 'Nông', 'Hoàng'] as const;
const GIVEN = ['Láo Tả', 'Lở Mẩy', 'Thị Sua', 'A Phứ', 'Mùi Khé', 'Văn Pẩu'] as const;
const VILLAGES = ['Bản Suối Mẫu', 'Bản Nà Lạ', 'Bản Khe Xanh'] as const;
/** Name and đồng for a kilogram in the middle of the year. */
const PRODUCTS = [
  ['Chè búp tươi', 26_000],
  ['Ngô hạt', 7_500],
  ['Gừng củ', 18_000],
  ['Mận', 15_000],
] as const;
const CUSTOMERS = ['Cơ sở chè Đồi Gió', 'Cửa hàng Nông sản Chợ Phiên'] as const;
/** Days between two deliveries, and how many there are: a year of them. */
const EVERY_DAYS = { member: 10, office: 5 } as const;
const DELIVERIES = { member: 36, office: 72 } as const;
/** When the prices were changed. */
const NEW_PRICE_DAYS_AGO = 120;
const PRICE_ROSE_DONG = 1_500;
/** How much there is to pick, by month, in tenths: little in winter, most with the summer's rain. */
const PLENTY = [5, 5, 8, 12, 14, 15, 15, 14, 12, 10, 8, 6] as const;
const BATCH = 'tap-thu';
const MEMBERS = FAMILIES.length * GIVEN.length;

/**
 * Fills an empty practice database that the office's roles have opened. `onStep` hears how much is done, 0 to 100. Gives the
 * member whose farm the member's practice is. Faults: those of the store.
 */
export async function makeSeason(
  database: LocalDatabase,
  practice: Practice,
  onStep: (percent: number) => void,
): Promise<string> {
  const today = dateAt(database.env.now());
  const products: { readonly id: string; readonly priceDong: number }[] = [];
  for (const [name, priceDong] of PRODUCTS) {
    const id = await must(database, addProduct, { name, unit: 'kg' });
    const before = { unitPriceDong: priceDong - PRICE_ROSE_DONG, effectiveOn: addDays(today, -365) };
    const now = { unitPriceDong: priceDong, effectiveOn: addDays(today, -NEW_PRICE_DAYS_AGO) };
    for (const price of [before, now]) await must(database, setPrice, { productId: id, ...price });
    products.push({ id, priceDong });
  }
  const farmers = practice === 'office' ? await register(database) : [await farmer(database)];
  const deliveries = DELIVERIES[practice];
  for (let delivery = deliveries - 1; delivery >= 0; delivery -= 1) {
    const memberId = required(farmers[(delivery * 7) % farmers.length], 'there are members');
    const product = required(products[delivery % 3 === 2 ? delivery % 4 : 0], 'there are products');
    const daysAgo = 1 + delivery * EVERY_DAYS[practice];
    const day = addDays(today, -daysAgo);
    const plenty = required(PLENTY[Number(day.slice(5, 7)) - 1], 'a month is one of twelve');
    const quantityMilli = (8 + ((delivery * 13) % 40)) * 100 * plenty + (delivery % 2) * 500;
    const what = { memberId, productId: product.id, quantityMilli };
    await must(database, recordHarvest, { ...what, harvestedOn: day });
    await must(database, recordSale, {
      ...what,
      direction: 'member-coop',
      unitPriceDong: product.priceDong - (daysAgo > NEW_PRICE_DAYS_AGO ? PRICE_ROSE_DONG : 0),
      payment: delivery % 4 === 0 ? 'cash' : 'credit',
      soldOn: day,
    });
    onStep(Math.round(((deliveries - delivery) / deliveries) * 90));
  }
  if (practice === 'office') await sellOn(database, required(products[0], 'there are products'), today);
  onStep(100);
  return required(farmers[0], 'there are members');
}

async function register(database: LocalDatabase): Promise<readonly string[]> {
  const rows = Array.from({ length: MEMBERS }, (_, index) => ({
    name: `${FAMILIES[index % FAMILIES.length]} ${GIVEN[Math.floor(index / FAMILIES.length)]}`,
    code: `TT-${String(index + 1).padStart(3, '0')}`,
    village: required(VILLAGES[index % VILLAGES.length], 'there are villages'),
    capitalDong: 1_000_000 + (index % 5) * 500_000,
  }));
  await must(database, importMembers, { batch: BATCH, rows });
  return (await readerOver(database.store.reader).list(members, { index: 'importBatch', equals: BATCH })).map(
    ({ id }) => id,
  );
}

async function farmer(database: LocalDatabase): Promise<string> {
  const memberId = await must(database, addMember, { name: 'Tẩn Láo Tả', code: 'TT-001', village: VILLAGES[0] });
  await must(database, addPlot, { memberId, name: 'Nương trên', areaM2: 3_600 });
  await must(database, addPlot, { memberId, name: 'Ruộng dưới', areaM2: 1_080 });
  return memberId;
}

async function sellOn(
  database: LocalDatabase,
  product: { readonly id: string; readonly priceDong: number },
  today: string,
): Promise<void> {
  for (const [index, name] of CUSTOMERS.entries()) {
    const customerId = await must(database, addCustomer, { name });
    for (let sale = 0; sale < 6; sale += 1)
      await must(database, recordSale, {
        direction: 'coop-customer',
        customerId,
        productId: product.id,
        quantityMilli: (60 + sale * 10) * 1_000,
        unitPriceDong: product.priceDong + 12_000,
        payment: sale % 2 === 0 ? 'credit' : 'cash',
        soldOn: addDays(today, -3 - index - sale * 25),
      });
  }
}
