import type { Reader, Stored } from '#kernel/module.ts';
import { prices, products, type PriceRow, type ProductRow } from './records.ts';

export type Product = Stored<ProductRow>;
export type Price = Stored<PriceRow>;

/** Products in use, by name. */
export async function productList(read: Reader): Promise<readonly Product[]> {
  const all = await read.list(products);
  return all
    .filter((product) => product.isRetired !== true)
    .sort((left, right) => left.name.localeCompare(right.name, 'vi'));
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
  const newestFirst = [...known].sort((left, right) =>
    left.effectiveOn === right.effectiveOn
      ? right.savedAt - left.savedAt
      : left.effectiveOn < right.effectiveOn
        ? 1
        : -1,
  );
  return (
    newestFirst.find((price) => price.grade === product.grade) ?? newestFirst.find((price) => price.grade === undefined)
  );
}
