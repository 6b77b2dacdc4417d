import { batchesOf, type Batch } from '#kernel/batches.ts';
import type { Reader, Stored } from '#kernel/module.ts';
import { compareTexts } from '#kernel/text.ts';
import { prices, products, type PriceRow, type ProductRow } from './records.ts';

export type Product = Stored<ProductRow>;
export type Price = Stored<PriceRow>;

/** Products in use, by name. */
export async function productList(read: Reader): Promise<readonly Product[]> {
  const all = await read.list(products);
  return all.filter((product) => product.isRetired !== true).sort((left, right) => compareTexts(left.name, right.name));
}

const UNUSUAL_TIMES = 3;

/** Whether one of two prices of the same unit, đồng, is more than three times the other: said while it is typed, never refused (rule U19). */
export function isUnusualPrice(dong: number, beforeDong: number): boolean {
  return dong > beforeDong * UNUSUAL_TIMES || beforeDong > dong * UNUSUAL_TIMES;
}

/** The price that counts on a day: the latest announced for it or before. A grade without its own takes the product's. */
export async function priceOn(
  read: Reader,
  product: { readonly productId: string; readonly grade?: string | undefined },
  day: string,
): Promise<Price | undefined> {
  const known = await read.list(prices, {
    index: '[productId+effectiveOn]',
    from: [product.productId, ''],
    to: [product.productId, day],
  });
  return priceAmong(known, { day, grade: product.grade });
}

/** As `priceOn`, of a product's prices that have been read already. */
export function priceAmong(
  known: readonly Price[],
  { day, grade }: { readonly day: string; readonly grade?: string | undefined },
): Price | undefined {
  const newestFirst = known
    .filter(({ effectiveOn }) => effectiveOn <= day)
    .sort((left, right) =>
      left.effectiveOn === right.effectiveOn
        ? right.savedAt - left.savedAt
        : left.effectiveOn < right.effectiveOn
          ? 1
          : -1,
    );
  return newestFirst.find((price) => price.grade === grade) ?? newestFirst.find((price) => price.grade === undefined);
}

/** Products in use with the price that counts on a day, proposals first. */
export async function pricedProducts(
  read: Reader,
  day: string,
): Promise<readonly { readonly product: Product; readonly price: Price | undefined }[]> {
  const list = await productList(read);
  const priced = await Promise.all(
    list.map(async (product) => ({ product, price: await priceOn(read, { productId: product.id }, day) })),
  );
  return priced.sort(
    (left, right) => Number(right.product.isProposed === true) - Number(left.product.isProposed === true),
  );
}

/** All prices of a product, the newest day first. */
export async function pricesOf(read: Reader, productId: string): Promise<readonly Price[]> {
  const range = { from: [productId, ''], to: [productId, '9999-12-31'] };
  return read.list(prices, { index: '[productId+effectiveOn]', ...range, reverse: true });
}

/** A product of the book as a price list is compared with it. */
export interface BookProduct extends Pick<Product, 'id' | 'name' | 'unit'> {
  /** What counts on a day for all its grades, đồng. */
  readonly dongOn: (day: string) => number | undefined;
}

/** All products of the book, those not in use too, with their prices. */
export async function bookProducts(read: Reader): Promise<readonly BookProduct[]> {
  return Promise.all(
    (await read.list(products)).map(async ({ id, name, unit }) => {
      const announced = await pricesOf(read, id);
      return { id, name, unit, dongOn: (day: string) => priceAmong(announced, { day })?.unitPriceDong };
    }),
  );
}

/** Imports of price lists that still stand, and how many products each brought. */
export async function pastProductImports(read: Reader): Promise<readonly Batch[]> {
  return batchesOf(await read.list(products));
}
